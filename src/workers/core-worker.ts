/** Thread entry: the core of one library. Main lays the ports and carries the messages. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toErrorReply } from '../api/errors.ts'
import { openCore } from '../core/core.ts'
import type { JobSpec } from '../core/jobs/control.ts'
import type { CoreSetup, FromCore, ToCore } from '../main/core-messages.ts'
import { trapNetwork } from '../main/network-trap.ts'

const main = parentPort
if (main === null) throw new Error('core-worker runs as a worker thread')
const post = (message: FromCore) => main.postMessage(message)
const setup = workerData as CoreSetup
trapNetwork(setup.refusedConnections)

const waitingForPorts: ((port: MessagePort) => void)[] = []
const startThread = (spec: JobSpec) =>
  new Promise<MessagePort>((resolve) => {
    waitingForPorts.push(resolve)
    post({ type: 'start-job', spec })
  })

try {
  const core = openCore({
    ...setup,
    startThread,
    emit: (event, payload) => post({ type: 'event', event, payload }),
    onFault: (detail) => post({ type: 'fault', detail }),
  })
  main.on('message', async (message: ToCore) => {
    switch (message.type) {
      case 'call':
        return post({ type: 'reply', id: message.id, reply: await core.dispatch(message.method, message.args) })
      case 'grant':
        return post({
          type: 'granted',
          id: message.id,
          ref: core.files.grant(message.path, message.use, message.shownName),
        })
      case 'offer':
        return post({ type: 'granted', id: message.id, ref: core.files.offer(message.path) })
      case 'download':
        return post({ type: 'download', id: message.id, file: downloadOf(message.ref) })
      case 'job-port':
        return waitingForPorts.shift()?.(message.port)
      case 'close':
        await core.close()
        return post({ type: 'closed' })
    }
  })
  const downloadOf = (ref: string) => {
    try {
      const { path, shownName } = core.files.resolve(ref, 'download')
      return { path, name: shownName }
    } catch {
      return null
    }
  }
  post({ type: 'ready', neededFiles: core.neededFiles })
} catch (error) {
  post({
    type: 'refused',
    error: toErrorReply(error),
    detail: error instanceof Error ? (error.stack ?? '') : String(error),
  })
}

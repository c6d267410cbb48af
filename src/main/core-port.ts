/** The core thread as hosts hold it: main starts threads and carries messages, nothing else. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type ResourceLimits, Worker } from 'node:worker_threads'
import type { Transport } from '../api/client.ts'
import type { EventName } from '../api/contract.ts'
import { AppError, type Reply } from '../api/errors.ts'
import type { FileRef } from '../api/schemas.ts'
import type { JobSpec } from '../core/jobs/control.ts'
import type { CoreSetup, FromCore, ToCore } from './core-messages.ts'
import { trapNetwork } from './network-trap.ts'
import { resourcesFolder } from './resources-folder.ts'

/**
 * Room for objects that live for a moment only. Left alone, each thread takes up to 48 MB for them, and what survives them
 * grows the rest of its heap: importing a million songs took 320 MB more, and no less time (docs/decisions/0330).
 */
const heapOfThreads: ResourceLimits = { maxYoungGenerationSizeMb: 16 }

/** What a host holds of the core: the contract's transport and the few things only a host may do. */
export type CorePort = Transport & {
  /** Let clients read one file that the user picked, uploaded or named; clients get the opaque ref only. */
  grantRead: (path: string, shownName?: string) => Promise<FileRef>
  /** Let the next export write to this path. */
  grantWrite: (path: string) => Promise<FileRef>
  /** Offer a folder that this host was given at its start to every client. */
  offerFolder: (path: string) => Promise<FileRef>
  /** Where a file that the core made for download lies; null for anything else. */
  download: (ref: string) => Promise<{ path: string; name: string } | null>
  /** A folder of the library for uploads; at every start emptied but for what work that goes on still needs. */
  uploadFolder: string
  close: () => Promise<void>
}

export type OpenOptions = {
  library: string
  /** `write` takes the library lock; `read` works beside whoever holds it. */
  mode: 'write' | 'read'
  /** The folder of the thread entries. */
  workers: string
  host?: CoreSetup['host']
}

/** What a message to the core carries beside the number that its answer comes back under. */
type Question = Extract<ToCore, { id: number }> extends infer Q
  ? Q extends { id: number }
    ? Omit<Q, 'id'>
    : never
  : never

/** Start the core thread on a library. Throws the AppError with which it refuses. */
export async function openCore({ library, mode, workers, host = 'window' }: OpenOptions): Promise<CorePort> {
  const uploadFolder = join(library, 'incoming')
  if (mode === 'write') mkdirSync(library, { recursive: true, mode: 0o700 })
  const setup: CoreSetup = {
    library,
    resources: resourcesFolder(),
    kernelWorker: entry(workers, 'kernel-worker').href,
    readWorker: entry(workers, 'read-worker').href,
    mode,
    host,
    refusedConnections: new Int32Array(new SharedArrayBuffer(4)),
  }
  trapNetwork(setup.refusedConnections)
  const worker = new Worker(entry(workers, 'core-worker'), { workerData: setup, resourceLimits: heapOfThreads })
  const waiting = new Map<number, (answer: never) => void>()
  const listeners = new Set<(event: EventName, payload: unknown) => void>()
  let nextId = 1
  let stopped = false
  let closed = () => {}
  const post = (message: ToCore) => worker.postMessage(message)
  const ask = <T>(question: Question) =>
    new Promise<T>((resolve) => {
      if (stopped) return resolve(engineStopped as T)
      waiting.set(nextId, resolve)
      post({ ...question, id: nextId++ } as ToCore)
    })
  const answer = (id: number, value: unknown) => {
    waiting.get(id)?.(value as never)
    waiting.delete(id)
  }

  const neededFiles = await new Promise<string[]>((resolve, reject) => {
    worker.on('error', (cause) => {
      reject(new AppError('internal', 'Sidetrack could not start its engine.', { cause }))
      process.stderr.write(`${cause.stack ?? cause.message}\n`)
    })
    worker.on('exit', () => {
      stopped = true
      for (const id of [...waiting.keys()]) answer(id, engineStopped)
    })
    worker.on('message', (message: FromCore) => {
      switch (message.type) {
        case 'ready':
          return resolve(message.neededFiles)
        case 'refused':
          if (message.error.code === 'internal') process.stderr.write(`${message.detail}\n`)
          return reject(new AppError(message.error.code, message.error.message))
        case 'reply':
          return answer(message.id, message.reply)
        case 'granted':
          return answer(message.id, message.ref)
        case 'download':
          return answer(message.id, message.file)
        case 'event':
          for (const listener of listeners) listener(message.event, message.payload)
          return
        case 'start-job':
          return startJob(worker, entry(workers, 'job-worker'), message.spec)
        case 'fault':
          process.stderr.write(`${message.detail}\n`)
          return
        case 'closed':
          return closed()
      }
    })
  })
  if (mode === 'write') emptyUploads(uploadFolder, neededFiles)
  return {
    call: (method, args) => ask<Reply<unknown>>({ type: 'call', method, args }),
    on: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    grantRead: (path, shownName) =>
      ask<FileRef>({ type: 'grant', path, use: 'read', ...(shownName === undefined ? {} : { shownName }) }),
    grantWrite: (path) => ask<FileRef>({ type: 'grant', path, use: 'write' }),
    offerFolder: (path) => ask<FileRef>({ type: 'offer', path }),
    download: (ref) => ask<{ path: string; name: string } | null>({ type: 'download', ref }),
    uploadFolder,
    close: async () => {
      await new Promise<void>((resolve) => {
        closed = resolve
        worker.once('exit', () => resolve())
        post({ type: 'close' })
      })
      await worker.terminate()
    },
  }
}

/** Uploads have names of their own, wherever the library folder lies by now. */
function emptyUploads(folder: string, needed: readonly string[]): void {
  const kept = new Set(needed.map((path) => basename(path)))
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (!kept.has(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** The answer to every question once the core thread has ended. */
const engineStopped: Reply<never> = {
  ok: false,
  error: { code: 'internal', message: 'The engine has stopped. Start Sidetrack again.' },
}

/** Threads run TypeScript in the source tree and JavaScript once built. */
export function entry(workers: string, name: string): URL {
  const source = join(workers, `${name}.ts`)
  return pathToFileURL(existsSync(source) ? source : join(workers, `${name}.js`))
}

/** Start a job thread and lay a line from it to the core. */
function startJob(core: Worker, module: URL, spec: JobSpec): void {
  const { port1, port2 } = new MessageChannel()
  const job = new Worker(module, {
    workerData: { spec, port: port1 },
    transferList: [port1],
    resourceLimits: heapOfThreads,
  })
  job.on('error', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`)
  })
  core.postMessage({ type: 'job-port', port: port2 } satisfies ToCore, [port2])
}

/** The page's only way out of its sandbox: named functions, no channel name and no event object in reach of the page. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type Bridge, bridgeName, type GrantedFile, messages, requests } from '../api/bridge.ts'
import type { EventName } from '../api/contract.ts'
import type { Reply } from '../api/errors.ts'

const ask = <T>(channel: string, ...args: unknown[]): Promise<Reply<T>> =>
  ipcRenderer.invoke(channel, ...args).catch(
    (): Reply<T> => ({
      ok: false,
      error: { code: 'offline', message: 'Sidetrack is not answering. Close the window and start it again.' },
    }),
  )

/** Let any number of listeners share one subscription. */
function fanOut<A extends unknown[]>(): {
  tell: (...args: A) => void
  add: (listener: unknown) => () => void
  hasAny: () => boolean
} {
  const listeners = new Set<(...args: A) => void>()
  return {
    tell: (...args) => {
      for (const listener of [...listeners]) listener(...args)
    },
    add: (given) => {
      if (typeof given !== 'function') throw new TypeError('A listener is a function.')
      // A function of its own for each subscription, since the same listener may come twice.
      const listener = (...args: A) => void given(...args)
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    hasAny: () => listeners.size > 0,
  }
}

const events = fanOut<[EventName, unknown]>()
ipcRenderer.on(messages.event, (_event, name: EventName, payload: unknown) => events.tell(name, payload))

const opened = fanOut<[GrantedFile[]]>()
/** Files wait in main until somebody in the page wants them. */
async function takeOpened(): Promise<void> {
  if (!opened.hasAny()) return
  const reply = await ask<GrantedFile[]>(requests.takeOpened)
  if (reply.ok && reply.value.length > 0) opened.tell(reply.value)
}
ipcRenderer.on(messages.opened, () => void takeOpened())

/** Only a file that the system handed to the page has a path; one that the page made up has none. */
function pathOf(file: unknown): string {
  try {
    return webUtils.getPathForFile(file as File)
  } catch {
    return ''
  }
}

const bridge: Bridge<File> = {
  call: (method, args) => ask(requests.call, method, args),
  on: (listener) => events.add(listener),
  chooseFiles: () => ask(requests.chooseFiles),
  chooseFolder: () => ask(requests.chooseFolder),
  filesDropped: async (files) => {
    const paths = Array.isArray(files) ? files.map(pathOf).filter((path) => path !== '') : []
    return ask(requests.filesDropped, paths)
  },
  chooseExport: (name) => ask(requests.chooseExport, name),
  onOpened: (listener) => {
    const remove = opened.add(listener)
    void takeOpened()
    return remove
  },
}

contextBridge.exposeInMainWorld(bridgeName, bridge)

/** The module `electron` as a sandboxed preload script sees it, joined to the main process of the same fake. */
import { fake } from './surface.ts'

type Push = (event: object, ...args: unknown[]) => void
const pushes = new Map<string, Push[]>()
const paths = new WeakMap<File, string>()

export const page = {
  exposed: {} as Record<string, Record<string, (...args: unknown[]) => unknown>>,
  /** Set by the main half: how a request of the top frame reaches its handler. */
  invoke: async (_channel: string, _args: unknown[]): Promise<unknown> => undefined,
  receive: (channel: string, args: unknown[]) => {
    for (const push of pushes.get(channel) ?? []) push({ sender: 'never for the page' }, ...args)
  },
}

/** A file as the page holds it: with a path where the system handed it over, without one where the page made it up. */
export function pageFile(name: string, path: string | null): File {
  const file = new File([], name)
  if (path !== null) paths.set(file, path)
  return file
}

export const contextBridge = fake('ContextBridge', {
  exposeInMainWorld: (name: string, api: Record<string, unknown>) => {
    if (Object.getPrototypeOf(api) !== Object.prototype) throw new Error('The bridge is no plain object')
    for (const [key, value] of Object.entries(api)) {
      if (typeof value !== 'function') throw new Error(`${name}.${key} is no function`)
    }
    page.exposed[name] = api as (typeof page.exposed)[string]
  },
})
export const ipcRenderer = fake('IpcRenderer', {
  invoke: (channel: string, ...args: unknown[]) => page.invoke(channel, structuredClone(args)),
  on: (channel: string, push: Push) => {
    pushes.set(channel, [...(pushes.get(channel) ?? []), push])
  },
})
export const webUtils = fake('WebUtils', {
  getPathForFile: (file: unknown) => {
    if (!(file instanceof File)) throw new TypeError('Expected a File')
    return paths.get(file) ?? ''
  },
})

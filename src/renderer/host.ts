/** What the window needs from the program that shows it: the contract's transport, and files in and out. */
import type { Transport } from '#api/client.ts'
import { AppError, type Reply } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import { webHost } from './host-web.ts'

export type Host = Transport & {
  kind: 'desktop' | 'web'
  /** Make the session ready; called once, before the first call. */
  start: () => Promise<void>
  /** Hand the core a file that the listener chose. `progress` gets 0 to 1. */
  takeFile: (file: File, progress: (fraction: number) => void, signal: AbortSignal) => Promise<FileRef>
  /** Save a file that the core made under the name it suggests. */
  saveFile: (ref: FileRef, name: string) => Promise<void>
}

/** What the preload script offers under `window.sidetrack`. */
export type Bridge = Transport & {
  grantFile: (file: File) => Promise<Reply<{ ref: FileRef }>>
  saveFile: (ref: FileRef, name: string) => Promise<Reply<{ saved: boolean }>>
}

declare global {
  interface Window {
    sidetrack?: Bridge
  }
}

function desktopHost(bridge: Bridge): Host {
  return {
    kind: 'desktop',
    call: bridge.call,
    on: bridge.on,
    start: async () => {},
    takeFile: async (file, progress) => {
      const reply = await bridge.grantFile(file)
      if (!reply.ok) throw new AppError(reply.error.code, reply.error.message)
      progress(1)
      return reply.value.ref
    },
    saveFile: async (ref, name) => {
      const reply = await bridge.saveFile(ref, name)
      if (!reply.ok) throw new AppError(reply.error.code, reply.error.message)
    },
  }
}

/** The desktop bridge where there is one, else the local web server that sent this page. */
export function pickHost(): Host {
  return window.sidetrack ? desktopHost(window.sidetrack) : webHost()
}

/** What the window needs from the program that shows it: the contract's transport, and files in and out. */
import type { Bridge } from '#api/bridge.ts'
import type { Transport } from '#api/client.ts'
import type { FileRef } from '#api/schemas.ts'
import { desktopHost } from './host-desktop.ts'
import { webHost } from './host-web.ts'

export type Host = Transport & {
  kind: 'desktop' | 'web'
  /** Make the session ready; called once, before the first call. */
  start: () => Promise<void>
  /** Told when the host stops answering and when it answers again; never called where window and core are one. */
  onConnection: (listener: (alive: boolean) => void) => void
  /** Hand the core a file that the listener chose. `progress` gets 0 to 1. */
  takeFile: (file: File, progress: (fraction: number) => void, signal: AbortSignal) => Promise<FileRef>
  /** Ask for a folder that is read where it lies; only where the window is told of places on the disk. */
  chooseFolder: (() => Promise<File[]>) | null
  /** Save a file that the core made under the name it suggests. */
  saveFile: (ref: FileRef, name: string) => Promise<void>
}

declare global {
  interface Window {
    sidetrack?: Bridge<File>
  }
}

/** The desktop bridge where there is one, else the local web server that sent this page. */
export function pickHost(): Host {
  return window.sidetrack ? desktopHost(window.sidetrack) : webHost()
}

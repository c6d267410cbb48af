/** What the preload script gives the page in Electron, and the channels behind it. Paths never cross it to the page. */
import type { Transport } from './client.ts'
import type { Reply } from './errors.ts'
import type { FileRef } from './schemas.ts'

/** A file that the listener picked: the opaque ref to use, the base name to show. */
export type GrantedFile = { ref: FileRef; name: string; bytes: number }

/** `window.sidetrack`. `F` is the browser's `File`, which not every runtime that reads this type knows. */
export type Bridge<F> = Transport & {
  /** Ask for files in the system's dialog; an empty list where the listener chose none. */
  chooseFiles: () => Promise<Reply<GrantedFile[]>>
  /** Ask for a folder in the system's dialog, which stands for itself; an empty list where the listener chose none. */
  chooseFolder: () => Promise<Reply<GrantedFile[]>>
  /** Hand over files that the listener dropped or picked; a folder stands for the files in it. */
  filesDropped: (files: F[]) => Promise<Reply<GrantedFile[]>>
  /** Ask where to write a file of this name; null where the listener chose nothing. */
  chooseExport: (name: string) => Promise<Reply<GrantedFile | null>>
  /** Be told of files that were opened with Sidetrack, those from before this call included. */
  onOpened: (listener: (files: GrantedFile[]) => void) => () => void
}

/** Under which name the page finds the bridge. */
export const bridgeName = 'sidetrack'

/** Requests, which main answers. */
export const requests = {
  call: 'sidetrack:call',
  chooseFiles: 'sidetrack:choose-files',
  chooseFolder: 'sidetrack:choose-folder',
  filesDropped: 'sidetrack:files-dropped',
  chooseExport: 'sidetrack:choose-export',
  takeOpened: 'sidetrack:take-opened',
} as const

/** What main says unasked: an event of the core, and that opened files wait to be taken. */
export const messages = {
  event: 'sidetrack:event',
  opened: 'sidetrack:opened',
} as const

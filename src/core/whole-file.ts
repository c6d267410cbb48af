/** Writing files so that a name never stands for half of one, whatever happens in between. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Write pieces to a temporary file beside `path`, flush it, give it the name, flush the folder, which is made if need be. */
export function writeWhole(path: string, pieces: Iterable<Uint8Array>): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${basename(path)}.part`)
  try {
    const file = openSync(temporary, 'w')
    try {
      for (const piece of pieces) {
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (error) {
    removeIfThere(temporary)
    throw error
  }
}

/** What stopped the writing may stop this too, and is what must be told. */
export function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // There is no such folder, or no way to write to it.
  }
}

/** So that the new name survives a power cut; not every system lets a folder be flushed. */
export function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Windows refuses to open folders; the rename is in its journal.
  }
}

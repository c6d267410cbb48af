/** The audio files below a folder, as the disk lists them. */
import type { Dirent } from 'node:fs'
import { opendir, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isAudioName } from '#api/audio-names.ts'
import { AppError } from '#api/errors.ts'
import { type FormatInfo, ownIdSpace } from '../format.ts'
import type { Keyword } from '../keywords.ts'

/** A folder of audio files is a source of its own: what its files' tags say. */
export const audioFiles: FormatInfo = {
  format: 'audio-files',
  formatName: 'Audio files',
  table: 'audio',
  idSpace: ownIdSpace,
  order: 1,
  fileNames: [],
  brings: 'your own music files',
  licence: null,
  origin: null,
  own: true,
}

/** `name` is the path below the folder, the folder's own name first; `modifiedMs` counts from 1970. */
export type ListedFile = { path: string; name: string; bytes: number; modifiedMs: number }
/** What claims to be audio or to hold it, and cannot be looked at. */
export type UnlistedFile = { name: string; keyword: Extract<Keyword, 'archive-link-entry' | 'permission-denied'> }
export type AudioListing = { files: ListedFile[]; unlisted: UnlistedFile[] }

/**
 * List the audio files below a folder by their names' endings, in the order of their names. Hidden files are passed over,
 * links are not followed. `tick` runs for each folder and may throw to stop. Throws the system's error for the folder itself.
 */
export async function listAudioFiles(folder: string, tick: () => void = () => {}): Promise<AudioListing> {
  const listing: AudioListing = { files: [], unlisted: [] }
  await listBelow(folder, basename(folder), await readdir(folder, { withFileTypes: true }), { listing, tick })
  return listing
}

type Into = { listing: AudioListing; tick: () => void }

async function listBelow(folder: string, name: string, entries: Dirent[], into: Into): Promise<void> {
  into.tick()
  const { files, unlisted } = into.listing
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const shown = `${name}/${entry.name}`
    if (entry.isDirectory()) {
      const below = await readdir(path, { withFileTypes: true }).catch(() => null)
      if (below === null) unlisted.push({ name: shown, keyword: 'permission-denied' })
      else await listBelow(path, shown, below, into)
    } else if (!isAudioName(entry.name)) continue
    else if (entry.isSymbolicLink()) unlisted.push({ name: shown, keyword: 'archive-link-entry' })
    else if (entry.isFile()) {
      const info = await stat(path).catch(() => null)
      // Gone since the folder was read: it is not there any more.
      if (info !== null) files.push({ path, name: shown, bytes: info.size, modifiedMs: Math.trunc(info.mtimeMs) })
    }
  }
}

/**
 * The folder of audio files that is to be imported; null where something else is. Throws AppError bad-arguments where it
 * comes with other files, since it is a source of its own.
 */
export async function audioFolderOf<F extends { path: string }>(
  files: readonly F[],
  format: string | undefined,
): Promise<F | null> {
  if (format !== undefined && format !== audioFiles.format) return null
  const found = await Promise.all(files.map(({ path }) => isAudioFolder(path)))
  const folder = files[found.indexOf(true)] ?? null
  if (folder === null || files.length === 1) return folder
  throw new AppError('bad-arguments', 'A folder of audio files is imported by itself. Choose it alone, one at a time.')
}

/** Folders are looked through this far for a first audio file: so many entries, so many of them files. */
const mostLookedAt = { entries: 20_000, files: 5000 }

/** Whether a path is a folder with an audio file somewhere below; false for anything that cannot be looked at. */
export async function isAudioFolder(path: string): Promise<boolean> {
  const waiting = [path]
  const looked = { entries: 0, files: 0 }
  // Depth first: in a large library files are far below the first folders.
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await opendir(folder).catch(() => [])
    for await (const entry of entries) {
      looked.entries += 1
      if (entry.isFile()) looked.files += 1
      if (looked.entries > mostLookedAt.entries || looked.files > mostLookedAt.files) return false
      if (entry.name.startsWith('.')) continue
      if (entry.isFile() && isAudioName(entry.name)) return true
      if (entry.isDirectory()) waiting.push(join(folder, entry.name))
    }
  }
  return false
}

/** Carrying a playlist out: written whole or not at all, and read back before success is said. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#api/errors.ts'
import type { ExportFormat, ListStyle, Playlist, PlaylistEntry } from '#api/schemas.ts'
import { fileFinder } from '#core/catalog/own-files.ts'
import { parseItemId, workOfTrack } from '#core/store/browse-rows.ts'
import { pathsOfWork } from '#core/store/match-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { playlistEntries } from '#core/store/playlist-rows.ts'
import { flushFolder, removeIfThere } from '#core/whole-file.ts'
import type { EntryFacts } from './entry-facts.ts'
import type { ExportRow } from './writers/export-row.ts'
import { hasRecording } from './writers/jspf.ts'
import { firstDifference, listFormats, readEntries } from './writers/list-format.ts'
import { baseOf, checkStyle, decoded, encoded, styledRows } from './writers/list-style.ts'

/** Written and read back: entries, how many of them have a file on this computer, and how many a recording's MBID. */
export type Exported = {
  written: number
  /** Without a file, and so written as comments. */
  commented: number
  /** Where relative paths begin, and so where the list belongs; null where it lies there. */
  base: string | null
  withFile: number
  withRecording: number
  bytes: number
}

/** What is known of entries beyond their names. */
type Known = {
  pathsOf?: (entry: PlaylistEntry) => readonly string[]
  factsOf?: (entry: PlaylistEntry) => EntryFacts
  style?: ListStyle
  /** The folder in which the list stays; null where that is not known yet. */
  listFolder?: string | null
}

const nothing: EntryFacts = { album: null, durationMs: null, mbid: null, isrc: null, spotifyUri: null }

/**
 * Write a playlist to `path` through a temporary file beside it, then read it back as an import would and compare. Each
 * entry is written with the first of its paths that is a file here.
 * Throws AppError bad-arguments, disk-full, permission-denied, export-failed; then `path` is what it was before.
 */
export function exportPlaylist(
  playlist: Playlist,
  format: ExportFormat,
  path: string,
  { pathsOf = () => [], factsOf = () => nothing, style = {}, listFolder = null }: Known = {},
): Exported {
  checkStyle(format, style)
  const known = playlist.items.map(
    (item): ExportRow => ({
      artist: writable(item.artist),
      // An empty title says no more than none, and no file can tell the two apart.
      title: writable(item.title ?? '') || null,
      year: item.year ?? null,
      path: pathsOf(item).find((place) => isFile(place)) ?? null,
      ...factsOf(item),
    }),
  )
  const date = moment.test(playlist.updatedAt) ? playlist.updatedAt : null
  const base = baseOf(known, style, listFolder)
  const all = styledRows(known, style, base)
  const rows = style.withoutFile === 'comment' ? all.filter((row) => row.path !== null) : all
  const bytes = encoded(listFormats[format].write({ name: writable(playlist.name), date, style }, all), style)
  writeWhole(path, bytes, (written) => {
    const found = readEntries(format, decoded(written, style))
    const wrong = firstDifference(rows, found)
    if (wrong === null) return
    throw new AppError(
      'export-failed',
      `The file was written but reads back as ${found.length} of ${rows.length} entries, otherwise from entry ${wrong + 1} on, so it was not kept. Try another format.`,
    )
  })
  return {
    written: rows.length,
    commented: all.length - rows.length,
    // Beside the list they begin where it lies, which whoever chose that place knows.
    base: listFolder === null ? base : null,
    withFile: rows.filter((row) => row.path !== null).length,
    withRecording: rows.filter(hasRecording).length,
    bytes: bytes.length,
  }
}

/** Without what no text file can carry. */
const writable = (text: string) => text.toWellFormed().replaceAll('\u0000', '')

/** As the listener's database writes moments, which is an xs:dateTime. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

type Shelf = { user: ReadableDb; library: ReadableDb; profileId: number }

/**
 * Makes the function that tells where an entry's track lies: in the listener's own files, else as its playlist file said,
 * else as the sources say.
 */
export function pathFinder(shelf: Shelf, id: number): (entry: PlaylistEntry) => string[] {
  const { user, library } = shelf
  const paths = pathsOfWork(library)
  const fileOf = fileFinder(shelf)
  const told = new Map(playlistEntries(user, id).map(({ entryId, location }) => [entryId, location]))
  return ({ entryId, kind, item }) => {
    const location = told.get(entryId) ?? ''
    const work = kind === 'track' && item !== null ? workOfTrack(library, parseItemId(item).row) : null
    const own = work === null ? null : fileOf(work)
    return [
      ...(own === null ? [] : [own]),
      ...(isLocal.test(location) ? [location] : []),
      ...(work === null ? [] : paths(work)),
    ]
  }
}

/** An absolute path on this computer, not on another one (//server/share). */
const isLocal = /^(?:\/(?!\/)|[A-Za-z]:[\\/])/

/** A path with a line break would be read as two entries. */
function isFile(path: string): boolean {
  if (/[\r\n]/.test(path)) return false
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A file may be replaced; anything else of that name, such as a folder or a device, may not. */
function refuseOtherThanFile(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile()) return
  const what = there.isDirectory() ? 'a folder. Name a file in it' : 'no ordinary file. Choose another name'
  throw new AppError('export-failed', `What has that name already is ${what}.`)
}

/** Temporary file, flush, check, rename, flush the folder. */
function writeWhole(path: string, bytes: Buffer, check: (bytes: Buffer) => void): void {
  refuseOtherThanFile(path)
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    const file = openSync(temporary, 'wx')
    try {
      let at = 0
      while (at < bytes.length) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    check(readFileSync(temporary))
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (cause) {
    removeIfThere(temporary)
    throw asAppError(cause)
  }
}

function asAppError(cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  const code = (cause as { code?: string }).code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', 'The disk is full, so nothing was written. Make room and export again.', { cause })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new AppError('permission-denied', 'That folder cannot be written to. Choose another one.', { cause })
  }
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
    return new AppError('export-failed', 'There is no such folder to write to. Choose another one.', { cause })
  }
  if (code === 'ENAMETOOLONG') {
    return new AppError('export-failed', 'That file name is too long. Choose a shorter one.', { cause })
  }
  return cause
}

/** Bytes of a file name, so that even with the temporary file's prefix and suffix it stays below 255. */
const longestName = 180

/** A file name made from a playlist's name, safe on every system. */
export function exportFileName(name: string, format: ExportFormat): string {
  const plain = name
    .toWellFormed()
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  let bytes = 0
  const short = [...plain].filter((character) => {
    bytes += Buffer.byteLength(character)
    return bytes <= longestName
  })
  const safe = short.join('').replace(/[. ]+$/, '')
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(safe)
  return `${safe === '' ? 'Playlist' : reserved ? `${safe} playlist` : safe}.${format}`
}

/** The folder in which downloads wait, made when missing. */
export function exportFolder(library: string): string {
  const folder = join(library, 'exports')
  mkdirSync(folder, { recursive: true })
  return folder
}

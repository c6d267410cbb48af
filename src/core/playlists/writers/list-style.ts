/** How a list is written for the player or program that will read it: paths, letters, line ends. */
import { dirname, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '#api/errors.ts'
import type { ExportFormat, ListStyle } from '#api/schemas.ts'
import { decodeWindows1252, encodeWindows1252 } from '#core/sources/text.ts'
import type { ExportRow } from './export-row.ts'

/** Formats in which a line is an entry. */
const ofLines: ReadonlySet<ExportFormat> = new Set(['m3u8', 'm3u', 'pls'])

const encodings: Partial<Record<ExportFormat, readonly ListStyle['encoding'][]>> = {
  csv: ['utf-8-bom'],
  m3u: ['windows-1252'],
  pls: ['windows-1252'],
}

/** Refuse what a format has no place for. Throws AppError bad-arguments. */
export function checkStyle(format: ExportFormat, { encoding, ...lines }: ListStyle): void {
  const [first] = ofLines.has(format) ? [] : Object.keys(lines)
  if (first !== undefined) {
    throw new AppError('bad-arguments', `“${first}” is for M3U8, M3U and PLS; ${format} has no place for it.`)
  }
  if (encoding === undefined || encoding === 'utf-8' || encodings[format]?.includes(encoding) === true) return
  const where = encoding === 'windows-1252' ? 'M3U and PLS' : 'CSV'
  throw new AppError('bad-arguments', `The encoding ${encoding} is for ${where}; ${format} is written in UTF-8.`)
}

/** The folder that holds all of these files; null where there are none, or they lie on several drives. */
export function commonFolder(paths: readonly string[]): string | null {
  const [first, ...others] = paths.map((path) => dirname(path).split(/[\\/]/))
  if (first === undefined) return null
  const depth = others.reduce((most, parts) => {
    const differs = first.findIndex((part, place) => parts[place] !== part)
    return Math.min(most, differs < 0 ? first.length : differs)
  }, first.length)
  const folder = first.slice(0, depth).join(sep)
  return depth === 0 ? null : folder === '' || folder.endsWith(':') ? `${folder}${sep}` : folder
}

/** Rows as a style writes them: names, and paths that begin in `base` where they are relative. */
export function styledRows(rows: readonly ExportRow[], style: ListStyle, base: string | null): ExportRow[] {
  const nameOf = (text: string) => (style.dashes === true ? text.replaceAll(' - ', ' – ') : text)
  const placeOf = placer(style, base)
  return rows.map((row) => ({
    ...row,
    artist: nameOf(row.artist),
    title: row.title === null ? null : nameOf(row.title),
    path: row.path === null ? null : placeOf(row.path),
  }))
}

function placer({ paths, swap, windows }: ListStyle, base: string | null): (path: string) => string {
  return (path) => {
    const moved = swap === undefined ? path : (swapped(path, swap) ?? path)
    if (paths === 'url') return moved === path ? pathToFileURL(path).href : addressOf(moved)
    const near = paths === 'relative' && base !== null && moved === path ? relative(base, path) : moved
    return windows === true ? near.replaceAll('/', '\\') : near
  }
}

/** The path with another beginning, at a whole folder; null where it does not begin so. */
function swapped(path: string, { from, to }: NonNullable<ListStyle['swap']>): string | null {
  const start = from.replace(/[\\/]+$/, '')
  const rest = path.slice(start.length)
  if (!path.startsWith(start) || !/^[\\/]/.test(rest)) return null
  return `${to.replace(/[\\/]+$/, '')}${rest}`
}

/** The address of a path that is of another computer. */
function addressOf(path: string): string {
  const slashes = path.replaceAll('\\', '/')
  const parts = slashes.split('/').map((part) => (/^[A-Za-z]:$/.test(part) ? part : encodeURIComponent(part)))
  return `file://${slashes.startsWith('/') ? '' : '/'}${parts.join('/')}`
}

/** The bytes of a list. Throws AppError export-failed where its encoding lacks letters of it. */
export function encoded(text: string, { encoding, windows }: ListStyle): Buffer {
  const lines = windows === true ? text.replaceAll('\n', '\r\n') : text
  if (encoding === 'utf-8-bom') return Buffer.from(`\ufeff${lines}`, 'utf8')
  if (encoding !== 'windows-1252') return Buffer.from(lines, 'utf8')
  const { bytes, lacking } = encodeWindows1252(lines)
  if (bytes !== null) return bytes
  const shown = lacking.slice(0, 8).join(' ')
  throw new AppError(
    'export-failed',
    `Names and paths of this list have letters that Windows-1252 lacks (${shown}), so nothing was written. Write it in UTF-8, as M3U8.`,
  )
}

/** The text of a list as its readers see it. */
export function decoded(bytes: Buffer, { encoding }: ListStyle): string {
  return encoding === 'windows-1252' ? decodeWindows1252(bytes) : bytes.toString('utf8').replace(/^\ufeff/, '')
}

/** Where relative paths begin: beside the list where it is known where that will lie, else where all its files are. */
export function baseOf(rows: readonly ExportRow[], style: ListStyle, listFolder: string | null): string | null {
  if (style.paths !== 'relative') return null
  return listFolder ?? commonFolder(rows.flatMap(({ path }) => (path === null ? [] : [path])))
}

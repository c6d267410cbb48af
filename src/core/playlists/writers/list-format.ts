/** Every format that a playlist can be written in, with the reader that reads it back. */
import type { ExportFormat, ListStyle } from '#api/schemas.ts'
import { jspfEntries } from '#core/sources/formats/lists/jspf.ts'
import type { EntryReader, WrittenEntry } from '#core/sources/formats/lists/list-files.ts'
import { m3uEntries } from '#core/sources/formats/lists/m3u.ts'
import { plsEntries } from '#core/sources/formats/lists/pls.ts'
import { sidetrackEntries } from '#core/sources/formats/lists/sidetrack.ts'
import { xspfEntries } from '#core/sources/formats/lists/xspf.ts'
import { writeCsv } from './csv.ts'
import { type ExportRow, labelOf } from './export-row.ts'
import { writeJspf } from './jspf.ts'
import { writeM3u } from './m3u.ts'
import { writePls } from './pls.ts'
import { writeXspf, xmlText } from './xspf.ts'

/** `date` is when the playlist changed last, as an xs:dateTime, or null. */
type Named = { name: string; date: string | null; style: ListStyle }

type ListFormat = { write: (list: Named, rows: readonly ExportRow[]) => string; read: EntryReader }

export const listFormats: Record<ExportFormat, ListFormat> = {
  m3u8: { write: ({ name, style }, rows) => writeM3u(name, rows, 'm3u8', style), read: m3uEntries },
  m3u: { write: ({ name, style }, rows) => writeM3u(name, rows, 'm3u', style), read: m3uEntries },
  pls: { write: ({ style }, rows) => writePls(rows, style), read: plsEntries },
  xspf: { write: ({ name, date }, rows) => writeXspf(name, date, rows), read: xspfEntries },
  jspf: { write: ({ name, date }, rows) => writeJspf(name, date, rows), read: jspfEntries },
  csv: { write: (_, rows) => writeCsv(rows), read: sidetrackEntries },
}

/** The entries of a written text, as an import reads them. May throw `RefusedFile`. */
export function readEntries(format: ExportFormat, text: string): WrittenEntry[] {
  const entries: WrittenEntry[] = []
  const reader = listFormats[format].read({ note: () => {}, reject: () => {} }, (entry) => entries.push(entry))
  reader.push(text)
  reader.end()
  return entries
}

/** The place of the first row that reads back as another one; null where all are as they were written. */
export function firstDifference(rows: readonly ExportRow[], found: readonly WrittenEntry[]): number | null {
  const isSame = (row: ExportRow, entry: WrittenEntry | undefined) =>
    entry !== undefined && carried(labelOf(row)) === carried(labelOfEntry(entry)) && isSameLength(row, entry)
  const place = rows.findIndex((row, index) => !isSame(row, found[index]))
  if (place >= 0) return place
  return found.length > rows.length ? rows.length : null
}

/** What every format can carry of a label: not every control character, and no line breaks. */
const carried = (label: string) => xmlText(label).replace(/\s+/g, ' ').trim()

const labelOfEntry = ({ artist = '', title = '' }: WrittenEntry) =>
  labelOf(artist === '' ? { artist: title, title: null } : { artist, title: title || null })

/** Formats carry whole seconds at least; a length of nothing is none. */
function isSameLength({ durationMs }: ExportRow, { seconds }: WrittenEntry): boolean {
  return Math.abs((durationMs ?? 0) / 1000 - (seconds ?? 0)) <= 0.5
}

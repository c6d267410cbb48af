/** The CSV that Sidetrack itself writes; the apostrophe that guards spreadsheets from formulas is taken off again. */
import { unguarded } from '#core/csv-cells.ts'
import type { TableFormat } from '../../format.ts'
import { createRecordReader } from '../../records.ts'
import { type EntryReader, entryRow, listFiles, type WrittenEntry } from './list-files.ts'

/** The columns that say which track an entry is, in the order in which they are written. */
const columns = ['position', 'title', 'artist', 'album', 'year', 'duration_ms', 'isrc', 'mbid', 'spotify_uri']

/** Told of nothing: what a table notes of its fields is not counted. */
const unnoted = () => {}

export const sidetrack: TableFormat = {
  ...listFiles,
  table: 'sidetrack',
  fileNames: ['Sidetrack .csv'],
  headerOptional: false,
  columns: columns.map((name) => ({ role: name, names: [name], required: true, holds: 'text' })),
  detect: () => 1,
  toRow: (fields) => entryRow(entryOf(fields), unnoted),
}

/** Reads the entries of such a file. */
export const sidetrackEntries: EntryReader = (sink, onEntry) => {
  let header = true
  const reader = createRecordReader(',', 'csv', {
    record: (fields, line) => {
      if (!header) onEntry(entryOf(fields), line, reader.currentText())
      header = false
    },
    reject: sink.reject,
  })
  return {
    push: (text) => reader.push({ text, legacyStarts: [], longFirstLine: false }),
    end: reader.end,
  }
}

function entryOf(fields: readonly string[]): WrittenEntry {
  const [, title = '', artist = '', album = '', , duration = '', isrc = '', mbid = '', uri = ''] = fields.map(unguarded)
  return { title, artist, album, seconds: milliseconds(duration), isrc, mbid, location: uri }
}

/** Seconds of a whole number of milliseconds. */
export const milliseconds = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) / 1000 : null)

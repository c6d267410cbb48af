/** A Last.fm history as tables: lastfm-to-csv (no header), ghan.nl, lastfmstats.com. */
import type { Column, Sample, TableFormat } from '../../format.ts'
import { readListenTime } from '../../listen-time.ts'
import { playRow } from './plays.ts'

const set = {
  format: 'lastfm-history',
  formatName: 'Last.fm history',
  idSpace: 'lastfm-history',
  order: 1,
  brings: 'what you played on Last.fm',
  licence: null,
  origin: 'https://www.last.fm',
  own: true,
} as const

const column = (role: string, names: readonly string[], holds: Column['holds'] = 'text', required = true): Column => ({
  role,
  names,
  required,
  holds,
})

const unnoted = () => {}

const toCsv: TableFormat = {
  ...set,
  table: 'lastfm-to-csv',
  fileNames: ['lastfm-to-csv .csv'],
  headerOptional: true,
  columns: [
    column('artist', ['artist'], 'name'),
    column('album', ['album']),
    column('title', ['track', 'title'], 'name'),
    column('time', ['date', 'utc_time', 'time']),
  ],
  detect: (sample) => dated(sample, 4, 3),
  toRow: ([artist = '', album = '', title = '', at = '']) => playRow({ artist, album, title, at }, unnoted),
}

/** Confident where nearly every record has as many fields, with a moment of this century in one of them. */
function dated(sample: Sample, width: number, place: number): number {
  if (sample.header !== null && sample.header.length > width) return 0
  const at = sample.header === null ? place : (sample.mapping[place] as number)
  const fitting = sample.records.filter((fields) => {
    const time = fields.length === width ? readListenTime(fields[at]) : 'date-invalid'
    return time !== 'date-invalid' && (time !== null || fields[at]?.trim() === '')
  })
  const withTime = sample.records.filter((fields) => (fields[at] ?? '').trim() !== '').length
  const share = fitting.length / Math.max(1, sample.records.length)
  // Whole numbers are seconds in other tables too: words or a dash tell a date.
  const worded = sample.records.some((fields) => /[A-Za-z-]/.test(fields[at] ?? ''))
  return share > 0.8 && withTime > 0 && worded ? 0.9 * share : 0
}

const ghan: TableFormat = {
  ...set,
  table: 'ghan',
  fileNames: ['scrobbles of ghan.nl .csv'],
  headerOptional: false,
  columns: [
    column('time', ['uts']),
    column('artist', ['artist'], 'name'),
    column('title', ['track'], 'name'),
    column('album', ['album'], 'text', false),
    column('track MBID', ['track_mbid'], 'text', false),
  ],
  detect: () => 0.97,
  toRow: ([at = '', artist = '', title = '', album = '', mbid = '']) =>
    playRow({ artist, title, album, at, mbid }, unnoted),
}

const stats: TableFormat = {
  ...set,
  table: 'lastfmstats',
  fileNames: ['lastfmstats .csv'],
  headerOptional: false,
  columns: [
    column('artist', ['Artist'], 'name'),
    column('album', ['Album']),
    column('album id', ['AlbumId']),
    column('title', ['Track'], 'name'),
    // The listener's name stands behind the hash.
    column('time', ['Date#*']),
  ],
  detect: () => 0.97,
  toRow: ([artist = '', album = '', , title = '', at = '']) => playRow({ artist, title, album, at }, unnoted),
}

export const lastfmHistoryTables: readonly TableFormat[] = [ghan, stats, toCsv]

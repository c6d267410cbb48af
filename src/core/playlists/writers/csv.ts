/** CSV for transfer services and spreadsheets: RFC 4180, UTF-8. */
import { csvLine } from '#core/csv-cells.ts'
import type { ExportRow } from './export-row.ts'

const columns = [
  'position',
  'title',
  'artist',
  'album',
  'year',
  'duration_ms',
  'isrc',
  'mbid',
  'spotify_uri',
  'score',
  'reason',
] as const

export function writeCsv(rows: readonly ExportRow[]): string {
  const lines = rows.map((row, i) =>
    csvLine([
      i + 1,
      row.title ?? '',
      row.artist,
      row.album ?? '',
      row.year ?? '',
      row.durationMs ?? '',
      row.isrc ?? '',
      row.mbid ?? '',
      row.spotifyUri ?? '',
      '',
      '',
    ]),
  )
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

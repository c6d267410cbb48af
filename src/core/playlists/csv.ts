/** CSV for transfer services and spreadsheets: RFC 4180, UTF-8. */
import { csvLine, formulaStart } from '#core/csv-cells.ts'
import type { ExportRow } from './m3u8.ts'

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
      '',
      '',
      '',
      '',
      '',
    ]),
  )
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

/** Read what `writeCsv` writes back into rows of cells, header left out; the guarding apostrophe is taken off again. */
export function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] as string
    if (quoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') {
        field += '"'
        i += 1
      } else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',' || character === '\n') {
      record.push(field)
      field = ''
      if (character === '\n') {
        records.push(record)
        record = []
      }
    } else if (character !== '\r') field += character
  }
  return records
    .slice(1)
    .map((cells) => cells.map((value) => (value.startsWith("'") && formulaStart.test(value) ? value.slice(1) : value)))
}

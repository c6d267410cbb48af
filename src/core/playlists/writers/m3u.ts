/** M3U as players read it: UTF-8 without BOM, LF, `#EXTM3U` first, whole seconds (−1 unknown). */
import type { ListStyle } from '#api/schemas.ts'
import { type ExportRow, labelOf, oneLine, placeOf, secondsOf } from './export-row.ts'

/** `.m3u8` is UTF-8 by its name; `.m3u` has to say in what it is written. */
export function writeM3u(
  name: string,
  rows: readonly ExportRow[],
  ending: 'm3u' | 'm3u8',
  { encoding = 'utf-8', withoutFile, windows = false }: Pick<ListStyle, 'encoding' | 'withoutFile' | 'windows'> = {},
): string {
  const said = ending === 'm3u' ? [`#EXTENC:${encoding.toUpperCase()}`] : []
  const lines = ['#EXTM3U', ...said, `#PLAYLIST:${oneLine(name)}`]
  for (const row of rows) {
    if (row.path === null && withoutFile === 'comment') lines.push(`# no file: ${oneLine(labelOf(row))}`)
    else lines.push(...entryLines(row, windows ? '.\\' : './'))
  }
  return `${lines.join('\n')}\n`
}

/** The album with its band stands in front, since many players take the line behind `#EXTINF` for the entry. */
function entryLines(row: ExportRow, here: string): string[] {
  const album = oneLine(row.album ?? '')
  return [
    ...(album === '' ? [] : [`#EXTALB:${album}`, `#EXTART:${oneLine(row.artist)}`]),
    `#EXTINF:${secondsOf(row)},${oneLine(labelOf(row))}`,
    entryLine(placeOf(row), here),
  ]
}

/** An entry that begins with `#` would be read as a comment. */
const entryLine = (text: string, here: string): string => (text.startsWith('#') ? `${here}${text}` : text)

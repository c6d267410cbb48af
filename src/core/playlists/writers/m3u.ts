/** M3U as players read it: UTF-8 without BOM, LF, `#EXTM3U` first, whole seconds (−1 unknown). */
import { type ExportRow, labelOf, oneLine, placeOf, secondsOf } from './export-row.ts'

/** `.m3u8` is UTF-8 by its name; `.m3u` has to say so. */
export function writeM3u(name: string, rows: readonly ExportRow[], ending: 'm3u' | 'm3u8'): string {
  const lines = ['#EXTM3U', ...(ending === 'm3u' ? ['#EXTENC:UTF-8'] : []), `#PLAYLIST:${oneLine(name)}`]
  for (const row of rows) {
    lines.push(`#EXTINF:${secondsOf(row)},${oneLine(labelOf(row))}`, entryLine(placeOf(row)))
  }
  return `${lines.join('\n')}\n`
}

/** An entry that begins with `#` would be read as a comment. */
function entryLine(text: string): string {
  return text.startsWith('#') ? `./${text}` : text
}

/** PLS, version 2: numbered files with their titles and whole seconds (−1 unknown). It has no place for a name. */
import { type ExportRow, labelOf, oneLine, placeOf, secondsOf } from './export-row.ts'

export function writePls(rows: readonly ExportRow[]): string {
  const lines = rows.flatMap((row, index) => [
    `File${index + 1}=${placeOf(row)}`,
    `Title${index + 1}=${oneLine(labelOf(row))}`,
    `Length${index + 1}=${secondsOf(row)}`,
  ])
  return `${['[playlist]', ...lines, `NumberOfEntries=${rows.length}`, 'Version=2'].join('\n')}\n`
}

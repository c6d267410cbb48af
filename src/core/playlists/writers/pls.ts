/** PLS, version 2: numbered files with their titles and whole seconds (−1 unknown). It has no place for a name. */
import type { ListStyle } from '#api/schemas.ts'
import { type ExportRow, labelOf, oneLine, placeOf, secondsOf } from './export-row.ts'

export function writePls(all: readonly ExportRow[], { withoutFile }: Pick<ListStyle, 'withoutFile'> = {}): string {
  const isEntry = (row: ExportRow) => row.path !== null || withoutFile !== 'comment'
  const comments = all.filter((row) => !isEntry(row)).map((row) => `; no file: ${oneLine(labelOf(row))}`)
  const rows = all.filter(isEntry)
  const lines = rows.flatMap((row, index) => [
    `File${index + 1}=${placeOf(row)}`,
    `Title${index + 1}=${oneLine(labelOf(row))}`,
    `Length${index + 1}=${secondsOf(row)}`,
  ])
  return `${['[playlist]', ...comments, ...lines, `NumberOfEntries=${rows.length}`, 'Version=2'].join('\n')}\n`
}

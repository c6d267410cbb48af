/** The records that ended under one reason, as a CSV to look at, mend and import again. */
import { AppError } from '#api/errors.ts'
import { csvLine } from '#core/csv-cells.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { keptRecords, recordsOf } from '#core/store/source-rows.ts'
import { writeWhole } from '#core/whole-file.ts'

/** Lines of text that are written at once. */
const linesAtOnce = 2000

/** How many records the file holds, how many there were, and its size in bytes. */
export type ExportedRecords = { written: number; records: number; bytes: number }

/**
 * Write file, line, reason and text of every kept record of a keyword. Throws AppError source-not-found where there are
 * none, and what writing throws.
 */
export function exportRecords(
  db: ReadableDb,
  fileIds: readonly number[],
  keyword: string,
  path: string,
): ExportedRecords {
  const files = fileIds.flatMap((id) => {
    const found = recordsOf(db, id, keyword)
    return found === null || found.records === 0 ? [] : [{ id, ...found }]
  })
  if (files.length === 0) throw new AppError('source-not-found', `No records ended under “${keyword}” in this import.`)
  const done = { written: 0, records: files.reduce((sum, { records }) => sum + records, 0), bytes: 0 }
  function* pieces(): Generator<Uint8Array> {
    let lines = [csvLine(['file', 'line', 'reason', 'record'])]
    const flush = () => {
      const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')
      done.bytes += bytes.length
      lines = []
      return bytes
    }
    for (const { id, path: name } of files) {
      for (const { line, text } of keptRecords(db, id, keyword)) {
        lines.push(csvLine([name, line, keyword, text]))
        done.written += 1
        if (lines.length >= linesAtOnce) yield flush()
      }
    }
    if (lines.length > 0) yield flush()
  }
  writeWhole(path, pieces())
  return done
}

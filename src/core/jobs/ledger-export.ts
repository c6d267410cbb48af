/** The records that ended under one reason, as a CSV to look at, mend and import again. */
import { AppError } from '#api/errors.ts'
import { setsAside } from '#core/sources/keywords.ts'
import { HowRead } from '#core/sources/saved/how-read.ts'
import { isMerge, type Key, keyLine, recordLine, savedHeader } from '#core/sources/saved/saved-records.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { fileReading, keptRecords, recordsOf } from '#core/store/source-rows.ts'
import { writeWhole } from '#core/whole-file.ts'

/** Lines of text that are written at once. */
const linesAtOnce = 2000

/** How many records the file holds, how many there were, whether they can come back, and its size in bytes. */
export type ExportedRecords = { written: number; records: number; mendable: boolean; bytes: number }

/** How the records of a file are read again when they come back; null where they mean nothing by themselves. */
function keyFor(db: ReadableDb, fileId: number, keyword: string): Key | null {
  const file = fileReading(db, fileId)
  if (file === null || file.format === null || file.table === null || isMerge(keyword)) return null
  const { format, table, sha256 } = file
  const waiting = setsAside.find((one) => one === keyword)
  // Of a listener's own records only their names are known, which the ledger cannot mend.
  if (waiting !== undefined) return file.own === 1 ? null : { format, table, waiting, sha256 }
  const how = HowRead.nullable().parse(JSON.parse(file.howRead ?? 'null'))
  return how === null ? null : { ...how, sha256 }
}

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
    return found === null || found.records === 0 ? [] : [{ id, ...found, key: keyFor(db, id, keyword) }]
  })
  if (files.length === 0) throw new AppError('source-not-found', `No records ended under “${keyword}” in this import.`)
  const records = files.reduce((sum, { records }) => sum + records, 0)
  const mendable = files.some(({ key }) => key !== null)
  const done = { written: 0, records, mendable, bytes: 0 }
  function* pieces(): Generator<Uint8Array> {
    let lines = [savedHeader()]
    const flush = () => {
      const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')
      done.bytes += bytes.length
      lines = []
      return bytes
    }
    for (const { id, path: name, key } of files) {
      if (key !== null) lines.push(keyLine(name, key))
      const inside = key !== null && 'inside' in key && key.inside
      for (const kept of keptRecords(db, id, keyword)) {
        lines.push(recordLine(name, keyword, kept, inside))
        done.written += 1
        if (lines.length >= linesAtOnce) yield flush()
      }
    }
    if (lines.length > 0) yield flush()
  }
  writeWhole(path, pieces())
  return done
}

/** Reading saved records of one file, each by itself, as the file that they are from was read. */
import type { StreamState } from '../bytes.ts'
import type { Keyword, RepairKeyword } from '../keywords.ts'
import type { FileSink, RecognisedTable, RepairCounts, Step } from '../reader.ts'
import { createRecordReader, SHOWN_TEXT } from '../records.ts'
import { createRowReader } from '../rows.ts'
import { type Dialect, isCutOff, keyOf, type SavedRecord, savedRecords } from './saved-records.ts'

/** Which records of a file of saved ones make up a table. */
export type Saved = {
  dialect: Dialect
  /** The file that they are from, and its digest. */
  file: string
  ofFile: string
  /** True for records that wait for what they name. */
  waiting: boolean
  /** True for the first table, whose ledger counts what is no record. */
  isFirst: boolean
}

/** Feeds `sink` with the records; lines are those of the file of saved ones. */
export async function* readSaved(
  path: string,
  recognised: RecognisedTable,
  { dialect, file, waiting, isFirst }: Saved,
  sink: FileSink,
): AsyncGenerator<Step> {
  let repaired: RepairCounts = {}
  const note = (keyword: RepairKeyword): void => {
    repaired[keyword] = (repaired[keyword] ?? 0) + 1
  }
  const toRow = createRowReader(recognised, note)
  const width = recognised.table.columns.length
  const record = (found: readonly string[], line: number, text: string): void => {
    // What the ledger does not say of a record that waits is left out at its end.
    const fields = waiting ? [...found, ...Array<string>(Math.max(0, width - found.length)).fill('')] : found
    const row = toRow(fields)
    if (typeof row !== 'object') sink.reject({ keyword: row, line, text }, fields)
    else for (const one of 'kind' in row ? [row] : row) sink.row(one, line, fields)
  }
  const reject = (keyword: Keyword, line: number, text: string): void => sink.reject({ keyword, line, text }, null)
  const read = (saved: SavedRecord): void => {
    if (saved.file !== file || keyOf(saved) !== null) return
    const { line, record: text } = saved
    if (isCutOff(text)) {
      reject('record-cut-off', line, text.slice(0, SHOWN_TEXT))
      return
    }
    const reader = createRecordReader(recognised.delimiter, recognised.quoting, {
      record: (fields) => record(fields, line, reader.currentText()),
      reject: (keyword, _, spoilt) => reject(keyword, line, spoilt),
    })
    reader.push({ text: `${text}\n`, legacyStarts: [], longFirstLine: false })
    reader.end()
  }
  const stray = (line: number, text: string): void => {
    if (isFirst) reject('columns-missing', line, text)
  }
  const step = ({ bytesRead, bytesTotal }: StreamState): Step => {
    const counts = repaired
    repaired = {}
    return { bytesRead, bytesTotal, repaired: counts }
  }
  for await (const state of savedRecords(path, dialect, { record: read, stray })) yield step(state)
}

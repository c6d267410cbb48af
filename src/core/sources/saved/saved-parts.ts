/** Saved records as parts of an import: those of each file are a table of its data set, read as that file was. */
import { formats } from '../formats/index.ts'
import type { RecognisedTable } from '../reader.ts'
import { createRecordReader } from '../records.ts'
import { isRefusal, type Refusal, RefusedFile } from '../refusal.ts'
import { type HowRead, readingOf } from './how-read.ts'
import { type Dialect, isCutOff, isMerge, type Key, keyOf, type SavedRecord, savedRecords } from './saved-records.ts'
import { waitingTable } from './waiting-table.ts'

/** Records that show on which scale their columns are. */
const sampled = 200

type Found = { key: Key | null; records: number; merges: number; sample: string[] }

/** The records of one file among those that were saved; `name` is that file's. */
export type SavedPart = { name: string } & (
  | { recognised: RecognisedTable; refusal: null }
  | { recognised: null; refusal: Refusal }
)

/** Finds out of which files the records are, and how each is read. Throws `RefusedFile`. */
export async function savedParts(path: string, dialect: Dialect, tick: () => void): Promise<SavedPart[]> {
  const files = new Map<string, Found>()
  const note = (saved: SavedRecord): void => {
    const found = files.get(saved.file) ?? { key: null, records: 0, merges: 0, sample: [] }
    files.set(saved.file, found)
    const key = keyOf(saved)
    if (key !== null) {
      found.key = key
      return
    }
    found.records += 1
    if (isMerge(saved.reason)) found.merges += 1
    if (found.sample.length < sampled && !isCutOff(saved.record)) found.sample.push(saved.record)
  }
  for await (const _ of savedRecords(path, dialect, { record: note, stray: () => {} })) tick()
  const named = [...files].filter(([, { records }]) => records > 0)
  if (named.length === 0) throw new RefusedFile('no-valid-rows', 'There are no records in this file.')
  let isFirst = true
  return named.map(([name, found]): SavedPart => {
    const reading = found.key === null ? null : readingFor(found.key, found.sample)
    if (reading !== null && isRefusal(reading)) return { name, recognised: null, refusal: reading }
    if (found.key === null || reading === null) return { name, recognised: null, refusal: refusalOf(found) }
    const { sha256 } = found.key
    const saved = { dialect, file: name, ofFile: sha256, waiting: 'waiting' in found.key, isFirst }
    isFirst = false
    const recognised: RecognisedTable = {
      ...{ shape: 'table', shownName: name, compression: 'none', encoding: dialect.encoding, confidence: 1 },
      ...{ repaired: [], headerRows: 0, preset: null, ...reading, saved },
    }
    return { name, recognised, refusal: null }
  })
}

type Reading = Pick<RecognisedTable, 'table' | 'delimiter' | 'quoting' | 'header' | 'mapping'>

function readingFor(key: Key, records: readonly string[]): Reading | Refusal | null {
  if (!('waiting' in key)) {
    const sample = records.map((record) => fieldsOf(record, key))
    try {
      return readingOf(key, sample)
    } catch (error) {
      if (error instanceof RefusedFile) return error.refusal
      throw error
    }
  }
  const info = formats.find(({ format, table }) => format === key.format && table === key.table)
  if (info === undefined) return null
  const table = waitingTable(info, key.waiting)
  const mapping = table.columns.map((_, index) => index)
  return { table, delimiter: '\t', quoting: 'none', header: table.columns.map(({ role }) => role), mapping }
}

/** The fields of one record. */
function fieldsOf(record: string, { delimiter, quoting }: Pick<HowRead, 'delimiter' | 'quoting'>): string[] {
  let found: string[] = []
  const reader = createRecordReader(delimiter, quoting, {
    record: (fields) => {
      found = fields
    },
    reject: () => {},
  })
  reader.push({ text: `${record}\n`, legacyStarts: [], longFirstLine: false })
  reader.end()
  return found
}

function refusalOf({ key, records, merges }: Found): Refusal {
  const message =
    key === null && merges === records
      ? 'These records are in your library already, each joined with one like it. There is nothing to mend.'
      : 'These records cannot be read without those around them. Mend them in the file that they are from, and import that file again.'
  return { keyword: 'not-a-dataset', message }
}

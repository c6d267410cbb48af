/** Bytes of a file to batches of rows: the one reader behind preview and import. */
import { type Inside, readMembers } from './archives/members.ts'
import { type Compression, contentChunks, newStreamState, openFile, type StreamState } from './bytes.ts'
import type { Content } from './content.ts'
import { readDocuments, readShortDocuments } from './documents.ts'
import type { DocumentFormat, Reject, SourceRow, TableFormat } from './format.ts'
import type { Keyword, RepairKeyword } from './keywords.ts'
import { listEntryPlacer } from './list-entries.ts'
import { createRecordReader, type Quoting } from './records.ts'
import { isRefusal, type Refusal, RefusedFile } from './refusal.ts'
import { createRowReader } from './rows.ts'
import { readSaved, type Saved } from './saved/read-saved.ts'
import { type Encoding, textBlocks } from './text.ts'

export { isRefusal, type Refusal }

type Recognised = {
  /** As people see it; names the playlist that a file is. */
  shownName: string
  compression: Compression
  /** Single records may still be re-read as windows-1252. */
  encoding: Encoding
  confidence: number
  /** What was put right to recognise it; `readRows` counts each once. */
  repaired: readonly RepairKeyword[]
  /** Where it is not a file but all files of its kind in an archive or a folder. */
  inside?: Inside
}

export type RecognisedTable = Recognised & {
  shape: 'table'
  table: TableFormat
  delimiter: string
  quoting: Quoting
  /** Header as written; null where there is none. */
  header: readonly string[] | null
  /** How many records it takes. */
  headerRows: number
  /** The listener's own preset by which its columns are read. */
  preset: { id: number; name: string } | null
  /** For each of `table.columns` the field index in the file, or -1. */
  mapping: readonly number[]
  /** Where its records are saved ones of another file. */
  saved?: Saved
}

export type RecognisedDocuments = Recognised & { shape: 'documents'; table: DocumentFormat }

export type RecognisedFile = RecognisedTable | RecognisedDocuments

export type RepairCounts = Partial<Record<RepairKeyword, number>>

/** Strings of a batch may share memory with its block of text: copy those that are kept for long. */
export type RowBatch = {
  rows: SourceRow[]
  /** The physical line of each row, from 1. */
  lines: ArrayLike<number>
  rejects: Reject[]
  /** Records so far into the file that ended as a row or a reject: rows + rejects, summed over batches. */
  recordsRead: number
  /** Bytes of the stored (compressed) file consumed so far, and its size. */
  bytesRead: number
  bytesTotal: number
  /** How often each repair was made in this batch. */
  repaired: RepairCounts
  /** With the last batch of a folder that was not read before: the digest of all of it. */
  sha256?: string
}

/**
 * Reads a recognised file batch by batch (a block of text each, at most some 20,000 rows; a batch may be empty).
 * The last thing is a `Refusal` when the file as a whole turns out unusable midway, or holds no good row at all:
 * drop what came before. Throws only on bugs.
 */
export async function* readRows(path: string, recognised: RecognisedFile): AsyncGenerator<RowBatch | Refusal> {
  try {
    yield* readBatches(path, recognised)
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error
    yield error.refusal
  }
}

async function* readBatches(path: string, recognised: RecognisedFile): AsyncGenerator<RowBatch> {
  let rows: SourceRow[] = []
  let lines: number[] = []
  let rejects: Reject[] = []
  let recordsRead = 0
  let good = 0
  const steps = readFileRecords(path, recognised, {
    row: (row, line) => {
      rows.push(row)
      lines.push(line)
    },
    reject: (reject) => rejects.push(reject),
  })
  for await (const step of steps) {
    recordsRead += rows.length + rejects.length
    good += rows.length
    yield { rows, lines, rejects, recordsRead, ...step }
    rows = []
    lines = []
    rejects = []
  }
  if (good > 0) return
  const found = recordsRead === 0 ? 'no rows at all' : `${recordsRead} rows, none of them usable`
  throw new RefusedFile('no-valid-rows', `This file has ${found}.`)
}

export type FileSink = {
  row: (row: SourceRow, line: number, fields: readonly string[]) => void
  /** `fields` is null for a record that never came to fields. */
  reject: (reject: Reject, fields: readonly string[] | null) => void
}

/** How far a file has been read, after each block of it. */
export type Step = Pick<RowBatch, 'bytesRead' | 'bytesTotal' | 'repaired' | 'sha256'>

/** Feeds `sink` with every record of a file; a step per block of text. */
export async function* readFileRecords(path: string, recognised: RecognisedFile, sink: FileSink): AsyncGenerator<Step> {
  if (recognised.inside !== undefined) {
    yield* readMembers(path, recognised, recognised.inside, sink)
    return
  }
  if (recognised.shape === 'table' && recognised.saved !== undefined) {
    yield* readSaved(path, recognised, recognised.saved, sink)
    return
  }
  const file = await openFile(path)
  try {
    const chunks = (state: StreamState) => contentChunks(file, state)
    yield* readContent({ path, name: recognised.shownName, bytes: file.bytes, chunks }, recognised, sink)
  } finally {
    await file.handle.close()
  }
}

/** Feeds `sink` with every record of some content, by itself or within an archive. */
export function readContent(content: Content, recognised: RecognisedFile, given: FileSink): AsyncGenerator<Step> {
  const sink = placing(content, given)
  return recognised.shape === 'table' ? readTable(content, recognised, sink) : readDocuments(content, recognised, sink)
}

/** True for what `readShortContent` reads. */
export function readsAtOnce(recognised: RecognisedFile): recognised is RecognisedDocuments {
  return recognised.shape === 'documents' && recognised.encoding.startsWith('utf-8')
}

/** As `readContent`, of documents that lie in memory, without waiting; returns what was put right. */
export function readShortContent(
  { bytes, ...content }: Pick<Content, 'path' | 'name'> & { bytes: Buffer },
  recognised: RecognisedDocuments,
  sink: FileSink,
): RepairCounts {
  return readShortDocuments(bytes, recognised, placing(content, sink))
}

function placing({ path, name }: Pick<Content, 'path' | 'name'>, sink: FileSink): FileSink {
  const place = listEntryPlacer(path, name)
  return { ...sink, row: (row, line, fields) => sink.row(place(row), line, fields) }
}

/** Feeds `sink` with every record behind the header. */
async function* readTable(content: Content, recognised: RecognisedTable, sink: FileSink): AsyncGenerator<Step> {
  const state = newStreamState()
  let repaired: RepairCounts = Object.fromEntries(recognised.repaired.map((keyword) => [keyword, 1]))
  const note = (keyword: RepairKeyword): void => {
    repaired[keyword] = (repaired[keyword] ?? 0) + 1
  }
  const toRow = createRowReader(recognised, note)
  const giveRows = (row: SourceRow | readonly SourceRow[], line: number, fields: readonly string[]): void => {
    if ('kind' in row) sink.row(row, line, fields)
    else for (const one of row) sink.row(one, line, fields)
  }
  let headerToCome = recognised.headerRows
  const reject = (keyword: Keyword, line: number, text: string): void => sink.reject({ keyword, line, text }, null)
  const records = createRecordReader(recognised.delimiter, recognised.quoting, {
    record(fields, line) {
      if (headerToCome > 0) {
        headerToCome -= 1
        return
      }
      const row = toRow(fields)
      if (typeof row === 'object') giveRows(row, line, fields)
      else sink.reject({ keyword: row, line, text: records.currentText() }, fields)
    },
    reject,
  })
  const step = (): Step => {
    const counts = { ...records.takeRepairs(), ...repaired }
    repaired = {}
    return { bytesRead: state.bytesRead, bytesTotal: content.bytes, repaired: counts }
  }
  let torn: string | null = null
  for await (const block of textBlocks(content.chunks(state), recognised.encoding)) {
    // Only the unfinished last line comes after the end was seen: in a file that changed it is not whole.
    if (state.changed) torn = block.text
    else {
      records.push(block)
      yield step()
    }
  }
  records.end()
  if (state.changed) reject('file-changed', records.line(), (torn ?? '').slice(0, 500))
  for (const keyword of state.notes) note(keyword)
  yield step()
}

/**
 * The CSV of the records of one reason that Sidetrack saves, and its reading once they are mended. Its columns are file,
 * line, reason and record; the first line of each file says how its records are read. Spreadsheets may sort and delete
 * lines, and write other delimiters and encodings.
 */
import { z } from 'zod'
import { csvLine, unguarded } from '#core/csv-cells.ts'
import { contentChunks, newStreamState, openFile, type StreamState } from '../bytes.ts'
import { repairs, setsAside } from '../keywords.ts'
import { createRecordReader, SHOWN_TEXT } from '../records.ts'
import { type Encoding, sniffEncoding, textBlocks } from '../text.ts'
import { HowRead } from './how-read.ts'

const columns = ['file', 'line', 'reason', 'record'] as const

/** Stands as the reason of the line that says how the records of its file are read. */
const keyReason = 'how to read (keep this line)'
/** Ends what was kept of a longer record. */
const cutOff = ' … (cut off here)'

/** Records that wait for what they name: the ledger knows their fields in the order of `waitingTable`. */
const Waiting = z.strictObject({ format: z.string(), table: z.string(), waiting: z.enum(setsAside) })

const ofFile = { sha256: z.string() }
const Key = z.union([HowRead.extend(ofFile), Waiting.extend(ofFile)])

/** How the records of one file are read, and the digest of that file. */
export type Key = z.infer<typeof Key>

/** The header, as its line. */
export const savedHeader = (): string => csvLine(columns)

/** The line that says how the records of a file are read. */
export const keyLine = (file: string, key: Key): string => csvLine([file, 0, keyReason, JSON.stringify(key)])

/**
 * The line of a record, as much of it as was kept. What lay in an archive begins with the name of its file there, which
 * goes to the number of its line.
 */
export function recordLine(
  file: string,
  reason: string,
  kept: { line: number; text: string },
  inside: boolean,
): string {
  const end = inside ? kept.text.indexOf(': ') : -1
  const record = end < 0 ? kept.text : kept.text.slice(end + 2)
  const line = end < 0 ? kept.line : `${kept.text.slice(0, end)} ${kept.line}`
  return csvLine([file, line, reason, kept.text.length < SHOWN_TEXT ? record : `${record}${cutOff}`])
}

/** True for a record of which only the beginning was kept, and that nobody has written anew. */
export const isCutOff = (record: string): boolean => record.endsWith(cutOff)

/** How a spreadsheet has written such a file. */
export type Dialect = { delimiter: string; encoding: Encoding }

/** The dialect of a file of saved records by its first bytes; null for any other file. */
export function savedDialect(head: Buffer): Dialect | null {
  const encoding = sniffEncoding(head)
  const start = head.subarray(0, 200)
  const text = new TextDecoder(encoding.startsWith('utf-16') ? encoding : 'utf-8').decode(start)
  const [first = ''] = text.split(/[\r\n]/, 1)
  const delimiter = [',', ';', '\t'].find((one) => {
    const names = first.split(one).map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .toLowerCase(),
    )
    return columns.every((name, place) => names[place] === name) && names.slice(columns.length).every((n) => n === '')
  })
  return delimiter === undefined ? null : { delimiter, encoding }
}

/** One line of such a file; `line` is its own, from 1. */
export type SavedRecord = { file: string; reason: string; record: string; line: number }

type Sink = { record: (saved: SavedRecord) => void; stray: (line: number, text: string) => void }

/** Feeds `sink` with the records behind the header, keys among them; yields after each block. Throws `RefusedFile`. */
export async function* savedRecords(
  path: string,
  { delimiter, encoding }: Dialect,
  sink: Sink,
): AsyncGenerator<StreamState> {
  const file = await openFile(path)
  const state = newStreamState()
  state.bytesTotal = file.bytes
  let isHeader = true
  const reader = createRecordReader(delimiter, 'csv', {
    record(fields, line) {
      const [name, , reason, record] = fields
      if (isHeader) isHeader = false
      else if (name === undefined || reason === undefined || record === undefined)
        sink.stray(line, reader.currentText())
      else if (fields.some((field) => field !== ''))
        sink.record({ file: unguarded(name), reason, record: unguarded(record), line })
    },
    reject: (_, line, text) => sink.stray(line, text),
  })
  try {
    for await (const block of textBlocks(contentChunks(file, state), encoding)) {
      reader.push(block)
      yield state
    }
    reader.end()
    yield state
  } finally {
    await file.handle.close()
  }
}

/** What a line says of how the records of its file are read; null for any other line. */
export function keyOf({ record }: SavedRecord): Key | null {
  if (!record.startsWith('{"')) return null
  try {
    return Key.parse(JSON.parse(record))
  } catch {
    return null
  }
}

/** True for reasons whose records are in the library already, joined with others. */
export const isMerge = (reason: string): boolean => (repairs as readonly string[]).includes(reason)

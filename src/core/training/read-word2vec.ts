/** word2vec's two file forms, as gensim and the original program write them: counts, then a word and its numbers a row. */
import { isUtf8 } from 'node:buffer'
import { lineSplitter } from '#core/sources/lines.ts'
import { textBlocks } from '#core/sources/text.ts'
import type { ByteCursor } from './byte-cursor.ts'
import {
  checkFinite,
  checkShape,
  isNumber,
  mostDimensions,
  type RowName,
  readNumbers,
  refusedVectors,
  type VectorRow,
  type VectorShape,
} from './vector-rows.ts'

const longestCounts = 60
const longestWord = 10_000
/** As much as tells text from bytes. */
const sniffed = 4096

const lineFeed = 10
const blank = 32

export type Word2vecForm = 'word2vec' | 'word2vec-binary'

/** Which of the two forms a file has by its head; null where its first line is no pair of counts. */
export function word2vecForm(head: Buffer): Word2vecForm | null {
  const end = head.indexOf(lineFeed)
  if (end === -1 || end > longestCounts) return null
  if (!/^\d+[ \t]+\d+\s*$/.test(head.toString('latin1', 0, end))) return null
  return isText(head.subarray(end + 1, end + 1 + sniffed)) ? 'word2vec' : 'word2vec-binary'
}

/** Text has no control bytes, and its first row ends in a number, good or bad. */
function isText(body: Buffer): boolean {
  const cut = body.lastIndexOf(blank)
  if (!isUtf8(body.subarray(0, cut + 1))) return false
  if (body.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127)) return false
  const line = body.toString('latin1').split('\n')[0] ?? ''
  return body.length === sniffed || /(?:^|\s)(?:[-+]?[\d.][\d.e+-]*|[-+]?(?:nan|inf\w*))\s*$/i.test(line)
}

/** What a file says of itself; null for anything but word2vec, whose first row is what its first line says. */
export async function word2vecShape(cursor: ByteCursor): Promise<VectorShape | null> {
  const form = word2vecForm(await cursor.peek(2 * sniffed))
  if (form === null) return null
  const [rows = 0, dimensions = 0] = await readCounts(cursor)
  if (rows < 1 || dimensions < 1 || dimensions > mostDimensions) return null
  const isFirstRow = form === 'word2vec' ? isTextRow : isBinaryRow
  return (await isFirstRow(cursor, dimensions)) ? { format: form, rows, dimensions } : null
}

/** As many bytes as a number takes in text at most. */
const longestNumber = 32

async function isTextRow(cursor: ByteCursor, dimensions: number): Promise<boolean> {
  const line = await cursor.until(lineFeed, longestWord + dimensions * longestNumber)
  const text = (line ?? (await cursor.rest().next()).value ?? Buffer.alloc(0)).toString('utf8')
  const fields = text.trimEnd().split(/[ \t]/)
  return fields.length > dimensions && fields.slice(-dimensions).every(isNumber)
}

async function isBinaryRow(cursor: ByteCursor, dimensions: number): Promise<boolean> {
  const word = await cursor.until(blank, longestWord)
  const stored = await cursor.take(dimensions * 4)
  if (word === null || stored.length < dimensions * 4) return false
  return Array.from({ length: dimensions }, (_, at) => stored.readFloatLE(at * 4)).every(Number.isFinite)
}

async function readCounts(cursor: ByteCursor): Promise<number[]> {
  const counts = (await cursor.until(lineFeed, longestCounts))?.toString('latin1').trim().split(/\s+/) ?? []
  return counts.map(Number)
}

/** Read the rows of a file; the same array comes with each. Throws AppError not-a-dataset. */
export async function* readWord2vec(cursor: ByteCursor, form: Word2vecForm): AsyncGenerator<VectorRow> {
  const [rows = 0, dimensions = 0] = await readCounts(cursor)
  checkShape(rows, dimensions)
  yield* form === 'word2vec' ? readText(cursor, rows, dimensions) : readBinary(cursor, rows, dimensions)
}

async function* readText(cursor: ByteCursor, rows: number, dimensions: number): AsyncGenerator<VectorRow> {
  const vector = new Float32Array(dimensions)
  let lines: string[] = []
  const splitter = lineSplitter(
    (line) => line.trim() !== '' && lines.push(line),
    (line) => lines.push(line),
  )
  let row = 0
  function* take(): Generator<VectorRow> {
    for (const line of lines) {
      row += 1
      if (row > rows) throw wrongCount(`more than ${rows} rows`, rows)
      yield { name: readLine(line, row, vector), vector }
    }
    lines = []
  }
  for await (const { text } of textBlocks(cursor.rest(), 'utf-8')) {
    splitter.push(text)
    yield* take()
  }
  splitter.end()
  yield* take()
  if (row < rows) throw wrongCount(`${row} rows`, rows)
}

/** Names may have blanks in them; what reads as a decimal number before the numbers is one too many. */
function readLine(line: string, row: number, vector: Float32Array): RowName {
  const fields = line.trimEnd().split(/[ \t]/)
  const words = fields.slice(0, Math.max(0, fields.length - vector.length))
  const tooMany = words.length > 1 && isNumber(words.at(-1) ?? '') && /[.e]/i.test(words.at(-1) ?? '')
  if (words.length === 0 || tooMany) {
    const numbers = fields.slice(1).filter(isNumber).length
    throw refusedVectors(
      `${numbers} numbers in row ${row}`,
      `a name and ${vector.length}, as the first line says`,
      'Save the vectors again.',
    )
  }
  readNumbers(fields.slice(words.length), vector, row)
  return nameOf(words.join(' '))
}

async function* readBinary(cursor: ByteCursor, rows: number, dimensions: number): AsyncGenerator<VectorRow> {
  const vector = new Float32Array(dimensions)
  for (let row = 1; row <= rows; row += 1) {
    await passLineEnds(cursor)
    const word = await cursor.until(blank, longestWord)
    const stored = await cursor.take(dimensions * 4)
    if (word === null || stored.length < dimensions * 4) throw wrongCount(`${row - 1} whole rows`, rows)
    for (let column = 0; column < dimensions; column += 1) vector[column] = stored.readFloatLE(column * 4)
    checkFinite(vector, row, (column) => String(vector[column]))
    yield { name: nameOf(word.toString('utf8')), vector }
  }
  await passLineEnds(cursor)
  if ((await cursor.peek(1)).length > 0) throw wrongCount(`more bytes behind the last row`, rows)
}

async function passLineEnds(cursor: ByteCursor): Promise<void> {
  while ((await cursor.peek(1))[0] === lineFeed) await cursor.take(1)
}

function wrongCount(found: string, rows: number) {
  const cure =
    'The file is cut off or damaged, or has blanks in names in its binary form: copy it again or save it as text.'
  return refusedVectors(found, `${rows}, as its first line says`, cure)
}

/** A blank ends a word, so that writers put `_` for it. */
function nameOf(word: string): RowName {
  const name = word.trim()
  return { texts: name.includes('_') ? [name, name.replaceAll('_', ' ')] : [name] }
}

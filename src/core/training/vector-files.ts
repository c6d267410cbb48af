/** A model's vectors as files that other programs open: word2vec text and binary (gensim), CSV and .npy (NumPy). */
import type { VectorFormat } from '#api/schemas.ts'
import { csvLine, formulaStart } from '#core/csv-cells.ts'
import { npyHead } from './npy.ts'

/** Rows of `dimensions` floats, one a name. */
export type NamedVectors = { names: readonly string[]; dimensions: number; vectors: Float32Array }

/** All forms but the table of names alone. */
export type NumberFormat = Exclude<VectorFormat, 'npy-meta'>

/** Rows that are written in one piece. */
const ROWS_A_PIECE = 1000

/** The file in pieces. Blanks in names become `_` in the word2vec forms, where a blank ends a word. */
export function* vectorFile(format: NumberFormat, { names, dimensions, vectors }: NamedVectors): Generator<Buffer> {
  const row = (at: number) => vectors.subarray(at * dimensions, (at + 1) * dimensions)
  const head = heads[format](names.length, dimensions)
  yield typeof head === 'string' ? Buffer.from(head) : head
  for (let start = 0; start < names.length; start += ROWS_A_PIECE) {
    const pieces = names
      .slice(start, start + ROWS_A_PIECE)
      .map((name, index) => writeRow[format](name, row(start + index)))
    yield Buffer.concat(pieces)
  }
}

const counted = (rows: number, dimensions: number) => `${rows} ${dimensions}\n`

const heads: Record<NumberFormat, (rows: number, dimensions: number) => string | Buffer> = {
  word2vec: counted,
  'word2vec-binary': counted,
  csv: (_, dimensions) => `band,${Array.from({ length: dimensions }, (_unused, at) => `v${at}`).join(',')}\n`,
  npy: npyHead,
}

const writeRow: Record<NumberFormat, (name: string, vector: Float32Array) => Buffer> = {
  word2vec: (name, vector) => Buffer.from(`${oneWord(name)} ${digits(vector).join(' ')}\n`),
  'word2vec-binary': (name, vector) =>
    Buffer.concat([Buffer.from(`${oneWord(name)} `), littleEndian(vector), Buffer.from('\n')]),
  csv: (name, vector) => Buffer.from(`${csvField(name)},${digits(vector).join(',')}\n`),
  npy: (_, vector) => littleEndian(vector),
}

/** The names of a .npy file's rows, in its order. */
export function* nameFile(rows: readonly { artist: string; title?: string | undefined }[]): Generator<Buffer> {
  const titled = rows.some(({ title }) => title !== undefined)
  yield Buffer.from(titled ? 'artist,title\n' : 'artist\n')
  for (let start = 0; start < rows.length; start += ROWS_A_PIECE) {
    const lines = rows
      .slice(start, start + ROWS_A_PIECE)
      .map(({ artist, title }) => csvLine(titled ? [artist, title ?? ''] : [artist]))
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}

function oneWord(name: string): string {
  return name.replace(/\s+/g, '_')
}

/** Nine digits give every 32-bit float back. */
function digits(vector: Float32Array): string[] {
  return Array.from(vector, (value) => String(Number(value.toPrecision(9))))
}

function littleEndian(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, at) => {
    bytes.writeFloatLE(value, at * 4)
  })
  return bytes
}

/** Quoted always; a name that a spreadsheet would run as a formula is guarded by an apostrophe. */
function csvField(name: string): string {
  const guarded = formulaStart.test(name) ? `'${name}` : name
  return `"${guarded.replaceAll('"', '""')}"`
}

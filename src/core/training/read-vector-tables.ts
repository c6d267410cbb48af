/** Tables of vectors: a name and its numbers a row, and the names that belong to the rows of a .npy file. */
import { unguarded } from '#core/csv-cells.ts'
import { guessRoles } from '#core/sources/columns/roles.ts'
import { createRecordReader } from '#core/sources/records.ts'
import { sniffEncoding, textBlocks } from '#core/sources/text.ts'
import type { ByteCursor } from './byte-cursor.ts'
import {
  checkShape,
  isNumber,
  type RowName,
  readNumbers,
  refusedVectors,
  type VectorRow,
  type VectorShape,
} from './vector-rows.ts'

const sniffed = 4096
const delimiters = [',', '\t', ';'] as const

type Line = { fields: string[]; line: number }

/** Records of a table; one that cannot be read refuses the whole file, since rows are told by their place. */
async function* records(cursor: ByteCursor): AsyncGenerator<Line> {
  const head = await cursor.peek(sniffed)
  const first = head.toString('utf8').split(/\r?\n|\r/)[0] ?? ''
  const delimiter = delimiters.reduce((most, one) => (first.split(one).length > first.split(most).length ? one : most))
  let ready: Line[] = []
  const reader = createRecordReader(delimiter, 'csv', {
    record: (fields, line) => ready.push({ fields, line }),
    reject: (keyword, line) => {
      const found = `a row that cannot be read (${keyword}) in line ${line}`
      throw refusedVectors(found, 'a table with one row a line', 'Correct this line, then import the file again.')
    },
  })
  for await (const block of textBlocks(cursor.rest(), sniffEncoding(head))) {
    reader.push(block)
    yield* ready
    ready = []
  }
  reader.end()
  yield* ready
}

/** Read a table of names and numbers; the same array comes with each row. Throws AppError not-a-dataset. */
export async function* readVectorTable(cursor: ByteCursor): AsyncGenerator<VectorRow> {
  let vector: Float32Array | null = null
  let row = 0
  let isFirst = true
  for await (const { fields, line } of records(cursor)) {
    const isHead = isFirst && isHeader(fields)
    isFirst = false
    if (isHead) continue
    row += 1
    if (vector === null) {
      checkColumns(fields)
      vector = new Float32Array(fields.length - 1)
    }
    if (fields.length - 1 !== vector.length) {
      const cure = 'Correct or take out this row, then import the file again.'
      throw refusedVectors(
        `${fields.length - 1} numbers in line ${line}`,
        `${vector.length}, as in the first row`,
        cure,
      )
    }
    readNumbers(fields.slice(1), vector, row)
    yield { name: { texts: [unguarded(fields[0] ?? '')] }, vector }
  }
  if (row === 0) throw refusedVectors('no rows', 'a name and its numbers a row', 'Save the vectors again.')
}

/** Fewer numbers a row than this are facts of a band rather than its place among others. */
const fewestNumbers = 8

/** What a table says of itself; null for one that is no names with numbered columns of numbers. */
export async function vectorTableShape(cursor: ByteCursor): Promise<VectorShape | null> {
  const first: string[][] = []
  for await (const { fields } of records(cursor)) if (first.push(fields) === 2) break
  const [head = [], below] = first
  const named = isHeader(head)
  const [name = '', ...numbers] = (named ? below : head) ?? []
  if (numbers.length < fewestNumbers || isNumber(name.trim()) || !numbers.every((field) => isNumber(field.trim())))
    return null
  if (named && !areNumbered(head.slice(1))) return null
  return { format: 'csv', dimensions: numbers.length, rows: null }
}

/** `v0, v1, v2`, `0, 1, 2`, `dim_1, dim_2`. */
function areNumbered(names: readonly string[]): boolean {
  const places = names.map((name) => Number(/(\d+)\s*$/.exec(name)?.[1] ?? Number.NaN))
  return places.every((place, at) => place === (places[0] as number) + at)
}

function checkColumns(fields: readonly string[]): void {
  if (fields.length < 2) {
    const expected =
      'a name and its numbers, parted by commas; or word2vec text, whose first line says rows and numbers'
    throw refusedVectors(`one column, “${(fields[0] ?? '').slice(0, 40)}”`, expected, 'Choose another file.')
  }
  checkShape(1, fields.length - 1)
}

/** pandas heads the names with nothing and the numbers with their places. */
function isHeader(fields: readonly string[]): boolean {
  const names = ['', 'band', 'band_name', 'artist', 'artist_name', 'name', 'word', 'track']
  if (fields.length < 2) return false
  const [name = '', ...columns] = fields.map((field) => field.trim())
  const inOrder = columns.every((field, at) => field === String(at) || field === String(at + 1))
  return (
    columns.every((field) => field !== '' && !isNumber(field) && !/^[-+]?(?:nan|inf(?:inity)?)$/i.test(field)) ||
    (inOrder && names.includes(name.toLowerCase()))
  )
}

/** The names of a .npy file's rows, by columns of artists and titles. Throws AppError not-a-dataset. */
export async function readRowNames(cursor: ByteCursor): Promise<{ names: RowName[]; titled: boolean }> {
  const names: RowName[] = []
  let columns: { artist: number; title: number } | null = null
  for await (const { fields, line } of records(cursor)) {
    if (columns === null) {
      columns = nameColumns(fields)
      continue
    }
    const artist = fields[columns.artist]
    const title = columns.title === -1 ? null : fields[columns.title]
    if (artist === undefined || title === undefined) {
      const cure = 'Correct this line, then import again.'
      throw refusedVectors(`${fields.length} columns in line ${line} of the names`, 'as many as in its header', cure)
    }
    names.push({ artist: unguarded(artist), title: title === null ? null : unguarded(title) })
  }
  return { names, titled: columns !== null && columns.title !== -1 }
}

/** How many rows a table names; null for one without a column of artists. Throws AppError not-a-dataset. */
export async function countRowNames(cursor: ByteCursor): Promise<number | null> {
  let rows = -1
  for await (const { fields } of records(cursor)) {
    if (rows === -1 && !guessRoles(fields).includes('artist')) return null
    rows += 1
  }
  return rows < 0 ? null : rows
}

function nameColumns(header: readonly string[]): { artist: number; title: number } {
  const roles = guessRoles(header)
  const artist = roles.indexOf('artist')
  if (artist === -1) {
    const found = header.slice(0, 8).map((name) => `“${name.slice(0, 40)}”`)
    const cure = 'Name that column “artist” and the titles “title”.'
    throw refusedVectors(`the columns ${found.join(', ')} in the names`, 'one with the artist of each row', cure)
  }
  return { artist, title: roles.indexOf('title') }
}

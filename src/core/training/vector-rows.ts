/** Rows of ready-made vectors, whatever file they come from, and what is wrong with one that is refused. */
import { AppError } from '#api/errors.ts'

/** What a row is called: one text, in the spellings to try, or band and title in fields of their own. */
export type RowName = { texts: readonly string[] } | { artist: string; title: string | null }

/** One row; its numbers hold until the next one. */
export type VectorRow = { name: RowName; vector: Float32Array }

/** What a file of vectors says of itself; `rows` is null where only reading it to its end tells. */
export type VectorShape = {
  format: 'csv' | 'word2vec' | 'word2vec-binary' | 'npy'
  dimensions: number
  rows: number | null
}

/** More numbers a row than this cannot be stored. */
export const mostDimensions = 8192

/** A name as it is shown. */
export function shownRowName(name: RowName): string {
  if ('texts' in name) return name.texts[0] ?? ''
  return name.title === null ? name.artist : `${name.artist} - ${name.title}`
}

/** The refusal of a vector file: what was found, what was expected, what to do. */
export function refusedVectors(found: string, expected: string, cure: string): AppError {
  return new AppError('not-a-dataset', `Found ${found}; expected ${expected}. ${cure}`)
}

/** Check the numbers of rows and columns that a file says of itself. Throws AppError not-a-dataset. */
export function checkShape(rows: number, dimensions: number): void {
  const cure = 'Save the vectors again from the program that made them.'
  if (!Number.isSafeInteger(rows) || rows < 1) throw refusedVectors(`${rows} rows`, 'at least one', cure)
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions) {
    throw refusedVectors(`${dimensions} numbers a row`, `1 to ${mostDimensions}`, cure)
  }
}

/** Check that every number of a row is finite as a 32-bit float. Throws AppError not-a-dataset. */
export function checkFinite(vector: Float32Array, row: number, written: (column: number) => string): void {
  const column = vector.findIndex((value) => !Number.isFinite(value))
  if (column === -1) return
  throw refusedVectors(
    `“${written(column).slice(0, 40)}” as number ${column + 1} of row ${row}`,
    'a finite number that fits in 32 bits',
    'Correct or take out this row, then import the file again.',
  )
}

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

export const isNumber = (field: string): boolean => decimal.test(field)

/** Fields as numbers into `vector`. Throws AppError not-a-dataset for one that is no finite number. */
export function readNumbers(fields: readonly string[], vector: Float32Array, row: number): void {
  for (let column = 0; column < vector.length; column += 1) {
    const field = (fields[column] as string).trim()
    vector[column] = isNumber(field) ? Number(field) : Number.NaN
  }
  checkFinite(vector, row, (column) => fields[column] as string)
}

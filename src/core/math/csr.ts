/** Sparse matrices in compressed rows: row r holds `indices[indptr[r]..indptr[r+1])` with `data` beside them. */
import { sharedInt32 } from './shared.ts'

export type Csr = {
  rows: number
  columns: number
  indptr: Int32Array
  indices: Int32Array
  data: Int32Array
}

/** Rows of a matrix whose values may be small ones. */
export type SparseRows = Pick<Csr, 'rows' | 'indptr' | 'indices'> & { data: Int32Array | Uint8Array }

/** The largest value that a matrix holds; larger sums stay at it. */
export const mostPlays = 2_147_483_647

/**
 * Turn rows into columns: the result's row c lists the rows of `matrix` that hold column c, ascending.
 * Time and memory are linear in the entries; the result lies in shared memory.
 */
export function transpose(matrix: Csr): Csr {
  const data = sharedInt32(matrix.indices.length)
  return { rows: matrix.columns, columns: matrix.rows, ...transposeWith(matrix, matrix.data, data), data }
}

/** Transpose with other values, one an entry, which go from `values` to `outValues`; no values where that is null. */
export function transposeWith<Values extends Int32Array | Float32Array>(
  { rows, columns, indptr, indices }: Pick<Csr, 'rows' | 'columns' | 'indptr' | 'indices'>,
  values: Values,
  outValues: Values | null,
): Pick<Csr, 'indptr' | 'indices'> {
  const counts = new Int32Array(columns + 1)
  for (const column of indices) counts[column + 1] = (counts[column + 1] as number) + 1
  for (let c = 0; c < columns; c += 1) counts[c + 1] = (counts[c + 1] as number) + (counts[c] as number)
  const next = counts.slice(0, columns)
  const outIndices = sharedInt32(indices.length)
  for (let r = 0; r < rows; r += 1) {
    for (let i = indptr[r] as number; i < (indptr[r + 1] as number); i += 1) {
      const column = indices[i] as number
      const at = next[column] as number
      next[column] = at + 1
      outIndices[at] = r
      if (outValues !== null) outValues[at] = values[i] as number
    }
  }
  return { indptr: counts, indices: outIndices }
}

/**
 * The same rows over other columns: each entry moves to `columnOf(column)`, or goes where that is negative. Entries that
 * meet in one place of a row are added up, to `mostPlays` at most.
 */
export function remapColumns(
  matrix: Pick<Csr, 'rows' | 'indptr' | 'indices' | 'data'>,
  columns: number,
  columnOf: (column: number) => number,
): Csr {
  const { rows } = matrix
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(matrix.indices.length)
  const data = new Int32Array(matrix.indices.length)
  const place = new Int32Array(columns).fill(-1)
  let at = 0
  for (let row = 0; row < rows; row += 1) {
    const start = at
    for (let i = matrix.indptr[row] as number; i < (matrix.indptr[row + 1] as number); i += 1) {
      const column = columnOf(matrix.indices[i] as number)
      if (column < 0) continue
      const seen = place[column] as number
      if (seen >= start) {
        data[seen] = Math.min((data[seen] as number) + (matrix.data[i] as number), mostPlays)
        continue
      }
      place[column] = at
      indices[at] = column
      data[at] = matrix.data[i] as number
      at += 1
    }
    indptr[row + 1] = at
  }
  return { rows, columns, indptr, indices: indices.subarray(0, at), data: data.subarray(0, at) }
}

/**
 * Rows over other columns, turned into columns in one go: row c of the result lists, ascending, the rows of `matrix`
 * that hold an entry whose `columnOf` is c; entries go where that is negative. Entries of one row that meet in one
 * column are added up, to `mostPlays` at most. Needs no more memory than the result and one number a column.
 */
export function gatherColumns(matrix: SparseRows, columns: number, columnOf: (column: number) => number): Csr {
  const { rows } = matrix
  const indptr = new Int32Array(columns + 1)
  const lastRow = new Int32Array(columns).fill(-1)
  const eachEntry = (visit: (row: number, column: number, i: number) => void) => {
    for (let row = 0; row < rows; row += 1) {
      for (let i = matrix.indptr[row] as number; i < (matrix.indptr[row + 1] as number); i += 1) {
        const column = columnOf(matrix.indices[i] as number)
        if (column >= 0) visit(row, column, i)
      }
    }
  }
  eachEntry((row, column) => {
    if (lastRow[column] === row) return
    lastRow[column] = row
    indptr[column + 1] = (indptr[column + 1] as number) + 1
  })
  for (let c = 0; c < columns; c += 1) indptr[c + 1] = (indptr[c + 1] as number) + (indptr[c] as number)
  const next = indptr.slice(0, columns)
  const entries = indptr[columns] as number
  const indices = new Int32Array(entries)
  const data = new Int32Array(entries)
  eachEntry((row, column, i) => {
    const at = next[column] as number
    if (at > (indptr[column] as number) && indices[at - 1] === row) {
      data[at - 1] = Math.min((data[at - 1] as number) + (matrix.data[i] as number), mostPlays)
      return
    }
    next[column] = at + 1
    indices[at] = row
    data[at] = matrix.data[i] as number
  })
  return { rows: columns, columns: rows, indptr, indices, data }
}

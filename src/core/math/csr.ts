/** Sparse matrices in compressed rows: row r holds `indices[indptr[r]..indptr[r+1])` with `data` beside them. */
export type Csr = {
  rows: number
  columns: number
  indptr: Int32Array
  indices: Int32Array
  data: Int32Array
}

/** The largest value that a matrix holds; larger sums stay at it. */
export const mostPlays = 2_147_483_647

/**
 * Turn rows into columns: the result's row c lists the rows of `matrix` that hold column c, ascending.
 * Time and memory are linear in the entries.
 */
export function transpose(matrix: Csr): Csr {
  const { rows, columns, indptr, indices, data } = matrix
  const counts = new Int32Array(columns + 1)
  for (const column of indices) counts[column + 1] = (counts[column + 1] as number) + 1
  for (let c = 0; c < columns; c += 1) counts[c + 1] = (counts[c + 1] as number) + (counts[c] as number)
  const next = counts.slice(0, columns)
  const outIndices = new Int32Array(indices.length)
  const outData = new Int32Array(indices.length)
  for (let r = 0; r < rows; r += 1) {
    for (let i = indptr[r] as number; i < (indptr[r + 1] as number); i += 1) {
      const column = indices[i] as number
      const at = next[column] as number
      next[column] = at + 1
      outIndices[at] = r
      outData[at] = data[i] as number
    }
  }
  return { rows: columns, columns: rows, indptr: counts, indices: outIndices, data: outData }
}

/**
 * Build a matrix from entries that come row by row; repeated columns of one row are added up, to `mostPlays` at
 * most. `rowOf` ascends.
 */
export function fromSortedEntries(
  entries: { rowOf: Int32Array; columnOf: Int32Array; data: Int32Array },
  rows: number,
  columns: number,
): Csr {
  const { rowOf, columnOf, data } = entries
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(rowOf.length)
  const outData = new Int32Array(rowOf.length)
  const place = new Int32Array(columns).fill(-1)
  let at = 0
  let row = 0
  let start = 0
  for (let i = 0; i < rowOf.length; i += 1) {
    while (row < (rowOf[i] as number)) {
      row += 1
      indptr[row] = at
      start = at
    }
    const column = columnOf[i] as number
    const seen = place[column] as number
    if (seen >= start) {
      outData[seen] = Math.min((outData[seen] as number) + (data[i] as number), mostPlays)
      continue
    }
    place[column] = at
    indices[at] = column
    outData[at] = data[i] as number
    at += 1
  }
  while (row < rows) {
    row += 1
    indptr[row] = at
  }
  return { rows, columns, indptr, indices: indices.slice(0, at), data: outData.slice(0, at) }
}

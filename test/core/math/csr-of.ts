/** Matrices from entries, for tests: row by row, repeated columns of a row added up. */
import { type Csr, remapColumns } from '#core/math/csr.ts'

export type Entries = { rowOf: Int32Array; columnOf: Int32Array; data: Int32Array }

/** `rowOf` ascends. */
export function fromSortedEntries({ rowOf, columnOf, data }: Entries, rows: number, columns: number): Csr {
  const indptr = new Int32Array(rows + 1)
  for (const row of rowOf) for (let r = row; r < rows; r += 1) indptr[r + 1] = (indptr[r + 1] as number) + 1
  return remapColumns({ rows, indptr, indices: columnOf, data }, columns, (column) => column)
}

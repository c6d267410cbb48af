/** Matrices from entries, for tests: row by row, repeated columns of a row added up. */

import { type Csr, remapColumns } from '#core/math/csr.ts'
import { random32, uniform } from '#core/math/random.ts'

export type Entries = { rowOf: Int32Array; columnOf: Int32Array; data: Int32Array }

/** `rowOf` ascends. */
export function fromSortedEntries({ rowOf, columnOf, data }: Entries, rows: number, columns: number): Csr {
  const indptr = new Int32Array(rows + 1)
  for (const row of rowOf) for (let r = row; r < rows; r += 1) indptr[r + 1] = (indptr[r + 1] as number) + 1
  return remapColumns({ rows, indptr, indices: columnOf, data }, columns, (column) => column)
}

/** A matrix in which each place is taken with chance `density`. */
export function randomMatrix(rows: number, columns: number, density: number, seed: number): Csr {
  const next = random32(seed)
  const entries: [number, number, number][] = []
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) if (uniform(next) < density) entries.push([r, c, 1 + (next() % 9)])
  }
  return fromSortedEntries(
    {
      rowOf: Int32Array.from(entries, ([r]) => r),
      columnOf: Int32Array.from(entries, ([, c]) => c),
      data: Int32Array.from(entries, ([, , value]) => value),
    },
    rows,
    columns,
  )
}

/** Numbers from −½ to ½. */
export function randomFloats(length: number, seed: number): Float32Array {
  const next = random32(seed)
  return Float32Array.from({ length }, () => uniform(next) - 0.5)
}

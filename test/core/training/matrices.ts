/** Small listener × item matrices for tests. */
import type { Csr } from '#core/math/csr.ts'
import { random32, uniform } from '#core/math/random.ts'
import { fromSortedEntries } from '../math/csr-of.ts'

/** A matrix from each listener's items; plays are row + column + 1. */
export function matrixOf(items: readonly (readonly number[])[], columns: number): Csr {
  const pairs = items.flatMap((list, row) => list.map((column) => [row, column] as const))
  return fromSortedEntries(
    {
      rowOf: Int32Array.from(pairs, ([row]) => row),
      columnOf: Int32Array.from(pairs, ([, column]) => column),
      data: Int32Array.from(pairs, ([row, column]) => row + column + 1),
    },
    items.length,
    columns,
  )
}

export function itemsOf(matrix: Csr, row: number): number[] {
  return [...matrix.indices.subarray(matrix.indptr[row], matrix.indptr[row + 1])]
}

/** Two groups of listeners with items of their own: even rows have even columns. Each has about `share` of its group's. */
export function checkerboard(rows: number, columns: number, share: number, seed: number): Csr {
  const next = random32(seed)
  return matrixOf(
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (__, column) => column).filter(
        (column) => column % 2 === row % 2 && uniform(next) < share,
      ),
    ),
    columns,
  )
}

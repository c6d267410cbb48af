/** What is asked of a next-track model, by the kind of the test file. */
import type { Csr } from '#core/math/csr.ts'
import { sharedInt32 } from '#core/math/shared.ts'
import type { Hidden } from '../evaluation/evaluate.ts'
import type { BenchmarkData } from './data.ts'

/**
 * Sessions where no test user is in train: each line's last item is sought from those before it, and nothing is masked,
 * as session-based benchmarks count. Else a test user's items are sought from the user's train line, which is masked.
 */
export type Questions = {
  protocol: 'sessions' | 'continuation'
  /** The items before, in order; rows of `mask` and of `test`. */
  before: Int32Array[]
  mask: Csr
  test: Hidden
}

export function questionsOf({ train, sequences, testSequences, test }: BenchmarkData): Questions {
  const lineOf = (row: number) => sequences.indices.subarray(sequences.indptr[row], sequences.indptr[row + 1])
  const sessions = testSequences.listeners.every((row) => lineOf(row).length === 0)
  if (!sessions) {
    const before = [...test.listeners].map(lineOf)
    return {
      protocol: 'continuation' as const,
      before,
      mask: rowsOf(train, test.listeners),
      test: numbered(test.hidden),
    }
  }
  const long = testSequences.hidden.filter((session) => session.length > 1)
  const before = long.map((session) => session.subarray(0, -1))
  const last = long.map((session) => session.slice(-1))
  return {
    protocol: 'sessions' as const,
    before,
    mask: rowsOf(train, new Int32Array(long.length).fill(-1)),
    test: numbered(last),
  }
}

function numbered(hidden: Int32Array[]): Hidden {
  return { listeners: Int32Array.from(hidden.keys()), hidden }
}

/** Chosen rows of a matrix as a matrix; −1 is an empty row. */
function rowsOf(matrix: Csr, rows: Int32Array): Csr {
  const parts = [...rows].map((row) =>
    row < 0 ? new Int32Array(0) : matrix.indices.subarray(matrix.indptr[row], matrix.indptr[row + 1]),
  )
  const indptr = sharedInt32(rows.length + 1)
  parts.forEach((part, r) => {
    indptr[r + 1] = (indptr[r] as number) + part.length
  })
  const indices = sharedInt32(indptr[rows.length] as number)
  parts.forEach((part, r) => {
    indices.set(part, indptr[r] as number)
  })
  return { rows: rows.length, columns: matrix.columns, indptr, indices, data: new Int32Array(indices.length).fill(1) }
}

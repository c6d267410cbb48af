/** Files of pairs as matrices: what to learn from, what to choose by, what to be measured on. */
import { AppError } from '#api/errors.ts'
import { type Csr, mostPlays } from '#core/math/csr.ts'
import { sharedInt32 } from '#core/math/shared.ts'
import type { Hidden } from '../evaluation/evaluate.ts'
import { type Id, type PairFile, readPairFiles } from './pair-files.ts'

export type BenchmarkFiles = { train: string; test: string; valid: string | null }

export type BenchmarkData = {
  /** Rows are users, those of the test file alone at the end; columns are the items of the train file, popular first. */
  train: Csr
  test: Hidden
  valid: Hidden | null
  /** Each user's items in the order they were written, repeats and all: rows and columns as in `train`. */
  sequences: Pick<Csr, 'indptr' | 'indices'>
  /** Test users' items likewise; items that nobody has in train are numbered after the columns of `train`. */
  testSequences: Hidden
}

/** Read a train file, a test file and perhaps a valid file. Throws AppError file-not-found, bad-arguments. */
export function readBenchmark(files: BenchmarkFiles): BenchmarkData {
  const paths = [files.train, files.test, ...(files.valid === null ? [] : [files.valid])]
  const [train, test, valid] = readPairFiles(paths) as [PairFile, PairFile, PairFile?]
  if (train.items.length === 0) {
    throw new AppError('bad-arguments', `${files.train} holds no pair of user and item.`)
  }
  const users = new Map<Id, number>()
  for (const file of [train, test, ...(valid === undefined ? [] : [valid])]) {
    for (const user of file.users) if (!users.has(user)) users.set(user, users.size)
  }
  const items = byPopularity(train)
  const columns = items.size
  const sequences = rowsOf(train, users, items)
  const testSequences = hiddenOf(rowsOf(test, users, items))
  const tested = withoutRepeats(testSequences)
  if (tested.listeners.length === 0)
    throw new AppError('bad-arguments', `${files.test} holds no pair of user and item.`)
  return {
    train: toCsr(sequences, columns),
    test: tested,
    valid: valid === undefined ? null : withoutRepeats(hiddenOf(rowsOf(valid, users, items))),
    sequences,
    testSequences,
  }
}

/** Numbers of the items of a file, the item of most users first; equal ones in the order they were written. */
function byPopularity({ users, items }: PairFile): Map<Id, number> {
  const seen = new Map<Id, Set<Id>>()
  items.forEach((item, i) => {
    const listeners = seen.get(item)
    if (listeners === undefined) seen.set(item, new Set([users[i] as Id]))
    else listeners.add(users[i] as Id)
  })
  const order = [...seen].sort(([, a], [, b]) => b.size - a.size)
  return new Map(order.map(([item], i) => [item, i]))
}

type Rows = { indptr: Int32Array; indices: Int32Array; data: Int32Array }

/** A file's pairs by user, in their order. Items not known yet get the next numbers in `items`. */
function rowsOf(file: PairFile, users: Map<Id, number>, items: Map<Id, number>): Rows {
  const indptr = new Int32Array(users.size + 1)
  for (const user of file.users) {
    const row = users.get(user) as number
    indptr[row + 1] = (indptr[row + 1] as number) + 1
  }
  for (let r = 0; r < users.size; r += 1) indptr[r + 1] = (indptr[r + 1] as number) + (indptr[r] as number)
  const next = indptr.slice()
  const indices = new Int32Array(file.items.length)
  const data = new Int32Array(file.items.length)
  file.items.forEach((item, i) => {
    const row = users.get(file.users[i] as Id) as number
    const at = next[row] as number
    next[row] = at + 1
    if (!items.has(item)) items.set(item, items.size)
    indices[at] = items.get(item) as number
    data[at] = file.counts[i] as number
  })
  return { indptr, indices, data }
}

/** Columns ascending in each row, repeats added up, in shared memory. */
function toCsr({ indptr, indices, data }: Rows, columns: number): Csr {
  const rows = indptr.length - 1
  const out = { indptr: sharedInt32(rows + 1), indices: sharedInt32(indices.length), data: sharedInt32(indices.length) }
  let at = 0
  for (let row = 0; row < rows; row += 1) {
    const sums = new Map<number, number>()
    for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) {
      const column = indices[i] as number
      sums.set(column, Math.min((sums.get(column) ?? 0) + (data[i] as number), mostPlays))
    }
    for (const column of [...sums.keys()].sort((a, b) => a - b)) {
      out.indices[at] = column
      out.data[at] = sums.get(column) as number
      at += 1
    }
    out.indptr[row + 1] = at
  }
  return { rows, columns, ...out, indices: out.indices.subarray(0, at), data: out.data.subarray(0, at) }
}

function hiddenOf({ indptr, indices }: Rows): Hidden {
  const listeners: number[] = []
  const hidden: Int32Array[] = []
  for (let row = 0; row + 1 < indptr.length; row += 1) {
    const own = indices.subarray(indptr[row], indptr[row + 1])
    if (own.length === 0) continue
    listeners.push(row)
    hidden.push(own)
  }
  return { listeners: Int32Array.from(listeners), hidden }
}

function withoutRepeats({ listeners, hidden }: Hidden): Hidden {
  return { listeners, hidden: hidden.map((items) => Int32Array.from(new Set(items))) }
}

/** Item-based nearest neighbours of a listener × item matrix: an instant model for a catalogue of any size. */
import { type Csr, transposeWith } from '#core/math/csr.ts'
import { entryWeights, type KnnState, type Weighting } from '#core/math/knn-kernel.ts'
import { type ItemVotes, type Neighbours, scorerOf } from '#core/math/scoring.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { ownedOf } from './evaluation/rank.ts'
import { costSlices, type KernelPool } from './kernel-pool.ts'

export type ItemKnnParameters = {
  weighting: Weighting
  /** Neighbours kept of each item. */
  neighbours: number
  shrinkage: number
  /** 0.5 is the cosine; above it, popular neighbours count more. */
  asymmetry: number
  /** Votes for an item are multiplied by its listeners to this power. */
  popularity: number
}

export type ItemKnn = { neighbours: Neighbours; scorer: Scorer; scoring: ItemVotes }

/** More slices than threads, so that threads stay busy to the end and progress is seen. */
const slicesPerThread = 16

/** Find every item's neighbours. `report` gets the fraction done and interactions seen; may throw. */
export async function trainItemKnn(
  matrix: Csr,
  parameters: ItemKnnParameters,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<ItemKnn> {
  const weights = sharedFloat32(matrix.indices.length)
  entryWeights(matrix, parameters.weighting, weights)
  const neighbours = await nearestColumns(matrix, weights, parameters, pool, report)
  const scoring: ItemVotes = {
    by: 'item-neighbours',
    has: ownedOf(matrix),
    weights,
    neighbours,
    scale: popularityScale(matrix, parameters.popularity),
  }
  return { neighbours, scorer: scorerOf(scoring), scoring }
}

/** How alike columns are measured, and how many are kept of each. */
export type Nearness = Pick<ItemKnnParameters, 'neighbours' | 'shrinkage' | 'asymmetry'> & {
  /** The length of each column; absent: that of its weights. */
  lengths?: Float32Array
}

/** The nearest columns of each column of a matrix, entries weighted by `weights` (in shared memory). */
export async function nearestColumns(
  matrix: Omit<Csr, 'data'>,
  weights: Float32Array,
  nearness: Nearness,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<Neighbours> {
  const state = prepare(matrix, weights, nearness)
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  const bounds = costSlices(rowCosts(state), pool.threads * slicesPerThread)
  const tasks = bounds.slice(0, -1).map((firstItem, part) => ({
    kernel: 'item-knn' as const,
    input: { state, slice: { firstItem, lastItem: bounds[part + 1] as number } },
    progress,
    cancel,
  }))
  await pool.run(tasks, () => {
    const done = Atomics.load(progress, 0) / Math.max(1, matrix.columns)
    report(done, Math.round(done * matrix.indices.length))
  })
  return { perItem: state.perItem, items: state.neighbours, similarities: state.similarities }
}

function prepare(matrix: Omit<Csr, 'data'>, userWeights: Float32Array, nearness: Nearness): KnnState {
  const itemWeights = sharedFloat32(matrix.indices.length)
  const byItem = transposeWith(matrix, userWeights, itemWeights)
  const perItem = Math.min(nearness.neighbours, Math.max(0, matrix.columns - 1))
  return {
    itemIndptr: inSharedMemory(byItem.indptr),
    itemIndices: inSharedMemory(byItem.indices),
    itemWeights,
    userIndptr: inSharedMemory(matrix.indptr),
    userIndices: inSharedMemory(matrix.indices),
    userWeights,
    lengths: nearness.lengths ?? lengthsOf(byItem.indptr, itemWeights),
    shrinkage: nearness.shrinkage,
    asymmetry: nearness.asymmetry,
    perItem,
    neighbours: sharedInt32(matrix.columns * perItem),
    similarities: sharedFloat32(matrix.columns * perItem),
  }
}

function lengthsOf(indptr: Int32Array, weights: Float32Array): Float32Array {
  const lengths = sharedFloat32(indptr.length - 1)
  for (let row = 0; row < lengths.length; row += 1) {
    let sum = 0
    for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) sum += (weights[i] as number) ** 2
    lengths[row] = Math.sqrt(sum)
  }
  return lengths
}

/** What each item's row takes: the items of all its listeners. */
function rowCosts({ itemIndptr, itemIndices, userIndptr }: KnnState): Float64Array {
  return Float64Array.from({ length: itemIndptr.length - 1 }, (_, item) => {
    let cost = 1
    for (let i = itemIndptr[item] as number; i < (itemIndptr[item + 1] as number); i += 1) {
      const user = itemIndices[i] as number
      cost += (userIndptr[user + 1] as number) - (userIndptr[user] as number)
    }
    return cost
  })
}

/** listeners^exponent of each column: below 0 rare items gain, above 0 popular ones (1 for a column of nobody). */
export function popularityScale(matrix: Csr, exponent: number): Float32Array {
  const listeners = new Int32Array(matrix.columns)
  for (const column of matrix.indices) listeners[column] = (listeners[column] as number) + 1
  const scale = sharedFloat32(matrix.columns)
  listeners.forEach((count, column) => {
    scale[column] = Math.max(1, count) ** exponent
  })
  return scale
}

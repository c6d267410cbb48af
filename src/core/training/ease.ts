/**
 * EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): the item × item weights that best rebuild
 * every listener's items from their other items, in closed form. Where that matrix would be too large, it covers the most
 * popular items, and nearest neighbours vote for the rest.
 */
import { AppError } from '#api/errors.ts'
import { type Csr, remapColumns } from '#core/math/csr.ts'
import { type EaseState, easeBlock, finishWeights, pivotPanel, storePivots } from '#core/math/ease-kernel.ts'
import { type ItemWeights, scorerOf, sumWeights } from '#core/math/scoring.ts'
import { inSharedMemory, sharedInt32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { ownedOf } from './evaluation/rank.ts'
import { type ItemKnn, type ItemKnnParameters, trainItemKnn } from './item-knn.ts'
import { costSlices, evenParts, type KernelPool } from './kernel-pool.ts'
import { modelMemory } from './model-memory.ts'

export type EaseParameters = {
  /** λ: how much is held against large weights. */
  regularization: number
  /** Most memory of the item × item matrix, in MiB; it decides how many items are covered. */
  memoryMb: number
}

export type Ease = {
  /** Covered columns of the matrix, and their weights: row i says what having item i adds to each. */
  columns: Int32Array
  /** columns × stride. */
  weights: Float32Array
  stride: number
  /** Votes of nearest neighbours for the columns not covered; null where all are. */
  rest: ItemKnn | null
  scorer: Scorer
  scoring: ItemWeights
}

/** Slices of the rows for each thread, whose costs are only nearly equal. */
const slicesPerThread = 4

/** How the neighbours of items that are not covered are found. */
const restParameters: ItemKnnParameters = {
  weighting: 'tfidf',
  neighbours: 100,
  shrinkage: 10,
  asymmetry: 0.5,
  popularity: 0,
}

/**
 * Learn item × item weights from who has what (plays are not looked at). `report` gets the fraction done and interactions
 * seen; may throw. Throws AppError training-diverged when the matrix cannot be inverted.
 */
export async function trainEase(
  matrix: Csr,
  parameters: EaseParameters,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<Ease> {
  const columns = mostPopular(matrix, Math.floor(Math.sqrt((parameters.memoryMb * 2 ** 20) / 4)))
  const placeOf = new Int32Array(matrix.columns).fill(-1)
  columns.forEach((column, place) => {
    placeOf[column] = place
  })
  const covered = remapColumns(matrix, columns.length, (column) => placeOf[column] as number)
  const whole = columns.length === matrix.columns
  const share = whole ? 1 : 0.8
  const { matrix: weights, stride } = await invert(covered, parameters.regularization, pool, (fraction) =>
    report(fraction * share, Math.round(fraction * share * matrix.indices.length)),
  )
  const rest = whole
    ? null
    : await trainItemKnn(matrix, restParameters, pool, (fraction) => {
        const done = share + fraction * (1 - share)
        report(done, Math.round(done * matrix.indices.length))
      })
  const ease = { columns, weights, stride, rest }
  const scoring = scoringOf(matrix, covered, ease)
  return { ...ease, scorer: scorerOf(scoring), scoring }
}

/** The `most` columns that most listeners have, by number; ties go to the first. */
function mostPopular(matrix: Csr, most: number): Int32Array {
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  const order = Int32Array.from({ length: matrix.columns }, (_, column) => column)
  if (most >= matrix.columns) return order
  return order
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, most)
    .sort()
}

async function invert(
  covered: Csr,
  regularization: number,
  pool: KernelPool,
  report: (fraction: number) => void,
): Promise<EaseState> {
  const state = laySquare(covered.columns, pool)
  const { size, stride, matrix } = state
  coOccurrences(covered, matrix, stride)
  for (let i = 0; i < size; i += 1) matrix[i * (stride + 1)] = (matrix[i * (stride + 1)] as number) + regularization
  if (!(await sweep(state, pool, report))) throw singular(regularization)
  finishWeights(state)
  return state
}

/**
 * Sweep all pivots of a symmetric positive definite matrix in its place, which leaves minus its inverse on and right of
 * the diagonal. False where it is not positive definite.
 */
export async function sweep(state: EaseState, pool: KernelPool, report: (fraction: number) => void): Promise<boolean> {
  const { size, stride } = state
  const flags = { progress: sharedInt32(1), cancel: sharedInt32(1) }
  const columns = evenParts(stride / 4, pool.threads).map((part) => part * 4)
  const rows = costSlices(
    Float64Array.from({ length: size }, (_, row) => size - row),
    pool.threads * slicesPerThread,
  )
  for (let first = 0; first < size; first += easeBlock) {
    const last = Math.min(first + easeBlock, size)
    if (!pivotPanel(state, first, last)) return false
    for (const [step, bounds] of [
      ['scale', columns],
      ['take', rows],
    ] as const) {
      const tasks = bounds.slice(0, -1).map((from, part) => ({
        kernel: 'ease' as const,
        input: { state, slice: { step, first: from, last: bounds[part + 1] as number, pivots: last - first } },
        ...flags,
      }))
      await pool.run(tasks, () => report(first / size))
    }
    storePivots(state, first, last)
  }
  return true
}

/** An empty square matrix with what sweeping it needs, in memory that threads share. */
export function laySquare(size: number, pool: KernelPool): EaseState {
  const space = modelMemory()
  const stride = Math.ceil(size / 4) * 4
  const module = pool.compiled('ease')
  return {
    size,
    stride,
    matrix: space.float32(size * stride),
    panel: space.float32(easeBlock * stride),
    scaled: space.float32(easeBlock * stride),
    block: space.float32(easeBlock * easeBlock),
    wasm: module === null ? null : { module, memory: space.memory },
  }
}

export function singular(regularization: number): AppError {
  return new AppError(
    'training-diverged',
    `The items are too alike to be told apart with a regularization of ${regularization}. The model you had stays in use. Try a larger regularization.`,
  )
}

/** XᵀX of who has what, dense. */
function coOccurrences({ rows, indptr, indices }: Csr, out: Float32Array, stride: number): void {
  for (let row = 0; row < rows; row += 1) {
    const to = indptr[row + 1] as number
    for (let a = indptr[row] as number; a < to; a += 1) {
      const at = (indices[a] as number) * stride
      for (let b = indptr[row] as number; b < to; b += 1) {
        const place = at + (indices[b] as number)
        out[place] = (out[place] as number) + 1
      }
    }
  }
}

/** Sums of weights, and votes on their scale for what is not covered. */
function scoringOf(matrix: Csr, covered: Csr, ease: Omit<Ease, 'scorer' | 'scoring'>): ItemWeights {
  const { columns, weights, stride, rest } = ease
  const sums = { by: 'item-weights' as const, has: ownedOf(covered), columns: inSharedMemory(columns), weights, stride }
  if (rest === null) return { ...sums, rest: null }
  return { ...sums, rest: { votes: rest.scoring, factor: votesInEase(matrix, sums, rest.scorer) } }
}

/** Listeners looked at to bring votes to the scale of EASE's scores. */
const scaleListeners = 200

/** The factor by which votes best fit EASE's scores over the items that both score (least squares through 0). */
function votesInEase(matrix: Csr, ease: Omit<ItemWeights, 'rest'>, votes: Scorer): number {
  const out = new Float32Array(matrix.columns)
  const sums = new Float32Array(ease.columns.length)
  let both = 0
  let square = 0
  const stride = Math.max(1, Math.floor(matrix.rows / scaleListeners))
  for (let listener = 0; listener < matrix.rows; listener += stride) {
    sumWeights(ease, listener, sums)
    votes(listener, out)
    ease.columns.forEach((column, place) => {
      both += (out[column] as number) * (sums[place] as number)
      square += (out[column] as number) ** 2
    })
  }
  return square === 0 ? 0 : Math.max(0, both / square)
}

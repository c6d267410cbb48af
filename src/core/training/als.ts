/** Implicit ALS: listeners and items as factors whose product says how likely a listener is to have an item. */
import { AppError } from '#api/errors.ts'
import { type AlsPass, gramOf } from '#core/math/als-kernel.ts'
import { confidences } from '#core/math/confidence.ts'
import type { Csr } from '#core/math/csr.ts'
import { symmetricEigen } from '#core/math/eigen.ts'
import { derivedSeed } from '#core/math/random.ts'
import {
  type AlsModel,
  addUp,
  alsModel,
  clearSums,
  normalNumbers,
  ridgeOf,
  type Side,
  unobservedShares,
  withoutPadding,
} from './als-model.ts'
import type { KernelPool } from './kernel-pool.ts'
import type { AlsParameters } from './parameters.ts'
import { productScorer, type Trained } from './trained.ts'

/** Most steps of conjugate gradient for a row, from where the iteration before left it (see docs/decisions/0290). */
const iterating = { steps: 3, enough: 0.0005 }
/** The last, exacter solution of the listeners. */
const ending = { steps: 5, enough: 0 }

/** Where a run may be taken up again: factors as they lie in memory, rows × width (factors up to a multiple of 4). */
export type AlsCheckpoint = { iteration: number; userFactors: Float32Array; itemFactors: Float32Array }

export type AlsTrained = Trained & {
  /** Diagonal of the items' Gram matrix where items count differently among those not had; null where all count 1. */
  gram: Float64Array | null
}

export type AlsOptions = {
  /** Called after each iteration, from 1; what it is given changes once its promise settles. */
  onIteration?: (iteration: number, userFactors: Float32Array, itemFactors: Float32Array) => Promise<void> | void
  /** Go on after this iteration: the same final model as without a stop, on one thread. */
  resume?: AlsCheckpoint
}

/**
 * Learn item factors from a listener × item matrix. `report` gets the fraction done and interactions seen; may throw.
 * Throws AppError training-diverged where the equations have no solution or numbers grow too large.
 */
export async function trainAls(
  matrix: Csr,
  parameters: AlsParameters,
  seed: number,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
  { onIteration, resume }: AlsOptions = {},
): Promise<AlsTrained> {
  const { factors, iterations } = parameters
  const model = alsModel(matrix, parameters, pool)
  const { users, items } = model
  if (resume === undefined) {
    items.rows.set(normalNumbers(matrix.columns, factors, model.width, derivedSeed(seed, 3)))
  } else {
    users.rows.set(resume.userFactors)
    items.rows.set(resume.itemFactors)
  }
  const first = resume?.iteration ?? 0
  const halves = iterations * 2 + 1
  const solve = async (side: Side, other: Side, half: number, effort: Effort) => {
    const tick = (share: number) => {
      const done = (half + share) / halves
      report(done, Math.round(done * iterations * matrix.indices.length))
    }
    await solveSide(model, pool, { side, other, warm: half > 0, ...effort }, tick)
  }
  await runPass(model, pool, { pass: 'gram', side: items }, () => report(first / iterations, 0))
  for (let iteration = first; iteration < iterations; iteration += 1) {
    await solve(users, items, iteration * 2, iterating)
    await solve(items, users, iteration * 2 + 1, iterating)
    await onIteration?.(iteration + 1, users.rows, items.rows)
  }
  // Listeners to the items as they ended, which also leaves the items' Gram matrix diagonal (see prepareFoldIn).
  await solve(users, items, iterations * 2, ending)
  const vectors = withoutPadding(items.rows, factors, model.width)
  const products = { listeners: users.rows, items: items.rows, size: model.width }
  const gram = items.roots === null ? null : gramDiagonal(vectors, factors, items.roots)
  return { vectors, size: factors, gram, scorer: productScorer(products), factors: () => products }
}

/** Σ c h² of each factor, where `roots` holds the root of what each item counts. The matrix is diagonal where learning ends. */
function gramDiagonal(vectors: Float32Array, factors: number, roots: Float32Array): Float64Array {
  const sums = new Float64Array(factors)
  vectors.forEach((value, at) => {
    const k = at % factors
    sums[k] = (sums[k] as number) + ((roots[Math.floor(at / factors)] as number) * value) ** 2
  })
  return sums
}

type Effort = Pick<AlsPass, 'steps' | 'enough'>
type Half = { side: Side; other: Side; warm: boolean } & Effort

/** Solve one side against the other, whose Gram matrix the threads have just summed. */
async function solveSide(model: AlsModel, pool: KernelPool, half: Half, tick: (share: number) => void): Promise<void> {
  const { other, ...solved } = half
  turnTo(model, addUp(model))
  await runPass(model, pool, { pass: 'turn', side: other }, () => tick(0))
  await runPass(model, pool, { pass: 'solve', ...solved }, () =>
    tick(Atomics.load(model.progress, 0) / Math.max(1, half.side.indptr.length - 1)),
  )
}

/** Set the rotation and the diagonal from a Gram matrix. */
function turnTo(model: AlsModel, gram: Float64Array): void {
  const { factors, width, rotation, diagonal, parameters } = model
  if (!gram.every(Number.isFinite)) throw diverged('numbers that are too large')
  const { values, vectors } = symmetricEigen(gram, factors)
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const least = values.reduce((a, b) => Math.min(a, b), most)
  const noRidge = parameters.regularization === 0
  if (noRidge && !(parameters.unobservedWeight * least > 1e-6 * parameters.unobservedWeight * most)) {
    throw diverged('equations without a single solution')
  }
  for (let k = 0; k < factors; k += 1) {
    diagonal[k] = parameters.unobservedWeight * Math.max(0, values[k] as number)
    for (let j = 0; j < factors; j += 1) rotation[j * width + k] = vectors[k * factors + j] as number
  }
}

function diverged(found: string): AppError {
  return new AppError(
    'training-diverged',
    `Learning ran into ${found}. The model you had stays in use. Try a larger regularization.`,
  )
}

type Pass = Pick<AlsPass, 'pass'> & { side: Side } & Partial<Pick<AlsPass, 'warm' | 'steps' | 'enough'>>

async function runPass(model: AlsModel, pool: KernelPool, asked: Pass, onTick: () => void): Promise<void> {
  const { rotation, diagonal, next, progress, cancel, wasm } = model
  Atomics.store(next, 0, 0)
  Atomics.store(progress, 0, 0)
  if (asked.pass !== 'turn') clearSums(model)
  const shared = { warm: false, steps: 0, enough: 0, ...asked, rotation, diagonal, next, wasm }
  const tasks = model.works.map((work) => ({ kernel: 'als' as const, input: { ...shared, work }, progress, cancel }))
  await pool.run(tasks, onTick)
}

/**
 * The objective that ALS lowers (see core/math/als-kernel.ts), of factors as `onIteration` gives them. Σ_all (w·h)² is
 * the product of the two Gram matrices, so that no pair of a listener and an item they do not have is looked at.
 */
export function alsObjective(matrix: Csr, parameters: AlsParameters, factors: AlsCheckpoint): number {
  const { userFactors, itemFactors } = factors
  const shares = unobservedShares(matrix, parameters)
  const width = userFactors.length / Math.max(1, matrix.rows)
  const confidence = new Float32Array(matrix.indices.length)
  confidences(matrix, parameters.confidence, parameters.alpha, confidence)
  const counts = new Int32Array(matrix.columns)
  let sum = 0
  for (let user = 0; user < matrix.rows; user += 1) {
    const from = matrix.indptr[user] as number
    const to = matrix.indptr[user + 1] as number
    const w = userFactors.subarray(user * width, (user + 1) * width)
    sum += ridgeOf(parameters, to - from, matrix.columns) * dot(w, w)
    for (let i = from; i < to; i += 1) {
      const item = matrix.indices[i] as number
      counts[item] = (counts[item] as number) + 1
      sum += (confidence[i] as number) * (1 - dot(w, itemFactors.subarray(item * width, (item + 1) * width))) ** 2
    }
  }
  counts.forEach((count, item) => {
    const h = itemFactors.subarray(item * width, (item + 1) * width)
    sum += ridgeOf(parameters, count, matrix.rows * (shares?.[item] ?? 1)) * dot(h, h)
  })
  const counted = itemFactors.map((value, at) => value * Math.sqrt(shares?.[Math.floor(at / width)] ?? 1))
  const [users, items] = [gramOf(userFactors, width), gramOf(counted, width)]
  return sum + parameters.unobservedWeight * users.reduce((all, value, at) => all + value * (items[at] as number), 0)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number)
  return sum
}

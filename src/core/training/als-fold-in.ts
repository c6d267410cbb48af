/**
 * A vector for a listener who was not learned from, or has new items: one row of ALS solved against the items as they
 * are (Hu et al. 2008, equation 4), in under five milliseconds.
 */
import { gramOf } from '#core/math/als-kernel.ts'
import { symmetricEigen } from '#core/math/eigen.ts'
import type { AlsParameters } from './parameters.ts'

export type FoldIn = {
  factors: number
  itemFactors: Float32Array
  /** Eigenvalues of the items' Gram matrix, and its eigenvectors as rows; null where it is diagonal already. */
  values: Float64Array
  vectors: Float64Array | null
  parameters: FoldInParameters
}

export type FoldInParameters = Pick<AlsParameters, 'unobservedWeight' | 'regularization' | 'regularizationExponent'>

/** Off-diagonal numbers below this share of what stands on the diagonal are rounding. */
const rounding = 1e-4

/**
 * Prepare for many listeners. `itemFactors` is items × factors, as `trainAls` gives them: not normalised. `weighted` is the
 * Gram matrix's diagonal as learning ended, where items count differently among those that a listener does not have.
 */
export function prepareFoldIn(
  itemFactors: Float32Array,
  factors: number,
  parameters: FoldInParameters,
  weighted: Float64Array | null = null,
): FoldIn {
  if (weighted !== null) {
    // Factors behind those that were learned are zeros.
    const values = new Float64Array(factors)
    values.set(weighted)
    return { factors, itemFactors, values, vectors: null, parameters }
  }
  const gram = gramOf(itemFactors, factors)
  const diagonal = Float64Array.from({ length: factors }, (_, k) => gram[k * factors + k] as number)
  const besides = gram.some((value, at) => {
    const [i, j] = [Math.floor(at / factors), at % factors]
    return i !== j && Math.abs(value) > rounding * Math.sqrt((diagonal[i] as number) * (diagonal[j] as number))
  })
  if (!besides) return { factors, itemFactors, values: diagonal, vectors: null, parameters }
  return { factors, itemFactors, ...symmetricEigen(gram, factors), parameters }
}

/**
 * The vector of a listener who has `items` (rows of itemFactors) with `confidence`, 1 each where it is null. Its product
 * with an item's factors says how likely the listener is to have the item. No items give zeros.
 */
export function foldIn(fold: FoldIn, items: ArrayLike<number>, confidence: ArrayLike<number> | null): Float32Array {
  const { factors, values, vectors, parameters } = fold
  const count = items.length
  const rows = new Float64Array(count * factors)
  for (let i = 0; i < count; i += 1) turn(fold, items[i] as number, rows.subarray(i * factors, (i + 1) * factors))
  const { regularization, regularizationExponent, unobservedWeight } = parameters
  const all = fold.itemFactors.length / factors
  const ridge = regularization * (count + unobservedWeight * all) ** regularizationExponent
  const d = values.map((value) => unobservedWeight * Math.max(0, value) + ridge || Number.MIN_VALUE)
  const solved = solve(rows, d, (i) => (confidence === null ? 1 : (confidence[i] as number)))
  if (vectors === null) return Float32Array.from(solved)
  const out = new Float32Array(factors)
  for (let j = 0; j < factors; j += 1) {
    let sum = 0
    for (let k = 0; k < factors; k += 1) sum += (vectors[k * factors + j] as number) * (solved[k] as number)
    out[j] = sum
  }
  return out
}

/** An item's factors in the eigenvectors. */
function turn({ factors, itemFactors, vectors }: FoldIn, item: number, out: Float64Array): void {
  const h = itemFactors.subarray(item * factors, (item + 1) * factors)
  if (vectors === null) out.set(h)
  for (let k = 0; vectors !== null && k < factors; k += 1) {
    let sum = 0
    for (let j = 0; j < factors; j += 1) sum += (vectors[k * factors + j] as number) * (h[j] as number)
    out[k] = sum
  }
}

const mostSteps = 50
/** The share of the first error that is small enough. */
const enough = 1e-12

/** (D + Σ c h hᵀ) x = Σ c h by conjugate gradient with D as the preconditioner, to the end. */
function solve(rows: Float64Array, d: Float64Array, confidence: (i: number) => number): Float64Array {
  const factors = d.length
  const count = rows.length / factors
  const x = new Float64Array(factors)
  const residual = new Float64Array(factors)
  for (let i = 0; i < count; i += 1) {
    for (let k = 0; k < factors; k += 1) {
      residual[k] = (residual[k] as number) + confidence(i) * (rows[i * factors + k] as number)
    }
  }
  const direction = residual.map((value, k) => value / (d[k] as number))
  const image = new Float64Array(factors)
  let error = residual.reduce((sum, value, k) => sum + value * (direction[k] as number), 0)
  const goal = error * enough
  for (let step = 0; step < mostSteps && error > goal; step += 1) {
    for (let k = 0; k < factors; k += 1) image[k] = (d[k] as number) * (direction[k] as number)
    for (let i = 0; i < count; i += 1) {
      let product = 0
      for (let k = 0; k < factors; k += 1) product += (rows[i * factors + k] as number) * (direction[k] as number)
      const weight = confidence(i) * product
      for (let k = 0; k < factors; k += 1) {
        image[k] = (image[k] as number) + weight * (rows[i * factors + k] as number)
      }
    }
    let curvature = 0
    for (let k = 0; k < factors; k += 1) curvature += (direction[k] as number) * (image[k] as number)
    const length = error / curvature
    const before = error
    error = 0
    for (let k = 0; k < factors; k += 1) {
      x[k] = (x[k] as number) + length * (direction[k] as number)
      residual[k] = (residual[k] as number) - length * (image[k] as number)
      error += (residual[k] as number) ** 2 / (d[k] as number)
    }
    for (let k = 0; k < factors; k += 1) {
      direction[k] = (residual[k] as number) / (d[k] as number) + (error / before) * (direction[k] as number)
    }
  }
  return x
}

/**
 * EASE where there are fewer listeners than items. With K = YYᵀ + λI over listeners, (YᵀY + λI)⁻¹Yᵀ = YᵀK⁻¹ turns the
 * closed form (Steck 2019, equations 7 and 8) into one inverse of listeners × listeners: the same scores, for every item.
 * Y weights who has what by the listener's and the item's counts, which plain EASE does not (both exponents 0).
 */
import type { Csr } from '#core/math/csr.ts'
import { type ListenerWeights, scorerOf } from '#core/math/scoring.ts'
import { inSharedMemory } from '#core/math/shared.ts'
import { laySquare, singular, sweep } from './ease.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { ownedOf } from './evaluation/rank.ts'
import { popularityScale } from './item-knn.ts'
import type { KernelPool } from './kernel-pool.ts'

export type EaseWeights = {
  /** λ: how much is held against large weights. */
  regularization: number
  /** An entry weighs (its listener's items)^−listenerExponent × (its item's listeners)^−itemExponent. */
  listenerExponent: number
  itemExponent: number
  /** Whether an item's own weight is held at 0; without, this is ridge regression. */
  zeroDiagonal: boolean
}

/** Learn from who has what. Throws AppError training-diverged when the matrix cannot be inverted. */
export async function trainEaseDual(
  matrix: Csr,
  { regularization, listenerExponent, itemExponent, zeroDiagonal }: EaseWeights,
  pool: KernelPool,
  report: (fraction: number) => void,
): Promise<{ scorer: Scorer; scoring: ListenerWeights }> {
  const { rows, columns, indptr } = matrix
  const ofItem = popularityScale(matrix, -itemExponent)
  const ofListener = Float64Array.from({ length: rows }, (_, row) => {
    const count = (indptr[row + 1] as number) - (indptr[row] as number)
    return Math.max(1, count) ** -listenerExponent
  })
  const weightOf = (row: number, item: number) => (ofListener[row] as number) * (ofItem[item] as number)
  const state = laySquare(rows, pool)
  const { stride, matrix: kernel } = state
  const byItem = columnsOf(matrix)
  eachPair(byItem, columns, (item, a, b) => {
    const at = a * stride + b
    kernel[at] = (kernel[at] as number) + weightOf(a, item) * weightOf(b, item)
  })
  for (let row = 0; row < rows; row += 1)
    kernel[row * (stride + 1)] = (kernel[row * (stride + 1)] as number) + regularization
  if (!(await sweep(state, pool, report))) throw singular(regularization)
  mirror(kernel, rows, stride)
  const scale = itemScale(kernel)
  const scoring: ListenerWeights = {
    by: 'listener-weights',
    has: ownedOf(matrix),
    weights: kernel,
    stride,
    counts: inSharedMemory(ofListener),
    scale: inSharedMemory(Float64Array.from(scale, (value, item) => value * (ofItem[item] as number))),
  }
  return { scorer: scorerOf(scoring), scoring }

  /** What turns a row of −K⁻¹Y into scores: 1 / P_jj with a zero diagonal, else λ; and the item's weight taken back. */
  function itemScale(negativeInverse: Float32Array): Float32Array {
    const scale = Float32Array.from(ofItem, (weight) => regularization / weight)
    if (!zeroDiagonal) return scale
    const explained = new Float64Array(columns)
    eachPair(byItem, columns, (item, a, b) => {
      const share = -(negativeInverse[a * stride + b] as number) * weightOf(a, item) * weightOf(b, item)
      explained[item] = (explained[item] as number) + share
    })
    return scale.map((value, item) => value / Math.max(1e-6, 1 - (explained[item] as number)))
  }
}

/** Listeners of each item. */
function columnsOf({ rows, columns, indptr, indices }: Csr): { indptr: Int32Array; listeners: Int32Array } {
  const starts = new Int32Array(columns + 1)
  for (const item of indices) starts[item + 1] = (starts[item + 1] as number) + 1
  for (let item = 0; item < columns; item += 1)
    starts[item + 1] = (starts[item + 1] as number) + (starts[item] as number)
  const next = starts.slice(0, columns)
  const listeners = new Int32Array(indices.length)
  for (let row = 0; row < rows; row += 1) {
    for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) {
      const item = indices[i] as number
      const at = next[item] as number
      next[item] = at + 1
      listeners[at] = row
    }
  }
  return { indptr: starts, listeners }
}

function eachPair(
  byItem: ReturnType<typeof columnsOf>,
  columns: number,
  visit: (item: number, a: number, b: number) => void,
): void {
  for (let item = 0; item < columns; item += 1) {
    const to = byItem.indptr[item + 1] as number
    for (let i = byItem.indptr[item] as number; i < to; i += 1) {
      for (let j = byItem.indptr[item] as number; j < to; j += 1) {
        visit(item, byItem.listeners[i] as number, byItem.listeners[j] as number)
      }
    }
  }
}

function mirror(matrix: Float32Array, size: number, stride: number): void {
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) matrix[j * stride + i] = matrix[i * stride + j] as number
  }
}

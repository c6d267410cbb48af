import type { Scoring } from '#core/math/scoring.ts'
import type { Scorer } from './evaluation/metrics.ts'

/** What every algorithm hands back. */
export type Trained = {
  /** One row an item (matrix column), columns × size. */
  vectors: Float32Array
  size: number
  scorer: Scorer
  /** Where scores are products: a row a listener and a row an item, `size` numbers each, in shared memory; made when asked for. */
  factors?: () => Factors
  /** Where scores are no products: what they are made of, so that threads can rank by them. */
  scoring?: Scoring
}

export type Factors = { listeners: Float32Array; items: Float32Array; size: number }

/** Scores as products of a listener's factors and an item's. */
export function productScorer({ listeners, items, size }: Factors): Scorer {
  return (listener, out) => {
    const from = listener * size
    for (let item = 0; item < out.length; item += 1) {
      let sum = 0
      for (let k = 0; k < size; k += 1) sum += (listeners[from + k] as number) * (items[item * size + k] as number)
      out[item] = sum
    }
  }
}

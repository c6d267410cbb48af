import type { Scorer } from './evaluation/metrics.ts'

/** What every algorithm hands back. */
export type Trained = {
  /** One row an item (matrix column), columns × size. */
  vectors: Float32Array
  size: number
  scorer: Scorer
  /** Where scores are products: a row a listener and a row an item, `size` numbers each, in shared memory; made when asked for. */
  factors?: () => { listeners: Float32Array; items: Float32Array; size: number }
}

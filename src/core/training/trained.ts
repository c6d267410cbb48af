import type { Scorer } from './evaluation/metrics.ts'

/** What every algorithm hands back. */
export type Trained = {
  /** One row an item (matrix column), columns × size. */
  vectors: Float32Array
  size: number
  scorer: Scorer
}

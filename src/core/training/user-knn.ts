/**
 * Listener-based nearest neighbours (Resnick et al. 1994; for who-has-what data Aiolli 2013): what the listeners most
 * like this one have. Listeners are compared by their items, rare ones counting more.
 */
import { type Csr, transposeWith } from '#core/math/csr.ts'
import { type ListenerVotes, scorerOf } from '#core/math/scoring.ts'
import { sharedFloat32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { ownedOf } from './evaluation/rank.ts'
import { nearestColumns, popularityScale } from './item-knn.ts'
import type { KernelPool } from './kernel-pool.ts'

export type UserKnnParameters = {
  /** Neighbours kept of each listener. */
  neighbours: number
  shrinkage: number
  /** An item counts listeners^−rarity when listeners are compared. */
  rarity: number
  /** Votes for an item are multiplied by its listeners to this power. */
  popularity: number
}

/** Find every listener's neighbours. `report` gets the fraction done and interactions seen; may throw. */
export async function trainUserKnn(
  matrix: Csr,
  { neighbours, shrinkage, rarity, popularity }: UserKnnParameters,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<{ scorer: Scorer; scoring: ListenerVotes }> {
  const rare = popularityScale(matrix, -rarity / 2)
  const weights = sharedFloat32(matrix.indices.length)
  matrix.indices.forEach((column, i) => {
    weights[i] = rare[column] as number
  })
  const itemWeights = sharedFloat32(matrix.indices.length)
  const byItem = { ...transposeWith(matrix, weights, itemWeights), rows: matrix.columns, columns: matrix.rows }
  const nearness = { neighbours, shrinkage, asymmetry: 0.5, lengths: rootCounts(matrix) }
  const nearest = await nearestColumns(byItem, itemWeights, nearness, pool, report)
  const scoring: ListenerVotes = {
    by: 'listener-neighbours',
    has: ownedOf(matrix),
    neighbours: nearest,
    scale: popularityScale(matrix, popularity),
  }
  return { scorer: scorerOf(scoring), scoring }
}

/** Lengths as if all items counted alike: listeners with a rare taste are not nearer for it. */
function rootCounts({ rows, indptr }: Csr): Float32Array {
  const lengths = sharedFloat32(rows)
  for (let row = 0; row < rows; row += 1)
    lengths[row] = Math.sqrt((indptr[row + 1] as number) - (indptr[row] as number))
  return lengths
}

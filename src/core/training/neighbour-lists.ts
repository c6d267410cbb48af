/**
 * Neighbours as lists of their own, in the order in which they are recommended: by similarity times the neighbour's
 * listeners to a power, so that among equally near items the better known comes first.
 */
import type { Csr } from '#core/math/csr.ts'
import type { Neighbours } from '#core/math/scoring.ts'
import type { NeighbourList } from '#core/store/neighbour-rows.ts'
import { type ItemKnn, type ItemKnnParameters, popularityScale, trainItemKnn } from './item-knn.ts'
import type { KernelPool } from './kernel-pool.ts'
import type { ParameterValues } from './parameters.ts'

/** Most bytes that the lists of one model take: 4 for the neighbour and 4 for how near it is. */
const mostBytes = 256 * 2 ** 20
const bytesANeighbour = 8

/** How many neighbours each of so many items may keep. */
export function neighboursWithin(items: number, wanted: number, bytes = mostBytes): number {
  return Math.max(1, Math.min(wanted, Math.floor(bytes / bytesANeighbour / Math.max(1, items))))
}

export type TrainedNeighbours = Pick<ItemKnn, 'scorer'> & {
  perItem: number
  /** The list of each column, whose neighbours are columns. */
  lists: (column: number) => NeighbourList
}

/** Find every item's neighbours. `report` gets the fraction done and interactions seen; may throw. */
export async function trainNeighbours(
  matrix: Csr,
  values: ParameterValues,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<TrainedNeighbours> {
  const wanted = values as unknown as ItemKnnParameters
  const parameters = { ...wanted, neighbours: neighboursWithin(matrix.columns, wanted.neighbours) }
  const { neighbours, scorer } = await trainItemKnn(matrix, parameters, pool, report)
  const scale = popularityScale(matrix, parameters.popularity)
  return { perItem: neighbours.perItem, scorer, lists: (column) => listOf(neighbours, column, scale) }
}

function listOf({ perItem, items, similarities }: Neighbours, column: number, scale: Float32Array): NeighbourList {
  const from = column * perItem
  let count = 0
  while (count < perItem && (items[from + count] as number) >= 0) count += 1
  const vote = (place: number) =>
    (similarities[from + place] as number) * (scale[items[from + place] as number] as number)
  const places = Int32Array.from({ length: count }, (_, place) => place).sort((a, b) => vote(b) - vote(a) || a - b)
  return {
    neighbours: places.map((place) => items[from + place] as number),
    similarities: Float32Array.from(places, (place) => similarities[from + place] as number),
  }
}

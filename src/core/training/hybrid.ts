/**
 * Several models as one list: each model's scores are brought to one scale for each listener (mean 0, deviation 1 over
 * all items it could have listed) and added up by weight. An item that a model does not list counts there like the last
 * one that it does.
 */
import type { TopLists } from '#core/math/rank-kernel.ts'
import { emptyLists } from './evaluation/rank.ts'

export type WeightedLists = { lists: TopLists; weight: number }

/**
 * How members' lists become one. `score`: the sum of scores on one scale. `place`: the sum of 1 / (place + 8), places from
 * 1 (reciprocal rank fusion, Cormack et al. 2009, with a steeper start).
 */
export type Blend = 'score' | 'place'
const placeOffset = 8

/** Items of a member's list that a blend looks at, for each place of its own. */
const depthPerPlace = 15

/** How long members' lists must be for a blend of k places. */
export const depthFor = (k: number, columns: number): number => Math.min(columns, Math.max(200, k * depthPerPlace))

/** What a list says of one listener: each of its items, and what it adds to a blend at weight 1; others add `floor`. */
export type Parts = { items: Int32Array; adds: Float32Array; floor: number }

/** The items of list `place`, and what each adds beyond what an item adds that is not listed. */
export function listParts({ k, items, scores, means, deviations }: TopLists, place: number, blend: Blend): Parts {
  let length = k
  while (length > 0 && (items[place * k + length - 1] as number) < 0) length -= 1
  const listed = items.subarray(place * k, place * k + length)
  if (blend === 'place') {
    return { items: listed, adds: Float32Array.from(listed, (_, i) => 1 / (i + 1 + placeOffset)), floor: 0 }
  }
  const mean = means[place] as number
  const deviation = deviations[place] as number
  const scaled = (i: number) => (deviation > 0 ? ((scores[place * k + i] as number) - mean) / deviation : 0)
  // Relative to the last one listed, so that what is not listed adds nothing.
  const floor = length > 0 ? scaled(length - 1) : 0
  return { items: listed, adds: Float32Array.from(listed, (_, i) => scaled(i) - floor), floor }
}

/** The best k of the members' lists, which are of the same listeners in the same order. */
export function blendLists(members: readonly WeightedLists[], k: number, blend: Blend = 'score'): TopLists {
  const [first] = members
  if (first === undefined) throw new RangeError('nothing to blend')
  const out = emptyLists(first.lists.listeners, k)
  // Sums of scores on one scale: brought back to it by the sum of their weights, should the blend join another one.
  out.deviations.fill(members.reduce((sum, { weight }) => sum + weight, 0))
  for (let place = 0; place < out.listeners.length; place += 1) {
    const best = [...sumParts(members, place, blend)].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, k)
    for (let i = 0; i < k; i += 1) {
      const [item, score] = best[i] ?? [-1, Number.NEGATIVE_INFINITY]
      out.items[place * k + i] = item
      out.scores[place * k + i] = score
    }
  }
  return out
}

/** Some of the lists, by their places. */
export function listsAt({ k, listeners, items, scores, means, deviations }: TopLists, places: Int32Array): TopLists {
  const out = emptyLists(
    places.map((place) => listeners[place] as number),
    k,
  )
  places.forEach((place, i) => {
    out.items.set(items.subarray(place * k, (place + 1) * k), i * k)
    out.scores.set(scores.subarray(place * k, (place + 1) * k), i * k)
    out.means[i] = means[place] as number
    out.deviations[i] = deviations[place] as number
  })
  return out
}

function sumParts(members: readonly WeightedLists[], place: number, blend: Blend): Map<number, number> {
  const sums = new Map<number, number>()
  let floors = 0
  for (const { lists, weight } of members) {
    const { items, adds, floor } = listParts(lists, place, blend)
    floors += weight * floor
    items.forEach((item, i) => {
      sums.set(item, (sums.get(item) ?? 0) + weight * (adds[i] as number))
    })
  }
  for (const [item, sum] of sums) sums.set(item, sum + floors)
  return sums
}

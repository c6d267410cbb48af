/**
 * The best items for many listeners at once from factors, reference kernel: scores are dot products, listeners are taken
 * four at a time so that each item's row is loaded once for four, and what they have already is left out.
 */
import { topK } from './vectors.ts'

/**
 * For listener `listeners[i]`: `items[i·k..i·k + k)` best first, −1 where there are fewer, and their scores; mean and
 * standard deviation of the scores of all items that could have been listed.
 */
export type TopLists = {
  k: number
  listeners: Int32Array
  items: Int32Array
  scores: Float32Array
  means: Float32Array
  deviations: Float32Array
}

/** All arrays may be shared between threads. */
export type RankState = {
  size: number
  /** One row a listener and one an item; the score is their product. */
  listenerFactors: Float32Array
  itemFactors: Float32Array
  /** What listeners have already, CSR. */
  indptr: Int32Array
  indices: Int32Array
  lists: TopLists
}

/** Places [first, last) of the lists. */
export type RankSlice = { first: number; last: number }

const atOnce = 4

/** Rank for `lists.listeners[first..last)`. `progress[0]` counts listeners; `cancel[0]` ≠ 0 ends early. */
export function rankRows(state: RankState, slice: RankSlice, progress: Int32Array, cancel: Int32Array): void {
  const { size, itemFactors, lists } = state
  const columns = itemFactors.length / size
  const scores = Array.from({ length: atOnce }, () => new Float32Array(columns))
  const [s0, s1, s2, s3] = scores as [Float32Array, Float32Array, Float32Array, Float32Array]
  for (let from = slice.first; from < slice.last; from += atOnce) {
    if (Atomics.load(cancel, 0) !== 0) return
    const rows = Array.from({ length: atOnce }, (_, i) => {
      const listener = lists.listeners[Math.min(from + i, slice.last - 1)] as number
      return state.listenerFactors.subarray(listener * size, listener * size + size)
    })
    const [w0, w1, w2, w3] = rows as [Float32Array, Float32Array, Float32Array, Float32Array]
    for (let item = 0, at = 0; item < columns; item += 1, at += size) {
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let k = 0; k < size; k += 1) {
        const h = itemFactors[at + k] as number
        a += h * (w0[k] as number)
        b += h * (w1[k] as number)
        c += h * (w2[k] as number)
        d += h * (w3[k] as number)
      }
      s0[item] = a
      s1[item] = b
      s2[item] = c
      s3[item] = d
    }
    const count = Math.min(atOnce, slice.last - from)
    for (let i = 0; i < count; i += 1) keepBest(scores[i] as Float32Array, state, from + i)
    Atomics.add(progress, 0, count)
  }
}

/** Write the best of `scores` as list `place`, without what its listener has. Changes `scores`. */
export function keepBest(
  scores: Float32Array,
  { indptr, indices, lists }: Pick<RankState, 'indptr' | 'indices' | 'lists'>,
  place: number,
): void {
  const { k, listeners, items, scores: kept } = lists
  const listener = listeners[place] as number
  for (let at = indptr[listener] as number; at < (indptr[listener + 1] as number); at += 1) {
    scores[indices[at] as number] = Number.NEGATIVE_INFINITY
  }
  let count = 0
  let sum = 0
  let squares = 0
  for (const score of scores) {
    if (score === Number.NEGATIVE_INFINITY) continue
    count += 1
    sum += score
    squares += score * score
  }
  const mean = sum / Math.max(1, count)
  lists.means[place] = mean
  lists.deviations[place] = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))
  const best = topK(scores, k)
  for (let i = 0; i < k; i += 1) {
    const item = best[i] ?? -1
    items[place * k + i] = item
    kept[place * k + i] = item < 0 ? Number.NEGATIVE_INFINITY : (scores[item] as number)
  }
}

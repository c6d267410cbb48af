/**
 * Accuracy of ranked lists. Protocol: rank every item the listener does not have in training, average over listeners with
 * at least one hidden item. `ranked` is best first and may be shorter than k.
 */
import type { Metrics } from '#api/schemas.ts'
import { topK } from '#core/math/vectors.ts'
import type { HeldOut } from '../interactions.ts'

const usualK = 20

/** Share of the hidden items that are among the first k: hits / hidden. */
export function recallAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  return hits(ranked, hidden, k) / hidden.size
}

/** Share of the first k places that hold a hidden item: hits / k, short lists counted as k long. */
export function precisionAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  return hits(ranked, hidden, k) / k
}

/** 1 when at least one hidden item is among the first k, else 0 (with one hidden item the same as recall). */
export function hitRateAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  return hits(ranked, hidden, k) > 0 ? 1 : 0
}

/** 1 / place of the first hidden item, 0 when none is among the first k (Voorhees 1999, TREC-8). */
export function reciprocalRankAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  for (let place = 0; place < Math.min(ranked.length, k); place += 1) {
    if (hidden.has(ranked[place] as number)) return 1 / (place + 1)
  }
  return 0
}

/**
 * Average precision: Σ over hits of (hits so far / place), divided by min(hidden, k). Its mean over listeners is MAP@k
 * (Manning, Raghavan, Schütze 2008, section 8.4, cut at k).
 */
export function averagePrecisionAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  let found = 0
  let sum = 0
  for (let place = 0; place < Math.min(ranked.length, k); place += 1) {
    if (!hidden.has(ranked[place] as number)) continue
    found += 1
    sum += found / (place + 1)
  }
  return sum / Math.min(hidden.size, k)
}

/**
 * Discounted gain of the hits among the first k over that of the best possible list, whose length is min(hidden, k)
 * (Järvelin & Kekäläinen 2002, in the form that KGIN and LightGCN report).
 */
export function ndcgAtK(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k = usualK): number {
  let gain = 0
  let ideal = 0
  for (let place = 0; place < Math.min(ranked.length, k); place += 1) {
    if (hidden.has(ranked[place] as number)) gain += 1 / Math.log2(place + 2)
  }
  for (let place = 0; place < Math.min(hidden.size, k); place += 1) ideal += 1 / Math.log2(place + 2)
  return gain / ideal
}

function hits(ranked: ArrayLike<number>, hidden: ReadonlySet<number>, k: number): number {
  let count = 0
  for (let place = 0; place < Math.min(ranked.length, k); place += 1)
    if (hidden.has(ranked[place] as number)) count += 1
  return count
}

/** Scores of every item for one listener (a row of the training matrix), into `out`. */
export type Scorer = (listener: number, out: Float32Array) => void

/** Measure a scorer on what was hidden; null when nothing was. `tick` runs between listeners. */
export async function evaluate(
  heldOut: HeldOut,
  score: Scorer,
  tick: (fraction: number) => Promise<void> | void = () => {},
): Promise<Metrics | null> {
  const { train, listeners, hidden } = heldOut
  if (listeners.length === 0) return null
  const scores = new Float32Array(train.columns)
  let recall = 0
  let ndcg = 0
  for (let i = 0; i < listeners.length; i += 1) {
    const listener = listeners[i] as number
    score(listener, scores)
    for (let at = train.indptr[listener] as number; at < (train.indptr[listener + 1] as number); at += 1) {
      scores[train.indices[at] as number] = Number.NEGATIVE_INFINITY
    }
    const ranked = topK(scores, usualK)
    const wanted = new Set(hidden[i])
    recall += recallAtK(ranked, wanted)
    ndcg += ndcgAtK(ranked, wanted)
    if (i % 50 === 49) await tick(i / listeners.length)
  }
  return { recallAt20: recall / listeners.length, ndcgAt20: ndcg / listeners.length, listeners: listeners.length }
}

/** The baseline every model has to beat: the same popular items for everyone. */
export function popularityScorer(counts: Int32Array): Scorer {
  return (_listener, out) => out.set(counts)
}

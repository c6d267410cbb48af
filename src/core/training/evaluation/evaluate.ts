/** Figures of ranked lists for many listeners, kept by listener so that models can be compared pair by pair. */
import type { TopLists } from '#core/math/rank-kernel.ts'
import { averagePrecisionAtK, hitRateAtK, ndcgAtK, precisionAtK, recallAtK, reciprocalRankAtK } from './metrics.ts'

/** What each of some listeners (rows of the training matrix) has beyond training, without repeats, none empty. */
export type Hidden = { listeners: Int32Array; hidden: Int32Array[] }

const formulas = {
  recall: recallAtK,
  ndcg: ndcgAtK,
  precision: precisionAtK,
  hitRate: hitRateAtK,
  mrr: reciprocalRankAtK,
  map: averagePrecisionAtK,
}

export type Accuracy = { [K in keyof typeof formulas]: number }
/** Each figure for each listener, in the order of `Hidden.listeners`. */
export type AccuracyByListener = { [K in keyof typeof formulas]: Float64Array }

const names = Object.keys(formulas) as (keyof Accuracy)[]

/** Every figure at k for every listener. `lists` holds a list at least k long for each of them, in their order. */
export function accuracyByListener(lists: TopLists, { hidden }: Hidden, k: number): AccuracyByListener {
  const out = Object.fromEntries(names.map((name) => [name, new Float64Array(hidden.length)])) as AccuracyByListener
  hidden.forEach((items, i) => {
    const wanted = new Set(items)
    const ranked = lists.items.subarray(i * lists.k, i * lists.k + Math.min(k, lists.k))
    for (const name of names) out[name][i] = formulas[name](ranked, wanted, k)
  })
  return out
}

/** Means over listeners: 0 where there are none. */
export function meanAccuracy(byListener: AccuracyByListener): Accuracy {
  return Object.fromEntries(names.map((name) => [name, mean(byListener[name])])) as Accuracy
}

export function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

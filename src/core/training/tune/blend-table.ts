/** Blends of the same lists under many weights, judged quickly: what each item adds is worked out once. */
import type { TopLists } from '#core/math/rank-kernel.ts'
import { topK } from '#core/math/vectors.ts'
import type { Hidden } from '../evaluation/evaluate.ts'
import { ndcgAtK, recallAtK } from '../evaluation/metrics.ts'
import { type Blend, listParts } from '../hybrid.ts'

/** One listener: the items that any list has, ascending, and what each list adds to each of them at weight 1. */
type Row = { items: Int32Array; parts: Float32Array[]; wanted: Set<number> }

/** Recall@k + NDCG@k of `blendLists` with these weights, over the listeners of the lists. */
export function blendTable(
  lists: readonly TopLists[],
  { listeners, hidden }: Hidden,
  k: number,
  blend: Blend,
): (weights: readonly number[]) => number {
  const rows = Array.from(listeners, (_, place) => rowOf(lists, place, new Set(hidden[place]), blend))
  return (weights) => {
    let sum = 0
    for (const { items, parts, wanted } of rows) {
      const scores = new Float32Array(items.length)
      parts.forEach((part, i) => {
        const weight = weights[i] as number
        if (weight === 0) return
        for (let at = 0; at < part.length; at += 1) scores[at] = (scores[at] as number) + weight * (part[at] as number)
      })
      const ranked = topK(scores, k).map((at) => items[at] as number)
      sum += recallAtK(ranked, wanted, k) + ndcgAtK(ranked, wanted, k)
    }
    return sum / Math.max(1, rows.length)
  }
}

function rowOf(lists: readonly TopLists[], place: number, wanted: Set<number>, blend: Blend): Row {
  const found = new Set<number>()
  const parts = lists.map((list) => listParts(list, place, blend))
  for (const part of parts) for (const item of part.items) found.add(item)
  const items = Int32Array.from(found).sort()
  const places = new Map(Array.from(items, (item, at) => [item, at]))
  return {
    items,
    wanted,
    parts: parts.map(({ items: own, adds }) => {
      const out = new Float32Array(items.length)
      own.forEach((item, i) => {
        out[places.get(item) as number] = adds[i] as number
      })
      return out
    }),
  }
}

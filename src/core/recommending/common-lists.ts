/** What models recommend together for one item at a time, to compare lists before and after a change. */
import { topK } from '#core/math/vectors.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { closenessTo, halfwayPlace } from './closeness.ts'
import type { LoadedModel } from './model-cache.ts'
import { partOf, partsOf } from './score.ts'

/** The k items that models, each by its part, find closest to one; without any filter. */
export function closestItems(db: ReadableDb, models: readonly LoadedModel[], item: number, k: number): number[] {
  const voices = models.flatMap((model) => {
    const closeness = closenessTo(db, model, item)
    return closeness === null ? [] : [{ model, closeness, halfway: halfwayPlace(model.items.length) }]
  })
  const parts = partsOf(voices.map(({ model }) => model))
  const scores = new Map<number, number>()
  voices.forEach((voice, v) => {
    voice.model.items.forEach((other, row) => {
      if (other !== item) scores.set(other, (scores.get(other) ?? 0) + (parts[v] as number) * partOf(voice, row))
    })
  })
  const items = [...scores.keys()].sort((a, b) => a - b)
  const best = topK(
    Float64Array.from(items, (other) => scores.get(other) as number),
    k,
  )
  return [...best].map((place) => items[place] as number)
}

/** The share of the first list that is in the second too; 1 for an empty one. */
export function overlapOf(first: readonly number[], second: readonly number[]): number {
  const known = new Set(second)
  return first.length === 0 ? 1 : first.filter((item) => known.has(item)).length / first.length
}

/**
 * How much each model says in a list, found on items that were hidden from all of them: some of a listener's items are
 * picked as a new listener picks them, each model's part of every score is taken as lists take it, and the parts are
 * tried in many proportions.
 */
import { derivedSeed, random32, shuffle } from '#core/math/random.ts'
import { topK } from '#core/math/vectors.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { ndcgAtK, recallAtK } from '#core/training/evaluation/metrics.ts'
import type { HeldOut } from '#core/training/interactions.ts'
import { closenessTo, halfwayPlace } from './closeness.ts'
import type { LoadedModel } from './model-cache.ts'
import { partOf } from './score.ts'

const picks = 5
const k = 20
/** Listeners asked: enough to tell proportions apart, fewer where one question takes long. */
const listenersFor = (items: number) => (items <= 20_000 ? 300 : items <= 100_000 ? 120 : 40)
/** Fewer listeners than this cannot tell proportions apart. */
const leastListeners = 20
/** Best items of each model that are looked at for one listener. */
const depth = 300
/** Proportions are multiples of a tenth. */
const steps = 10
/** Equal parts stay unless others find more than this, in recall + NDCG. */
const leastGain = 0.002

/** What one listener's list could be made of: each model's part of the score of some items, and which were hidden. */
type Question = { parts: Float64Array[]; hidden: Set<number>; wanted: number }

export type Weighing = {
  db: ReadableDb
  models: readonly LoadedModel[]
  heldOut: HeldOut
  /** The row id of each column. */
  itemIds: Int32Array
  seed: number
  /** Gets the fraction done; may throw to stop. */
  report: (fraction: number) => Promise<void> | void
}

/** The models' parts, adding up to 1; null where too few items are hidden to tell. */
export async function weighModels(weighing: Weighing): Promise<number[] | null> {
  const { models, heldOut, itemIds, seed, report } = weighing
  const asked = evenly(heldOut.listeners, listenersFor(heldOut.train.columns))
  if (models.length < 2 || asked.length < leastListeners) return null
  const next = random32(derivedSeed(seed, 79))
  const questions: Question[] = []
  const rowsOf = models.map((model) => Int32Array.from(itemIds, (item) => model.rowOf.get(item) ?? -1))
  for (const [i, place] of asked.entries()) {
    questions.push(questionFor(weighing, rowsOf, place, next))
    await report(i / asked.length)
  }
  return bestProportions(models.length, (weights) => found(questions, weights))
}

function evenly(listeners: readonly number[], most: number): number[] {
  const count = Math.min(most, listeners.length)
  return Array.from({ length: count }, (_, i) => Math.floor((i * listeners.length) / count))
}

/** `rowsOf` holds each model's row of each column, -1 where it has none. */
function questionFor(
  { db, models, heldOut, itemIds }: Weighing,
  rowsOf: readonly Int32Array[],
  place: number,
  next: () => number,
): Question {
  const { train } = heldOut
  const listener = heldOut.listeners[place] as number
  const own = train.indices.slice(train.indptr[listener], train.indptr[listener + 1])
  shuffle(own, 0, own.length, next)
  const known = new Set(own)
  const seeds = [...own.subarray(0, picks)].map((column) => itemIds[column] as number)
  const whole = models.map((model, m) => partsIn(db, model, seeds, rowsOf[m] as Int32Array))
  const looked = new Set<number>()
  for (const scores of whole) {
    for (const column of known) scores[column] = Number.NEGATIVE_INFINITY
    for (const column of topK(scores, depth)) looked.add(column)
  }
  const columns = [...looked].sort((a, b) => a - b)
  const hidden = heldOut.hidden[place] as Int32Array
  const wanted = new Set(hidden)
  return {
    parts: whole.map((scores) => Float64Array.from(columns, (column) => scores[column] as number)),
    hidden: new Set(columns.flatMap((column, at) => (wanted.has(column) ? [at] : []))),
    wanted: wanted.size,
  }
}

/** What one model would add to the score of each column if it spoke alone. */
function partsIn(db: ReadableDb, model: LoadedModel, seeds: readonly number[], rows: Int32Array): Float64Array {
  const scores = new Float64Array(rows.length)
  const halfway = halfwayPlace(model.items.length)
  for (const seed of seeds) {
    const closeness = closenessTo(db, model, seed)
    if (closeness === null) continue
    const part = { model, closeness, halfway }
    for (let column = 0; column < rows.length; column += 1) {
      const row = rows[column] as number
      if (row >= 0) scores[column] = (scores[column] as number) + partOf(part, row)
    }
  }
  return scores
}

/** Mean of recall + NDCG over the questions. */
function found(questions: readonly Question[], weights: readonly number[]): number {
  let sum = 0
  for (const { parts, hidden, wanted } of questions) {
    const scores = new Float64Array(parts[0]?.length ?? 0)
    parts.forEach((part, m) => {
      const weight = weights[m] as number
      for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] as number) + weight * (part[at] as number)
    })
    const ranked = topK(scores, k)
    // Hidden items that no model lists still count as missed.
    const all = new Set([...hidden, ...Array.from({ length: wanted - hidden.size }, (_, i) => -1 - i)])
    sum += recallAtK(ranked, all, k) + ndcgAtK(ranked, all, k)
  }
  return sum / questions.length
}

/** The best of all proportions in tenths; equal parts unless others are clearly better. */
export function bestProportions(models: number, score: (weights: readonly number[]) => number): number[] {
  let best: number[] = new Array(models).fill(1 / models)
  let most = score(best) + leastGain
  for (const tenths of compositions(steps, models)) {
    const weights = tenths.map((part) => part / steps)
    const value = score(weights)
    if (value <= most) continue
    most = value
    best = weights
  }
  return best
}

/** Every way to write a whole number as a sum of `parts` whole numbers, order counting. */
function* compositions(whole: number, parts: number): Generator<number[]> {
  if (parts === 1) {
    yield [whole]
    return
  }
  for (let first = 0; first <= whole; first += 1) {
    for (const rest of compositions(whole - first, parts - 1)) yield [first, ...rest]
  }
}

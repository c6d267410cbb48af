/**
 * The best settings of one model within a time: successive halving (Jamieson & Talwalkar 2016) over settings drawn by
 * seed, each round with fewer of them and more listeners to judge by, then steps up and down the ladders from the best
 * until none helps. What was tried is plain data: given back, it is not tried again.
 */
import { random32 } from '#core/math/random.ts'
import type { ParameterValues } from '../parameters.ts'
import { type Ladder, valuesAt } from './ladders.ts'

/** One set of values and how well it did, judged by `listeners` of those hidden items. */
export type Trial = { values: ParameterValues; listeners: number; score: number; seconds: number }

export type SearchOptions = {
  rungs: readonly Ladder[]
  /** Values that are not searched. */
  fixed: ParameterValues
  /** Most listeners to judge by. */
  listeners: number
  seed: number
  /** Clock: true when no new trial may begin. */
  isOver: () => boolean
  /** Train with these values and judge by the first so many listeners; higher is better, NaN where it cannot be. */
  judge: (values: ParameterValues, listeners: number) => Promise<number>
  /** Trials of an earlier, interrupted search. */
  known: readonly Trial[]
  onTrial: (trial: Trial) => void
}

/** Settings of the first round beside the usual ones. */
const drawn = 11
/** Each round keeps one in so many and judges by as many times more listeners. */
const halving = 3
const fewestListeners = 300

/** The best values found; at the least the usual ones. */
export async function searchSettings(options: SearchOptions): Promise<Trial> {
  const { rungs, seed, listeners } = options
  const judged = new Map(options.known.map((trial) => [keyOf(trial.values, trial.listeners), trial]))
  const judge = (places: readonly number[], by: number) => judgeOnce(options, judged, places, by)
  const start = rungs.map((rung) => rung.start)
  const next = random32(seed)
  // The first ladders matter most: only they are drawn, the others stay where they start.
  const draw = () => rungs.map(({ values, start: at }, i) => (i < 2 ? next() % values.length : at))
  let field = [start, ...Array.from({ length: drawn }, draw)]
  let by = Math.min(listeners, Math.max(fewestListeners, Math.ceil(listeners / halving ** 2)))
  for (;;) {
    const scores: { places: number[]; score: number }[] = []
    for (const places of field) {
      if (options.isOver() && scores.length > 0) break
      scores.push({ places, score: (await judge(places, by)).score })
    }
    scores.sort((a, b) => b.score - a.score)
    field = scores.slice(0, Math.ceil(scores.length / halving)).map(({ places }) => places)
    if (by >= listeners || options.isOver()) break
    by = Math.min(listeners, by * halving)
  }
  return climb(options, field[0] ?? start, (places) => judge(places, by))
}

async function climb(
  { rungs, isOver }: SearchOptions,
  from: readonly number[],
  judge: (places: readonly number[]) => Promise<Trial>,
): Promise<Trial> {
  let places = [...from]
  let best = await judge(places)
  for (let improved = true; improved; ) {
    improved = false
    for (let i = 0; i < rungs.length; i += 1) {
      for (const step of [1, -1]) {
        // On in the direction that helps.
        for (;;) {
          const there = (places[i] as number) + step
          if (isOver()) return best
          if (there < 0 || there >= (rungs[i] as Ladder).values.length) break
          const moved = places.with(i, there)
          const trial = await judge(moved)
          if (!(trial.score > best.score)) break
          places = moved
          best = trial
          improved = true
        }
      }
    }
  }
  return best
}

async function judgeOnce(
  { rungs, fixed, judge, onTrial }: SearchOptions,
  judged: Map<string, Trial>,
  places: readonly number[],
  listeners: number,
): Promise<Trial> {
  const values = { ...fixed, ...valuesAt(rungs, places) }
  const key = keyOf(values, listeners)
  const known = judged.get(key)
  if (known !== undefined) return known
  const started = performance.now()
  const score = await judge(values, listeners)
  const seconds = (performance.now() - started) / 1000
  const trial = { values, listeners, score: Number.isFinite(score) ? score : Number.NEGATIVE_INFINITY, seconds }
  judged.set(key, trial)
  onTrial(trial)
  return trial
}

const keyOf = (values: ParameterValues, listeners: number): string => `${listeners} ${JSON.stringify(values)}`

/**
 * The best settings of one model within a time: successive halving (Jamieson & Talwalkar 2016) over settings drawn by
 * seed, each round with fewer of them and more listeners to judge by, then steps up and down the ladders from the best
 * until none helps. A trial that would not end in time by the pace of those before it is not begun. What was tried is
 * plain data: given back, it is not tried again.
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
  /** Seconds until the search has to be over; at 0 or less nothing more begins. */
  secondsLeft: () => number
  /** How much work a trial is beside other ones, in any unit. */
  workOf: (values: ParameterValues, listeners: number) => number
  /**
   * Train with these values and judge by the first so many listeners; higher is better, NaN where it cannot be, null
   * where the time was over first.
   */
  judge: (values: ParameterValues, listeners: number) => Promise<number | null>
  /** Trials of an earlier, interrupted search. */
  known: readonly Trial[]
  onTrial: (trial: Trial) => void
}

/** Settings of the first round beside the usual ones. */
const drawn = 11
/** Each round keeps one in so many and judges by as many times more listeners. */
const halving = 3
const fewestListeners = 300
/** The last trials, by which the next ones' seconds are foretold. */
const paceOf = 5

type Judge = (places: readonly number[], listeners: number) => Promise<Trial | null>

/** The best values found; the usual ones, with a score of −Infinity, where the time was too short for any. */
export async function searchSettings(options: SearchOptions): Promise<Trial> {
  const { rungs, seed, listeners, secondsLeft } = options
  const judge = judgeOnce(options)
  const start = rungs.map((rung) => rung.start)
  const next = random32(seed)
  // The first ladders matter most: only they are drawn, the others stay where they start.
  const draw = () => rungs.map(({ values, start: at }, i) => (i < 2 ? next() % values.length : at))
  let field = [start, ...Array.from({ length: drawn }, draw)]
  let by = Math.min(listeners, Math.max(fewestListeners, Math.ceil(listeners / halving ** 2)))
  let best: { places: number[]; trial: Trial } | null = null
  for (;;) {
    const round: { places: number[]; trial: Trial }[] = []
    // No round takes more than half of what is left, so that the best are looked at again.
    const enough = secondsLeft() / 2
    for (const places of field) {
      if (secondsLeft() < enough && round.length > 0) break
      const trial = await judge(places, by)
      if (trial !== null) round.push({ places, trial })
    }
    round.sort((a, b) => b.trial.score - a.trial.score)
    best = round[0] ?? best
    field = round.slice(0, Math.ceil(round.length / halving)).map(({ places }) => places)
    if (by >= listeners || field.length === 0) break
    by = Math.min(listeners, by * halving)
  }
  if (best === null)
    return { values: valuesOf(options, start), listeners: 0, score: Number.NEGATIVE_INFINITY, seconds: 0 }
  return climb(options, best, (places) => judge(places, listeners))
}

async function climb(
  { rungs }: SearchOptions,
  from: { places: number[]; trial: Trial },
  judge: (places: readonly number[]) => Promise<Trial | null>,
): Promise<Trial> {
  let places = from.places
  const begin = await judge(places)
  if (begin === null) return from.trial
  let best = begin
  for (let improved = true; improved; ) {
    improved = false
    for (let i = 0; i < rungs.length; i += 1) {
      for (const step of [1, -1]) {
        // On in the direction that helps.
        for (;;) {
          const there = (places[i] as number) + step
          if (there < 0 || there >= (rungs[i] as Ladder).values.length) break
          const moved = places.with(i, there)
          const trial = await judge(moved)
          if (trial === null || !(trial.score > best.score)) break
          places = moved
          best = trial
          improved = true
        }
      }
    }
  }
  return best
}

/** Judge what is not known yet; null where that would take, or took, more time than is left. */
function judgeOnce(options: SearchOptions): Judge {
  const { judge, workOf, secondsLeft, onTrial, known } = options
  const judged = new Map(known.map((trial) => [keyOf(trial.values, trial.listeners), trial]))
  const paces = known.map((trial) => trial.seconds / workOf(trial.values, trial.listeners))
  return async (places, listeners) => {
    const values = valuesOf(options, places)
    const key = keyOf(values, listeners)
    const before = judged.get(key)
    if (before !== undefined) return before
    const left = secondsLeft()
    if (left <= 0 || median(paces.slice(-paceOf)) * workOf(values, listeners) > left) return null
    const score = await judge(values, listeners)
    if (score === null) return null
    const seconds = left - secondsLeft()
    const trial = { values, listeners, score: Number.isFinite(score) ? score : Number.NEGATIVE_INFINITY, seconds }
    judged.set(key, trial)
    paces.push(seconds / workOf(values, listeners))
    onTrial(trial)
    return trial
  }
}

/** The middle of some numbers, 0 where there are none. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

const valuesOf = ({ rungs, fixed }: SearchOptions, places: readonly number[]): ParameterValues => ({
  ...fixed,
  ...valuesAt(rungs, places),
})

const keyOf = (values: ParameterValues, listeners: number): string => `${listeners} ${JSON.stringify(values)}`

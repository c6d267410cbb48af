/** "Find the best settings" of one model: chosen on hidden items of the training part alone, never on a test part. */
import { AppError } from '#api/errors.ts'
import type { Csr } from '#core/math/csr.ts'
import type { TopLists } from '#core/math/rank-kernel.ts'
import { accuracyByListener, type Hidden, meanAccuracy } from '../evaluation/evaluate.ts'
import { splitByRatio } from '../evaluation/splits.ts'
import { listsAt } from '../hybrid.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { completeParameters, type ParameterValues } from '../parameters.ts'
import { easeIsDual, parametersOf, rankWith, type SingleName, trainRanker } from '../rankers.ts'
import { blendTable } from './blend-table.ts'
import { ladders } from './ladders.ts'
import { searchSettings, type Trial } from './search.ts'
import { workOf } from './work.ts'

/** What has been tried so far, by model: plain data, for a later session to go on from. */
export type TuneState = Partial<Record<SingleName, Trial[]>>

export type TuneOptions = {
  /** What to judge by; null hides a tenth of each listener's items by seed. */
  valid: Hidden | null
  k: number
  seed: number
  seconds: number
  pool: KernelPool
  /** Values that stay as they are. */
  set: ParameterValues
  state: TuneState
  report: (what: string, fraction: number) => void
  /** Called all the time; may throw to stop. */
  tick?: () => void
  /** Milliseconds from any moment on. */
  clock?: () => number
  onTrial: (model: SingleName, trial: Trial) => void
}

/** Complete values for a model, and what they reached on the hidden items: recall@k + NDCG@k. */
export type Tuned = { values: ParameterValues; score: number; trials: number }

/** Listeners to judge by: enough to tell settings apart, few enough to rank for in seconds. */
export const mostListeners = 3000
/** A tenth of what a listener has is hidden. */
export const hiddenShare = 0.1

/** A search under way: what it learns from and is judged by, and its clock. */
export type Bench = TuneOptions & { matrix: Csr; train: Csr; hidden: Hidden; secondsSpent: () => number }

/** Start the clock and hide what is judged by. Throws AppError bad-arguments where nothing can be hidden. */
export function openBench(matrix: Csr, options: TuneOptions): Bench {
  const split =
    options.valid === null ? splitByRatio(matrix, hiddenShare, options.seed) : { train: matrix, hidden: options.valid }
  const hidden = someListeners(split.hidden, mostListeners)
  if (hidden.listeners.length === 0) {
    throw new AppError('bad-arguments', 'Nobody has two items or more, so no settings can be chosen. Leave out --tune.')
  }
  const clock = options.clock ?? (() => performance.now())
  const began = clock()
  return { ...options, matrix, train: split.train, hidden, secondsSpent: () => (clock() - began) / 1000 }
}

/** Do what calls `tick` all the time until the bench's clock shows `until` seconds; null where that was too early. */
export async function untilSecond<T>(
  bench: Bench,
  until: number,
  work: (tick: () => void) => Promise<T>,
): Promise<T | null> {
  const over = new Error('the time is over')
  try {
    return await work(() => {
      bench.tick?.()
      if (bench.secondsSpent() >= until) throw over
    })
  } catch (thrown) {
    if (thrown === over) return null
    throw thrown
  }
}

/**
 * Search until the bench's clock shows `until` seconds, for what ranks best by itself or, given lists of the bench's
 * listeners, beside those. The score is −Infinity where the usual values took longer.
 */
export async function tuneSingle(
  name: SingleName,
  bench: Bench,
  until: number,
  beside: TopLists | null = null,
): Promise<Tuned> {
  const { train, hidden, seed, pool, set, report } = bench
  const usual = completeParameters(name, parametersOf(name), set)
  const fixedNames = new Set(Object.keys(set).map((key) => key.replace(`${name}.`, '')))
  const counted = train.data.some((plays) => plays > 1)
  const dual = name === 'ease' && easeIsDual(train, usual.memoryMb as number)
  const rungs = ladders[name].filter(
    (rung) =>
      !fixedNames.has(rung.name) &&
      (counted || (rung.name !== 'confidence' && rung.name !== 'weighting')) &&
      (name !== 'ease' || dual || rung.name === 'regularization'),
  )
  const from = bench.secondsSpent()
  let trials = 0
  const best = await searchSettings({
    rungs,
    fixed: usual,
    listeners: hidden.listeners.length,
    seed,
    secondsLeft: () => until - bench.secondsSpent(),
    workOf: (values, listeners) => workOf(name, train, values, listeners),
    judge: async (values, count) => {
      try {
        return await untilSecond(bench, until, async (tick) => {
          const ranker = await trainRanker(name, train, values, { seed, pool, report: tick })
          const some = someListeners(hidden, count)
          const depth = beside === null ? bench.k : beside.k
          const lists = await rankWith(ranker, train, some.listeners, depth, pool, tick)
          if (beside === null) return scoreOf(lists, some, bench.k)
          return scoreBeside(listsAt(beside, evenPlaces(hidden.listeners.length, count)), lists, some, bench.k)
        })
      } catch (thrown) {
        // Settings that cannot be learned with are no good ones.
        if (thrown instanceof AppError && thrown.code === 'training-diverged') return Number.NaN
        throw thrown
      }
    },
    known: bench.state[name] ?? [],
    onTrial: (trial) => {
      trials += 1
      report(`Trying ${name}`, Math.min(1, (bench.secondsSpent() - from) / Math.max(1, until - from)))
      bench.onTrial(name, trial)
    },
  })
  return { values: best.values, score: best.score, trials }
}

/** At most `count` places, taken evenly from all, since files often have listeners in an order. */
function evenPlaces(all: number, count: number): Int32Array {
  const taken = Math.min(all, count)
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * all) / taken))
}

export function someListeners({ listeners, hidden }: Hidden, count: number): Hidden {
  const places = evenPlaces(listeners.length, count)
  return {
    listeners: places.map((place) => listeners[place] as number),
    hidden: Array.from(places, (place) => hidden[place] as Int32Array),
  }
}

/** What a list counts beside others, which count 1, when it is looked at how well they go together. */
const weightsBeside = [0.15, 0.3, 0.6, 1.2]

function scoreBeside(others: TopLists, lists: TopLists, hidden: Hidden, k: number): number {
  const table = blendTable([others, lists], hidden, k, 'score')
  return Math.max(...weightsBeside.map((weight) => table([1, weight])))
}

export function scoreOf(lists: TopLists, hidden: Hidden, k: number): number {
  const { recall, ndcg } = meanAccuracy(accuracyByListener(lists, hidden, k))
  return recall + ndcg
}

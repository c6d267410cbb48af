/** "Find the best settings": parameters chosen on hidden items of the training part alone, never on a test part. */
import { AppError } from '#api/errors.ts'
import type { Csr } from '#core/math/csr.ts'
import type { TopLists } from '#core/math/rank-kernel.ts'
import { accuracyByListener, type Hidden, meanAccuracy } from '../evaluation/evaluate.ts'
import { splitByRatio } from '../evaluation/splits.ts'
import { type Blend, blendLists, depthFor } from '../hybrid.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { completeParameters, type ParameterValues } from '../parameters.ts'
import { memberNames } from '../ranker-parameters.ts'
import {
  easeIsDual,
  parametersOf,
  type RankerName,
  rankWith,
  type SingleName,
  trainCopies,
  trainRanker,
} from '../rankers.ts'
import { ladders } from './ladders.ts'
import { searchSettings, type Trial } from './search.ts'

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
  onTrial: (model: SingleName, trial: Trial) => void
}

/** Complete values for a model, and what they reached on the hidden items: recall@k + NDCG@k. */
export type Tuned = { values: ParameterValues; score: number; trials: number }

/** Listeners to judge by: enough to tell settings apart, few enough to rank for in seconds. */
const mostListeners = 3000
/** A tenth of what a listener has is hidden. */
const hiddenShare = 0.1
/** How a hybrid's time is shared out among its members; what is left over goes to the next. */
const timeShares: Record<SingleName, number> = { als: 0.5, userknn: 0.4, itemknn: 0.4, ease: 0.6, sgns: 0.7 }
/** Largest matrix that EASE inverts while settings are searched. */
const mostInverted = 6000

type Bench = TuneOptions & { train: Csr; hidden: Hidden; began: number }

/** Search within the time. Throws AppError bad-arguments where nothing can be hidden. */
export async function tune(name: RankerName, matrix: Csr, options: TuneOptions): Promise<Tuned> {
  const split =
    options.valid === null ? splitByRatio(matrix, hiddenShare, options.seed) : { train: matrix, hidden: options.valid }
  if (split.hidden.listeners.length === 0) {
    throw new AppError('bad-arguments', 'Nobody has two items or more, so no settings can be chosen. Leave out --tune.')
  }
  const bench: Bench = { ...options, train: split.train, hidden: split.hidden, began: performance.now() }
  return name === 'hybrid' ? tuneHybrid(bench) : tuneSingle(name, bench, options.seconds)
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000

async function tuneSingle(name: SingleName, bench: Bench, until: number): Promise<Tuned> {
  const { train, seed, pool, set, report } = bench
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
  const from = secondsSince(bench.began)
  let trials = 0
  const best = await searchSettings({
    rungs,
    fixed: usual,
    listeners: Math.min(mostListeners, bench.hidden.listeners.length),
    seed,
    isOver: () => secondsSince(bench.began) >= until,
    judge: async (values, count) => {
      try {
        const tick = bench.tick ?? (() => {})
        const ranker = await trainRanker(name, train, values, { seed, pool, report: tick })
        const some = firstListeners(bench.hidden, count)
        return scoreOf(await rankWith(ranker, train, some.listeners, bench.k, pool, tick), some, bench.k)
      } catch (thrown) {
        // Settings that cannot be learned with are no good ones.
        if (thrown instanceof AppError && thrown.code === 'training-diverged') return Number.NaN
        throw thrown
      }
    },
    known: bench.state[name] ?? [],
    onTrial: (trial) => {
      trials += 1
      report(`Trying ${name}`, Math.min(1, (secondsSince(bench.began) - from) / Math.max(1, until - from)))
      bench.onTrial(name, trial)
    },
  })
  return { values: best.values, score: best.score, trials }
}

/** Listeners are taken evenly from all of them, since files often have them in an order. */
function firstListeners({ listeners, hidden }: Hidden, count: number): Hidden {
  if (count >= listeners.length) return { listeners, hidden }
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * listeners.length) / count))
  return {
    listeners: Int32Array.from(places, (place) => listeners[place] as number),
    hidden: places.map((place) => hidden[place] as Int32Array),
  }
}

function scoreOf(lists: TopLists, hidden: Hidden, k: number): number {
  const { recall, ndcg } = meanAccuracy(accuracyByListener(lists, hidden, k))
  return recall + ndcg
}

/** Members one after the other, then the weights of their lists by steps that help. */
async function tuneHybrid(bench: Bench): Promise<Tuned> {
  const { train, hidden, k, seed, pool, seconds, report } = bench
  const usual = completeParameters('hybrid', parametersOf('hybrid'), {
    alsCopies: copiesFor(train.indices.length),
    ...bench.set,
  })
  const copies = usual.alsCopies as number
  const judged = firstListeners(hidden, mostListeners)
  const tunedMembers: { member: SingleName; values: ParameterValues; lists: TopLists }[] = []
  let trials = 0
  // A tenth of the time is left for the members' lists and the weights.
  for (const member of memberNames.filter((name) => canJoin(name, train))) {
    const left = seconds * 0.9 - secondsSince(bench.began)
    const tuned = await tuneSingle(member, bench, secondsSince(bench.began) + left * timeShares[member])
    trials += tuned.trials
    report(`Ranking with ${member}`, secondsSince(bench.began) / seconds)
    const context = { seed, pool, report: () => {} }
    const rankers = await trainCopies(member, member === 'als' ? copies : 1, train, tuned.values, context)
    const ranker = { members: rankers.map((one) => ({ ranker: one, weight: 1 })) }
    const lists = await rankWith(ranker, train, judged.listeners, depthFor(k, train.columns), pool)
    tunedMembers.push({ member, values: tuned.values, lists })
  }
  const judge = (blend: Blend) => (weights: readonly number[]) => {
    const members = tunedMembers.map(({ lists }, i) => ({ lists, weight: weights[i] as number }))
    const speaking = members.filter(({ weight }) => weight > 0)
    return scoreOf(blendLists(speaking, k, blend), judged, k)
  }
  report('Weighing', 0.95)
  const ways = (['score', 'place'] as const).map((blend) => ({ blend, ...weigh(tunedMembers.length, judge(blend)) }))
  const { blend, weights, score } = ways.reduce((best, way) => (way.score > best.score ? way : best))
  const none = Object.fromEntries(memberNames.map((name) => [`${name}Weight`, 0]))
  const values: ParameterValues = { ...usual, ...none, blend }
  tunedMembers.forEach(({ member, values: own }, i) => {
    values[`${member}Weight`] = weights[i] as number
    if ((weights[i] as number) === 0) return
    for (const [name, value] of Object.entries(own)) values[`${member}.${name}`] = value
  })
  return { values, score, trials }
}

/** ALS falls into another valley for each seed, and the mean of several is better than any; large sets need fewer. */
const copiesFor = (interactions: number): number => (interactions <= 200_000 ? 8 : interactions <= 1_000_000 ? 4 : 2)

/** Where one inversion takes minutes EASE stays out; SGNS ranks too weakly to be worth its time in large sets. */
function canJoin(name: SingleName, train: Csr): boolean {
  if (name === 'ease') return Math.min(train.rows, train.columns) <= mostInverted
  return name !== 'sgns' || train.indices.length <= 200_000
}

/** A step of a weight that gains less than this is noise. */
const leastGain = 0.0003

/** Weights that add up to 1: the best single member, then steps of each weight while they help. */
function weigh(members: number, judge: (weights: readonly number[]) => number): { weights: number[]; score: number } {
  const alone = Array.from({ length: members }, (_, i) => Array.from({ length: members }, (__, j) => (i === j ? 1 : 0)))
  const starts = [...alone, Array.from({ length: members }, () => 1)]
  let best = { weights: alone[0] as number[], score: Number.NEGATIVE_INFINITY }
  for (const weights of starts) {
    const score = judge(weights)
    if (score > best.score) best = { weights, score }
  }
  for (let improved = true; improved; ) {
    improved = false
    for (let i = 0; i < members; i += 1) {
      const now = best.weights[i] as number
      for (const weight of now === 0 ? [0.1, 0.25, 0.5, 1] : [0, now * 0.5, now * 0.75, now * 1.33, now * 2]) {
        const weights = best.weights.with(i, weight)
        if (weights.every((value) => value === 0)) continue
        const score = judge(weights)
        if (score > best.score + leastGain) {
          best = { weights, score }
          improved = true
        }
      }
    }
  }
  const total = best.weights.reduce((sum, weight) => sum + weight, 0)
  return { weights: best.weights.map((weight) => Number((weight / total).toFixed(4))), score: best.score }
}

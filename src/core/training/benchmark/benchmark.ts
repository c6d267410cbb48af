/** `sidetrack benchmark`: learn from one file, be measured on another, as the field's benchmarks are run. */
import { AppError } from '#api/errors.ts'
import type { Parameter } from '#api/training-parameters.ts'
import type { Csr } from '#core/math/csr.ts'
import { type BeyondAccuracy, beyondAccuracy } from '../evaluation/beyond-accuracy.ts'
import { bootstrapInterval, type Interval, pairedInterval } from '../evaluation/bootstrap.ts'
import {
  type Accuracy,
  type AccuracyByListener,
  accuracyByListener,
  type Hidden,
  meanAccuracy,
} from '../evaluation/evaluate.ts'
import { popularityScorer } from '../evaluation/metrics.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { checkKnown, completeParameters, type ParameterValues } from '../parameters.ts'
import { memberNames } from '../ranker-parameters.ts'
import {
  columnCounts,
  isRankerName,
  type ModelName,
  parametersOf,
  type Ranker,
  type RankerName,
  rankerNames,
  rankWith,
  trainRanker,
  weightiest,
} from '../rankers.ts'
import { tune } from '../tune/tune.ts'
import type { Tuned } from '../tune/tune-single.ts'
import { type BenchmarkData, type BenchmarkFiles, readBenchmark } from './data.ts'
import { questionsOf } from './next-track-questions.ts'
import { trainNextTrack } from './rank-next.ts'

export type BenchmarkRequest = BenchmarkFiles & {
  model: string
  set: ParameterValues
  k: number
  seed: number
  /** How long to search for the best settings; null takes those given and the usual ones. */
  tuneMinutes: number | null
}

export type BenchmarkResult = Accuracy & {
  model: ModelName
  parameters: ParameterValues
  trainSeconds: number
  wordsPerSecond?: number
  secondsPerIteration?: number
  peakMemoryMb: number
  users: number
  k: number
  /** 95 % bootstrap intervals over users. */
  interval: { recall: Interval; ndcg: Interval }
  /** Of several models together: what they gain over the one that counts most, listener by listener. */
  gain?: { over: string; recall: Gain; ndcg: Gain }
  beyond: BeyondAccuracy
  popularity: Accuracy
  rankSeconds: number
  /** Of next track: what was sought. */
  protocol?: 'sessions' | 'continuation'
  /** Of a search for settings: how long, how many were tried, recall + NDCG on what was hidden for it. */
  tuned?: { minutes: number; trials: number; score: number }
  threads: number
  seed: number
}

type Gain = ReturnType<typeof pairedInterval>

/** What is told while it runs. */
export type BenchmarkProgress = (what: string, fraction: number) => void

/** Run one benchmark. Throws AppError file-not-found, bad-arguments, training-diverged. */
export async function runBenchmark(
  request: BenchmarkRequest,
  pool: KernelPool,
  report: BenchmarkProgress,
): Promise<BenchmarkResult> {
  const { model, set, k, seed } = request
  if (!isModelName(model)) {
    throw new AppError(
      'bad-arguments',
      `--model is one of ${[...rankerNames, 'nexttrack'].join(', ')}; found "${model}".`,
    )
  }
  checkKnown(knownOf(model), set)
  const data = readBenchmark(request)
  const tuned = request.tuneMinutes === null ? null : await search(request, model, data, pool, report)
  const parameters = tuned?.values ?? usualValues(model, set)
  const asked = model === 'nexttrack' ? questionsOf(data) : { mask: data.train, test: data.test }
  const { mask, test } = asked
  const started = performance.now()
  const context = { seed, pool, report: (fraction: number) => report('Learning', fraction) }
  const trained =
    'before' in asked
      ? { ...(await trainNextTrack(data, asked, parameters, context)), speed: {} }
      : await trainRanker(model as RankerName, data.train, parameters, context)
  const learned = performance.now()
  const lists = await rankWith(trained, mask, test.listeners, k, pool, (fraction) => report('Ranking', fraction))
  const ranked = performance.now()
  const byListener = accuracyByListener(lists, test, k)
  const gain = await gainOver(trained, byListener, { mask, test }, request, pool)
  return {
    model,
    parameters,
    trainSeconds: seconds(learned - started),
    ...trained.speed,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    users: test.listeners.length,
    k,
    ...meanAccuracy(byListener),
    interval: {
      recall: bootstrapInterval(byListener.recall, { seed }),
      ndcg: bootstrapInterval(byListener.ndcg, { seed }),
    },
    ...(gain === null ? {} : { gain }),
    beyond: beyondAccuracy(lists, data.train, k),
    popularity: await popularityAccuracy({ train: data.train, mask, test }, k, pool),
    ...('protocol' in asked ? { protocol: asked.protocol } : {}),
    rankSeconds: seconds(ranked - learned),
    ...(tuned === null ? {} : { tuned: { minutes: tuned.minutes, trials: tuned.trials, score: tuned.score } }),
    threads: pool.threads,
    seed,
  }
}

/** The models whose settings may be named: a hybrid has its own and, with their names before them, its members'. */
function knownOf(model: ModelName): (readonly [string, Readonly<Record<string, Parameter>>])[] {
  const names: readonly ModelName[] = model === 'hybrid' ? ['hybrid', ...memberNames] : [model]
  return names.map((name) => [name, parametersOf(name)])
}

function usualValues(model: ModelName, set: ParameterValues): ParameterValues {
  const own = completeParameters(model, parametersOf(model), set)
  if (model !== 'hybrid') return own
  const members = memberNames.map((member) => {
    const prefixed = Object.fromEntries(Object.entries(set).filter(([name]) => name.startsWith(`${member}.`)))
    const values = Object.entries(completeParameters(member, parametersOf(member), prefixed))
    return Object.fromEntries(values.map(([name, value]) => [`${member}.${name}`, value]))
  })
  return Object.assign({}, own, ...members)
}

async function search(
  { set, k, seed, tuneMinutes }: BenchmarkRequest,
  model: ModelName,
  data: BenchmarkData,
  pool: KernelPool,
  report: BenchmarkProgress,
): Promise<Tuned & { minutes: number }> {
  if (model === 'nexttrack') {
    throw new AppError('bad-arguments', '--tune does not search for settings of nexttrack; use --set.')
  }
  const began = performance.now()
  const seconds = (tuneMinutes ?? 0) * 60
  const options = { valid: data.valid, k, seed, seconds, pool, set, state: {}, report, onTrial: () => {} }
  const tuned = await tune(model, data.train, options)
  return { ...tuned, minutes: Math.round((performance.now() - began) / 600) / 100 }
}

async function gainOver(
  trained: Ranker,
  ours: AccuracyByListener,
  { mask, test }: { mask: Csr; test: Hidden },
  { k, seed }: BenchmarkRequest,
  pool: KernelPool,
): Promise<Required<BenchmarkResult>['gain'] | null> {
  const member = weightiest(trained)
  if (member === null) return null
  const theirs = accuracyByListener(await rankWith(member.ranker, mask, test.listeners, k, pool), test, k)
  const recall = pairedInterval(ours.recall, theirs.recall, { seed })
  return { over: member.name, recall, ndcg: pairedInterval(ours.ndcg, theirs.ndcg, { seed }) }
}

async function popularityAccuracy(
  { train, mask, test }: { train: Csr; mask: Csr; test: Hidden },
  k: number,
  pool: KernelPool,
): Promise<Accuracy> {
  const popular = { scorer: popularityScorer(columnCounts(train)) }
  return meanAccuracy(accuracyByListener(await rankWith(popular, mask, test.listeners, k, pool), test, k))
}

function isModelName(name: string): name is ModelName {
  return isRankerName(name) || name === 'nexttrack'
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000
}

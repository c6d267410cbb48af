/** `sidetrack benchmark`: learn from one file, be measured on another, as the field's benchmarks are run. */
import { AppError } from '#api/errors.ts'
import type { Csr } from '#core/math/csr.ts'
import { type BeyondAccuracy, beyondAccuracy } from '../evaluation/beyond-accuracy.ts'
import { bootstrapInterval, type Interval } from '../evaluation/bootstrap.ts'
import { type Accuracy, accuracyByListener, type Hidden, meanAccuracy } from '../evaluation/evaluate.ts'
import { popularityScorer } from '../evaluation/metrics.ts'
import { rankListeners } from '../evaluation/rank.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { checkNames, type ParameterValues, resolveParameters } from '../parameters.ts'
import { columnCounts, isRankerName, type Ranker, type RankerName, rankerNames, trainRanker } from '../rankers.ts'
import { type BenchmarkFiles, readBenchmark } from './data.ts'

export type BenchmarkRequest = BenchmarkFiles & {
  model: string
  set: ParameterValues
  k: number
  seed: number
  /** How long to search for the best settings; null takes those given and the usual ones. */
  tuneMinutes: number | null
}

export type BenchmarkResult = Accuracy & {
  model: RankerName
  parameters: ParameterValues
  trainSeconds: number
  wordsPerSecond?: number
  secondsPerIteration?: number
  peakMemoryMb: number
  users: number
  k: number
  /** 95 % bootstrap intervals over users. */
  interval: { recall: Interval; ndcg: Interval }
  beyond: BeyondAccuracy
  popularity: Accuracy
  rankSeconds: number
  threads: number
  seed: number
}

/** What is told while it runs. */
export type BenchmarkProgress = (what: string, fraction: number) => void

/** Run one benchmark. Throws AppError file-not-found, bad-arguments, training-diverged. */
export async function runBenchmark(
  request: BenchmarkRequest,
  pool: KernelPool,
  report: BenchmarkProgress,
): Promise<BenchmarkResult> {
  const { model, set, k, seed } = request
  if (!isRankerName(model)) {
    throw new AppError('bad-arguments', `--model is one of ${rankerNames.join(', ')}; found "${model}".`)
  }
  checkNames([model], set)
  const parameters = resolveParameters(model, set)
  const data = readBenchmark(request)
  const started = performance.now()
  const context = { seed, pool, report: (fraction: number) => report('Learning', fraction) }
  const trained = await trainRanker(model, data.train, parameters, context)
  const learned = performance.now()
  const lists = await rankListeners(trained, data.train, data.test.listeners, k, pool, (fraction) =>
    report('Ranking', fraction),
  )
  const ranked = performance.now()
  const byListener = accuracyByListener(lists, data.test, k)
  return {
    model,
    parameters,
    trainSeconds: seconds(learned - started),
    ...trained.speed,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    users: data.test.listeners.length,
    k,
    ...meanAccuracy(byListener),
    interval: {
      recall: bootstrapInterval(byListener.recall, { seed }),
      ndcg: bootstrapInterval(byListener.ndcg, { seed }),
    },
    beyond: beyondAccuracy(lists, data.train, k),
    popularity: await popularityAccuracy(data.train, data.test, k, pool),
    rankSeconds: seconds(ranked - learned),
    threads: pool.threads,
    seed,
  }
}

async function popularityAccuracy(train: Csr, test: Hidden, k: number, pool: KernelPool): Promise<Accuracy> {
  const popular: Ranker = { scorer: popularityScorer(columnCounts(train)) }
  return meanAccuracy(accuracyByListener(await rankListeners(popular, train, test.listeners, k, pool), test, k))
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000
}

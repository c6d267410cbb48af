/** ALS: seconds an iteration beside the native reference, in turns, the objective of both, and folding a listener in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AlsCheckpoint, alsObjective, trainAls } from '../../src/core/training/als.ts'
import { foldIn, prepareFoldIn } from '../../src/core/training/als-fold-in.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import type { AlsParameters } from '../../src/core/training/parameters.ts'
import { resourcesFolder } from '../../src/main/resources-folder.ts'
import { ialsPeer, type Spent } from './ials-peer.ts'
import { percentile, printLine, rounded, say, workers } from './measure.ts'
import { simulatedListeners } from './zipf.ts'

const rounds = 3
const timedIterations = 3
const threads = Math.min(2, availableParallelism())
const parameters: AlsParameters = {
  factors: 100,
  regularization: 0.003,
  regularizationExponent: 1,
  unobservedWeight: 0.1,
  confidence: 'presence',
  alpha: 1,
  minCount: 1,
  iterations: 15,
}

say('als: simulated listeners, 200,000 x 100,000')
const matrix = simulatedListeners({ users: 200_000, items: 100_000, interactions: 4_783_000, seed: 1 })
const work = mkdtempSync(join(tmpdir(), 'sidetrack-bench-als-'))
try {
  const peer = ialsPeer(work, matrix, threads)
  const times: Record<'ours' | 'theirs', Spent[]> = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round += 1) {
    const { first, last } = await learn(timedIterations)
    times.ours.push(perIteration(first, last, timedIterations - 1))
    if (peer === null) continue
    const [one, more] = [peer.run(parameters, 1), peer.run(parameters, timedIterations)]
    times.theirs.push(perIteration(one, more, timedIterations - 1))
  }
  const ours = await learn(parameters.iterations)
  const objective = alsObjective(matrix, parameters, ours.factors)
  const theirs = peer === null ? null : alsObjective(matrix, parameters, peer.run(parameters, 15).factors)
  const median = (of: Spent[], what: keyof Spent) =>
    percentile(
      of.map((each) => each[what]),
      0.5,
    )
  printLine({
    bench: 'train',
    data: 'simulated listeners, 200,000 x 100,000',
    algorithm: 'als',
    interactions: matrix.indices.length,
    factors: parameters.factors,
    threads,
    secondsPerIteration: rounded(median(times.ours, 'seconds')),
    cpuSecondsPerIteration: rounded(median(times.ours, 'cpuSeconds')),
    objectiveAfter15: rounded7(objective),
    ...(theirs === null
      ? { peer: 'missing' }
      : {
          peer: {
            what: 'native reference, conjugate gradient, 3 steps',
            secondsPerIteration: rounded(median(times.theirs, 'seconds')),
            cpuSecondsPerIteration: rounded(median(times.theirs, 'cpuSeconds')),
            objectiveAfter15: rounded7(theirs),
          },
          timesFaster: rounded(median(times.theirs, 'seconds') / median(times.ours, 'seconds')),
          timesFasterByProcessor: rounded(median(times.theirs, 'cpuSeconds') / median(times.ours, 'cpuSeconds')),
          objectiveAboveTheirsPercent: rounded((objective / theirs - 1) * 100),
        }),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  })
  measureFoldIn(ours.vectors)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** What the first iteration and all of them took since the start, and the factors as learning ended. */
async function learn(iterations: number) {
  const files = { kernelWorker: pathToFileURL(join(workers, 'kernel-worker.ts')).href, resources: resourcesFolder() }
  const pool = kernelPool(files, threads)
  await pool.run([], () => {})
  const spent: Spent[] = []
  const started = performance.now()
  const before = process.cpuUsage()
  const latest: { factors: AlsCheckpoint | null } = { factors: null }
  const onIteration = (iteration: number, userFactors: Float32Array, itemFactors: Float32Array) => {
    const { user, system } = process.cpuUsage(before)
    spent.push({ seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 })
    latest.factors = { iteration, userFactors, itemFactors }
  }
  const { vectors } = await trainAls(matrix, { ...parameters, iterations }, 1, pool, () => {}, { onIteration })
  await pool.close()
  // The arrays are those that learning goes on in, so they now hold the listeners' last, exacter solution too.
  const factors = latest.factors as AlsCheckpoint
  return { first: spent[0] as Spent, last: spent.at(-1) as Spent, factors, vectors }
}

function perIteration(first: Spent, last: Spent, iterations: number): Spent {
  return {
    seconds: (last.seconds - first.seconds) / iterations,
    cpuSeconds: (last.cpuSeconds - first.cpuSeconds) / iterations,
  }
}

function measureFoldIn(vectors: Float32Array): void {
  const fold = prepareFoldIn(vectors, parameters.factors, parameters)
  const times: number[] = []
  for (let listener = 0; listener < 500; listener += 1) {
    const items = matrix.indices.subarray(matrix.indptr[listener], matrix.indptr[listener + 1])
    const started = performance.now()
    foldIn(fold, items, null)
    times.push(performance.now() - started)
  }
  const [p50Ms, p95Ms] = [rounded(percentile(times, 0.5)), rounded(percentile(times, 0.95))]
  printLine({ bench: 'query', what: 'fold a listener into ALS', factors: parameters.factors, p50Ms, p95Ms })
}

function rounded7(value: number): number {
  return Number(value.toPrecision(7))
}

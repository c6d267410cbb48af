/** Learning alone: interactions learned from a second by each algorithm, on all cores and on one. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openReadable } from '../../src/core/store/open.ts'
import { trainAls } from '../../src/core/training/als.ts'
import { type Interactions, readInteractions } from '../../src/core/training/interactions.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import { alsParameters, resolveParameters, type SgnsParameters } from '../../src/core/training/parameters.ts'
import { trainSgns } from '../../src/core/training/sgns.ts'
import { resourcesFolder } from '../../src/main/resources-folder.ts'
import { benchTask, printLine, rounded, workers } from './measure.ts'

/** Window and negatives as in the published figures; vectors as long as by default. */
const common = { 'sgns.window': 5, 'sgns.negative': 5 }
type Iterated = 'sgns' | 'als'
/** Enough passes to measure the pace; those of the published figure for the full-size set. */
const passes = (interactions: number): Record<Iterated, number> => ({ sgns: interactions > 5e6 ? 5 : 2, als: 3 })
const seed = 1

const { data, library } = benchTask()
const db = openReadable(library, 'library')
const began = performance.now()
const interactions = readInteractions(db, 'artist', 2)
const corpusSeconds = (performance.now() - began) / 1000
db.close()
for (const algorithm of ['sgns', 'als'] as const) {
  const { matrix } = interactions
  const rounds = passes(matrix.indices.length)[algorithm]
  const threads = Math.min(8, availableParallelism())
  const seconds = await learn(algorithm, rounds, interactions, threads)
  const one = threads === 1 ? seconds : await learn(algorithm, rounds, interactions, 1)
  printLine({
    bench: 'train-pace',
    data,
    algorithm,
    entity: 'artist',
    listeners: matrix.rows,
    items: matrix.columns,
    interactions: matrix.indices.length,
    rounds,
    threads,
    corpusSeconds: rounded(corpusSeconds),
    seconds: rounded(seconds),
    interactionsPerSecond: Math.round((matrix.indices.length * rounds) / seconds),
    baseline: { what: 'the same on one thread', seconds: rounded(one) },
    ratio: rounded(seconds / one),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  })
}

async function learn(algorithm: Iterated, rounds: number, { matrix }: Interactions, threads: number): Promise<number> {
  const pool = kernelPool(
    { kernelWorker: pathToFileURL(join(workers, 'kernel-worker.ts')).href, resources: resourcesFolder() },
    threads,
  )
  const parameters = resolveParameters(algorithm, { ...common, epochs: rounds, iterations: rounds })
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  // Threads take a moment to start, which is no part of learning.
  await pool.run([], () => {})
  const started = performance.now()
  if (algorithm === 'sgns') await trainSgns(matrix, counts, parameters as SgnsParameters, seed, pool, () => {})
  else await trainAls(matrix, alsParameters(parameters, matrix), seed, pool, () => {})
  const seconds = (performance.now() - started) / 1000
  await pool.close()
  return seconds
}

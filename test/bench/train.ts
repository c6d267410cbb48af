/** Training: interactions learned from a second by each algorithm, on all cores and on one. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Algorithm } from '../../src/api/schemas.ts'
import { openReadable } from '../../src/core/store/open.ts'
import { trainAls } from '../../src/core/training/als.ts'
import { type Interactions, readInteractions } from '../../src/core/training/interactions.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import { type AlsParameters, resolveParameters, type SgnsParameters } from '../../src/core/training/parameters.ts'
import { trainSgns } from '../../src/core/training/sgns.ts'
import { resourcesFolder } from '../../src/main/resources-folder.ts'
import { benchTask, finished, openLibrary, printLine, rounded, say, workers } from './measure.ts'

/** Enough passes to measure the pace; the vectors are as long as they are by default. */
const passes: Record<Algorithm, Record<string, number>> = { sgns: { epochs: 2 }, als: { iterations: 3 } }
const seed = 1

const { data, library, quiet } = benchTask()
if (!quiet) {
  const db = openReadable(library, 'library')
  const interactions = readInteractions(db, 'artist', 2)
  db.close()
  for (const algorithm of ['sgns', 'als'] as const) {
    const threads = Math.min(8, availableParallelism())
    const one = await learn(algorithm, interactions, 1)
    const seconds = threads === 1 ? one : await learn(algorithm, interactions, threads)
    const { matrix } = interactions
    const handled = matrix.indices.length * (passes[algorithm].epochs ?? passes[algorithm].iterations ?? 0)
    printLine({
      bench: 'train',
      data,
      algorithm,
      entity: 'artist',
      listeners: matrix.rows,
      items: matrix.columns,
      interactions: matrix.indices.length,
      ...passes[algorithm],
      threads,
      seconds: rounded(seconds),
      interactionsPerSecond: Math.round(handled / seconds),
      baseline: { what: 'the same on one thread', seconds: rounded(one) },
      ratio: rounded(seconds / one),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    })
  }
}
say(`Learning models of ${data} to ask.`)
const { core, client } = await openLibrary(library)
await finished(client, () => client.train({ set: { 'sgns.epochs': 1, 'als.iterations': 2 }, seed }))
await core.close()

async function learn(algorithm: Algorithm, { matrix }: Interactions, threads: number): Promise<number> {
  const pool = kernelPool(
    { kernelWorker: pathToFileURL(join(workers, 'kernel-worker.ts')).href, resources: resourcesFolder() },
    threads,
  )
  const parameters = resolveParameters(algorithm, passes[algorithm])
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  // Threads take a moment to start, which is no part of learning.
  await pool.run([], () => {})
  const started = performance.now()
  if (algorithm === 'sgns') await trainSgns(matrix, counts, parameters as SgnsParameters, seed, pool, () => {})
  else await trainAls(matrix, parameters as AlsParameters, seed, pool, () => {})
  const seconds = (performance.now() - started) / 1000
  await pool.close()
  return seconds
}

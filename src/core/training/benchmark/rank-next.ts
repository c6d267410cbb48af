/** Next track on a benchmark's files: co-occurrence in order, blended with Word2Vec learned in the same order. */
import type { Csr } from '#core/math/csr.ts'
import { scorerOf } from '#core/math/scoring.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { type NextTrackParameters, nearInSequences, nearScoring, recentTracks, sessionVectors } from '../next-track.ts'
import { completeParameters, type ParameterValues, type SgnsParameters } from '../parameters.ts'
import { columnCounts, parametersOf, type Ranker } from '../rankers.ts'
import { trainSgns } from '../sgns.ts'
import { productScorer } from '../trained.ts'
import type { BenchmarkData } from './data.ts'
import type { Questions } from './next-track-questions.ts'

type Task = { seed: number; pool: KernelPool; report: (fraction: number) => void }

/** Word2Vec over sequences: a narrow window, since places mean something here. */
const sgnsWindow = 5

/** Learn from the train lines; the ranker's rows are the questions. */
export async function trainNextTrack(
  { sequences, train }: BenchmarkData,
  { before }: Questions,
  values: ParameterValues,
  { seed, pool, report }: Task,
): Promise<Ranker> {
  const parameters = values as NextTrackParameters & { sgnsWeight: number }
  const recent = recentTracks(before, train.columns, parameters)
  const scoring = nearScoring(recent, nearInSequences(sequences, train.columns, parameters))
  const near = { scorer: scorerOf(scoring), scoring }
  if (parameters.sgnsWeight === 0) return near
  const matrix: Csr = { ...train, ...sequences, data: new Int32Array(sequences.indices.length).fill(1) }
  const sgns = completeParameters('sgns', parametersOf('sgns'), { window: sgnsWindow }) as SgnsParameters
  const { vectors, output, size } = await trainSgns(matrix, columnCounts(matrix), sgns, seed, pool, report, {
    ordered: true,
  })
  const listeners = sessionVectors(recent, vectors, size)
  const factors = { listeners, items: output, size }
  const embedded: Ranker = { factors: () => factors, scorer: productScorer(factors) }
  return {
    members: [
      { name: 'nexttrack', ranker: near, weight: 1 },
      { name: 'sgns', ranker: embedded, weight: parameters.sgnsWeight },
    ],
  }
}

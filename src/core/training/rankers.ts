/** Every model that ranks items for listeners, under its name in the command line: how it is trained and how fast. */
import type { Csr } from '#core/math/csr.ts'
import { trainAls } from './als.ts'
import type { KernelPool } from './kernel-pool.ts'
import type { AlsParameters, ParameterValues, SgnsParameters } from './parameters.ts'
import { trainSgns } from './sgns.ts'
import type { Trained } from './trained.ts'

export type Ranker = Pick<Trained, 'scorer' | 'factors'>

/** Words a second are passes over what listeners have; iterations are both sides solved once. */
type Speed = { wordsPerSecond?: number; secondsPerIteration?: number }
type Context = { seed: number; pool: KernelPool; report: (fraction: number) => void }
type Train = (matrix: Csr, values: ParameterValues, context: Context) => Promise<Ranker & { speed: Speed }>

const rankers = {
  als: async (matrix, values, { seed, pool, report }) => {
    const started = performance.now()
    const trained = await trainAls(matrix, values as AlsParameters, seed, pool, report)
    const seconds = (performance.now() - started) / 1000
    return { ...trained, speed: { secondsPerIteration: seconds / (values.iterations as number) } }
  },
  sgns: async (matrix, values, { seed, pool, report }) => {
    const started = performance.now()
    const trained = await trainSgns(matrix, columnCounts(matrix), values as SgnsParameters, seed, pool, report)
    const seconds = (performance.now() - started) / 1000
    const words = matrix.indices.length * (values.epochs as number)
    return { ...trained, speed: { wordsPerSecond: Math.round(words / seconds) } }
  },
} as const satisfies Record<string, Train>

export type RankerName = keyof typeof rankers

export const rankerNames = Object.keys(rankers) as RankerName[]

export function isRankerName(name: string): name is RankerName {
  return Object.hasOwn(rankers, name)
}

/** Train one model on all of a matrix. */
export function trainRanker(
  name: RankerName,
  matrix: Csr,
  values: ParameterValues,
  context: Context,
): Promise<Ranker & { speed: Speed }> {
  return rankers[name](matrix, values, context)
}

/** Listeners of each column. */
export function columnCounts(matrix: Csr): Int32Array {
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  return counts
}

/** A search for the best settings as part of learning: what it has tried is kept, so that it can be cut short and go on. */
import type { Algorithm } from '#api/schemas.ts'
import { trainingParameters } from '#api/training-parameters.ts'
import type { Csr } from '#core/math/csr.ts'
import type { KernelPool } from '#core/training/kernel-pool.ts'
import type { ParameterValues } from '#core/training/parameters.ts'
import type { Trial } from '#core/training/tune/search.ts'
import { tune } from '#core/training/tune/tune.ts'

/** `values` is null until the search is over. */
export type Search = { trials: Trial[]; secondsSpent: number; values: ParameterValues | null }

type Task = {
  algorithm: Algorithm
  /** Values that stay as they are. */
  set: ParameterValues
  seed: number
  seconds: number
  pool: KernelPool
  before: Search | null
  /** Gets the fraction of the time that is over and how many settings were tried; may throw to stop. */
  report: (fraction: number, handled: number) => void
  save: (search: Search) => void
}

const k = 20

/** What each is called among the models that rank. */
const rankers = { sgns: 'sgns', als: 'als', neighbours: 'itemknn' } as const satisfies Record<Algorithm, string>

/** Find settings for one model on its training part, of which a tenth is hidden for it. */
export async function findSettings(train: Csr, task: Task): Promise<{ values: ParameterValues }> {
  const { algorithm, set, seed, seconds, pool, before, report, save } = task
  if (before?.values != null) return { values: before.values }
  const began = performance.now()
  const spent = () => (before?.secondsSpent ?? 0) + (performance.now() - began) / 1000
  const trials = [...(before?.trials ?? [])]
  const tick = () => report(Math.min(1, spent() / seconds), trials.length)
  const tuned = await tune(rankers[algorithm], train, {
    valid: null,
    k,
    seed,
    seconds: Math.max(0, seconds - spent()),
    pool,
    set: ownOf(algorithm, set),
    state: { [rankers[algorithm]]: trials.slice() },
    report: tick,
    tick,
    onTrial: (_, trial) => {
      trials.push(trial)
      save({ trials, secondsSpent: spent(), values: null })
      tick()
    },
  })
  const known = Object.entries(tuned.values).filter(([name]) => Object.hasOwn(trainingParameters[algorithm], name))
  const values = Object.fromEntries(known)
  save({ trials, secondsSpent: spent(), values })
  return { values }
}

/** What was asked for one algorithm: by its plain name or, which counts more, with the algorithm before it. */
function ownOf(algorithm: Algorithm, set: ParameterValues): ParameterValues {
  const entries = Object.entries(set)
  const own = entries.filter(([name]) => name.startsWith(`${algorithm}.`))
  return Object.fromEntries([
    ...entries.filter(([name]) => !name.includes('.')),
    ...own.map(([name, value]) => [name.slice(algorithm.length + 1), value] as const),
  ])
}

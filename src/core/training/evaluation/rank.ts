/** Lists for many listeners: over the kernel threads where a model is factors, one listener at a time elsewhere. */
import type { Csr } from '#core/math/csr.ts'
import { keepBest, type TopLists } from '#core/math/rank-kernel.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { KernelPool } from '../kernel-pool.ts'
import type { Trained } from '../trained.ts'

/** How a model ranks: by factors whose product is the score, or by scoring every item for one listener. */
export type Ranker = Pick<Trained, 'scorer' | 'factors'>

/** Room for others between slices of a long ranking on this thread. */
const listenersATurn = 64
const slicesAThread = 8

/**
 * The best k items of each listener (a row of `train`) that are not among its own. `report` gets the fraction done; may
 * throw to stop.
 */
export async function rankListeners(
  { scorer, factors: factorsOf }: Ranker,
  train: Csr,
  listeners: Int32Array,
  k: number,
  pool: KernelPool,
  report: (fraction: number) => void = () => {},
): Promise<TopLists> {
  const lists = emptyLists(inSharedMemory(listeners), k)
  const factors = factorsOf?.()
  if (factors === undefined) {
    const scores = new Float32Array(train.columns)
    for (let i = 0; i < listeners.length; i += 1) {
      scorer(listeners[i] as number, scores)
      keepBest(scores, { ...train, lists }, i)
      if (i % listenersATurn === listenersATurn - 1) {
        report(i / listeners.length)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    return lists
  }
  const state = {
    size: factors.size,
    listenerFactors: factors.listeners,
    itemFactors: factors.items,
    indptr: inSharedMemory(train.indptr),
    indices: inSharedMemory(train.indices),
    lists,
  }
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  const step = Math.max(1, Math.ceil(listeners.length / (pool.threads * slicesAThread)))
  const tasks = Array.from({ length: Math.ceil(listeners.length / step) }, (_, i) => ({
    kernel: 'rank' as const,
    input: { state, slice: { first: i * step, last: Math.min(listeners.length, (i + 1) * step) } },
    progress,
    cancel,
  }))
  await pool.run(tasks, () => report(Atomics.load(progress, 0) / Math.max(1, listeners.length)))
  return lists
}

export function emptyLists(listeners: Int32Array, k: number): TopLists {
  return {
    k,
    listeners,
    items: sharedInt32(listeners.length * k),
    scores: sharedFloat32(listeners.length * k),
    means: sharedFloat32(listeners.length),
    deviations: sharedFloat32(listeners.length),
  }
}

/** Lists for many listeners: over the kernel threads where a model is factors, one listener at a time elsewhere. */
import type { Csr } from '#core/math/csr.ts'
import { keepBest, packItems, panelItems, type RankDesk, rowsAtOnce, type TopLists } from '#core/math/rank-kernel.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { KernelPool } from '../kernel-pool.ts'
import { type ModelMemory, modelMemory } from '../model-memory.ts'
import type { Trained } from '../trained.ts'

/** How a model ranks: by factors whose product is the score, or by scoring every item for one listener. */
export type Ranker = Pick<Trained, 'scorer' | 'factors'>

/** Room for others between slices of a long ranking on this thread. */
const listenersATurn = 64

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
  const space = modelMemory()
  const layout = { columns: train.columns, k, size: factors?.size ?? 0, space, module: pool.compiled('rank') }
  if (factors === undefined) {
    const desk = layDesk({ ...layout, rows: 1 })
    const scores = desk.scores.subarray(0, train.columns)
    for (let i = 0; i < listeners.length; i += 1) {
      scorer(listeners[i] as number, scores)
      keepBest(scores, desk, train, lists, i)
      if (i % listenersATurn === listenersATurn - 1) {
        report(i / listeners.length)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    return lists
  }
  const desks = Array.from({ length: pool.threads }, () => layDesk({ ...layout, rows: rowsAtOnce }))
  const panels = space.float32(widthOf(train.columns) * factors.size)
  packItems(factors.items, factors.size, panels)
  const shared = {
    size: factors.size,
    listenerFactors: factors.listeners,
    panels,
    owned: { indptr: inSharedMemory(train.indptr), indices: inSharedMemory(train.indices) },
    lists,
    next: sharedInt32(1),
  }
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  const tasks = desks.map((desk) => ({ kernel: 'rank' as const, input: { ...shared, desk }, progress, cancel }))
  await pool.run(tasks, () => report(Atomics.load(progress, 0) / Math.max(1, listeners.length)))
  return lists
}

const widthOf = (columns: number) => Math.ceil(columns / panelItems) * panelItems

type DeskLayout = {
  columns: number
  k: number
  rows: number
  size: number
  space: ModelMemory
  module: WebAssembly.Module | null
}

/** Room for one thread's work. */
export function layDesk({ columns, k, rows, size, space, module }: DeskLayout): RankDesk {
  const width = widthOf(columns)
  return {
    rows: space.float32(rows * size),
    scores: space.float32(rows * width),
    columns,
    width,
    best: space.float32(k),
    ids: space.int32(k),
    sums: space.float64(3),
    wasm: module === null ? null : { module, memory: space.memory },
  }
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

/** Lists for many listeners: over the kernel threads where a model says what its scores are made of. */
import type { Csr } from '#core/math/csr.ts'
import {
  keepBest,
  type Owned,
  packItems,
  panelItems,
  type RankDesk,
  rowsAtOnce,
  type TopLists,
} from '#core/math/rank-kernel.ts'
import type { Scoring } from '#core/math/scoring.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { KernelPool } from '../kernel-pool.ts'
import type { KernelTask } from '../kernels.ts'
import { type ModelMemory, modelMemory } from '../model-memory.ts'
import type { Factors, Trained } from '../trained.ts'
import type { Scorer } from './metrics.ts'

/** How a model ranks: by factors whose product is the score, by what its scores are made of, or one listener at a time. */
export type Ranker = Pick<Trained, 'scorer' | 'factors' | 'scoring'>

/** Room for others between slices of a long ranking on this thread. */
const listenersATurn = 64

/**
 * The best k items of each listener (a row of `train`) that are not among its own. `report` gets the fraction done; may
 * throw to stop.
 */
export async function rankListeners(
  { scorer, factors, scoring }: Ranker,
  train: Csr,
  listeners: Int32Array,
  k: number,
  pool: KernelPool,
  report: (fraction: number) => void = () => {},
): Promise<TopLists> {
  const lists = emptyLists(inSharedMemory(listeners), k)
  const asked = { train, lists, pool, report }
  if (factors !== undefined) await overThreads(asked, byFactors(asked, factors()))
  else if (scoring !== undefined) await overThreads(asked, byScoring(asked, scoring))
  else await oneByOne(asked, scorer)
  return lists
}

type Asked = { train: Csr; lists: TopLists; pool: KernelPool; report: (fraction: number) => void }
type Flags = Pick<KernelTask, 'progress' | 'cancel'>

async function overThreads({ lists, pool, report }: Asked, tasksOf: (flags: Flags) => KernelTask[]): Promise<void> {
  const flags = { progress: sharedInt32(1), cancel: sharedInt32(1) }
  await pool.run(tasksOf(flags), () => report(Atomics.load(flags.progress, 0) / Math.max(1, lists.listeners.length)))
}

function byFactors({ train, lists, pool }: Asked, factors: Factors): (flags: Flags) => KernelTask[] {
  const { size } = factors
  const space = modelMemory()
  const desks = desksOf(pool, { columns: train.columns, k: lists.k, size, space, rows: rowsAtOnce })
  const panels = space.float32(widthOf(train.columns) * size)
  packItems(factors.items, size, panels)
  const shared = {
    size,
    listenerFactors: factors.listeners,
    panels,
    owned: ownedOf(train),
    lists,
    next: sharedInt32(1),
  }
  return (flags) => desks.map((desk) => ({ kernel: 'rank', input: { ...shared, desk }, ...flags }))
}

function byScoring({ train, lists, pool }: Asked, scoring: Scoring): (flags: Flags) => KernelTask[] {
  const desks = desksOf(pool, { columns: train.columns, k: lists.k, size: 0, space: modelMemory(), rows: 1 })
  const shared = { scoring, owned: ownedOf(train), lists, next: sharedInt32(1) }
  return (flags) => desks.map((desk) => ({ kernel: 'score', input: { ...shared, desk }, ...flags }))
}

async function oneByOne({ train, lists, pool, report }: Asked, scorer: Scorer): Promise<void> {
  const { listeners, k } = lists
  const module = pool.compiled('rank')
  const desk = layDesk({ columns: train.columns, k, size: 0, space: modelMemory(), rows: 1, module })
  const scores = desk.scores.subarray(0, train.columns)
  for (let i = 0; i < listeners.length; i += 1) {
    scorer(listeners[i] as number, scores)
    keepBest(scores, desk, train, lists, i)
    if (i % listenersATurn === listenersATurn - 1) {
      report(i / listeners.length)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Who has what, in shared memory. */
export function ownedOf({ indptr, indices }: Pick<Csr, 'indptr' | 'indices'>): Owned {
  return { indptr: inSharedMemory(indptr), indices: inSharedMemory(indices) }
}

function desksOf(pool: KernelPool, layout: Omit<DeskLayout, 'module'>): RankDesk[] {
  const module = pool.compiled('rank')
  return Array.from({ length: pool.threads }, () => layDesk({ ...layout, module }))
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

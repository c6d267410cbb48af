/** Every kernel that the threads of a pool can run. A new one is one line here and one file in src/kernels. */
import { type AlsPass, alsPass } from '#core/math/als-kernel.ts'
import { type EaseSlice, type EaseState, easeSlice } from '#core/math/ease-kernel.ts'
import { type KnnSlice, type KnnState, knnRows } from '#core/math/knn-kernel.ts'
import { type RankTask, rankRows } from '#core/math/rank-kernel.ts'
import { type ScanTask, scanTop } from '#core/math/scan.ts'
import { type ScoreTask, scoreRows } from '#core/math/scoring.ts'
import { type SgnsSlice, type SgnsState, sgnsEpoch } from '#core/math/sgns-epoch.ts'

/** `progress[0]` counts what the kernel counts; `cancel[0]` ≠ 0 asks it to stop, which it does within a second. */
type Flags = { progress: Int32Array; cancel: Int32Array }

const kernels = {
  sgns: ({ state, slice }: { state: SgnsState; slice: SgnsSlice }, { progress, cancel }: Flags) =>
    sgnsEpoch(state, slice, progress, cancel),
  als: (pass: AlsPass, { progress, cancel }: Flags) => alsPass(pass, progress, cancel),
  'item-knn': ({ state, slice }: { state: KnnState; slice: KnnSlice }, { progress, cancel }: Flags) =>
    knnRows(state, slice, progress, cancel),
  ease: ({ state, slice }: { state: EaseState; slice: EaseSlice }, { cancel }: Flags) =>
    easeSlice(state, slice, cancel),
  scan: (task: ScanTask) => scanTop(task),
  rank: (task: RankTask, { progress, cancel }: Flags) => rankRows(task, progress, cancel),
  score: (task: ScoreTask, { progress, cancel }: Flags) => scoreRows(task, progress, cancel),
}

type KernelName = keyof typeof kernels
type Input<K extends KernelName> = Parameters<(typeof kernels)[K]>[0]

/** What a kernel thread is sent. Arrays in it are shared, not copied. */
export type KernelTask = Flags & { [K in KernelName]: { kernel: K; input: Input<K> } }[KernelName]
export type KernelAnswer = { ok: true } | { ok: false; message: string }

/** Run one task to its end on this thread. */
export function runKernel(task: KernelTask): KernelAnswer {
  const run = kernels[task.kernel] as (input: unknown, flags: Flags) => void
  try {
    run(task.input, { progress: task.progress, cancel: task.cancel })
    return { ok: true }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Kernel threads of one training run: a task is cut into slices, one a thread; arrays are shared, not copied. */
import { Worker } from 'node:worker_threads'
import { AppError } from '#api/errors.ts'
import type { AlsSide, AlsSlice } from '#core/math/als-kernel.ts'
import type { SgnsSlice, SgnsState } from '#core/math/sgns-kernel.ts'

/** What a kernel thread is sent. `progress[0]` counts what the task counts; `cancel[0]` ≠ 0 asks it to stop. */
export type KernelTask = { progress: Int32Array; cancel: Int32Array } & (
  | { kernel: 'sgns'; state: SgnsState; slice: SgnsSlice }
  | { kernel: 'als'; side: AlsSide; slice: AlsSlice }
)
export type KernelAnswer = { ok: true } | { ok: false; message: string }

export type KernelPool = {
  threads: number
  /** Run tasks side by side, at most one a thread at a time; resolves when all are done. */
  run: (tasks: KernelTask[], onTick: () => void) => Promise<void>
  close: () => Promise<void>
}

const msBetweenTicks = 50

/** Start `threads` kernel threads on the given module. */
export function kernelPool(module: string, threads: number): KernelPool {
  const workers = Array.from({ length: threads }, () => new Worker(new URL(module)))
  const run = async (tasks: KernelTask[], onTick: () => void) => {
    const waiting = [...tasks]
    const work = async (worker: Worker) => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await ask(worker, task)
    }
    let thrown: unknown = null
    const timer = setInterval(() => {
      try {
        onTick()
      } catch (error) {
        thrown ??= error
        for (const task of tasks) Atomics.store(task.cancel, 0, 1)
      }
    }, msBetweenTicks)
    try {
      await Promise.all(workers.map(work))
    } finally {
      clearInterval(timer)
    }
    if (thrown !== null) throw thrown
    onTick()
  }
  return { threads, run, close: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))) }
}

function ask(worker: Worker, task: KernelTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      end()
    }
    const onMessage = (answer: KernelAnswer) =>
      settle(() => (answer.ok ? resolve() : reject(new AppError('internal', answer.message))))
    const onError = (error: Error) => settle(() => reject(error))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(task)
  })
}

/** Cut rows into `parts` slices of about equal entries. Returns the boundaries, parts + 1 of them. */
export function evenSlices(indptr: Int32Array, parts: number): number[] {
  const rows = indptr.length - 1
  const entries = indptr[rows] as number
  const bounds = [0]
  for (let row = 0; row < rows && bounds.length < parts; row += 1) {
    if ((indptr[row] as number) >= (entries * bounds.length) / parts) bounds.push(row)
  }
  while (bounds.length < parts) bounds.push(rows)
  bounds.push(rows)
  return bounds
}

/** Kernel threads of one training run: a task is cut into slices, one a thread; arrays are shared, not copied. */
import { Worker } from 'node:worker_threads'
import { AppError } from '#api/errors.ts'
import type { KernelBuild } from '#core/math/wasm.ts'
import type { KernelAnswer, KernelTask } from './kernels.ts'
import { shippedKernel } from './shipped-kernel.ts'

export type KernelPool = {
  threads: number
  /** The compiled kernel of src/kernels with this name, or null where its TypeScript reference has to do. */
  compiled: (name: string) => WebAssembly.Module | null
  /** Run tasks side by side, at most one a thread at a time; resolves when all are done. */
  run: (tasks: KernelTask[], onTick: () => void) => Promise<void>
  close: () => Promise<void>
}

/** Where the parts of a pool lie: the thread entry's URL and the folder of shipped files that holds `kernels`. */
export type KernelFiles = { kernelWorker: string; resources: string }

const msBetweenTicks = 50

/** Start `threads` kernel threads. They run the best build of each kernel that the runtime takes, or the given one. */
export function kernelPool(files: KernelFiles, threads: number, build?: KernelBuild): KernelPool {
  const workers = Array.from({ length: threads }, () => new Worker(new URL(files.kernelWorker)))
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
  const modules = new Map<string, WebAssembly.Module | null>()
  const compiled = (name: string) => {
    const known = modules.get(name)
    if (known !== undefined) return known
    const module = shippedKernel(files.resources, name, build)
    modules.set(name, module)
    return module
  }
  return {
    threads,
    compiled,
    run,
    close: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  }
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

/** Cut rows into `parts` slices of about equal cost. Returns the boundaries, parts + 1 of them. */
export function costSlices(costs: Float64Array, parts: number): number[] {
  const total = costs.reduce((sum, cost) => sum + cost, 0)
  const bounds = [0]
  let before = 0
  costs.forEach((cost, row) => {
    while (bounds.length < parts && before >= (total * bounds.length) / parts) bounds.push(row)
    before += cost
  })
  while (bounds.length <= parts) bounds.push(costs.length)
  return bounds
}

/** Cut `rows` rows into `parts` slices of equal length. Returns the boundaries, parts + 1 of them. */
export function evenParts(rows: number, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, part) => Math.floor((rows * part) / parts))
}

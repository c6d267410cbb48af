/** A benchmark in a thread of its own: main starts it and carries what it says. */
import { Worker } from 'node:worker_threads'
import { AppError, type ErrorReply } from '../api/errors.ts'
import type { BenchmarkRequest, BenchmarkResult } from '../core/training/benchmark/benchmark.ts'
import type { KernelFiles } from '../core/training/kernel-pool.ts'
import { entry } from './core-port.ts'
import { resourcesFolder } from './resources-folder.ts'

export type BenchmarkSetup = {
  request: BenchmarkRequest
  threads: number
  kernels: KernelFiles
  refusedConnections: Int32Array
}

export type FromBenchmark =
  | { type: 'progress'; what: string; fraction: number }
  | { type: 'result'; result: BenchmarkResult }
  | { type: 'refused'; error: ErrorReply; detail: string }

type Options = {
  request: BenchmarkRequest
  threads: number
  /** The folder of the thread entries. */
  workers: string
  onProgress: (what: string, fraction: number) => void
  /** Ends the thread when it fires. */
  signal: AbortSignal
}

/** Run a benchmark. Throws the AppError with which it refuses, or `cancelled`. */
export function startBenchmark({ request, threads, workers, onProgress, signal }: Options): Promise<BenchmarkResult> {
  const workerData: BenchmarkSetup = {
    request,
    threads,
    kernels: { kernelWorker: entry(workers, 'kernel-worker').href, resources: resourcesFolder() },
    refusedConnections: new Int32Array(new SharedArrayBuffer(4)),
  }
  const worker = new Worker(entry(workers, 'benchmark-worker'), { workerData })
  return new Promise<BenchmarkResult>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped as you asked.')))
    worker.on('error', reject)
    worker.on('exit', () => reject(new AppError('internal', 'The benchmark ended without a result.')))
    worker.on('message', (message: FromBenchmark) => {
      if (message.type === 'progress') return onProgress(message.what, message.fraction)
      if (message.type === 'result') return resolve(message.result)
      if (message.error.code === 'internal') process.stderr.write(`${message.detail}\n`)
      reject(new AppError(message.error.code, message.error.message))
    })
  }).finally(() => worker.terminate())
}

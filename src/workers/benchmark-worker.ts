/** Thread entry: runs one benchmark and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { toErrorReply } from '../api/errors.ts'
import { runBenchmark } from '../core/training/benchmark/benchmark.ts'
import { kernelPool } from '../core/training/kernel-pool.ts'
import type { BenchmarkSetup, FromBenchmark } from '../main/benchmark-port.ts'
import { trapNetwork } from '../main/network-trap.ts'

const { request, threads, kernels, refusedConnections } = workerData as BenchmarkSetup
const port = parentPort
if (port === null) throw new Error('benchmark-worker runs as a worker thread')
trapNetwork(refusedConnections)
const post = (message: FromBenchmark) => port.postMessage(message)

const pool = kernelPool(kernels, threads)
try {
  const result = await runBenchmark(request, pool, (what, fraction) => post({ type: 'progress', what, fraction }))
  post({ type: 'result', result })
} catch (thrown) {
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  post({ type: 'refused', error: toErrorReply(thrown), detail })
} finally {
  await pool.close()
}

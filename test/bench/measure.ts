/** What every bench shares: its arguments, its lines, its percentiles, and a core over a library. */
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Client, connect } from '../../src/api/client.ts'
import type { Job } from '../../src/api/schemas.ts'
import { type CorePort, openCore } from '../../src/main/core-port.ts'

const root = resolve(import.meta.dirname, '../..')
export const workers = join(root, 'src', 'workers')
/** The thread entries that people run: those of `npm run build`. */
const builtWorkers = join(root, 'out', 'main')

/** What a bench process is told: the data set and where its library lies. `quiet` prepares without printing. */
export type BenchTask = { data: string; files: string[]; library: string; quiet: boolean }

export function benchTask(): BenchTask {
  return JSON.parse(process.argv[2] ?? '{}') as BenchTask
}

/** Print one measurement. */
export function printLine(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Three digits say all that a measurement on a shared machine knows. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** The smallest value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** A core as it is built, over a library. */
export async function openLibrary(library: string): Promise<{ core: CorePort; client: Client }> {
  const core = await openCore({ library, mode: 'write', workers: builtWorkers, host: 'command line' })
  return { core, client: connect(core) }
}

/** Wait for a job; throws what it failed with. */
export function finished(client: Client, start: () => Promise<{ jobId: number }>): Promise<Job> {
  return new Promise((done, fail) => {
    const off = client.on('job', (job) => {
      if (job.state === 'running') return
      off()
      if (job.state === 'done') done(job)
      else fail(new Error(job.error?.message ?? job.state))
    })
    start().catch(fail)
  })
}

export type Waits = { eventLoopP99Ms: number; coreAnswerP99Ms: number }

/** Run work as a window sees it: what is drawn waits for the main thread, and small questions are asked all the time. */
export async function whileAsking<T>(client: Client, work: () => Promise<T>): Promise<{ done: T; waits: Waits }> {
  const mainThread = monitorEventLoopDelay({ resolution: 10 })
  const over = new AbortController()
  mainThread.enable()
  const answers = askUntil(client, over.signal)
  try {
    const done = await work()
    over.abort()
    mainThread.disable()
    return {
      done,
      waits: {
        eventLoopP99Ms: rounded(mainThread.percentile(99) / 1e6 - 10),
        coreAnswerP99Ms: rounded(percentile(await answers, 0.99)),
      },
    }
  } finally {
    over.abort()
  }
}

async function askUntil(client: Client, signal: AbortSignal): Promise<number[]> {
  const times: number[] = []
  while (!signal.aborted) {
    const begun = performance.now()
    await client.search({ text: 'radio', limit: 5 })
    times.push(performance.now() - begun)
    await new Promise((done) => setTimeout(done, 20))
  }
  return times
}

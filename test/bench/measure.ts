/** What every bench shares: its arguments, its lines, its percentiles, and a core over a library. */
import { join, resolve } from 'node:path'
import { type Client, connect } from '../../src/api/client.ts'
import type { Job } from '../../src/api/schemas.ts'
import { type CorePort, openCore } from '../../src/main/core-port.ts'

const root = resolve(import.meta.dirname, '../..')
export const workers = join(root, 'src', 'workers')

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

export async function openLibrary(library: string): Promise<{ core: CorePort; client: Client }> {
  const core = await openCore({ library, mode: 'write', workers, host: 'command line' })
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

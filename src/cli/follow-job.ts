/** Waiting for a job with its progress on stderr; Ctrl+C pauses it, or stops what cannot be paused. */
import type { Client } from '../api/client.ts'
import { AppError } from '../api/errors.ts'
import type { Job } from '../api/schemas.ts'
import { progressLine, waysOn } from './text.ts'

/** Resolves to the finished job. Throws the AppError it failed or paused with, or `cancelled`. */
export async function followJob(api: Client, started: Promise<{ jobId: number }>): Promise<Job> {
  const { jobId } = await started
  const stop = async () => {
    const { paused } = await api.jobPause({ id: jobId })
    if (!paused) await api.jobCancel({ id: jobId })
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    await ended(api, jobId)
    const job = await api.job({ id: jobId })
    if (process.stderr.isTTY) process.stderr.write('\n')
    if (job.state === 'cancelled') throw new AppError('cancelled', 'Stopped as you asked. Your library is as it was.')
    if (job.state === 'paused' || job.state === 'interrupted') throw resting(job)
    if (job.error !== undefined) throw new AppError(job.error.code, job.error.message)
    return job
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

/** Why work rests, and both ways on. */
function resting(job: Job): AppError {
  const why = job.error?.message ?? `Paused at ${Math.round(job.fraction * 100)} %.`
  return new AppError(job.error?.code ?? 'cancelled', `${why} ${waysOn(job)}`)
}

async function ended(api: Client, jobId: number): Promise<void> {
  const now = await api.job({ id: jobId })
  if (now.state !== 'running') return
  return new Promise((resolve) => {
    let shown = ''
    const off = api.on('job', (job) => {
      if (job.id !== jobId) return
      const line = progressLine(job)
      // A terminal rewrites its line; a log gets one line a phase.
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
      else if (job.phase !== shown) process.stderr.write(`${line}\n`)
      shown = job.phase
      if (job.state === 'running') return
      off()
      resolve()
    })
    // It may have ended between the question and the subscription.
    void api.job({ id: jobId }).then((job) => {
      if (job.state === 'running') return
      off()
      resolve()
    })
  })
}

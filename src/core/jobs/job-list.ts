/** Jobs as the core sees them: one runs at a time, the rest wait their turn, the last few stay to be looked at. */
import type { MessagePort } from 'node:worker_threads'
import { AppError } from '#api/errors.ts'
import type { Job, JobKind } from '#api/schemas.ts'
import type { JobMessage, JobOutcome, JobSpec, JobTask, Progress } from './control.ts'

/** Start a job thread; resolves to the port it talks through. Only main can start threads. */
export type StartThread = (spec: JobSpec) => Promise<MessagePort>

export type JobList = {
  start: (task: JobTask, subject: string) => number
  /** Ask a job to stop; false where it has ended already. */
  cancel: (id: number) => boolean
  /** Throws AppError job-not-found. */
  get: (id: number) => Job
  /** Newest first. */
  list: () => Job[]
  /** Stop everything and wait for it to end. */
  close: () => Promise<void>
}

type Entry = { job: Job; task: JobTask; cancel: Int32Array<SharedArrayBuffer>; ended: Promise<void>; end: () => void }

const remembered = 20
const mostMsToTidyUp = 1500

type Options = {
  spec: Omit<JobSpec, keyof JobTask | 'cancel'>
  startThread: StartThread
  onChange: (job: Job) => void
  /** After a job changed the library. */
  onLibraryChange: () => void
  onFault: (detail: string) => void
}

export function jobList(options: Options): JobList {
  const entries: Entry[] = []
  let nextId = 1
  let running: Entry | null = null
  let released = () => {}

  const update = (entry: Entry, change: Partial<Job>) => {
    entry.job = { ...entry.job, ...change }
    options.onChange(entry.job)
  }
  const finish = (entry: Entry, change: Partial<Job>) => {
    update(entry, { secondsLeft: null, ...change })
    entry.end()
  }
  const receive = (entry: Entry, message: JobMessage) => {
    switch (message.type) {
      case 'progress':
        update(entry, { ...message.progress, secondsLeft: secondsLeft(entry.job, message.progress) })
        break
      case 'done':
        options.onLibraryChange()
        finish(entry, { state: 'done', fraction: 1, ...results(message.outcome) })
        break
      case 'cancelled':
        options.onLibraryChange()
        finish(entry, { state: 'cancelled' })
        break
      case 'failed':
        if (message.error.code === 'internal') options.onFault(message.detail)
        options.onLibraryChange()
        finish(entry, { state: 'failed', error: message.error })
    }
  }
  const runNext = async () => {
    if (running !== null) return
    // Newest first in the list; the one that has waited longest is next.
    const entry = entries.findLast((candidate) => candidate.job.state === 'running')
    if (entry === undefined) return
    running = entry
    const port = await options.startThread({ ...options.spec, ...entry.task, cancel: entry.cancel })
    port.on('message', (message: JobMessage) => receive(entry, message))
    port.on('close', () => {
      if (entry.job.state === 'running') {
        const message = 'The work stopped unexpectedly. Your library is usable as it was; try again.'
        finish(entry, { state: 'failed', error: { code: 'internal', message } })
      }
      // Only now has the thread let go of the library.
      running = null
      released()
      void runNext()
    })
  }

  const start = (task: JobTask, subject: string): number => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const job = newJob(nextId++, task.kind, subject)
    entries.unshift({ job, task, cancel: new Int32Array(new SharedArrayBuffer(4)), ended, end })
    entries.splice(remembered)
    options.onChange(job)
    void runNext()
    return job.id
  }
  const find = (id: number): Entry => {
    const entry = entries.find((candidate) => candidate.job.id === id)
    if (entry === undefined) throw new AppError('job-not-found', `No job with the number ${id}.`)
    return entry
  }
  const cancel = (id: number): boolean => {
    const entry = find(id)
    if (entry.job.state !== 'running') return false
    Atomics.store(entry.cancel, 0, 1)
    if (entry !== running) endWaiting(entry)
    return true
  }
  /** A job that waits ends without having begun. */
  const endWaiting = (entry: Entry) => {
    update(entry, { state: 'cancelled', secondsLeft: null })
    entry.end()
  }
  const close = async () => {
    for (const entry of entries) if (entry.job.state === 'running') cancel(entry.job.id)
    await Promise.all(entries.map((entry) => entry.ended))
    if (running === null) return
    // What a stopped import leaves behind is tidied up at the next start when it takes longer than this.
    await new Promise<void>((resolve) => {
      released = resolve
      setTimeout(resolve, mostMsToTidyUp)
    })
  }
  return { start, cancel, get: (id) => find(id).job, list: () => entries.map((entry) => entry.job), close }
}

function newJob(id: number, kind: JobKind, subject: string): Job {
  return {
    id,
    kind,
    subject,
    state: 'running',
    phase: 'waiting',
    fraction: 0,
    handled: 0,
    perSecond: 0,
    secondsLeft: null,
    startedAt: new Date().toISOString(),
  }
}

/** Said once enough is done to know. */
function secondsLeft(job: Job, progress: Progress): number | null {
  const seconds = (Date.now() - Date.parse(job.startedAt)) / 1000
  if (progress.fraction < 0.03 || seconds < 2) return null
  return Math.round((seconds / progress.fraction) * (1 - progress.fraction))
}

function results(outcome: JobOutcome): Partial<Job> {
  return Object.fromEntries(Object.entries(outcome).filter(([, value]) => value !== undefined))
}

/** Jobs as the core sees them: one runs at a time, the rest wait their turn, the last few stay to be looked at. */
import type { MessagePort } from 'node:worker_threads'
import { AppError } from '#api/errors.ts'
import type { Job, JobKind } from '#api/schemas.ts'
import type { StoredJob } from '#core/store/job-rows.ts'
import { type Asked, ask, nothingAsked } from './asked.ts'
import type { JobMessage, JobOutcome, JobSpec, JobTask, Progress } from './control.ts'

/** Start a job thread; resolves to the port it talks through. Only main can start threads. */
export type StartThread = (spec: JobSpec) => Promise<MessagePort>

export type JobList = {
  start: (task: JobTask & { kind: JobKind }, subject: string) => number
  /** Stop a job for good and take back what it began; false where it has ended already. */
  cancel: (id: number) => boolean
  /** Let a job rest; false where it does not run or is of a kind that cannot. */
  pause: (id: number) => boolean
  /** Let an import end with what it has read; false where it has read nothing, has ended, or is of another kind. */
  finish: (id: number) => boolean
  /** Go on with a job that rests; false where it does not. */
  resume: (id: number) => boolean
  /** Throws AppError job-not-found. */
  get: (id: number) => Job
  /** Newest first. */
  list: () => Job[]
  /** Pause what can go on at the next start, stop everything else, and wait for it to end. */
  close: () => Promise<void>
}

/** One turn of a thread at a job. What it says counts while it is the job's latest turn. */
type Turn = { task: JobTask; asked: Asked; since: number; fromFraction: number; ended: Promise<void>; end: () => void }
type Entry = {
  job: Job
  task: JobTask
  /** Whether a thread has ever begun it. */
  begun: boolean
  secondsBefore: number
  turn: Turn | null
}

const remembered = 20
const mostMsToTidyUp = 1500
/** Work of these kinds goes on where it stopped, vectors from their beginning; the others are short. */
const pausable: ReadonlySet<JobKind> = new Set(['import', 'train', 'vectors'])

type Options = {
  spec: Omit<JobSpec, 'task' | 'job' | 'asked' | 'cleaning'>
  /** Jobs that were paused or cut short, as stored. */
  stored: StoredJob[]
  /** How the listener wants spellings joined, asked whenever a job begins. */
  cleaning: () => JobSpec['cleaning']
  startThread: StartThread
  onChange: (job: Job) => void
  /** After a job changed the library. */
  onLibraryChange: () => void
  onFault: (detail: string) => void
  /** Whether work that broke off without a word can go on. */
  canGoOn: (id: number) => boolean
}

export function jobList(options: Options): JobList {
  const entries: Entry[] = options.stored.map(entryOf).reverse()
  let nextId = 1 + Math.max(0, ...entries.map(({ job }) => job.id))
  const queue: { entry: Entry; turn: Turn }[] = []
  let busy = false
  let released = () => {}

  const update = (entry: Entry, change: Partial<Job>) => {
    entry.job = { ...entry.job, ...change }
    options.onChange(entry.job)
  }
  /** End or rest: whatever this turn says from here on is not news. */
  const settle = (entry: Entry, change: Partial<Job>) => {
    entry.secondsBefore = entry.job.secondsElapsed
    update(entry, { secondsLeft: null, perSecond: 0, ...change })
  }
  const receive = (entry: Entry, turn: Turn, message: JobMessage) => {
    if (message.type !== 'progress') turn.end()
    if (message.type === 'failed' && message.error.code === 'internal') options.onFault(message.detail)
    if (message.type === 'done' || message.type === 'failed') options.onLibraryChange()
    if (entry.turn !== turn || entry.job.state !== 'running') return
    switch (message.type) {
      case 'progress':
        return update(entry, { ...message.progress, ...times(entry, turn, message.progress) })
      case 'done':
        return settle(entry, { state: 'done', fraction: 1, ...results(message.outcome) })
      case 'cancelled':
        return settle(entry, { state: 'cancelled' })
      case 'paused':
        return settle(entry, { state: 'paused', ...(message.error === null ? {} : { error: message.error }) })
      case 'failed':
        return settle(entry, { state: 'failed', error: message.error })
    }
  }
  const breakOff = (entry: Entry) => {
    const goesOn = options.canGoOn(entry.job.id)
    const message = goesOn
      ? 'The work stopped unexpectedly. Nothing is lost: go on where it stopped, or discard it.'
      : 'The work stopped unexpectedly. Your library is usable as it was; try again.'
    settle(entry, { state: goesOn ? 'interrupted' : 'failed', error: { code: 'internal', message } })
  }
  const runNext = async () => {
    if (busy) return
    const next = queue.shift()
    if (next === undefined) return
    const { entry, turn } = next
    busy = true
    entry.begun = true
    turn.since = Date.now()
    const { id, subject, startedAt } = entry.job
    const spec = {
      ...options.spec,
      cleaning: options.cleaning(),
      task: turn.task,
      asked: turn.asked,
      job: { id, subject, startedAt },
    }
    const port = await options.startThread(spec)
    port.on('message', (message: JobMessage) => receive(entry, turn, message))
    port.on('close', () => {
      turn.end()
      if (entry.turn === turn && entry.job.state === 'running') breakOff(entry)
      // Only now has the thread let go of the library.
      busy = false
      released()
      void runNext()
    })
  }
  const takeTurn = (entry: Entry, task: JobTask) => {
    entry.turn = newTurn(task, entry.job.fraction)
    queue.push({ entry, turn: entry.turn })
    void runNext()
  }
  /** Take a job out of the queue; false where it does not wait there. */
  const leaveQueue = (entry: Entry): boolean => {
    const at = queue.findIndex(({ turn }) => turn === entry.turn)
    if (at === -1) return false
    for (const { turn } of queue.splice(at, 1)) turn.end()
    return true
  }

  const start: JobList['start'] = (task, subject) => {
    const entry: Entry = { job: newJob(nextId++, task.kind, subject), task, begun: false, secondsBefore: 0, turn: null }
    entries.unshift(entry)
    forgetOld(entries)
    options.onChange(entry.job)
    takeTurn(entry, task)
    return entry.job.id
  }
  const find = (id: number): Entry => {
    const entry = entries.find((candidate) => candidate.job.id === id)
    if (entry === undefined) throw new AppError('job-not-found', `No job with the number ${id}.`)
    return entry
  }
  const cancel = (id: number): boolean => {
    const entry = find(id)
    if (hasEnded(entry.job)) return false
    const runs = entry.job.state === 'running' && !leaveQueue(entry)
    if (runs) {
      if (ask((entry.turn as Turn).asked, 'cancel')) settle(entry, { state: 'cancelled' })
      return true
    }
    settle(entry, { state: 'cancelled' })
    if (entry.begun) takeTurn(entry, { kind: 'discard' })
    return true
  }
  const pause = (id: number): boolean => {
    const entry = find(id)
    if (entry.job.state !== 'running' || !pausable.has(entry.job.kind)) return false
    if (leaveQueue(entry) || ask((entry.turn as Turn).asked, 'pause')) settle(entry, { state: 'paused' })
    return true
  }
  const resume = (id: number): boolean => {
    const entry = find(id)
    if (entry.job.state !== 'paused' && entry.job.state !== 'interrupted') return false
    const { error: _, ...job } = entry.job
    entry.job = { ...job, state: 'running', phase: 'waiting' }
    options.onChange(entry.job)
    takeTurn(entry, entry.task)
    return true
  }
  const finish = (id: number): boolean => {
    const entry = find(id)
    const isOfFiles = entry.task.kind === 'import' && 'files' in entry.task
    if (hasEnded(entry.job) || !entry.begun || !isOfFiles) return false
    resume(id)
    ask((entry.turn as Turn).asked, 'finish')
    return true
  }
  const close = async () => {
    const turns = entries.flatMap(({ turn }) => (turn === null ? [] : [turn]))
    // What runs without a turn runs in another process, which this one only watches.
    for (const { job, turn } of entries) {
      if (turn !== null && job.state === 'running' && !pause(job.id)) cancel(job.id)
    }
    const asked = turns.filter((turn) => !queue.some((waiting) => waiting.turn === turn))
    await Promise.all(asked.map((turn) => turn.ended))
    if (!busy) return
    // What a stopped import leaves behind is tidied up at the next start when it takes longer than this.
    await new Promise<void>((resolve) => {
      released = resolve
      setTimeout(resolve, mostMsToTidyUp)
    })
  }
  return {
    start,
    cancel,
    pause,
    finish,
    resume,
    get: (id) => find(id).job,
    list: () => entries.map(({ job }) => job),
    close,
  }
}

const hasEnded = ({ state }: Job) => state === 'done' || state === 'cancelled' || state === 'failed'

/** The oldest jobs that have ended make room for new ones. */
function forgetOld(entries: Entry[]): void {
  while (entries.length > remembered) {
    const oldest = entries.findLastIndex(({ job }) => hasEnded(job))
    if (oldest === -1) return
    entries.splice(oldest, 1)
  }
}

function newTurn(task: JobTask, fromFraction: number): Turn {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { task, asked: nothingAsked(), since: Date.now(), fromFraction, ended, end }
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
    bytesRead: 0,
    bytesTotal: 0,
    secondsElapsed: 0,
    secondsLeft: null,
    startedAt: new Date().toISOString(),
  }
}

/** A stored job as it is offered. */
function entryOf(stored: StoredJob): Entry {
  const { id, kind, subject, state, phase, fraction, seconds, startedAt, trouble } = stored
  const job: Job = {
    ...newJob(id, kind as JobKind, subject),
    state,
    phase,
    fraction,
    startedAt,
    secondsElapsed: seconds,
    ...(trouble === null ? {} : { error: trouble }),
  }
  return { job, task: stored.task as JobTask, begun: true, secondsBefore: seconds, turn: null }
}

const leastSecondsToEstimate = 5

/** Seconds so far, and those left: said once enough is done to know. */
function times(entry: Entry, turn: Turn, progress: Progress): Pick<Job, 'secondsElapsed' | 'secondsLeft'> {
  const seconds = (Date.now() - turn.since) / 1000
  const done = progress.fraction - turn.fromFraction
  const known = seconds >= leastSecondsToEstimate && done >= 0.02
  return {
    secondsElapsed: entry.secondsBefore + seconds,
    secondsLeft: known ? Math.round((seconds / done) * (1 - progress.fraction)) : null,
  }
}

function results(outcome: JobOutcome): Partial<Job> {
  return Object.fromEntries(Object.entries(outcome).filter(([, value]) => value !== undefined))
}

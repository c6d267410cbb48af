/** How a running job is watched, paused and stopped. */
import { AppError, type ErrorReply } from '#api/errors.ts'
import type { Algorithm, ImportResult, JobPhase, RemoveResult, TrainResult, VectorsResult } from '#api/schemas.ts'
import type { CleaningChoices } from '#core/catalog/cleaning/rules.ts'
import { type Asked, askedFor, tooLate } from './asked.ts'
import type { AudioTask } from './audio-job.ts'
import type { ImportTask } from './import-job.ts'
import type { VectorsTask } from './vectors-job.ts'

export type Progress = {
  phase: JobPhase
  fraction: number
  handled: number
  perSecond: number
  bytesRead: number
  bytesTotal: number
}

/** What the job worker is asked to do. */
export type JobSpec = {
  task: JobTask
  job: { id: number; subject: string; startedAt: string }
  library: string
  resources: string
  /** Module that kernel threads run. */
  kernelWorker: string
  /** Module that reads files beside an import. */
  readWorker: string
  /** How the listener wants spellings joined. */
  cleaning: CleaningChoices
  /** Where refused connections are counted. */
  refusedConnections: Int32Array<SharedArrayBuffer>
  /** What the listener asks for while it runs. */
  asked: Asked
}

export type JobTask =
  | ({ kind: 'import' } & ImportTask)
  /** A folder of audio files, whether it is a source already or not. */
  | ({ kind: 'import' } & AudioTask)
  | { kind: 'sample' }
  | ({ kind: 'vectors' } & VectorsTask)
  | { kind: 'remove'; sourceId: number }
  | { kind: 'remove-model'; modelId: number }
  /** Note whose a source's data is; what is left out stays as it was. */
  | { kind: 'describe'; sourceId: number; licence?: string | null; origin?: string | null }
  | {
      kind: 'train'
      entities: ('artist' | 'track')[]
      algorithms: Algorithm[]
      set: Record<string, number | string | boolean>
      seed: number
      threads: number | null
      tuneMinutes?: number | null
      /** Take in what is new only; the rest of what is asked then says nothing. */
      update?: boolean
    }
  /** Derive everything anew from the sources' rows, by the listener's choices. */
  | { kind: 'reindex' }
  /** Take back what this job had begun before it was cut short. */
  | { kind: 'discard' }

export type JobOutcome = { import?: ImportResult; train?: TrainResult; remove?: RemoveResult; vectors?: VectorsResult }

/**
 * What the job worker says, in this order: progress any number of times, then one end. Its port closes when it has tidied
 * up too and the next job may begin.
 */
export type JobMessage =
  | { type: 'progress'; progress: Progress }
  | { type: 'done'; outcome: JobOutcome }
  | { type: 'cancelled' }
  /** It can go on; `error` says why it stopped by itself, null where it was asked to. */
  | { type: 'paused'; error: ErrorReply | null; detail: string }
  | { type: 'failed'; error: ErrorReply; detail: string }

/** What a job remembers in the library so that it can go on after a pause or a crash. */
export type Memory = {
  /** Where it was when it was cut short; null for a job that begins. */
  position: unknown
  /** Seconds worked on it before that. */
  secondsBefore: number
  /** A file for what is too large for the library, gone when the job has ended; null where it may have none. */
  file: string | null
  /** Remember how far it is; call inside the transaction that stores what it did. */
  save: (position: unknown) => void
  /** Remember nothing more; call inside the transaction that shows or takes back what it did. */
  forget: () => void
}

/** For work whose parts are too short to be gone on with. */
export const noMemory: Memory = { position: null, secondsBefore: 0, file: null, save: () => {}, forget: () => {} }

/** A job's view of its watcher. */
export type JobControl = {
  memory: Memory
  /** Enter a phase that covers a part of the whole job; `handled` records of it were handled before a pause. */
  phase: (phase: JobPhase, from: number, to: number, handled?: number) => void
  /**
   * Say how far this phase is, 0 to 1, how many records it has handled, and how many bytes of its files it has read.
   * Throws when the job is cancelled or paused.
   */
  report: (fraction: number, handled?: number, bytes?: { read: number; total: number }) => void
  /** Say the same of work that cannot be stopped any more; never throws. */
  show: (fraction: number) => void
  /** Enter a phase of work that cannot be stopped any more; never throws. */
  stay: (phase: JobPhase, from: number, to: number) => void
  /**
   * Call at the end of the transaction that shows what was done: until the next phase the work cannot be stopped any
   * more. Throws when it has been stopped already, and the transaction rolls back.
   */
  commit: () => void
  /** Whether the listener is content with what is there: work that can end early does so, other work goes on. */
  finishAsked: () => boolean
  /** Say that the job is over for the listener, before a long tidying up. */
  stopping: () => void
}

/** Thrown inside a job to end it where it stands; transactions roll back on its way out. */
export class Cancelled extends AppError {
  constructor() {
    super('cancelled', 'Stopped as you asked. Your library is as it was.')
  }
}

/** Thrown inside a job to let it rest at the last position it remembers. */
export class Paused extends AppError {
  constructor() {
    super('cancelled', 'Paused as you asked. It can go on where it stopped.')
  }
}

/** Throw where the listener has asked for it to stop or to rest. */
export function stopIfAsked(asked: Asked): void {
  const request = askedFor(asked)
  if (request === 'cancel') throw new Cancelled()
  if (request === 'pause') throw new Paused()
}

const leastMsBetweenReports = 100

type Watcher = {
  post: (progress: Progress) => void
  stopping?: () => void
  memory?: (progress: () => { phase: JobPhase; fraction: number }) => Memory
}

/** A control that posts progress at most every 100 ms and at each change of phase. */
export function jobControl(asked: Asked, { post, stopping = () => {}, memory = () => noMemory }: Watcher): JobControl {
  let current = { phase: 'waiting' as JobPhase, from: 0, to: 0, handled: 0, since: performance.now() }
  let overall = 0
  let reportedAt = 0
  const report: JobControl['report'] = (fraction, handled, bytes) => {
    stopIfAsked(asked)
    show(fraction, handled, bytes)
  }
  const show: JobControl['report'] = (fraction, handled = 0, bytes = { read: 0, total: 0 }) => {
    overall = Math.min(1, current.from + (current.to - current.from) * Math.min(1, Math.max(0, fraction)))
    const now = performance.now()
    if (now - reportedAt < leastMsBetweenReports && fraction < 1) return
    reportedAt = now
    const seconds = (now - current.since) / 1000
    post({
      phase: current.phase,
      fraction: overall,
      handled,
      perSecond: seconds > 0.2 ? Math.max(0, handled - current.handled) / seconds : 0,
      bytesRead: bytes.read,
      bytesTotal: bytes.total,
    })
  }
  const enter = (name: JobPhase, from: number, to: number, handled: number) => {
    current = { phase: name, from, to, handled, since: performance.now() }
    reportedAt = 0
  }
  const phase: JobControl['phase'] = (name, from, to, handled = 0) => {
    tooLate(asked, false)
    enter(name, from, to, handled)
    report(0, handled)
  }
  const stay: JobControl['stay'] = (name, from, to) => {
    enter(name, from, to, 0)
    show(0)
  }
  const commit = () => {
    tooLate(asked, true)
    stopIfAsked(asked)
  }
  return {
    memory: memory(() => ({ phase: current.phase, fraction: overall })),
    phase,
    report,
    show,
    stay,
    commit,
    finishAsked: () => askedFor(asked) === 'finish',
    stopping,
  }
}

/** A control over a part of another job's work, for jobs made of jobs; such a part is done again as a whole. */
export function partOf(control: JobControl, from: number, to: number): JobControl {
  return {
    ...control,
    memory: noMemory,
    phase: (phase, start, end, handled) =>
      control.phase(phase, from + (to - from) * start, from + (to - from) * end, handled),
    stay: (phase, start, end) => control.stay(phase, from + (to - from) * start, from + (to - from) * end),
  }
}

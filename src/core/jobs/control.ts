/** How a running job is watched and stopped. */
import { AppError } from '#api/errors.ts'
import type { ImportResult, JobPhase, RemoveResult, TrainResult } from '#api/schemas.ts'

export type Progress = { phase: JobPhase; fraction: number; handled: number; perSecond: number }

/** What the job worker is asked to do. `cancel[0]` becomes 1 when the listener has had enough. */
export type JobSpec = JobTask & {
  library: string
  resources: string
  /** Module that kernel threads run. */
  kernelWorker: string
  /** Where refused connections are counted. */
  refusedConnections: Int32Array<SharedArrayBuffer>
  cancel: Int32Array<SharedArrayBuffer>
}

export type JobTask =
  | { kind: 'import'; files: { path: string; shownName: string }[]; format: string | null; name: string | null }
  | { kind: 'sample' }
  | { kind: 'remove'; sourceId: number }
  | {
      kind: 'train'
      entities: ('artist' | 'track')[]
      algorithms: ('sgns' | 'als')[]
      set: Record<string, number | string | boolean>
      seed: number
      threads: number | null
    }

export type JobOutcome = { import?: ImportResult; train?: TrainResult; remove?: RemoveResult }

/**
 * What the job worker says, in this order: progress any number of times, then one end. Its port closes when it has tidied
 * up too and the next job may begin.
 */
export type JobMessage =
  | { type: 'progress'; progress: Progress }
  | { type: 'done'; outcome: JobOutcome }
  | { type: 'cancelled' }
  | { type: 'failed'; error: { code: AppError['code']; message: string }; detail: string }

/** A job's view of its watcher. */
export type JobControl = {
  cancel: Int32Array<SharedArrayBuffer>
  /** Enter a phase that covers a part of the whole job. */
  phase: (phase: JobPhase, from: number, to: number) => void
  /** Say how far this phase is, 0 to 1, and how many records it has handled. Throws when the job is cancelled. */
  report: (fraction: number, handled?: number) => void
  /** Say that the job is over for the listener, before a long tidying up. */
  stopping: () => void
}

/** Thrown inside a job to end it where it stands; transactions roll back on its way out. */
export class Cancelled extends AppError {
  constructor() {
    super('cancelled', 'Stopped as you asked. Your library is as it was.')
  }
}

const leastMsBetweenReports = 100

/** A control that posts progress at most every 100 ms and at each change of phase. */
export function jobControl(
  cancel: Int32Array<SharedArrayBuffer>,
  post: (progress: Progress) => void,
  stopping: () => void = () => {},
): JobControl {
  let current = { phase: 'waiting' as JobPhase, from: 0, to: 0, since: performance.now() }
  let reportedAt = 0
  const report = (fraction: number, handled = 0) => {
    if (Atomics.load(cancel, 0) !== 0) throw new Cancelled()
    const now = performance.now()
    if (now - reportedAt < leastMsBetweenReports && fraction < 1) return
    reportedAt = now
    const seconds = (now - current.since) / 1000
    post({
      phase: current.phase,
      fraction: Math.min(1, current.from + (current.to - current.from) * Math.min(1, Math.max(0, fraction))),
      handled,
      perSecond: seconds > 0.2 ? handled / seconds : 0,
    })
  }
  const phase = (name: JobPhase, from: number, to: number) => {
    current = { phase: name, from, to, since: performance.now() }
    reportedAt = 0
    report(0)
  }
  return { cancel, phase, report, stopping }
}

/** A control over a part of another job's work, for jobs made of jobs. */
export function partOf(control: JobControl, from: number, to: number): JobControl {
  return {
    cancel: control.cancel,
    phase: (phase, start, end) => control.phase(phase, from + (to - from) * start, from + (to - from) * end),
    report: control.report,
    stopping: control.stopping,
  }
}

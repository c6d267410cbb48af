/** Work that has begun and not ended, kept so that it can go on after a pause or a crash. */
import type { ErrorReply } from '#api/errors.ts'
import type { JobPhase } from '#api/schemas.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/** How far work is; `position` is whatever the kind of work needs to go on. */
export type JobProgress = { phase: JobPhase; fraction: number; seconds: number; position: unknown }

export type StoredJob = JobProgress & {
  id: number
  kind: string
  subject: string
  task: unknown
  state: 'running' | 'paused' | 'interrupted'
  startedAt: string
  /** Why it paused by itself; null where it was asked to. */
  trouble: ErrorReply | null
}

type JobRow = Omit<StoredJob, 'task' | 'position' | 'trouble'> & {
  task: string
  position: string | null
  trouble: string | null
}

const columns = `job_id AS id, kind, subject, task, state, started_at AS startedAt, seconds, phase, fraction, position, trouble`

const fromRow = (row: JobRow): StoredJob => ({
  ...row,
  task: JSON.parse(row.task),
  position: row.position === null ? null : JSON.parse(row.position),
  trouble: row.trouble === null ? null : JSON.parse(row.trouble),
})

/** Every job that has begun and not ended, oldest first. */
export function storedJobs(db: ReadableDb): StoredJob[] {
  return (db.prepare(`SELECT ${columns} FROM job ORDER BY job_id`).all() as JobRow[]).map(fromRow)
}

export function storedJob(db: ReadableDb, id: number): StoredJob | null {
  const row = db.prepare(`SELECT ${columns} FROM job WHERE job_id = ?`).get(id) as JobRow | undefined
  return row === undefined ? null : fromRow(row)
}

/** Note that a job runs, from its beginning or again, and return what is known of it. */
export function beginJob(
  db: WritableDb,
  job: { id: number; kind: string; subject: string; task: unknown; startedAt: string },
): StoredJob {
  db.prepare(
    `INSERT INTO job (job_id, kind, subject, task, state, started_at)
     VALUES (@id, @kind, @subject, @task, 'running', @startedAt)
     ON CONFLICT DO UPDATE SET state = 'running', trouble = NULL`,
  ).run({ ...job, task: JSON.stringify(job.task) })
  return storedJob(db, job.id) as StoredJob
}

/** Note how far a job is; call inside the transaction that stores what it did. */
export function saveJob(db: WritableDb, id: number, { phase, fraction, seconds, position }: JobProgress): void {
  db.prepare(
    `UPDATE job SET phase = @phase, fraction = @fraction, seconds = @seconds, position = @position WHERE job_id = @id`,
  ).run({ id, phase, fraction, seconds, position: position === null ? null : JSON.stringify(position) })
}

export function pauseJob(db: WritableDb, id: number, trouble: ErrorReply | null): void {
  db.prepare(`UPDATE job SET state = 'paused', trouble = ? WHERE job_id = ?`).run(
    trouble === null ? null : JSON.stringify(trouble),
    id,
  )
}

export function endJob(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM job WHERE job_id = ?').run(id)
}

/** After a start: whatever was running then runs no more. Only for the one that holds the library lock. */
export function markInterrupted(db: WritableDb): void {
  db.prepare(`UPDATE job SET state = 'interrupted' WHERE state = 'running'`).run()
}

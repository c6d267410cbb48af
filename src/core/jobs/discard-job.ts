/** Taking back what a job had begun. */
import { endJob, storedJob } from '#core/store/job-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { hideSource } from '#core/store/source-rows.ts'
import { Cancelled, type JobControl } from './control.ts'
import { clearSource } from './remove-job.ts'
import { passingTrouble } from './trouble.ts'

/** Forget a job that was paused or cut short, and what it stored, of which nothing was ever shown. */
export function discardJob(db: WritableDb, id: number, control: JobControl): never {
  const position = storedJob(db, id)?.position as { sourceId?: number } | null | undefined
  const sourceId = position?.sourceId
  const forget = () => endJob(db, id)
  if (sourceId === undefined) forget()
  else takeBack(db, sourceId, forget, control.stopping)
  throw new Cancelled()
}

/**
 * Take back a half-imported source: from the first moment on it can come back no more, its rows follow. What a full disk
 * keeps from being deleted now is cleared by the next job.
 */
export function takeBack(db: WritableDb, sourceId: number, forget: () => void, stopping: () => void): void {
  try {
    db.transaction(() => {
      hideSource(db, sourceId)
      forget()
    })()
    stopping()
    clearSource(db, sourceId)
  } catch (error) {
    if (passingTrouble(error) === null) throw error
  }
}

/** What a job remembers of itself in the library. */
import type { JobPhase } from '#api/schemas.ts'
import { beginJob, endJob, saveJob } from '#core/store/job-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import type { JobSpec, JobTask, Memory } from './control.ts'

/** Note that a job runs, and remember from there. `progress` is asked whenever something is saved. */
export function jobMemory(
  db: WritableDb,
  job: JobSpec['job'],
  task: JobTask,
  progress: () => { phase: JobPhase; fraction: number },
): Memory {
  const { position, seconds } = beginJob(db, { ...job, kind: task.kind, task })
  const began = performance.now()
  return {
    position,
    secondsBefore: seconds,
    save: (reached) => {
      const worked = seconds + (performance.now() - began) / 1000
      saveJob(db, job.id, { ...progress(), seconds: worked, position: reached })
    },
    forget: () => endJob(db, job.id),
  }
}

/** What a job remembers of itself in the library. */
import { join } from 'node:path'
import type { JobPhase } from '#api/schemas.ts'
import { beginJob, endJob, saveJob } from '#core/store/job-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import type { JobSpec, Memory } from './control.ts'

/** The file of a job that learns, in the library folder. */
export function checkpointPath(library: string, jobId: number): string {
  return join(library, 'checkpoints', `job-${jobId}.bin`)
}

/** Note that a job runs, and remember from there. `progress` is asked whenever something is saved. */
export function jobMemory(
  db: WritableDb,
  { job, task, library }: JobSpec,
  progress: () => { phase: JobPhase; fraction: number },
): Memory {
  const { position, seconds } = beginJob(db, { ...job, kind: task.kind, task })
  const began = performance.now()
  const memory: Memory = {
    position,
    secondsBefore: seconds,
    file: checkpointPath(library, job.id),
    save: (reached) => {
      memory.position = reached
      const worked = seconds + (performance.now() - began) / 1000
      saveJob(db, job.id, { ...progress(), seconds: worked, position: reached })
    },
    forget: () => endJob(db, job.id),
  }
  return memory
}

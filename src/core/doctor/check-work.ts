/** The doctor on work that began: what was cut short, and what waits to go on. */
import { existsSync } from 'node:fs'
import type { JobTask } from '../jobs/control.ts'
import { pathsOf } from '../jobs/task-paths.ts'
import { type StoredJob, storedJobs } from '../store/job-rows.ts'
import type { ReadableDb } from '../store/open.ts'
import { abandonedSources, isIndexDue } from '../store/source-rows.ts'
import { type Check, ill, well } from './check.ts'

/** Look for imports that nobody finishes, and for work whose files are gone. */
export function checkWork(db: ReadableDb): Check[] {
  // A removal that was cut short in its last part has left no source to tell of it.
  const count = abandonedSources(db).length || Number(isIndexDue(db))
  const waiting = storedJobs(db)
  const imports = waiting.filter((job) => job.kind === 'import').length
  return [
    count === 0
      ? well('imports', imports === 0 ? 'all finished' : `${imports} under way or waiting to go on`)
      : ill('imports', `${count} cut short`, 'Start any import or learning: what is left of them is cleared first.'),
    ...waiting.flatMap(checkFiles),
  ]
}

/** Work that waits needs the files that it was given. */
function checkFiles({ id, subject, task }: StoredJob): Check[] {
  const gone = pathsOf(task as JobTask).filter((path) => !existsSync(path))
  const [first] = gone
  if (first === undefined) return []
  const found =
    gone.length === 1 ? `needs ${first}, which is not there` : `needs ${gone.length} files, such as ${first}`
  const cure = 'Put them where they were, or attach their disk, and let the work go on; or take it back (job-discard).'
  return [ill(`job ${id} (${subject})`, found, cure)]
}

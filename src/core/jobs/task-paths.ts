/** What work reads from the disk. */
import type { JobTask } from './control.ts'

/** The paths of the files, or of the folder, that a task was given; none where it needs only the library. */
export function pathsOf(task: JobTask): string[] {
  if (task.kind === 'vectors') return [task.file, ...(task.meta === null ? [] : [task.meta])].map(({ path }) => path)
  if (task.kind !== 'import') return []
  return 'files' in task ? task.files.map(({ path }) => path) : [task.folder]
}

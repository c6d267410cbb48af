/** Folders of audio files that are looked through by themselves: at the start, and again every few minutes. */
import { listAudioFiles } from '#core/sources/audio/audio-folder.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { watchedFolders } from '#core/store/watched-folder-rows.ts'
import { audioChanges, isChanged } from './audio-changes.ts'
import type { JobList } from './job-list.ts'

type Watching = { library: ReadableDb; user: ReadableDb; profileId: number; jobs: JobList }

const everyMs = 5 * 60_000

/** Start looking; the returned function ends it. Nothing is imported anew where nothing has changed. */
export function watchFolders(watching: Watching): () => void {
  let stopped = false
  const look = () => void lookAtWatched(watching, () => stopped)
  const timer = setInterval(look, everyMs)
  timer.unref()
  look()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

/** Import each watched folder in which something has changed. A folder that is not there now is left for later. */
export async function lookAtWatched(
  { library, user, profileId, jobs }: Watching,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const watched = watchedFolders(user, profileId)
  for (const { id, folder, name } of audioFolders(library)) {
    if (!watched.has(folder)) continue
    const listing = await listAudioFiles(folder).catch(() => null)
    if (isStopped()) return
    if (listing === null || jobs.list().some((job) => job.kind === 'import' && job.state === 'running')) continue
    if (isChanged(audioChanges(library, id, listing))) jobs.start({ kind: 'import', folder, name: null }, name)
  }
}

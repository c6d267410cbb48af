/** Folders of audio files that are looked through by themselves: at the start, and again every few minutes. */
import { listAudioFiles } from '#core/sources/audio/audio-folder.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { watchedFolders } from '#core/store/watched-folder-rows.ts'
import { audioChanges, isChanged } from './audio-changes.ts'
import type { JobList } from './job-list.ts'

/** What looking came to so far. */
export type Watch = {
  /** Changes that were seen and come in later, by folder: how many files, and the time in milliseconds since 1970. */
  waiting: Map<string, { files: number; until: number }>
  /** The last import that was started for it. */
  lastJob: number | null
}

type Watching = { library: ReadableDb; user: ReadableDb; profileId: number; jobs: JobList; watch: Watch }

const everyMs = 5 * 60_000
/** The share of the time that may go into this: new files have the library indexed, which takes minutes where it is large. */
const mostBusy = 1 / 20

export const newWatch = (): Watch => ({ waiting: new Map(), lastJob: null })

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

/**
 * Import each watched folder in which something has changed, after a rest as long as the last such import asks for. A folder
 * that is not there now is left for later.
 */
export async function lookAtWatched(
  { library, user, profileId, jobs, watch }: Watching,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const watched = watchedFolders(user, profileId)
  for (const { id, folder, name } of audioFolders(library)) {
    watch.waiting.delete(folder)
    if (!watched.has(folder)) continue
    const listing = await listAudioFiles(folder).catch(() => null)
    if (isStopped()) return
    if (listing === null || jobs.list().some((job) => job.kind === 'import' && job.state === 'running')) continue
    const changes = audioChanges(library, id, listing)
    if (!isChanged(changes)) continue
    const until = restsUntil(jobs, watch.lastJob)
    if (until <= Date.now()) watch.lastJob = jobs.start({ kind: 'import', folder, name: null }, name)
    else watch.waiting.set(folder, { files: changes.toRead.length + changes.gone.length + changes.back.length, until })
  }
}

/** When the next import may begin, in milliseconds since 1970. */
function restsUntil(jobs: JobList, lastJob: number | null): number {
  const last = jobs.list().find(({ id }) => id === lastJob)
  return last === undefined ? 0 : Date.parse(last.startedAt) + (1000 * last.secondsElapsed) / mostBusy
}

/** The core: databases, models and jobs of one open library. Hosts reach it through the dispatcher only. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type EventName, events } from '#api/contract.ts'
import type { ErrorReply } from '#api/errors.ts'
import { AppError } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import { type Dispatcher, serve } from '#api/serve.ts'
import { loadVocabulary, type Vocabulary } from './catalog/genres.ts'
import { type FileRefs, fileRefs } from './file-refs.ts'
import { handlers } from './handlers.ts'
import type { JobTask } from './jobs/control.ts'
import { type JobList, jobList, type StartThread } from './jobs/job-list.ts'
import { pathsOf } from './jobs/task-paths.ts'
import { newWatch, type Watch, watchFolders } from './jobs/watch-folders.ts'
import { type ModelCache, modelCache } from './recommending/model-cache.ts'
import type { Part } from './sources/parts.ts'
import { readChoices } from './store/cleaning-rows.ts'
import { layGenreCorrections, readGenreCorrections } from './store/genre-correction-rows.ts'
import { lacksIndex } from './store/index-rows.ts'
import { markInterrupted, type StoredJob, storedJob, storedJobs } from './store/job-rows.ts'
import { type LibraryLock, type LockOwner, lockOwner, takeLock } from './store/lock.ts'
import {
  databasePath,
  isOlder,
  libraryExists,
  openReadable,
  openWritable,
  type ReadableDb,
  type WritableDb,
} from './store/open.ts'
import { shippedKernel } from './training/shipped-kernel.ts'

export type CoreOptions = {
  /** Folder of the library, made when missing. */
  library: string
  /** The folder shipped with the application. */
  resources: string
  kernelWorker: string
  readWorker: string
  /** `write` takes the library lock; `read` works beside whoever holds it. */
  mode: 'write' | 'read'
  host: LockOwner['host']
  /** [0]: connections out of this computer that were attempted, and refused, since the start. */
  refusedConnections: Int32Array<SharedArrayBuffer>
  startThread: StartThread
  emit: (event: EventName, payload: unknown) => void
  /** Told of faults nobody foresaw. */
  onFault: (detail: string) => void
}

/** What handlers work with. */
export type Core = {
  options: CoreOptions
  library: ReadableDb
  /** Opened for reading only in `read` mode, where the dispatcher refuses every writing method. */
  user: WritableDb
  profileId: number
  /** The genres that are known. */
  vocabulary: Vocabulary
  cache: ModelCache
  jobs: JobList
  files: FileRefs
  /** What files were found to be when they were last looked at. */
  looked: Map<FileRef, readonly Part[]>
  watch: Watch
}

export type OpenCore = {
  dispatch: Dispatcher
  files: FileRefs
  /** Paths that work which was paused or cut short still needs. */
  neededFiles: string[]
  close: () => Promise<void>
}

const migrations = (options: CoreOptions) => join(options.resources, 'migrations')

/** Open a library. Throws AppError library-in-use (write mode), library-newer, library-damaged, permission-denied. */
export function openCore(options: CoreOptions): OpenCore {
  const lock = options.mode === 'write' ? lockOrRefuse(options) : prepareForReading(options)
  if (lock !== null) makeReady(options)
  const library = openReadable(options.library, 'library')
  const user =
    lock === null
      ? (openReadable(options.library, 'user') as WritableDb)
      : openWritable(options.library, 'user', migrations(options))
  const cache = modelCache(library, shippedKernel(options.resources, 'scan'))
  layGenreCorrections(library, readGenreCorrections(user))
  const stored = storedJobs(library)
  const core: Core = {
    options,
    library,
    user,
    profileId: 1,
    vocabulary: loadVocabulary(options.resources),
    cache,
    files: fileRefs(),
    looked: new Map(),
    watch: newWatch(),
    jobs: jobList({
      spec: {
        library: options.library,
        resources: options.resources,
        kernelWorker: options.kernelWorker,
        readWorker: options.readWorker,
        refusedConnections: options.refusedConnections,
      },
      stored: stored.map((job) => ({ ...job, state: lock === null ? stateNow(options, job.state) : job.state })),
      canGoOn: (id) => storedJob(library, id) !== null,
      cleaning: () => readChoices(user),
      startThread: options.startThread,
      onChange: (job) => options.emit('job', events.job.parse(job)),
      onLibraryChange: () => {
        cache.clear()
        layGenreCorrections(library, readGenreCorrections(user))
        options.emit('libraryChanged', {})
      },
      onFault: options.onFault,
    }),
  }
  const stopWatching = lock !== null && options.host === 'window' ? lookAfter(core) : () => {}
  const dispatch = serve(handlers, core, {
    refuseWrite: () => (options.mode === 'write' ? null : inUse(options)),
    onFault: (method, fault) => options.onFault(`${method}: ${fault instanceof Error ? fault.stack : String(fault)}`),
  })
  const close = async () => {
    stopWatching()
    await core.jobs.close()
    library.close()
    user.close()
    lock?.release()
  }
  return { dispatch, files: core.files, neededFiles: stored.flatMap(({ task }) => pathsOf(task as JobTask)), close }
}

/** Do by itself what a library needs while a window is open on it; the returned function ends that. */
function lookAfter(core: Core): () => void {
  if (lacksIndex(core.library)) core.jobs.start({ kind: 'reindex' }, 'index')
  return watchFolders(core)
}

/** Bring the library to the newest version; what was running when it was last open runs no more. */
function makeReady(options: CoreOptions): void {
  const db = openWritable(options.library, 'library', migrations(options))
  try {
    markInterrupted(db)
  } finally {
    db.close()
  }
}

/** Seen from beside: what is noted as running does so as long as somebody has the library open. */
function stateNow({ library }: CoreOptions, state: StoredJob['state']): StoredJob['state'] {
  return state === 'running' && !isAlive(lockOwner(library)) ? 'interrupted' : state
}

function isAlive(owner: LockOwner | null): boolean {
  try {
    return owner !== null && process.kill(owner.pid, 0)
  } catch {
    return false
  }
}

function lockOrRefuse(options: CoreOptions): LibraryLock {
  const lock = takeLockKindly(options)
  if (lock !== null) return lock
  const { code, message } = inUse(options)
  throw new AppError(code, message)
}

function takeLockKindly(options: CoreOptions): LibraryLock | null {
  try {
    return takeLock(options.library, options.host)
  } catch (cause) {
    throw new AppError('permission-denied', 'The library folder cannot be used. Choose a folder you may write to.', {
      cause,
    })
  }
}

function inUse(options: CoreOptions): ErrorReply {
  const owner = lockOwner(options.library)
  const who =
    owner === null
      ? 'another Sidetrack'
      : owner.host === 'window'
        ? `the Sidetrack window (process ${owner.pid}, since ${owner.since})`
        : `a Sidetrack command (process ${owner.pid}, since ${owner.since})`
  return { code: 'library-in-use', message: `The library is in use by ${who}. Close it or wait, then try again.` }
}

/**
 * A library that does not exist yet, or is of an older version, is brought to the newest, so that reading commands have
 * something to read; whoever holds it has done so already.
 */
function prepareForReading(options: CoreOptions): null {
  if (libraryExists(options.library) && !isOlder(options.library, migrations(options))) return null
  const lock = takeLockKindly(options)
  if (lock === null) return null
  openWritable(options.library, 'library', migrations(options)).close()
  openWritable(options.library, 'user', migrations(options)).close()
  lock.release()
  return null
}

/** Bytes of the library on the disk. */
export function libraryFiles(options: CoreOptions): string[] {
  const path = databasePath(options.library, 'library')
  return [path, `${path}-wal`].filter((file) => existsSync(file))
}

/** One job from its spec to its last message. */
import { join } from 'node:path'
import { toErrorReply } from '#api/errors.ts'
import type { ImportResult } from '#api/schemas.ts'
import { loadVocabulary, type Vocabulary } from '#core/catalog/genres.ts'
import { reindexChoices } from '#core/catalog/reindex.ts'
import { readHere } from '#core/sources/import-reader.ts'
import { isLittleToRead, readerThread } from '#core/sources/reader-thread.ts'
import { handOver } from '#core/store/cleaning-rows.ts'
import { endJob, pauseJob } from '#core/store/job-rows.ts'
import { openWritable, type WritableDb } from '#core/store/open.ts'
import { describeSource } from '#core/store/source-rows.ts'
import { removeIfThere } from '#core/whole-file.ts'
import { importAudioFolder } from './audio-job.ts'
import {
  Cancelled,
  type JobControl,
  type JobMessage,
  type JobOutcome,
  type JobSpec,
  type JobTask,
  jobControl,
  noMemory,
  Paused,
  stopIfAsked,
} from './control.ts'
import { discardJob } from './discard-job.ts'
import { type ImportTask, importFiles } from './import-job.ts'
import { checkpointPath, jobMemory } from './memory.ts'
import { clearAbandoned, noSource, removeModel, removeSource } from './remove-job.ts'
import { addSample } from './sample-job.ts'
import { trainModels } from './train-job.ts'
import { passingTrouble } from './trouble.ts'
import { updateModels } from './update-job.ts'
import { importVectors } from './vectors-job.ts'

/** Work that goes on after a crash; a removal is ended by the next job whatever happens. */
const remembered: ReadonlySet<JobTask['kind']> = new Set(['import', 'sample', 'train', 'vectors'])

/** Run a job and post what happens. Never throws: every end is a message. */
export async function runJob(spec: JobSpec, post: (message: JobMessage) => void): Promise<void> {
  let ended = false
  const end = (message: JobMessage) => {
    if (!ended) post(message)
    ended = true
  }
  let db: WritableDb | null = null
  try {
    db = openWritable(spec.library, 'library', join(spec.resources, 'migrations'))
    const outcome = await perform(db, spec, post, () => end({ type: 'cancelled' }))
    forget(db, spec)
    end({ type: 'done', outcome })
  } catch (error) {
    const message = endOf(error)
    if (db !== null) noteEnd(db, spec, message)
    end(message)
  } finally {
    if (db !== null) closeTidily(db)
  }
}

async function perform(
  db: WritableDb,
  spec: JobSpec,
  post: (message: JobMessage) => void,
  stopping: () => void,
): Promise<JobOutcome> {
  const { task, job, asked, resources, kernelWorker } = spec
  const control: JobControl = jobControl(asked, {
    post: (progress) => post({ type: 'progress', progress }),
    stopping,
    memory: (progress) => (remembered.has(task.kind) ? jobMemory(db, spec, progress) : noMemory),
  })
  const vocabulary = loadVocabulary(resources)
  handOver(db, spec.cleaning)
  clearAbandoned(db, vocabulary)
  switch (task.kind) {
    case 'import':
      return {
        import:
          'folder' in task
            ? await importAudioFolder(db, vocabulary, task, control)
            : await importBesideReader(db, vocabulary, task, { spec, control }),
      }
    case 'sample':
      return await addSample(db, { resources, vocabulary, kernelWorker }, control)
    case 'remove':
      return { remove: removeSource(db, vocabulary, task.sourceId, control) }
    case 'remove-model':
      removeModel(db, task.modelId, control)
      return {}
    case 'describe':
      if (!describeSource(db, task)) throw noSource(task.sourceId)
      return {}
    case 'train':
      return {
        train: task.update
          ? await updateModels(db, task.threads, { resources, kernelWorker }, control)
          : await trainModels(db, task, { resources, kernelWorker }, control),
      }
    case 'vectors':
      return { vectors: await importVectors(db, task, control) }
    case 'reindex':
      control.phase('indexing', 0, 1)
      // Its last word is said within the transaction that shows what was done.
      reindexChoices(db, vocabulary, (fraction) => (fraction < 1 ? control.report(fraction) : control.commit()))
      return {}
    case 'discard':
      return discardJob(db, job.id, control)
  }
}

/** Disks that sleep wake sooner, and shares in the network answer sooner or not at all. */
const mostSilentMs = 120_000

async function importBesideReader(
  db: WritableDb,
  vocabulary: Vocabulary,
  task: ImportTask,
  { spec, control }: { spec: JobSpec; control: JobControl },
): Promise<ImportResult> {
  const paths = task.files.map(({ path }) => path)
  const watchdog = { stopIfAsked: () => stopIfAsked(spec.asked), mostSilentMs }
  const reader = (await isLittleToRead(paths))
    ? readHere()
    : readerThread(spec.readWorker, spec.refusedConnections, watchdog)
  try {
    return await importFiles(db, { vocabulary, reader }, task, control)
  } finally {
    await reader.close()
  }
}

function endOf(error: unknown): JobMessage {
  if (error instanceof Cancelled) return { type: 'cancelled' }
  if (error instanceof Paused) return { type: 'paused', error: null, detail: '' }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const trouble = passingTrouble(error)
  return trouble === null
    ? { type: 'failed', error: toErrorReply(error), detail }
    : { type: 'paused', error: trouble, detail }
}

function forget(db: WritableDb, { job, library }: JobSpec): void {
  endJob(db, job.id)
  removeIfThere(checkpointPath(library, job.id))
}

/** Where the disk has no room for this either, the job is found as interrupted at the next start. */
function noteEnd(db: WritableDb, spec: JobSpec, end: JobMessage): void {
  try {
    if (end.type === 'paused') pauseJob(db, spec.job.id, end.error)
    else forget(db, spec)
  } catch (error) {
    if (passingTrouble(error) === null) throw error
  }
}

/** A long job leaves a long log; readers that are at work right now only keep some of it, and so does a full disk. */
function closeTidily(db: WritableDb): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (passingTrouble(error) === null) throw error
  } finally {
    db.close()
  }
}

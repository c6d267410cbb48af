/** One job from its spec to its last message. */
import { join } from 'node:path'
import { toErrorReply } from '#api/errors.ts'
import { loadVocabulary } from '#core/catalog/genres.ts'
import { openWritable } from '#core/store/open.ts'
import { Cancelled, type JobControl, type JobMessage, type JobOutcome, type JobSpec, jobControl } from './control.ts'
import { importFiles } from './import-job.ts'
import { clearUnfinished, removeSource } from './remove-job.ts'
import { addSample } from './sample-job.ts'
import { trainModels } from './train-job.ts'

/** Run a job and post what happens. Never throws: every end is a message. */
export async function runJob(spec: JobSpec, post: (message: JobMessage) => void): Promise<void> {
  let ended = false
  const end = (message: JobMessage) => {
    if (!ended) post(message)
    ended = true
  }
  const control = jobControl(
    spec.cancel,
    (progress) => post({ type: 'progress', progress }),
    () => end({ type: 'cancelled' }),
  )
  try {
    end({ type: 'done', outcome: await perform(spec, control) })
  } catch (error) {
    end(error instanceof Cancelled ? { type: 'cancelled' } : { type: 'failed', ...failure(error) })
  }
}

async function perform(spec: JobSpec, control: JobControl): Promise<JobOutcome> {
  const db = openWritable(spec.library, 'library', join(spec.resources, 'migrations'))
  try {
    const vocabulary = loadVocabulary(spec.resources)
    clearUnfinished(db, vocabulary)
    switch (spec.kind) {
      case 'import':
        return { import: await importFiles(db, vocabulary, spec, control) }
      case 'sample':
        return await addSample(db, { resources: spec.resources, vocabulary, kernelWorker: spec.kernelWorker }, control)
      case 'remove':
        return { remove: removeSource(db, vocabulary, spec.sourceId, control) }
      case 'train':
        return { train: await trainModels(db, spec, spec, control) }
    }
  } finally {
    // A long job leaves a long log; readers that are at work right now only keep some of it.
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
  }
}

function failure(error: unknown): {
  error: { code: ReturnType<typeof toErrorReply>['code']; message: string }
  detail: string
} {
  const code = (error as { code?: string }).code ?? ''
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'SQLITE_IOERR_WRITE') {
    const message = 'The disk is full, so this was stopped. Your library is usable as it was. Make room and try again.'
    return { error: { code: 'disk-full', message }, detail }
  }
  return { error: toErrorReply(error), detail }
}

/** A folder of audio files as a source: what is new or changed is read, what is gone is marked. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { AppError } from '#api/errors.ts'
import type { FileLedger, ImportResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { matchFiles } from '#core/catalog/match-files.ts'
import { isIndexedAsAsked, reindex } from '#core/catalog/reindex.ts'
import {
  type AudioListing,
  audioFiles,
  type ListedFile,
  listAudioFiles,
  type UnlistedFile,
} from '#core/sources/audio/audio-folder.ts'
import { readTags, type Tagged } from '#core/sources/audio/audio-tags.ts'
import type { RepairKeyword } from '#core/sources/keywords.ts'
import * as rows from '#core/store/audio-file-rows.ts'
import { importWriter } from '#core/store/import-writer.ts'
import type { WritableDb } from '#core/store/open.ts'
import { dropUnusedNames } from '#core/store/source-removal.ts'
import * as sources from '#core/store/source-rows.ts'
import { audioChanges, isChanged } from './audio-changes.ts'
import { Cancelled, type JobControl, Paused } from './control.ts'
import { takeBack } from './discard-job.ts'
import { Ledger } from './ledger.ts'
import { passingTrouble } from './trouble.ts'

export type AudioTask = { folder: string; name: string | null; forTaste?: boolean }

/** Files whose tags are read side by side, and files stored in one transaction of a first import. */
const atOnce = 4
const perBatch = 64

/**
 * Import a folder of audio files, or look through it again where it is a source already: then only files of another size
 * or time are read, and nothing of the library changes before all of it does. A first import can pause and go on.
 * Throws AppError file-not-found, permission-denied where the folder cannot be read.
 */
export async function importAudioFolder(
  db: WritableDb,
  vocabulary: Vocabulary,
  task: AudioTask,
  control: JobControl,
): Promise<ImportResult> {
  const started = performance.now()
  const seconds = () => control.memory.secondsBefore + (performance.now() - started) / 1000
  control.phase('reading', 0, 0.7)
  const listing = await list(task.folder, control)
  const before = (control.memory.position as { sourceId: number } | null)?.sourceId ?? null
  const known = rows.sourceOfFolder(db, task.folder)
  if (known !== null) {
    // The same folder may have come in by another import while this one rested.
    if (before !== null) takeBack(db, before, control.memory.forget, () => {})
    return lookAgain({ db, vocabulary, control, seconds }, known, listing)
  }
  if (listing.files.length === 0) {
    if (before !== null) takeBack(db, before, control.memory.forget, () => {})
    return nothingHere(task.folder, seconds())
  }
  const sourceId = before ?? begin(db, task, listing, control)
  try {
    return await readAll({ db, vocabulary, control, seconds }, sourceId, listing)
  } catch (error) {
    if (error instanceof Paused || passingTrouble(error) !== null) throw error
    takeBack(db, sourceId, control.memory.forget, error instanceof Cancelled ? control.stopping : () => {})
    throw error
  }
}

async function list(folder: string, control: JobControl): Promise<AudioListing> {
  try {
    return await listAudioFiles(folder, () => control.report(0))
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const code = (cause as { code?: string }).code
    if (code === 'EACCES' || code === 'EPERM') {
      throw new AppError('permission-denied', 'You may not read this folder. Change its permissions, then try again.', {
        cause,
      })
    }
    const message = 'The folder is not there. Connect its disk, or choose it again where it lies now.'
    throw new AppError('file-not-found', message, { cause })
  }
}

function nothingHere(folder: string, seconds: number): ImportResult {
  const name = basename(folder)
  const nothing = { read: 0, kept: 0, merged: 0, setAside: 0, repaired: {}, merges: {}, setAsides: {} }
  const file: FileLedger = {
    ...{ id: 0, path: name, format: null, table: null, outcome: 'rejected', bytes: 0, ...nothing },
    ...{ rejected: { 'empty-file': 0 }, reason: 'empty-file', message: 'There are no audio files in this folder.' },
  }
  return { source: null, name, files: [file], seconds }
}

function begin(db: WritableDb, { folder, name, forTaste }: AudioTask, { files }: AudioListing, control: JobControl) {
  return db.transaction(() => {
    const { format, table, idSpace, licence } = audioFiles
    const shown = basename(folder)
    const own = { own: true, forTaste: forTaste ?? true, simulated: false }
    const sourceId = sources.addSource(db, { name: name ?? shown, format, idSpace, ...own, licence, origin: folder })
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    sources.addFile(db, { sourceId, path: shown, format, table, bytes, sha256: '' })
    control.memory.save({ sourceId })
    return sourceId
  })()
}

type Work = { db: WritableDb; vocabulary: Vocabulary; control: JobControl; seconds: () => number }

type ReadFile = { file: ListedFile; tagged: Tagged }

/** A first import: stored batch by batch, shown once all of it is there. */
async function readAll(work: Work, sourceId: number, listing: AudioListing): Promise<ImportResult> {
  const { db, control } = work
  const { toRead, stale, unchanged } = audioChanges(db, sourceId, listing)
  const store = db.transaction(() => storing(db, sourceId, stale))()
  for await (const batch of readFiles(toRead, control, unchanged)) {
    db.transaction(() => {
      store(batch)
      control.memory.save({ sourceId })
    })()
  }
  control.phase('indexing', 0.7, 1)
  db.transaction(() => {
    settle(work, sourceId, listing.unlisted)
    index(work)
    control.memory.forget()
    control.commit()
  })()
  return resultOf(work, sourceId)
}

/** A folder that is a source already: read first, then changed in one transaction, or not at all where nothing is new. */
async function lookAgain(work: Work, sourceId: number, listing: AudioListing): Promise<ImportResult> {
  const { db, control } = work
  const changes = audioChanges(db, sourceId, listing)
  const { toRead, stale, gone, back, unchanged } = changes
  const read: ReadFile[] = []
  for await (const batch of readFiles(toRead, control, unchanged)) read.push(...batch)
  if (isChanged(changes)) {
    const { same, other, otherBefore, isOtherCatalogue } = compareTags(read, stale)
    control.phase('indexing', 0.7, 1)
    db.transaction(() => {
      storing(db, sourceId, otherBefore)(other)
      if (otherBefore.length > 0) dropUnusedNames(db)
      const put = rows.fileWriter(db, sourceId)
      for (const [{ file }, before] of same) put({ ...before, bytes: file.bytes, modifiedMs: file.modifiedMs })
      rows.markVanished(db, gone, true)
      rows.markVanished(db, back, false)
      settle(work, sourceId, listing.unlisted)
      if (isOtherCatalogue || !isIndexedAsAsked(db)) index(work)
      else matchFiles(db, new Set([...gone, ...back, ...same.map(([, before]) => before)].map(({ fileId }) => fileId)))
      control.commit()
    })()
  }
  return againResult(resultOf(work, sourceId), unchanged)
}

/**
 * Which of the files that were read say what they said before. Only the others can change the catalogue, and of these only
 * such as name a track or did so: for the rest it need not be indexed, which in large libraries takes minutes.
 */
function compareTags(read: readonly ReadFile[], stale: readonly rows.KnownFile[]) {
  const known = new Map(stale.map((file) => [file.path, file]))
  const same: [ReadFile, rows.KnownFile][] = []
  const other: ReadFile[] = []
  for (const one of read) {
    const before = known.get(one.file.path)
    if (before !== undefined && before.said === saidBy(one.tagged)) same.push([one, before])
    else other.push(one)
  }
  const otherBefore = other.flatMap(({ file }) => known.get(file.path) ?? [])
  const isOtherCatalogue =
    other.some(({ tagged }) => tagged.track !== null) || otherBefore.some(({ trackId }) => trackId !== null)
  return { same, other, otherBefore, isOtherCatalogue }
}

/** Digest of all that is stored of a file beside its size and time. */
function saidBy(tagged: Tagged): string {
  return createHash('sha256').update(JSON.stringify(tagged)).digest('hex')
}

/** Read tags, some files at a time; `before` files were read before a pause. Throws when the job is stopped. */
async function* readFiles(files: ListedFile[], control: JobControl, before: number): AsyncGenerator<ReadFile[]> {
  const total = files.reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  let bytes = 0
  for (let first = 0; first < files.length; first += perBatch) {
    const batch: ReadFile[] = []
    for (let at = first; at < Math.min(first + perBatch, files.length); at += atOnce) {
      const some = files.slice(at, Math.min(at + atOnce, first + perBatch))
      batch.push(...(await Promise.all(some.map(async (file) => ({ file, tagged: await readTags(file) })))))
      done += some.length
      bytes += some.reduce((sum, file) => sum + file.bytes, 0)
      control.report(done / files.length, before + done, { read: bytes, total })
    }
    yield batch
  }
}

/** Makes the function that stores files, after forgetting what the stale ones said; call both inside transactions. */
function storing(db: WritableDb, sourceId: number, stale: readonly rows.KnownFile[]): (read: ReadFile[]) => void {
  rows.forgetTracks(db, stale)
  const writer = importWriter(db, sourceId)
  const trackOf = rows.trackFinder(db, sourceId)
  const put = rows.fileWriter(db, sourceId)
  const [ledgerFile] = sources.importedFiles(db, sourceId)
  return (read) => {
    const repairs = new Map<RepairKeyword, number>()
    for (const { file, tagged } of read) {
      const { path, bytes, modifiedMs } = file
      if (tagged.track !== null) writer.write([{ kind: 'track', ...tagged.track }])
      for (const keyword of tagged.notes) repairs.set(keyword, (repairs.get(keyword) ?? 0) + 1)
      const trackId = tagged.track === null ? null : trackOf(path)
      const durationMs = tagged.track?.facts.durationMs ?? null
      put({ path, bytes, modifiedMs, trackId, durationMs, problem: tagged.problem, said: saidBy(tagged) })
    }
    const entries = [...repairs].map(([keyword, records]) => ({ disposition: 'repaired' as const, keyword, records }))
    if (ledgerFile !== undefined) sources.addToLedger(db, ledgerFile.id, entries)
  }
}

/** Count where each file ended and show the source; call inside a transaction. */
function settle({ db, seconds }: Work, sourceId: number, unlisted: readonly UnlistedFile[]): void {
  for (const { id } of sources.importedFiles(db, sourceId)) {
    sources.clearLedger(db, id)
    const ledger = new Ledger(db, id)
    const { usable, bytes, problems } = rows.fileStates(db, sourceId)
    ledger.counts.read += usable
    ledger.counts.kept += usable
    for (const { path, problem } of problems)
      ledger.reject({ keyword: problem as Tagged['problem'] & string, line: 0, text: path })
    for (const { name, keyword } of unlisted) ledger.reject({ keyword, line: 0, text: name })
    ledger.save()
    sources.saveBytes(db, id, bytes)
  }
  sources.finishSource(db, sourceId, seconds())
}

function index({ db, vocabulary, control }: Work): void {
  reindex(db, vocabulary, (fraction) => control.report(fraction))
}

function resultOf({ db, seconds }: Work, sourceId: number): ImportResult {
  const name = sources.sourceName(db, sourceId) ?? ''
  return { source: sourceId, name, files: sources.fileLedgers(db, sourceId), seconds: seconds() }
}

/** Files that are as they were add nothing: they merge with themselves. */
function againResult(result: ImportResult, unchanged: number): ImportResult {
  const files = result.files.map((file): FileLedger => {
    const merged = Math.min(unchanged, file.kept)
    if (merged === 0) return file
    return {
      ...file,
      kept: file.kept - merged,
      merged,
      merges: { 'duplicate-row': merged },
      repaired: { ...file.repaired, 'duplicate-row': merged },
    }
  })
  return { ...result, files }
}

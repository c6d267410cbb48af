/** Importing files as one source: recognise, read, place every record in the ledger, index. */
import { stat } from 'node:fs/promises'
import type { FileLedger, ImportResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { fileDigest } from '#core/sources/inspect.ts'
import { isRefusal, type RecognisedFile, type Refusal, readRows } from '#core/sources/reader.ts'
import { recognise } from '#core/sources/recognise.ts'
import { verifyArchive } from '#core/sources/verify.ts'
import { importWriter } from '#core/store/import-writer.ts'
import type { WritableDb } from '#core/store/open.ts'
import * as sources from '#core/store/source-rows.ts'
import { Cancelled, type JobControl } from './control.ts'
import { Ledger } from './ledger.ts'
import { clearSource } from './remove-job.ts'

export type ImportTask = {
  files: { path: string; shownName: string }[]
  format: string | null
  name: string | null
  /** False: models do not learn from it. */
  forTaste?: boolean
}

type Opened = { path: string; shownName: string; bytes: number; sha256: string } & (
  | { recognised: RecognisedFile; refusal: null }
  | { recognised: null; refusal: Refusal }
)

/**
 * Import files as one source. Every record ends kept, merged, set aside or rejected under a keyword. When the import
 * is cancelled or fails, the library's content is what it was before.
 */
export async function importFiles(
  db: WritableDb,
  vocabulary: Vocabulary,
  task: ImportTask,
  control: JobControl,
): Promise<ImportResult> {
  const started = performance.now()
  control.phase('reading', 0, 0.02)
  const opened = oneDataSet(await Promise.all(task.files.map((file) => open(file, task.format, control))))
  const good = opened.filter((file) => file.recognised !== null)
  const first = good[0]?.recognised?.table
  if (first === undefined) return refused(opened, task.name ?? '', started)
  const twin = sources.sourceWithFiles(
    db,
    good.map((file) => file.sha256),
  )
  if (twin !== null) return alreadyHere(db, twin, opened, started)

  const name = task.name ?? first.formatName
  const sourceId = sources.addSource(db, {
    name,
    format: first.format,
    idSpace: first.idSpace,
    simulated: false,
    own: first.own ?? false,
    forTaste: task.forTaste ?? true,
    licence: first.licence,
    origin: first.origin,
  })
  try {
    const kept = await readFiles(db, sourceId, opened, control)
    const seconds = (performance.now() - started) / 1000
    if (kept === 0) {
      const files = sources.fileLedgers(db, sourceId)
      clearSource(db, sourceId)
      return { source: null, name, files, seconds }
    }
    control.phase('indexing', 0.75, 1)
    db.transaction(() => {
      sources.finishSource(db, sourceId, (performance.now() - started) / 1000)
      reindex(db, vocabulary, (fraction) => control.report(fraction))
    })()
    return {
      source: sourceId,
      name,
      files: sources.fileLedgers(db, sourceId),
      seconds: (performance.now() - started) / 1000,
    }
  } catch (error) {
    sources.hideSource(db, sourceId)
    if (error instanceof Cancelled) control.stopping()
    clearSource(db, sourceId)
    throw error
  }
}

async function open(file: ImportTask['files'][number], format: string | null, control: JobControl): Promise<Opened> {
  const bytes = (await stat(file.path).catch(() => null))?.size ?? 0
  const recognised = await recognise(file.path, file.shownName, format === null ? {} : { format })
  const refusal = isRefusal(recognised) ? recognised : await verifyArchive(file.path, () => control.report(0))
  if (refusal !== null || isRefusal(recognised)) {
    return { ...file, bytes, sha256: '', recognised: null, refusal: refusal as Refusal }
  }
  return { ...file, bytes, sha256: await fileDigest(file.path), recognised, refusal: null }
}

/** One import is one data set: files of another one are refused with a way on. Songs come before likes. */
function oneDataSet(files: Opened[]): Opened[] {
  const format = files.find((file) => file.recognised !== null)?.recognised?.table.format
  return files
    .map((file): Opened => {
      if (file.recognised === null || file.recognised.table.format === format) return file
      const message = `This file belongs to another data set (${file.recognised.table.formatName}). Import it by itself.`
      return { ...file, recognised: null, refusal: { keyword: 'not-a-dataset', message } }
    })
    .sort((a, b) => (a.recognised?.table.order ?? -1) - (b.recognised?.table.order ?? -1))
}

/** Read every file into the source; returns the records that found a place. */
async function readFiles(db: WritableDb, sourceId: number, files: Opened[], control: JobControl): Promise<number> {
  const writer = importWriter(db, sourceId)
  const allBytes = files.reduce((sum, file) => sum + (file.recognised === null ? 0 : file.bytes), 0)
  let placed = 0
  let bytesBefore = 0
  let recordsBefore = 0
  control.phase('reading', 0.02, 0.75)
  for (const file of files) {
    const table = file.recognised?.table ?? null
    const fileId = sources.addFile(db, {
      sourceId,
      path: file.shownName,
      format: table?.format ?? null,
      table: table?.table ?? null,
      bytes: file.bytes,
      sha256: file.sha256,
    })
    const ledger = new Ledger(db, fileId)
    if (file.recognised === null) {
      ledger.refuse(file.refusal)
      continue
    }
    for await (const batch of readRows(file.path, file.recognised)) {
      if (isRefusal(batch)) {
        ledger.refuse(batch)
        break
      }
      db.transaction(() => {
        batch.rows.forEach((row, i) => {
          ledger.place(writer.write(row), row, batch.lines[i] as number)
        })
        ledger.repair('case-variant', writer.takeCaseVariants())
        for (const reject of batch.rejects) ledger.reject(reject)
        for (const [keyword, count] of Object.entries(batch.repaired)) ledger.repair(keyword, count)
        ledger.save()
      })()
      control.report((bytesBefore + batch.bytesRead) / allBytes, recordsBefore + batch.recordsRead)
    }
    db.transaction(() => {
      writer.settle()
      ledger.close()
    })()
    bytesBefore += file.bytes
    recordsBefore += ledger.counts.read
    placed += ledger.counts.kept + ledger.counts.merged + ledger.counts.setAside
  }
  return placed
}

function refused(files: Opened[], name: string, started: number): ImportResult {
  return { source: null, name, files: files.map(refusedLedger), seconds: (performance.now() - started) / 1000 }
}

function refusedLedger(file: Opened): FileLedger {
  const nothing = { read: 0, kept: 0, merged: 0, setAside: 0, repaired: {}, merges: {}, setAsides: {} }
  return {
    id: 0,
    path: file.shownName,
    format: null,
    table: null,
    outcome: 'rejected',
    bytes: file.bytes,
    ...nothing,
    rejected: file.refusal === null ? {} : { [file.refusal.keyword]: 0 },
    reason: file.refusal?.keyword ?? null,
    message: file.refusal?.message ?? null,
  }
}

/** The same files again add nothing: every record merges with itself. */
function alreadyHere(
  db: WritableDb,
  twin: { id: number; name: string },
  files: Opened[],
  started: number,
): ImportResult {
  const known = new Map(sources.fileLedgersByDigest(db, twin.id))
  const ledgers = files.map((file): FileLedger => {
    const before = known.get(file.sha256)
    if (before === undefined) return refusedLedger(file)
    const merged = before.kept + before.merged
    return {
      ...before,
      path: file.shownName,
      kept: 0,
      merged,
      merges: { 'duplicate-row': merged },
      repaired: { ...before.repaired, 'duplicate-row': merged },
    }
  })
  return { source: twin.id, name: twin.name, files: ledgers, seconds: (performance.now() - started) / 1000 }
}

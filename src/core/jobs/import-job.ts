/** Importing files as one source: recognise, read, place every record in the ledger, index. */
import { AppError } from '#api/errors.ts'
import type { FileLedger, ImportResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import type { FormatInfo } from '#core/sources/format.ts'
import type { ImportReader, OpenedPart } from '#core/sources/import-reader.ts'
import { isOfListing } from '#core/sources/parts.ts'
import { isRefusal, type Refusal, type RowBatch } from '#core/sources/reader.ts'
import type { RecogniseOptions } from '#core/sources/recognise.ts'
import { type ImportWriter, importWriter } from '#core/store/import-writer.ts'
import type { WritableDb } from '#core/store/open.ts'
import { packAfterLoad } from '#core/store/pack-after-load.ts'
import * as sources from '#core/store/source-rows.ts'
import { longTransaction } from '#core/store/transaction.ts'
import { addRecords, originOfSaved } from './add-records.ts'
import { Cancelled, type JobControl, Paused } from './control.ts'
import { takeBack } from './discard-job.ts'
import { newFile, placeBatch, refusedLedger } from './import-parts.ts'
import { Ledger } from './ledger.ts'
import { checkUnchanged, openFiles, readsOtherwise } from './open-files.ts'
import { clearSource } from './remove-job.ts'
import { passingTrouble } from './trouble.ts'

export type ImportTask = {
  files: { path: string; shownName: string; reading?: RecogniseOptions }[]
  format: string | null
  name: string | null
  /** False: models do not learn from it. */
  forTaste?: boolean
  /** Absent: as the data set states them. */
  licence?: string | null
  origin?: string | null
}

/** How far an import is: the file that is read, by its place, and what of it is stored. */
export type ImportPosition = {
  sourceId: number
  file: number
  batches: number
  /** Bytes read of all files. */
  bytes: number
}

/**
 * Import files as one source, from the beginning or from where it was cut short. Every record ends kept, merged, set
 * aside or rejected under a keyword. When the import is cancelled or fails, the library's content is what it was before;
 * when it is paused, nothing of it shows and it goes on with the same end as if it had never stopped.
 * Throws AppError file-changed where a file is not what it was when the import began.
 */
export async function importFiles(
  db: WritableDb,
  { vocabulary, reader }: { vocabulary: Vocabulary; reader: ImportReader },
  task: ImportTask,
  control: JobControl,
): Promise<ImportResult> {
  const started = performance.now()
  const seconds = () => control.memory.secondsBefore + (performance.now() - started) / 1000
  const before = control.memory.position as ImportPosition | null
  let opened = await openFiles(db, reader, task, control)
  if (before !== null) checkUnchanged(db, before.sourceId, opened)
  const good = opened.filter((file) => file.table !== null)
  if (good.length === 0) return refused(opened, task, started)
  const twin = sources.sourceWithFiles(
    db,
    good.map((file) => file.sha256),
  )
  const { forget } = control.memory
  if (twin !== null) {
    if (before !== null) takeBack(db, before.sourceId, forget, () => {})
    return alreadyHere(db, twin, opened, started)
  }

  const origin = before === null ? originOfSaved(db, opened) : null
  if (origin !== null) return addRecords(db, { vocabulary, reader }, { origin, parts: opened }, control)

  let position = before ?? begin(db, task, opened, control)
  try {
    for (const distrusted = new Set<string>(); ; ) {
      const misjudged = await readFiles(db, { reader, from: position, files: opened, control })
      if (misjudged === null) break
      opened = await openFiles(db, reader, task, control, distrusted.add(misjudged.path))
      position = beginAnew(db, position, { task, opened, control })
    }
    // Indexing needs the memory that a reading thread still holds.
    await reader.close()
    const { sourceId } = position
    const late = twinOfRead(db, sourceId, opened)
    if (late !== null) {
      takeBack(db, sourceId, forget, () => {})
      return alreadyHere(db, late.twin, late.files, started)
    }
    const files = sources.fileLedgers(db, sourceId)
    if (files.every((file) => file.kept + file.merged + file.setAside === 0)) {
      takeBack(db, sourceId, forget, () => {})
      if (opened.every((file) => file.table === null)) return refused(opened, task, started)
      return { source: null, name: nameOf(task, opened), files, seconds: seconds() }
    }
    control.phase('indexing', 0.75, 1)
    const records = files.reduce((sum, { kept, merged, setAside }) => sum + kept + merged + setAside, 0)
    db.transaction(() => {
      packAfterLoad(db, records, () => control.report(0))
      sources.markPartlyRead(db, sourceId)
      sources.finishSource(db, sourceId, seconds())
      reindex(db, vocabulary, (fraction) => control.report(fraction))
      forget()
      control.commit()
    })()
    return {
      source: sourceId,
      name: nameOf(task, opened),
      files: sources.fileLedgers(db, sourceId),
      seconds: seconds(),
    }
  } catch (error) {
    if (error instanceof Paused || passingTrouble(error) !== null) throw error
    takeBack(db, position.sourceId, forget, error instanceof Cancelled ? control.stopping : () => {})
    throw error
  }
}

/** What is here already under another time, of folders that were only listed before. */
function twinOfRead(db: WritableDb, sourceId: number, files: OpenedPart[]) {
  if (!files.some(({ sha256 }) => isOfListing(sha256))) return null
  const digests = sources.importedFiles(db, sourceId).map(({ sha256 }) => sha256)
  const twin = sources.sourceWithFiles(
    db,
    digests.filter((_, index) => files[index]?.table !== null),
  )
  return twin && { twin, files: files.map((file, index) => ({ ...file, sha256: digests[index] ?? '' })) }
}

const firstGood = (files: OpenedPart[]): FormatInfo | null => files.find(({ table }) => table !== null)?.table ?? null
const nameOf = (task: ImportTask, files: OpenedPart[]): string => task.name ?? firstGood(files)?.formatName ?? ''

/** Note the source and its files; from here on the import can go on. */
function begin(db: WritableDb, task: ImportTask, files: OpenedPart[], control: JobControl): ImportPosition {
  const first = firstGood(files)
  const { format = '', idSpace = '', own = false } = first ?? {}
  const { forTaste = true, licence = first?.licence ?? null, origin = first?.origin ?? null } = task
  const name = nameOf(task, files)
  return db.transaction(() => {
    const sourceId = sources.addSource(db, { name, format, idSpace, simulated: false, own, forTaste, licence, origin })
    for (const file of files) sources.addFile(db, newFile(sourceId, file))
    const position = { sourceId, file: 0, batches: 0, bytes: 0 }
    control.memory.save(position)
    return position
  })()
}

/** Take back what was read so far and begin with files that were opened anew; there is a source to go on with at any time. */
function beginAnew(
  db: WritableDb,
  before: ImportPosition,
  { task, opened, control }: { task: ImportTask; opened: OpenedPart[]; control: JobControl },
): ImportPosition {
  const position = db.transaction(() => {
    sources.hideSource(db, before.sourceId)
    return begin(db, task, opened, control)
  })()
  clearSource(db, before.sourceId, () => {
    try {
      control.report(0)
    } catch (error) {
      if (error instanceof Cancelled) control.stopping()
    }
  })
  return position
}

/** What files are read with and into, and how much of all files lies before the one that is read. */
type Reading = {
  db: WritableDb
  reader: ImportReader
  writer: ImportWriter
  from: ImportPosition
  control: JobControl
  allBytes: number
  bytes: number
  records: number
}

/**
 * Read every file into the source, from where the position says. Returns a file whose beginning was trusted and that turned
 * out to be broken or something else, null when all were read.
 */
async function readFiles(
  db: WritableDb,
  { reader, from, files, control }: Pick<Reading, 'reader' | 'from' | 'control'> & { files: OpenedPart[] },
): Promise<OpenedPart | null> {
  const ledgers = sources.importedFiles(db, from.sourceId).map(({ id }) => new Ledger(db, id))
  const allBytes = files.reduce((sum, file) => sum + bytesToRead(file), 0)
  const writer = importWriter(db, from.sourceId)
  const reading = { db, reader, writer, from, control, allBytes, bytes: 0, records: 0 }
  const recordsBefore = ledgers.reduce((sum, ledger) => sum + ledger.counts.read, 0)
  control.phase('reading', 0.02, 0.75, recordsBefore)
  for (const [index, file] of files.entries()) {
    const ledger = ledgers[index] as Ledger
    if (file.table === null) ledger.refuse(file.refusal)
    else if (index < from.file) continue
    else if (control.finishAsked()) ledger.stop()
    else if (!(await readFile(reading, index, file, ledger))) return file
    reading.bytes += bytesToRead(file)
    reading.records += ledger.counts.read
  }
  return null
}

/**
 * Records stored in one transaction: a commit writes every page that it changed, and rows far apart change many. Until a
 * million are stored it is a tenth of them, so that a crash never costs more than that.
 */
const storedTogether = (stored: number) => Math.min(Math.max(5000, stored / 10), 100_000)

const bytesToRead = (file: OpenedPart) => (file.table === null ? 0 : file.bytes)

/** False for a file that was trusted in vain. */
async function readFile(
  { db, reader, writer, from, control, allBytes, bytes, records }: Reading,
  index: number,
  file: OpenedPart,
  ledger: Ledger,
): Promise<boolean> {
  const { sourceId } = from
  const report = (read: number, handled: number) => control.report(read / allBytes, handled, { read, total: allBytes })
  const stored = { batches: index === from.file ? from.batches : 0, records: ledger.counts.read }
  let { batches } = stored
  let reached = { read: Math.max(from.bytes, bytes), handled: records + stored.records }
  const isEnough = () => {
    report(reached.read, reached.handled)
    return control.finishAsked()
  }
  const storing = longTransaction(db, () => {
    ledger.save()
    control.memory.save({ sourceId, file: index, batches, bytes: reached.read })
  })
  let digest: string | null = null
  const note = ({ sha256 }: RowBatch) => {
    digest = sha256 ?? digest
  }
  try {
    let begun = reached.handled
    for await (const batch of batchesBehind(reader.read(file.place), stored, isEnough, note)) {
      if (isRefusal(batch)) {
        storing.commit()
        if (batch.keyword === 'read-error') throw new AppError('read-error', batch.message)
        if (file.trusted && batch.keyword !== 'no-valid-rows') return false
        ledger.refuse(batch)
        break
      }
      storing.begin()
      placeBatch(writer, ledger, batch)
      batches += 1
      reached = { read: bytes + batch.bytesRead, handled: records + batch.recordsRead }
      if (reached.handled - begun >= storedTogether(begun)) {
        storing.commit()
        begun = reached.handled
      }
      if (isEnough()) break
    }
    storing.commit()
  } catch (error) {
    storing.rollback()
    throw error
  }
  const isCutShort = control.finishAsked() && reached.read < bytes + file.bytes
  db.transaction(() => {
    writer.settle()
    if (isCutShort) return ledger.stop()
    if (digest !== null) sources.saveDigest(db, ledger.fileId, digest)
    ledger.close()
    control.memory.save({ sourceId, file: index + 1, batches: 0, bytes })
  })()
  return true
}

/**
 * The batches of a file behind those that are stored already. Those are read again and passed over, which is the same
 * for every format, packed or not, and takes a fraction of storing them; `isEnough` is asked at each, and ends it all.
 * `note` is told of every batch.
 */
async function* batchesBehind(
  read: AsyncGenerator<RowBatch | Refusal>,
  stored: { batches: number; records: number },
  isEnough: () => boolean,
  note: (batch: RowBatch) => void,
): AsyncGenerator<RowBatch | Refusal> {
  let place = 0
  for await (const batch of read) {
    place += 1
    if (!isRefusal(batch)) note(batch)
    if (isRefusal(batch) || place > stored.batches) yield batch
    else if (place === stored.batches && batch.recordsRead !== stored.records) throw readsOtherwise()
    else if (isEnough()) return
  }
}

function refused(files: OpenedPart[], task: ImportTask, started: number): ImportResult {
  return {
    source: null,
    name: nameOf(task, files),
    files: files.map(refusedLedger),
    seconds: (performance.now() - started) / 1000,
  }
}

/** The same files again add nothing: every record merges with itself. */
function alreadyHere(
  db: WritableDb,
  twin: { id: number; name: string },
  files: OpenedPart[],
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

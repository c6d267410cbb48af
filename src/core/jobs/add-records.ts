/** Saved records that come back mended: they go into the source that they are from, as one more file of it. */
import type { ImportResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import type { SourceRow } from '#core/sources/format.ts'
import type { ImportReader, OpenedPart } from '#core/sources/import-reader.ts'
import { setsAside } from '#core/sources/keywords.ts'
import { isRefusal, type Refusal, type RowBatch } from '#core/sources/reader.ts'
import { importWriter } from '#core/store/import-writer.ts'
import type { WritableDb } from '#core/store/open.ts'
import * as sources from '#core/store/source-rows.ts'
import type { JobControl } from './control.ts'
import { newFile, placeBatch, refusedLedger } from './import-parts.ts'
import { Ledger, rowText } from './ledger.ts'

type GoodPart = Extract<OpenedPart, { refusal: null }>
type ReadPart = { part: GoodPart; batches: RowBatch[]; refusal: Refusal | null }

const isGood = (part: OpenedPart): part is GoodPart => part.refusal === null

/** The source that all records of these parts were saved from; null where there is none, or not one. */
export function originOfSaved(db: WritableDb, parts: readonly OpenedPart[]): sources.SourceOfFiles | null {
  return sources.sourceOfFiles(
    db,
    parts.filter(isGood).map(({ saved }) => saved?.ofFile ?? null),
  )
}

/** Add the records to their source: all of them, or none when it is stopped. They are few enough to lie in memory. */
export async function addRecords(
  db: WritableDb,
  { vocabulary, reader }: { vocabulary: Vocabulary; reader: ImportReader },
  { origin, parts }: { origin: sources.SourceOfFiles; parts: readonly OpenedPart[] },
  control: JobControl,
): Promise<ImportResult> {
  const started = performance.now()
  control.phase('reading', 0.02, 0.5)
  const read: ReadPart[] = []
  for (const part of parts.filter(isGood)) read.push(await readPart(reader, part, control))
  await reader.close()
  control.phase('indexing', 0.5, 1)
  const added = db.transaction(() => {
    const fileIds = placeParts(db, origin, read)
    const files = sources.fileLedgers(db, origin.id).filter(({ id }) => fileIds.includes(id))
    if (files.every((file) => file.kept + file.merged + file.setAside === 0)) {
      for (const id of fileIds) sources.removeFile(db, id)
      return { source: null, files }
    }
    reindex(db, vocabulary, (fraction) => control.report(fraction))
    control.commit()
    // What was set aside may have found its place.
    const settled = sources.fileLedgers(db, origin.id).filter(({ id }) => fileIds.includes(id))
    return { source: origin.id, files: settled }
  })()
  const refused = parts.filter((part) => !isGood(part)).map(refusedLedger)
  const seconds = (performance.now() - started) / 1000
  return { source: added.source, name: origin.name, files: [...added.files, ...refused], seconds }
}

async function readPart(reader: ImportReader, part: GoodPart, control: JobControl): Promise<ReadPart> {
  const batches: RowBatch[] = []
  for await (const batch of reader.read(part.place)) {
    if (isRefusal(batch)) return { part, batches, refusal: batch }
    batches.push(batch)
    control.report(batch.bytesRead / batch.bytesTotal, batch.recordsRead)
  }
  return { part, batches, refusal: null }
}

/** Every record finds its place in its source; returns the ids of the new files. */
function placeParts(db: WritableDb, origin: sources.SourceOfFiles, read: readonly ReadPart[]): number[] {
  const writer = importWriter(db, origin.id)
  return read.map(({ part, batches, refusal }) => {
    const fileId = sources.addFile(db, newFile(origin.id, part))
    const ledger = new Ledger(db, fileId)
    const unchanged = part.saved?.waiting === true ? waitingTexts(db, origin.fileIds) : new Set<string>()
    // What waits as it is already, unmended, is there once and stays so: its plays do not count twice.
    const isThere = (row: SourceRow) => unchanged.size > 0 && unchanged.has(rowText(row))
    for (const batch of batches) {
      const there = batch.rows.map(isThere)
      const lines = Array.from(batch.lines)
      batch.rows.forEach((row, place) => {
        if (there[place] === true) ledger.place('duplicate-row', row, lines[place] as number)
      })
      const isNew = (_: unknown, place: number) => there[place] === false
      placeBatch(writer, ledger, { ...batch, rows: batch.rows.filter(isNew), lines: lines.filter(isNew) })
    }
    writer.settle()
    if (refusal !== null) ledger.refuse(refusal)
    ledger.close()
    return fileId
  })
}

/** Of records that were set aside, their texts as the ledger keeps them. */
function waitingTexts(db: WritableDb, fileIds: readonly number[]): Set<string> {
  const kept = fileIds.flatMap((id) => setsAside.flatMap((keyword) => [...sources.keptRecords(db, id, keyword)]))
  return new Set(kept.map(({ text }) => text))
}

/** Parts of an import in the store: each a file with a ledger of its own. */
import type { FileLedger } from '#api/schemas.ts'
import type { OpenedPart } from '#core/sources/import-reader.ts'
import type { RowBatch } from '#core/sources/reader.ts'
import type { ImportWriter } from '#core/store/import-writer.ts'
import type { NewFile } from '#core/store/source-rows.ts'
import type { Ledger } from './ledger.ts'

/** A part as a file of a source. */
export function newFile(sourceId: number, part: OpenedPart): NewFile {
  const { shownName: path, bytes, sha256, table } = part
  const howRead = table === null || part.how === null ? null : JSON.stringify(part.how)
  return { sourceId, path, format: table?.format ?? null, table: table?.table ?? null, bytes, sha256, howRead }
}

/** Every record of a batch finds its place; call inside a transaction, and save the ledger at its end. */
export function placeBatch(writer: ImportWriter, ledger: Ledger, batch: RowBatch): void {
  writer.write(batch.rows, (placement, row, place) => ledger.place(placement, row, batch.lines[place] as number))
  ledger.repair('case-variant', writer.takeCaseVariants())
  for (const reject of batch.rejects) ledger.reject(reject)
  for (const [keyword, count] of Object.entries(batch.repaired)) ledger.repair(keyword, count)
}

/** The ledger of a part of which nothing was read. */
export function refusedLedger(file: OpenedPart): FileLedger {
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

/** The ledger of one file while it is read: every record read ends in exactly one place. */
import type { Reject, Sound, SourceRow } from '#core/sources/format.ts'
import type { Refusal } from '#core/sources/reader.ts'
import type { Placement } from '#core/store/listings.ts'
import type { WritableDb } from '#core/store/open.ts'
import {
  addToLedger,
  type Disposition,
  exampleWriter,
  type FileCounts,
  type FileMessage,
  readCounts,
  saveCounts,
} from '#core/store/source-rows.ts'

/** Records kept to look at and to save, of each file and keyword: what was refused or waits may be mended, merges not. */
const mostKept = { rejected: 100_000, 'set-aside': 100_000, merged: 1000 } as const
type Fate = keyof typeof mostKept

export class Ledger {
  readonly counts: FileCounts
  readonly #db: WritableDb
  readonly fileId: number
  readonly #unsaved = new Map<string, { disposition: Disposition; keyword: string; records: number }>()
  readonly #kept: Map<string, number>
  readonly #addExample: ReturnType<typeof exampleWriter>
  #refusal: FileMessage | null = null

  /** Goes on from what is stored of the file, which is nothing for a new one. */
  constructor(db: WritableDb, fileId: number) {
    this.#db = db
    this.fileId = fileId
    this.#addExample = exampleWriter(db, fileId)
    const { counts, examples } = readCounts(db, fileId)
    this.counts = counts
    this.#kept = new Map(examples)
  }

  /** Count a record that became a row, and keep the first ones of each kind that are not simply kept. */
  place(placement: Placement, row: SourceRow, line: number): void {
    this.counts.read += 1
    if (placement === 'kept') {
      this.counts.kept += 1
      return
    }
    const fate: Fate = placement === 'duplicate-row' || placement === 'id-collision' ? 'merged' : 'set-aside'
    this.counts[fate === 'merged' ? 'merged' : 'setAside'] += 1
    this.#count(fate, placement, 1)
    this.#keep(fate, placement, line, () => rowText(row))
  }

  /** Count a record that was refused, and keep the first ones to show. */
  reject(reject: Reject): void {
    this.counts.read += 1
    this.#count('rejected', reject.keyword, 1)
    this.#keep('rejected', reject.keyword, reject.line, () => reject.text)
  }

  /** Count repairs; they say how records were read, not where they ended. */
  repair(keyword: string, count: number): void {
    this.#count('repaired', keyword, count)
  }

  /** The file as a whole is refused: what was read of it stays counted. */
  refuse(refusal: Refusal): void {
    this.#refusal = refusal
    this.save()
  }

  /** Store what has been counted since the last save; call inside the transaction that stores the rows. */
  save(): void {
    addToLedger(this.#db, this.fileId, this.#unsaved.values())
    this.#unsaved.clear()
    saveCounts(this.#db, this.fileId, this.counts, this.#refusal)
  }

  /** The rest of the file, or all of it, is not read, since the listener is content with what is there. */
  stop(): void {
    const { read } = this.counts
    const message =
      read === 0
        ? 'Not read, as you asked. Nothing of it is in your library.'
        : `Read as far as ${read.toLocaleString('en')} records, as you asked. The rest of it is not in your library.`
    this.#refusal = { keyword: null, message }
    this.save()
  }

  /** End the file: one without a single usable record is refused. */
  close(): void {
    if (this.#refusal === null && this.counts.kept + this.counts.merged + this.counts.setAside === 0) {
      this.#refusal = {
        keyword: 'no-valid-rows',
        message: `None of the ${this.counts.read.toLocaleString('en')} records in this file could be used.`,
      }
    }
    this.save()
  }

  #keep(fate: Fate, keyword: string, line: number, text: () => string): void {
    const kept = this.#kept.get(keyword) ?? 0
    if (kept >= mostKept[fate]) return
    this.#kept.set(keyword, kept + 1)
    this.#addExample(keyword, line, text())
  }

  #count(disposition: Disposition, keyword: string, records: number): void {
    if (records === 0) return
    const key = `${disposition} ${keyword}`
    const entry = this.#unsaved.get(key)
    if (entry === undefined) this.#unsaved.set(key, { disposition, keyword, records })
    else entry.records += records
  }
}

/** A row as its fields, for people to look at. */
export function rowText({ kind: _, ...row }: SourceRow): string {
  const { sound: __, ...fields } = row as { sound?: Sound }
  return texts(fields).join('\t').slice(0, 500)
}

function texts(value: unknown): string[] {
  if (value === null || value === undefined) return []
  return typeof value === 'object' ? Object.values(value).flatMap(texts) : [String(value)]
}

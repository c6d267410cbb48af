/** Writes a hostile file into a temporary folder and reads it as the importer does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Reject, SourceRow } from '#core/sources/format.ts'
import { type RecognisedFile, type RepairCounts, readRows } from '#core/sources/reader.ts'
import { type RecogniseOptions, recognise } from '#core/sources/recognise.ts'
import { isRefusal, type Refusal } from '#core/sources/refusal.ts'

export type Outcome = {
  outcome: 'accepted' | 'repaired' | 'partial' | 'rejected'
  rows: SourceRow[]
  rejects: Reject[]
  recordsRead: number
  repaired: RepairCounts
  refusal: Refusal | null
  recognised: RecognisedFile | null
}

/** A folder that goes when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-sources-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Makes a function that writes content under a name and reads it; strings are UTF-8. */
export function fileReader(): (
  name: string,
  content: string | Uint8Array,
  options?: RecogniseOptions,
) => Promise<Outcome> {
  const folder = temporaryFolder()
  return (name, content, options) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return readAll(path, undefined, options)
  }
}

/** Recognises and reads a whole file. */
export async function readAll(path: string, shownName?: string, options?: RecogniseOptions): Promise<Outcome> {
  const result: Outcome = {
    outcome: 'rejected',
    rows: [],
    rejects: [],
    recordsRead: 0,
    repaired: {},
    refusal: null,
    recognised: null,
  }
  const recognised = await recognise(path, shownName, options)
  if (isRefusal(recognised)) return { ...result, refusal: recognised }
  result.recognised = recognised
  for await (const batch of readRows(path, recognised)) {
    if (isRefusal(batch)) return { ...result, refusal: batch }
    for (const row of batch.rows) result.rows.push(row)
    for (const reject of batch.rejects) result.rejects.push(reject)
    result.recordsRead = batch.recordsRead
    for (const [keyword, count] of Object.entries(batch.repaired) as [keyof RepairCounts, number][]) {
      result.repaired[keyword] = (result.repaired[keyword] ?? 0) + count
    }
  }
  const repaired = Object.keys(result.repaired).length > 0
  result.outcome = result.rejects.length > 0 ? 'partial' : repaired ? 'repaired' : 'accepted'
  return result
}

/** Keywords of the rejects in order. */
export function keywords(result: Outcome): string[] {
  return result.rejects.map((reject) => reject.keyword)
}

/** What an import reads its files with: in its own thread, or in one beside it. */
import type { FormatInfo } from './format.ts'
import { type OpenOptions, openParts, type Part } from './parts.ts'
import { type RecognisedFile, type RowBatch, readRows } from './reader.ts'
import type { Refusal } from './refusal.ts'
import { type HowRead, howRead } from './saved/how-read.ts'

/** One line of an import's ledger, as `openParts` finds it; `place` is its place among all that one reader has opened. */
export type OpenedPart = Pick<Part, 'path' | 'shownName' | 'bytes' | 'sha256' | 'trusted'> & { place: number } & (
    | {
        table: FormatInfo
        refusal: null
        /** How its rows are read, to keep; null where single rows mean nothing. */
        how: HowRead | null
        /** Where its records are saved ones: the digest of the file that they are from, and whether they wait there. */
        saved: { ofFile: string; waiting: boolean } | null
      }
    | { table: null; refusal: Refusal }
  )

export type ImportReader = {
  /** As `openParts`. */
  open: (file: { path: string; shownName: string }, options: OpenOptions, tick: () => void) => Promise<OpenedPart[]>
  /** As `readRows`, of a part that was not refused. One part is read at a time, to its end. */
  read: (place: number) => AsyncGenerator<RowBatch | Refusal>
  /** Give back what reading holds; closing again does nothing. */
  close: () => Promise<unknown>
}

/** Reads in the thread that it is called in. */
export function readHere(): ImportReader {
  const parts: Part[] = []
  return {
    open: async (file, options, tick) =>
      (await openParts(file, options, tick)).map((part) => ({ ...openedPart(part), place: parts.push(part) - 1 })),
    read: (place) => {
      const part = parts[place]
      if (part === undefined || part.recognised === null) throw new Error(`no part ${place} to read`)
      return readRows(part.path, part.recognised)
    },
    close: async () => {},
  }
}

function openedPart({ path, shownName, bytes, sha256, trusted, ...found }: Part) {
  const part = { path, shownName, bytes, sha256, trusted }
  if (found.recognised === null) return { ...part, table: null, refusal: found.refusal }
  const {
    format,
    formatName,
    table,
    idSpace,
    order,
    fileNames,
    brings,
    licence,
    origin,
    own = false,
  } = found.recognised.table
  const info: FormatInfo = { format, formatName, table, idSpace, order, fileNames, brings, licence, origin, own }
  return { ...part, table: info, refusal: null, how: howRead(found.recognised), saved: savedOf(found.recognised) }
}

/** Of saved records the digest of the file that they are from, and whether they wait there. */
export function savedOf(recognised: RecognisedFile): { ofFile: string; waiting: boolean } | null {
  if (recognised.shape !== 'table' || recognised.saved === undefined) return null
  const { ofFile, waiting } = recognised.saved
  return { ofFile, waiting }
}

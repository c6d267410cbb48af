/** What is new, changed or gone in a folder of audio files since it was last read. */
import type { AudioListing, ListedFile } from '#core/sources/audio/audio-folder.ts'
import { filesOfSource, type KnownFile } from '#core/store/audio-file-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type AudioChanges = {
  /** New, or of another size or time. */
  toRead: ListedFile[]
  /** What is stored of those that are not new. */
  stale: KnownFile[]
  gone: KnownFile[]
  /** Gone before, and there again as they were. */
  back: KnownFile[]
  unchanged: number
}

/** Compare a listing with what is stored of its source. */
export function audioChanges(db: ReadableDb, sourceId: number, { files }: AudioListing): AudioChanges {
  const stored = filesOfSource(db, sourceId)
  const known = new Map(stored.map((file) => [file.path, file]))
  const isSame = ({ path, bytes, modifiedMs }: ListedFile) => {
    const before = known.get(path)
    return before !== undefined && before.bytes === bytes && before.modifiedMs === modifiedMs
  }
  const toRead = files.filter((file) => !isSame(file))
  const there = new Set(files.map(({ path }) => path))
  const reading = new Set(toRead.map(({ path }) => path))
  return {
    toRead,
    stale: toRead.flatMap(({ path }) => known.get(path) ?? []),
    gone: stored.filter(({ path, vanished }) => vanished === 0 && !there.has(path)),
    back: stored.filter(({ path, vanished }) => vanished === 1 && there.has(path) && !reading.has(path)),
    unchanged: files.length - toRead.length,
  }
}

export const isChanged = ({ toRead, gone, back }: AudioChanges): boolean =>
  toRead.length + gone.length + back.length > 0

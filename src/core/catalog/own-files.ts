/** What of the library the listener has in files: sure matches, and doubtful ones by their word. */
import { AppError } from '#api/errors.ts'
import type { AudioFolder, CatalogItem, FileDoubt } from '#api/schemas.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import * as browse from '#core/store/browse-rows.ts'
import * as rows from '#core/store/file-match-rows.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import { watchedFolders } from '#core/store/watched-folder-rows.ts'

type Shelf = { library: ReadableDb; user: ReadableDb; profileId: number }

/** Makes the function that finds where a canonical work lies on this computer; null where the listener has no file of it. */
export function fileFinder({ library, user, profileId }: Shelf): (workId: number) => string | null {
  const matchesOf = rows.matchesOfWork(library)
  const said = rows.verdictReader(user, profileId)
  return (workId) => matchesOf(workId).find((match) => match.sure === 1 || said(match) === 'same')?.path ?? null
}

/** Canonical works that the listener has in files. */
export function ownedWorks({ library, user, profileId }: Shelf): Set<number> {
  const said = rows.verdictReader(user, profileId)
  const accepted = rows.doubtfulMatches(library).filter((match) => said(match) === 'same')
  return new Set([...rows.surelyOwned(library), ...accepted.map((match) => match.workId)])
}

/** Canonical works and bands that the listener has in files. */
export type Owned = { works: ReadonlySet<number>; bands: ReadonlySet<number> }

export function ownedItems(shelf: Shelf): Owned {
  const works = ownedWorks(shelf)
  return { works, bands: rows.bandsOfWorks(shelf.library, works) }
}

/** Makes the function that finds the files of a track or band that lie on this computer, those of best known tracks first. */
export function itemFileFinder(shelf: Shelf): (itemId: string) => string[] {
  // Most libraries have none, and long lists need not ask for each of their rows then.
  if (!rows.hasMatches(shelf.library)) return () => []
  const fileOf = fileFinder(shelf)
  const workOf = browse.workFinder(shelf.library)
  const matchedOf = rows.matchedWorksOfBand(shelf.library)
  const worksOf = (itemId: string): (number | null)[] => {
    const { kind, row } = browse.parseItemId(itemId)
    return kind === 'track' ? [workOf(row)] : matchedOf(row)
  }
  return (itemId) =>
    worksOf(itemId).flatMap((work) => {
      const file = work === null ? null : fileOf(work)
      return file === null ? [] : [file]
    })
}

/** Say of each track whether the listener has it in a file, and of each band whether they have one of its tracks. */
export function markOwned<I extends CatalogItem>(shelf: Shelf, items: readonly I[]): I[] {
  const filesOf = itemFileFinder(shelf)
  return items.map((item) => (filesOf(item.id).length === 0 ? item : { ...item, owned: true }))
}

type WatchedShelf = Shelf & { watch: { waiting: ReadonlyMap<string, { files: number; until: number }> } }

/** The folders of audio files, whether each is looked through by itself, and what was seen there that is yet to come in. */
export function watchableFolders({ library, user, profileId, watch }: WatchedShelf): AudioFolder[] {
  const watched = watchedFolders(user, profileId)
  return audioFolders(library).map((one) => {
    const seen = watch.waiting.get(one.folder)
    const waiting = seen === undefined ? null : { files: seen.files, until: new Date(seen.until).toISOString() }
    return { ...one, watched: watched.has(one.folder), waiting }
  })
}

/** The folder of audio files that a source is. Throws AppError source-not-found. */
export function folderOf(shelf: WatchedShelf, sourceId: number): AudioFolder {
  const found = watchableFolders(shelf).find(({ id }) => id === sourceId)
  if (found !== undefined) return found
  throw new AppError('source-not-found', `No folder of audio files has the number ${sourceId}.`)
}

/** Files that may be a work of the library, and that the listener has said nothing of. */
export function fileDoubts({ library, user, profileId }: Shelf, limit: number): { items: FileDoubt[]; total: number } {
  const said = rows.verdictReader(user, profileId)
  const open = rows.doubtfulMatches(library).filter((match) => said(match) === null)
  const namesOf = rows.namesOfFile(library)
  const items = open.slice(0, limit).flatMap(({ fileId, workId, path, durationMs }) => {
    const [item] = browse.workItems(library, [workId])
    if (item === undefined) return []
    return [{ file: fileId, ...namesOf(fileId), path, durationMs, item }]
  })
  return { items, total: open.length }
}

/** Keep the listener's word on a doubtful file; null takes it back. Throws AppError track-not-found. */
export function setFileVerdict(
  { library, user, profileId }: Shelf & { user: WritableDb },
  { file, item, verdict }: { file: number; item: string; verdict: rows.Verdict | null },
): void {
  const work = browse.workOfTrack(library, browse.parseItemId(item).row)
  const match = work === null ? null : rows.findMatch(library, file, work)
  if (match === null) {
    throw new AppError('track-not-found', 'This file is no longer matched to this track. Look at the list again.')
  }
  rows.putVerdict(user, profileId, match, verdict)
}

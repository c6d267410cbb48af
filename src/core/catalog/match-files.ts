/** Which works of the library lie in the listener's audio files, found afresh whenever the library is indexed. */
import * as rows from '#core/store/file-match-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { sameWorkFinder } from './same-work.ts'

/**
 * Match every file that has tags, or `only` some: its own work, works of its ids and place, works of the same names or of
 * alike ones. Files do not see each other's matches.
 */
export function matchFiles(db: WritableDb, only?: ReadonlySet<number>): void {
  rows.clearMatches(db, only)
  const files = rows.taggedFiles(db).filter(({ fileId }) => only?.has(fileId) ?? true)
  if (files.length === 0) return
  const find = sameWorkFinder(db, { alike: true })
  const add = rows.matchWriter(db)
  for (const { fileId, workId, sourceId, path, artist, title, durationMs, mbid, isrc } of files) {
    add(fileId, workId, 'tags', true)
    const matches = find({
      ...{ artist, title, sourceId, uri: path },
      ...{ durationMs: durationMs ?? undefined, mbid: mbid ?? undefined, isrc: isrc ?? undefined },
    })
    for (const match of matches) add(fileId, match.workId, match.rule, match.sure)
  }
}

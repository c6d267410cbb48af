/** What the listener's file or the library's sources say of an entry's track: its length, its album, its ids. */
import type { PlaylistEntry } from '#api/schemas.ts'
import { parseItemId, workOfTrack } from '#core/store/browse-rows.ts'
import { factsOfWork, type WorkFacts } from '#core/store/match-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { playlistEntries } from '#core/store/playlist-rows.ts'

export type EntryFacts = WorkFacts

/** Makes the function that tells what is known of an entry of a playlist. */
export function factFinder(user: ReadableDb, library: ReadableDb, id: number): (entry: PlaylistEntry) => EntryFacts {
  const told = new Map(playlistEntries(user, id).map((entry) => [entry.entryId, entry]))
  const read = factsOfWork(library)
  return ({ entryId, kind, item }) => {
    const { location = null, durationMs = null } = told.get(entryId) ?? {}
    const track = kind === 'track' && item !== null ? parseItemId(item).row : null
    const work = track === null ? null : workOfTrack(library, track)
    const known = track === null || work === null ? null : read(work, track)
    return {
      album: known?.album ?? null,
      durationMs: durationMs ?? known?.durationMs ?? null,
      mbid: known?.mbid ?? null,
      isrc: known?.isrc ?? null,
      spotifyUri: location?.startsWith('spotify:track:') === true ? location : (known?.spotifyUri ?? null),
    }
  }
}

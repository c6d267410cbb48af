/** Finding the works that a track from outside the library may be: by its ids, by its keys, by its band's works. */
import type { ReadableDb } from './open.ts'

const canonicalWork = 'coalesce(work_alias.canonical_id, track.work_id)'

/** Canonical works of tracks of which a source says this MBID, ISRC or place. */
export function worksByFact(db: ReadableDb): (fact: 'mbid' | 'isrc' | 'uri', value: string) => number[] {
  const read = (fact: string) =>
    db
      .prepare(
        `SELECT DISTINCT ${canonicalWork} FROM track_fact JOIN track USING (track_id) LEFT JOIN work_alias USING (work_id)
         WHERE ${fact} = ? AND track.work_id IS NOT NULL LIMIT 20`,
      )
      .pluck()
  const statements = { mbid: read('mbid'), isrc: read('isrc'), uri: read('uri') }
  return (fact, value) => statements[fact].all(value) as number[]
}

/** All spellings of a canonical band. */
export function spellingsOf(db: ReadableDb): (artistId: number) => string[] {
  const read = db
    .prepare(
      `SELECT name FROM artist WHERE artist_id = @id
         OR artist_id IN (SELECT artist_id FROM artist_alias WHERE canonical_id = @id)`,
    )
    .pluck()
  return (id) => read.all({ id }) as string[]
}

/** (canonical work, stable key) of every work of a canonical band. */
export function worksOfBand(db: ReadableDb): (artistId: number) => { workId: number; workKey: string }[] {
  const read = db.prepare(
    `SELECT coalesce(work_alias.canonical_id, work.work_id) AS workId, work_key AS workKey
     FROM work LEFT JOIN work_alias USING (work_id)
     WHERE artist_id IN (SELECT @id UNION SELECT artist_id FROM artist_alias WHERE canonical_id = @id)`,
  )
  return (id) => read.all({ id }) as { workId: number; workKey: string }[]
}

/** Known lengths, in milliseconds, of a canonical work's tracks in sources other than `sourceId`. */
export function durationsOfWork(db: ReadableDb): (workId: number, sourceId: number) => number[] {
  const read = db
    .prepare(
      `SELECT duration_ms FROM track JOIN track_fact USING (track_id)
       WHERE work_id IN (SELECT @workId UNION SELECT work_id FROM work_alias WHERE canonical_id = @workId)
         AND duration_ms IS NOT NULL AND source_id <> @sourceId LIMIT 50`,
    )
    .pluck()
  return (workId, sourceId) => read.all({ workId, sourceId }) as number[]
}

/** Absolute paths that sources tell of a canonical work's tracks, in order. */
export function pathsOfWork(db: ReadableDb): (workId: number) => string[] {
  const read = db
    .prepare(
      `SELECT DISTINCT uri FROM track JOIN track_fact USING (track_id)
       WHERE work_id IN (SELECT @workId UNION SELECT work_id FROM work_alias WHERE canonical_id = @workId)
         AND (uri GLOB '/[^/]*' OR uri GLOB '[A-Za-z]:[\\/]*') ORDER BY uri LIMIT 50`,
    )
    .pluck()
  return (workId) => read.all({ workId }) as string[]
}

/** What sources say of one work; null for what none says. Lengths in milliseconds. */
export type WorkFacts = {
  album: string | null
  durationMs: number | null
  mbid: string | null
  isrc: string | null
  spotifyUri: string | null
}

/** Facts of a canonical work from its tracks of the same version as `trackId`, those of that track itself first. */
export function factsOfWork(db: ReadableDb): (workId: number, trackId: number) => WorkFacts {
  const read = db.prepare(
    `SELECT album, duration_ms AS durationMs, mbid, isrc,
       CASE WHEN uri GLOB 'spotify:track:*' THEN uri
            WHEN external_id GLOB 'spotify:track:*' THEN external_id
            WHEN id_space = 'spotify-tracks' AND length(external_id) = 22 THEN 'spotify:track:' || external_id
       END AS spotifyUri
     FROM track JOIN source USING (source_id) LEFT JOIN track_fact USING (track_id)
     WHERE work_id IN (SELECT @workId UNION SELECT work_id FROM work_alias WHERE canonical_id = @workId)
       AND version IS (SELECT version FROM track WHERE track_id = @trackId)
     ORDER BY track_id <> @trackId, track_id LIMIT 50`,
  )
  return (workId, trackId) => {
    const facts: WorkFacts = { album: null, durationMs: null, mbid: null, isrc: null, spotifyUri: null }
    for (const row of read.all({ workId, trackId }) as WorkFacts[]) {
      facts.album ??= row.album
      facts.durationMs ??= row.durationMs
      facts.mbid ??= row.mbid
      facts.isrc ??= row.isrc
      facts.spotifyUri ??= row.spotifyUri
    }
    return facts
  }
}

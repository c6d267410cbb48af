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

/** What is stored of tracks beyond their names, to be shown. */
import type { TrackFacts } from '#api/track-facts.ts'
import { trackFeatures } from '#core/sources/format.ts'
import type { ReadableDb } from './open.ts'
import { featureColumns } from './track-facts.ts'

export type FactRow = {
  trackId: number
  title: string | null
  version: string | null
  source: string
  year: number | null
  album: string | null
  durationMs: number | null
  mbid: string | null
  isrc: string | null
  explicit: number | null
  popularity: number | null
  lyrics: string | null
  submissions: number | null
  shares: Uint8Array | null
}

const worksOf = '(SELECT @workId UNION ALL SELECT work_id FROM work_alias WHERE canonical_id = @workId)'

/** Every listing of a canonical work, and of the works that were joined with it, with what its source says of it. */
export function factRows(db: ReadableDb, workId: number): FactRow[] {
  return db
    .prepare(
      `SELECT track.track_id AS trackId, title, version, source.name AS source, year, album, duration_ms AS durationMs,
         mbid, isrc, explicit, popularity, lyrics, submissions, shares
       FROM track JOIN source USING (source_id) LEFT JOIN track_fact USING (track_id)
       LEFT JOIN track_lyrics USING (track_id) LEFT JOIN track_sound USING (track_id)
       WHERE work_id IN ${worksOf} AND source.state = 'ready' ORDER BY track.track_id`,
    )
    .all({ workId }) as FactRow[]
}

/** The numbers that a source gives of a track, by name. */
export function featuresOf(db: ReadableDb, trackId: number): TrackFacts['features'] {
  const row = db
    .prepare(`SELECT ${featureColumns.join(', ')} FROM track_feature WHERE track_id = ?`)
    .raw()
    .get(trackId) as (number | null)[] | undefined
  return trackFeatures.flatMap((name, place) => {
    const value = row?.[place] ?? null
    return value === null ? [] : [{ name, value }]
  })
}

/** The labels of a track, strongest first. */
export function labelsOf(db: ReadableDb, trackId: number): TrackFacts['labels'] {
  return db
    .prepare(
      `SELECT kind, name, weight FROM track_label JOIN label USING (label_id)
       WHERE track_id = ? ORDER BY weight DESC, kind, name`,
    )
    .all(trackId) as TrackFacts['labels']
}

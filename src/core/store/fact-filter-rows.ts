/** Works that pass a filter on what sources say of their tracks. */
import { type TrackFeature, trackFeatures } from '#core/sources/format.ts'
import { isReady } from './index-rows.ts'
import type { ReadableDb } from './open.ts'
import { featureColumns } from './track-facts.ts'

/** A canonical work and its band. */
type Passing = Iterable<[work: number, band: number]>

const passing = (rows: string) =>
  `SELECT work_summary.work_id, work_summary.artist_id FROM (
     SELECT DISTINCT coalesce(work_alias.canonical_id, track.work_id) AS work_id
     FROM (${rows}) AS said JOIN track USING (track_id) LEFT JOIN work_alias USING (work_id) WHERE track.${isReady}
   ) AS found JOIN work_summary USING (work_id)`

/** Ids of the labels that are called so, whatever their case, and the names that there are. */
export function labelIds(db: ReadableDb, names: readonly string[]): { known: Set<string>; ids: number[] } {
  const rows = db
    .prepare(
      'SELECT label_id AS id, lower(name) AS name FROM label WHERE lower(name) IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(names)) as { id: number; name: string }[]
  return { known: new Set(rows.map(({ name }) => name)), ids: rows.map(({ id }) => id) }
}

/** Some names of labels that hold these letters. */
export function labelsLike(db: ReadableDb, letters: string): string[] {
  return db
    .prepare('SELECT DISTINCT name FROM label WHERE instr(lower(name), ?) > 0 ORDER BY length(name) LIMIT 5')
    .pluck()
    .all(letters) as string[]
}

/** Works that a source calls by one of these labels. */
export function worksLabelled(db: ReadableDb, labels: readonly number[]): Passing {
  const rows = 'SELECT track_id FROM track_label WHERE weight > 0 AND label_id IN (SELECT value FROM json_each(?))'
  return db.prepare(passing(rows)).raw().iterate(JSON.stringify(labels)) as Passing
}

/** Works of which a source gives a number within these bounds. */
export function worksWithin(db: ReadableDb, feature: TrackFeature, least: number, most: number): Passing {
  const column = featureColumns[trackFeatures.indexOf(feature)]
  const rows = `SELECT track_id FROM track_feature WHERE ${column} BETWEEN ? AND ?`
  return db.prepare(passing(rows)).raw().iterate(least, most) as Passing
}

/** Indexes that every row of a first load would have to find its place in: taken away before, made of the sorted whole after. */
import type { WritableDb } from './open.ts'

const loadIndexes = {
  track_listed: 'CREATE UNIQUE INDEX IF NOT EXISTS track_listed ON track (source_id, external_id)',
  work_artist: 'CREATE INDEX IF NOT EXISTS work_artist ON work (artist_id)',
}

/** Take the indexes away where there is nothing to find yet; otherwise make what an unfinished load left without. */
export function readyToLoad(db: WritableDb): void {
  const isEmpty = db
    .prepare('SELECT (SELECT max(track_id) FROM track) IS NULL AND (SELECT max(work_id) FROM work) IS NULL')
    .pluck()
    .get()
  if (isEmpty === 0) makeLoadIndexes(db)
  else for (const name of Object.keys(loadIndexes)) db.exec(`DROP INDEX IF EXISTS ${name}`)
}

/** Make the indexes that are missing. */
export function makeLoadIndexes(db: WritableDb): void {
  for (const sql of Object.values(loadIndexes)) db.exec(sql)
}

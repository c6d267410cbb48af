/** Names of listeners and of the bands that they have. */
import type { ReadableDb } from './open.ts'

/** Names of all bands as they are shown, by canonical id. */
export function artistNames(db: ReadableDb): Map<number, string> {
  const rows = db.prepare('SELECT artist_id, name FROM artist_summary JOIN artist USING (artist_id)').raw().all()
  return new Map(rows as [number, string][])
}

/** Makes the function that tells what a listener is called, and in which source. */
export function listenerNames(db: ReadableDb): (listenerId: number) => { source: string; name: string } {
  const read = db.prepare(
    `SELECT source.name AS source, CAST(external_id AS TEXT) AS name FROM listener JOIN source USING (source_id)
     WHERE listener_id = ?`,
  )
  return (listenerId) => read.get(listenerId) as { source: string; name: string }
}

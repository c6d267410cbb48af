/** Plays of the listener's own, over all the sources that tell of them. */
import { ownListener } from '#core/sources/format.ts'
import type { ReadableDb } from './open.ts'

/** A work by its stable keys, which all sources share, and one of its rows. */
export type OwnWork = { artistKey: string; workKey: string; workId: number; sourceId: number }

/** The few sources outside, so that each one's listener is found by its index. */
const ownTracks = `source CROSS JOIN listener ON listener.source_id = source.source_id AND listener.external_id = '${ownListener}'`
const named = `JOIN track USING (track_id) JOIN work USING (work_id) JOIN artist USING (artist_id)`
const learnt = `source.own = 1 AND source.for_taste = 1 AND source.state = 'ready'`
const columns = `artist.artist_key AS artistKey, work.work_key AS workKey, min(work.work_id) AS workId,
  source.source_id AS sourceId`

const itsListens = `FROM listen
  WHERE listen.listener_id = track_play.listener_id AND listen.track_id = track_play.track_id`

/** Every listen of the listener's own with a time, by work and time. */
export const readTimedListens = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT artist.artist_key AS artistKey, work.work_key AS workKey, listened_at AS at
       FROM ${ownTracks} JOIN listen USING (listener_id) ${named}
       WHERE ${learnt} AND listened_at IS NOT NULL ORDER BY artist_key, work_key, listened_at`,
    )
    .iterate() as Iterable<{ artistKey: string; workKey: string; at: number }>

/** What each source counts of each work: all plays (1 for a like), the listens among them, and those without a time. */
export const readOwnCounts = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT ${columns}, sum(plays) AS plays, sum((SELECT count(*) ${itsListens})) AS listens,
         sum((SELECT count(*) ${itsListens} AND listened_at IS NULL)) AS timeless
       FROM ${ownTracks} JOIN track_play USING (listener_id) ${named}
       WHERE ${learnt} GROUP BY artist.artist_key, work.work_key, source.source_id
       ORDER BY artist.artist_key, work.work_key`,
    )
    .iterate() as Iterable<OwnWork & { plays: number; listens: number; timeless: number }>

/** The rows that stand for the listener, one a source. */
export const readOwnListeners = (db: ReadableDb) =>
  db.prepare(`SELECT listener_id FROM ${ownTracks} WHERE source.own = 1`).pluck().all() as number[]

/** Sources that no model learns from. */
export const readTastelessSources = (db: ReadableDb) =>
  db.prepare('SELECT source_id FROM source WHERE for_taste = 0').pluck().all() as number[]

/** Plays of one track this many seconds apart are one play, reported twice. */
export const sameListen = 90

/** Makes the function that tells whether another source of the listener's own has a play of a track at a moment. */
export function heardElsewhere(db: ReadableDb, sourceId: number): (trackId: number, at: number) => boolean {
  const others = db
    .prepare(`SELECT listener_id FROM ${ownTracks} WHERE source.own = 1 AND source.source_id <> ?`)
    .pluck()
    .all(sourceId) as number[]
  if (others.length === 0) return () => false
  // CROSS JOIN keeps this order: from the one track to its namesakes, then to the few plays of them.
  const find = db
    .prepare(
      `SELECT 1 FROM track AS mine CROSS JOIN work AS my_work ON my_work.work_id = mine.work_id
         CROSS JOIN artist AS my_artist ON my_artist.artist_id = my_work.artist_id
         CROSS JOIN artist AS namesake ON namesake.artist_key = my_artist.artist_key
         CROSS JOIN work ON work.artist_id = namesake.artist_id AND work.work_key = my_work.work_key
         CROSS JOIN track ON track.work_id = work.work_id
         CROSS JOIN listen ON listen.listener_id IN (SELECT value FROM json_each(@others))
           AND listen.track_id = track.track_id AND listen.listened_at BETWEEN @from AND @to
       WHERE mine.track_id = @trackId LIMIT 1`,
    )
    .pluck()
  const listeners = JSON.stringify(others)
  return (trackId, at) =>
    find.get({ trackId, others: listeners, from: at - sameListen, to: at + sameListen }) !== undefined
}

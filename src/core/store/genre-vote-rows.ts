/** What sources and listeners say of genres: the rows that votes are counted from, and the votes of each band. */
import { isReady } from './index-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/** (spelling, tag, listeners who said it). */
export const readTagCounts = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT artist_listing.artist_id, tag_listing.name, count(*)
       FROM tagging JOIN artist_listing USING (listing_id) JOIN tag_listing USING (tag_listing_id)
       WHERE artist_listing.artist_id IS NOT NULL AND tag_listing.name IS NOT NULL AND artist_listing.${isReady}
       GROUP BY artist_listing.artist_id, tag_listing.name`,
    )
    .raw()
    .iterate() as Iterable<[number, string, number]>

/** (spelling, source, label, weight) of what sources state of bands. */
export const readArtistLabels = (db: ReadableDb) =>
  db
    .prepare(`SELECT artist_id, source_id, label, weight FROM artist_label WHERE ${isReady}`)
    .raw()
    .iterate() as Iterable<[number, number, string, number]>

/** (label, name) of everything that tracks are labelled with as a genre or by listeners' tags. */
export const readLabelNames = (db: ReadableDb) =>
  db.prepare(`SELECT label_id, name FROM label WHERE kind IN ('genre', 'tag')`).raw().all() as [number, string][]

const trackLabels = (where: string) =>
  `SELECT work.artist_id, track.source_id, label_id, weight
   FROM track_label JOIN track USING (track_id) JOIN work USING (work_id) WHERE ${where} AND track.${isReady}`
const wantedLabels = 'label_id IN (SELECT value FROM json_each(@labels))'

/** (spelling, source, label, weight) of the tracks with any of these labels. */
export const readTrackLabels = (db: ReadableDb, labels: readonly number[]) =>
  db
    .prepare(trackLabels(wantedLabels))
    .raw()
    .iterate({ labels: JSON.stringify(labels) }) as Iterable<[number, number, number, number]>

/** The same of all versions of one canonical work. */
export const readTrackLabelsOfWork = (db: ReadableDb, workId: number, labels: readonly number[]) =>
  db
    .prepare(trackLabels(`${wantedLabels} AND ${tracksOfWork}`))
    .raw()
    .all({ workId, labels: JSON.stringify(labels) }) as [number, number, number, number][]

const tracksOfWork = `track.track_id IN (SELECT track_id FROM track WHERE work_id IN (
  SELECT @workId UNION ALL SELECT work_id FROM work_alias WHERE canonical_id = @workId))`

const sounds = (where: string) =>
  `SELECT mbid, work.artist_id, submissions, shares
   FROM track_fact JOIN track_sound USING (track_id) JOIN track USING (track_id) JOIN work USING (work_id)
   WHERE mbid IS NOT NULL AND ${where} AND track.${isReady} ORDER BY mbid, track_id`

type Sounds = Iterable<[mbid: string, artist: number, submissions: number, shares: Uint8Array]>
/** (recording, artist spelling, submissions, shares) of each track whose sound was classified, a recording together. */
export const readSounds = (db: ReadableDb) => db.prepare(sounds('TRUE')).raw().iterate() as Sounds
/** The same of all versions of one canonical work. */
export const readSoundsOfWork = (db: ReadableDb, workId: number) =>
  db.prepare(sounds(tracksOfWork)).raw().all({ workId }) as Iterable<[string, number, number, Uint8Array]>

export type Vote = { voter: number; genreId: number; weight: number }

export function genreVoteWriter(db: WritableDb): (artistId: number, vote: Vote) => void {
  const add = db.prepare('INSERT INTO genre_vote (artist_id, voter, genre_id, weight) VALUES (?, ?, ?, ?)')
  return (artistId, { voter, genreId, weight }) => void add.run(artistId, voter, genreId, weight)
}

const votes = 'SELECT artist_id AS artistId, voter, genre_id AS genreId, weight FROM genre_vote'

/** The votes of every band, those of a band together. */
export function* readVotes(db: ReadableDb): Generator<{ artistId: number; votes: Vote[] }> {
  let current: { artistId: number; votes: Vote[] } | undefined
  const rows = db.prepare(`${votes} ORDER BY artist_id, voter, genre_id`).iterate() as Iterable<
    Vote & { artistId: number }
  >
  for (const { artistId, ...vote } of rows) {
    if (current?.artistId !== artistId) {
      if (current !== undefined) yield current
      current = { artistId, votes: [] }
    }
    current.votes.push(vote)
  }
  if (current !== undefined) yield current
}

export function votesOfArtist(db: ReadableDb, artistId: number): Vote[] {
  return db.prepare(`${votes} WHERE artist_id = ?`).all(artistId) as Vote[]
}

/** (genre, its name, its parent or null). */
export function genreNames(db: ReadableDb): Map<number, { name: string; parent: number | null }> {
  const rows = db.prepare('SELECT genre_id, name, parent_id FROM genre').raw().all() as [
    number,
    string,
    number | null,
  ][]
  return new Map(rows.map(([id, name, parent]) => [id, { name, parent }]))
}

/** Put newly tallied genres in the place of all there are. */
export function replaceGenres(db: WritableDb, rows: Iterable<readonly [artist: number, genre: number, share: number]>) {
  db.prepare('DELETE FROM artist_genre').run()
  const add = db.prepare('INSERT INTO artist_genre (artist_id, genre_id, weight) VALUES (?, ?, ?)')
  for (const row of rows) add.run(...row)
}

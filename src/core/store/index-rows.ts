/** What indexing reads from the sources' rows and writes to the derived tables. */
import { bulkInsert } from './bulk-insert.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/**
 * Sources that are being imported, paused or removed have rows too, of which nothing may show: what is derived comes from
 * the others alone. Names are shared, so that they are looked up from what uses them, unless every source is ready.
 */
export const isReady = `source_id NOT IN (SELECT source_id FROM source WHERE state <> 'ready')`
const allAreReady = `NOT EXISTS (SELECT 1 FROM source WHERE state <> 'ready')`
export const workIsReady = `(${allAreReady}
  OR EXISTS (SELECT 1 FROM track WHERE track.work_id = work.work_id AND track.${isReady}))`
export const artistIsReady = `(${allAreReady}
  OR artist_id IN (SELECT artist_id FROM artist_listing WHERE ${isReady})
  OR artist_id IN (SELECT artist_id FROM work WHERE ${workIsReady})
  OR artist_id IN (SELECT artist_id FROM artist_label WHERE ${isReady})
  OR artist_id IN (SELECT artist_id FROM artist_fact WHERE ${isReady}))`

/** Largest row ids, so that arrays can be indexed by them. */
export function largestIds(db: ReadableDb): {
  artist: number
  listing: number
  work: number
  track: number
  listener: number
} {
  const largest = (sql: string) => (db.prepare(sql).pluck().get() as number | null) ?? 0
  return {
    artist: largest('SELECT max(artist_id) FROM artist'),
    listing: largest('SELECT max(listing_id) FROM artist_listing'),
    work: largest('SELECT max(work_id) FROM work'),
    track: largest('SELECT max(track_id) FROM track'),
    listener: largest('SELECT max(listener_id) FROM listener'),
  }
}

type Numbers = Iterable<[number, number]>
type Triple = [number, number, number]

/** Rows read in one piece take half the time of rows read one by one. */
function triplesReader(db: ReadableDb, sql: string): (from: number, to: number) => Triple[] {
  const read = db.prepare(sql).raw()
  return (from, to) => read.all(from, to) as Triple[]
}

export const readArtistOfListing = (db: ReadableDb) =>
  db.prepare('SELECT listing_id, artist_id FROM artist_listing WHERE artist_id IS NOT NULL').raw().iterate() as Numbers
export const readWorkOfTrack = (db: ReadableDb) =>
  db.prepare('SELECT track_id, work_id FROM track WHERE work_id IS NOT NULL').raw().iterate() as Numbers
export const readArtistOfWork = (db: ReadableDb) =>
  db.prepare(`SELECT work_id, artist_id FROM work WHERE ${workIsReady}`).raw().iterate() as Numbers
export const countPlays = (db: ReadableDb) =>
  db.prepare('SELECT (SELECT count(*) FROM artist_play) + (SELECT count(*) FROM track_play)').pluck().get() as number
/** Makes the function that reads (listener, listing, plays) of the listeners from one id to another, by listener. */
export const artistPlaysReader = (db: ReadableDb) =>
  triplesReader(
    db,
    'SELECT listener_id, listing_id, plays FROM artist_play WHERE listener_id BETWEEN ? AND ? ORDER BY listener_id',
  )
/** The same of (listener, track, plays). */
export const trackPlaysReader = (db: ReadableDb) =>
  triplesReader(
    db,
    'SELECT listener_id, track_id, plays FROM track_play WHERE listener_id BETWEEN ? AND ? ORDER BY listener_id',
  )
export const readArtistNames = (db: ReadableDb) =>
  db.prepare(`SELECT artist_id, name FROM artist WHERE ${artistIsReady}`).raw().iterate() as Iterable<[number, string]>
/** (work, track, year or null, 1 when it is a version, source, title), by work. */
export const readTracksByWork = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT work_id, track_id, year, version IS NOT NULL, source_id, title FROM track
       WHERE work_id IS NOT NULL AND title IS NOT NULL AND ${isReady} ORDER BY work_id`,
    )
    .raw()
    .iterate() as Iterable<[number, number, number | null, number, number, string]>
/** (track, work) of tracks that came with several titles. */
export const readOtherwiseTitled = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT DISTINCT track_id, work_id FROM track_title CROSS JOIN track USING (track_id)
       WHERE work_id IS NOT NULL AND ${isReady}`,
    )
    .raw()
    .iterate() as Numbers
export const otherTitles = (db: ReadableDb) => {
  const read = db.prepare('SELECT title FROM track_title WHERE track_id = ?').pluck()
  return (trackId: number) => read.all(trackId) as string[]
}
export const readFacts = (db: ReadableDb) =>
  db.prepare(`SELECT artist_id, country, formed FROM artist_fact WHERE ${isReady}`).raw().iterate() as Iterable<
    [number, string | null, number | null]
  >
export const readWorkAliases = (db: ReadableDb) =>
  db.prepare('SELECT work_id, canonical_id FROM work_alias').raw().iterate() as Numbers
/** (band, listeners). */
export const readShownArtists = (db: ReadableDb) =>
  db.prepare('SELECT artist_id, listeners FROM artist_summary').raw().all() as [number, number][]
export const trackTitles = (db: ReadableDb) => {
  const read = db.prepare('SELECT title FROM track WHERE track_id = ?').pluck()
  return (trackId: number) => read.get(trackId) as string
}
export const artistNameById = (db: ReadableDb) => {
  const read = db.prepare('SELECT name FROM artist WHERE artist_id = ?').pluck()
  return (artistId: number) => read.get(artistId) as string
}
/** (artist spelling, source) pairs of bands that sources list by themselves. */
export const readArtistSources = (db: ReadableDb) =>
  db
    .prepare(`SELECT artist_id, source_id FROM artist_listing WHERE artist_id IS NOT NULL AND ${isReady} GROUP BY 1, 2`)
    .raw()
    .iterate() as Numbers
/** (work, source), one a track. Sorting pairs of millions of tracks out in SQL would take as much memory as they do. */
export const readWorkSources = (db: ReadableDb) =>
  db.prepare(`SELECT work_id, source_id FROM track WHERE work_id IS NOT NULL AND ${isReady}`).raw().iterate() as Numbers

const derived = [
  'artist_alias',
  'artist_guest',
  'artist_suggestion',
  'cleaning_preview',
  'work_alias',
  'genre',
  'genre_vote',
  'artist_genre',
  'artist_decade',
  'artist_source',
  'artist_summary',
  'work_summary',
  'library_fact',
]

/** Whether the library was opened by a newer Sidetrack since, and has tables that only indexing fills. */
export function lacksIndex(db: ReadableDb): boolean {
  const has = (table: string) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined
  // The genres as they were tallied, without what the listener says of them.
  return (has('artist_summary') && !has('artist_search')) || (has('main.artist_genre') && !has('genre_vote'))
}

/** Empty every derived table. */
export function clearIndex(db: WritableDb): void {
  for (const table of derived) db.prepare(`DELETE FROM ${table}`).run()
  db.prepare(`INSERT INTO artist_search (artist_search) VALUES ('delete-all')`).run()
  db.prepare(`INSERT INTO work_search (work_search) VALUES ('delete-all')`).run()
}

/**
 * Take away the index that every row of a full load would have to find its place in; the returned function makes it
 * again from the sorted whole. Both belong to the transaction that fills the table, so readers never miss it.
 */
export function loadInBulk(db: WritableDb): () => void {
  db.exec('DROP INDEX work_summary_artist')
  return () => {
    db.exec('CREATE INDEX work_summary_artist ON work_summary (artist_id, listeners DESC)')
  }
}

type WorkSummary = [
  work: number,
  artist: number,
  track: number,
  year: number | null,
  listeners: number,
  listenerIds: Uint8Array,
  plays: Uint8Array,
  flags: number,
]

/** Prepared inserts for the derived tables; `workSummary` must be flushed. */
export function indexWriter(db: WritableDb) {
  const artistAlias = db.prepare('INSERT INTO artist_alias (artist_id, canonical_id, rule) VALUES (?, ?, ?)')
  const artistGuest = db.prepare('INSERT OR IGNORE INTO artist_guest (artist_id, guest_id) VALUES (?, ?)')
  const artistSuggestion = db.prepare(
    `INSERT OR IGNORE INTO artist_suggestion (artist_id, other_id, rule, shared_listeners, shared_works)
     VALUES (?, ?, ?, ?, ?)`,
  )
  const cleaningPreview = db.prepare('INSERT INTO cleaning_preview (rule, records) VALUES (?, ?)')
  const workAlias = db.prepare('INSERT INTO work_alias (work_id, canonical_id) VALUES (?, ?)')
  const genre = db.prepare('INSERT INTO genre (genre_id, name, parent_id) VALUES (?, ?, ?)')
  const artistGenre = db.prepare('INSERT INTO artist_genre (artist_id, genre_id, weight) VALUES (?, ?, ?)')
  const artistDecade = db.prepare('INSERT OR IGNORE INTO artist_decade (artist_id, decade) VALUES (?, ?)')
  const artistSource = db.prepare('INSERT OR IGNORE INTO artist_source (artist_id, source_id) VALUES (?, ?)')
  const artistSummary = db.prepare(
    `INSERT INTO artist_summary (artist_id, listeners, tracks, year, country, listener_ids, plays)
     VALUES (@artistId, @listeners, @tracks, @year, @country, @listenerIds, @plays)`,
  )
  const workSummary = bulkInsert<WorkSummary>(db, 'work_summary', [
    'work_id',
    'artist_id',
    'track_id',
    'year',
    'listeners',
    'listener_ids',
    'plays',
    'flags',
  ])
  const artistSearch = db.prepare('INSERT INTO artist_search (rowid, search_key) VALUES (?, ?)')
  const workSearch = db.prepare('INSERT INTO work_search (rowid, search_key) VALUES (?, ?)')
  const fact = db.prepare('INSERT INTO library_fact (name, value) VALUES (?, ?)')
  return {
    artistAlias,
    artistGuest,
    artistSuggestion,
    cleaningPreview,
    workAlias,
    genre,
    artistGenre,
    artistDecade,
    artistSource,
    artistSummary,
    workSummary,
    artistSearch,
    workSearch,
    fact,
  }
}
export type IndexWriter = ReturnType<typeof indexWriter>

/** (listener, source), by listener. */
export const readListenerSources = (db: ReadableDb) =>
  db
    .prepare(`SELECT listener_id, source_id FROM listener WHERE ${isReady} ORDER BY listener_id`)
    .raw()
    .iterate() as Numbers

/** Totals and totals per source, for the window to show. `interactions` holds each source's known plays and likes. */
export function writeCounts(db: WritableDb, write: IndexWriter, interactions: ReadonlyMap<number, number>): void {
  const one = (sql: string, ...values: number[]) =>
    db
      .prepare(sql)
      .pluck()
      .get(...values) as number
  const sources = db.prepare(`SELECT source_id FROM source WHERE state = 'ready'`).pluck().all() as number[]
  // Without the index of ids, as in source-links.ts.
  const tracks = 'SELECT count(*) FROM track WHERE +source_id = ? AND title IS NOT NULL'
  let total = 0
  for (const id of sources) {
    const known = interactions.get(id) ?? 0
    total += known
    write.fact.run(`${id}:artists`, one('SELECT count(*) FROM artist_source WHERE source_id = ?', id))
    write.fact.run(`${id}:tracks`, one(tracks, id))
    write.fact.run(`${id}:listeners`, one('SELECT count(*) FROM listener WHERE source_id = ?', id))
    write.fact.run(`${id}:interactions`, known)
  }
  write.fact.run('artists', one('SELECT count(*) FROM artist_summary'))
  write.fact.run('tracks', one('SELECT count(*) FROM work_summary'))
  write.fact.run('listeners', one(`SELECT count(*) FROM listener WHERE ${isReady}`))
  write.fact.run('interactions', total)
}

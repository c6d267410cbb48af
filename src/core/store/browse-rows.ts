/** Reading the catalogue: bands and tracks ready to show, search hits, facets, filters. */
import type { CatalogItem, Facets, Kind } from '#api/schemas.ts'
import { idOfRow } from '#core/math/popularity-order.ts'
import { readFacetCounts } from './facet-rows.ts'
import type { ReadableDb } from './open.ts'
import { guestReader } from './version-rows.ts'

export type ItemKey = { kind: 'artist' | 'track'; row: number }

/** `a17` and `t42` are how ids leave the core. */
export const artistItemId = (artistId: number): string => `a${artistId}`
export const trackItemId = (trackId: number): string => `t${trackId}`

/** The row behind an id that came in. The contract has checked its form. */
export function parseItemId(id: string): ItemKey {
  return { kind: id.startsWith('a') ? 'artist' : 'track', row: Number(id.slice(1)) }
}

const shownGenres = 3
const artistColumns = `artist.artist_id AS artistId, artist.name AS artist, summary.listeners, summary.year, summary.country,
  summary.tracks`

type ArtistRow = {
  artistId: number
  artist: string
  listeners: number
  year: number | null
  country: string | null
  tracks: number
}
type TrackRow = {
  trackId: number
  artistId: number
  artist: string
  title: string
  year: number | null
  listeners: number
}

/** Bands by canonical id, in the order asked for; unknown ids are left out. */
export function artistItems(db: ReadableDb, artistIds: readonly number[]): CatalogItem[] {
  const read = db.prepare(
    `SELECT ${artistColumns} FROM artist_summary AS summary JOIN artist USING (artist_id) WHERE artist_id = ?`,
  )
  const genres = genreReader(db)
  return artistIds.flatMap((id) => {
    const row = read.get(id) as ArtistRow | undefined
    return row === undefined ? [] : [artistItem(row, genres(id))]
  })
}

function artistItem(row: ArtistRow, genres: string[]): CatalogItem {
  return {
    id: artistItemId(row.artistId),
    kind: 'artist',
    artist: row.artist,
    artistId: artistItemId(row.artistId),
    ...(row.year === null ? {} : { year: row.year }),
    ...(row.country === null ? {} : { country: row.country }),
    genres,
    listeners: row.listeners,
  }
}

/** What the sources say, and the same with the listener's word laid over it, which takes twice as long to read. */
const genresOfBand = {
  said: 'SELECT name FROM main.artist_genre JOIN genre USING (genre_id) WHERE artist_id = ? ORDER BY weight DESC, genre_id',
  laid: 'SELECT name FROM artist_genre JOIN genre USING (genre_id) WHERE artist_id = ? ORDER BY weight DESC, genre_id',
} as const

const hasVerdicts = (db: ReadableDb): boolean =>
  db
    .prepare('SELECT EXISTS (SELECT 1 FROM artist_genre_verdict) OR EXISTS (SELECT 1 FROM work_genre_verdict)')
    .pluck()
    .get() === 1

/** Names of a band's strongest genres. */
function genreReader(db: ReadableDb): (artistId: number) => string[] {
  const read = db.prepare(genresOfBand[hasVerdicts(db) ? 'laid' : 'said']).pluck()
  return (artistId) => (read.all(artistId) as string[]).slice(0, shownGenres)
}

/** Names of the strongest genres of a work: those of its band, and what the listener says of this work alone. */
function workGenreReader(db: ReadableDb): (artistId: number, workId: number) => string[] {
  const ofBand = genreReader(db)
  if (!hasVerdicts(db)) return ofBand
  const read = db
    .prepare(
      'SELECT name, is_so FROM work_genre_verdict JOIN genre USING (genre_id) WHERE work_id = ? ORDER BY genre_id',
    )
    .raw()
  return (artistId, workId) => {
    const said = new Map(read.all(workId) as [string, number][])
    if (said.size === 0) return ofBand(artistId)
    const added = [...said.keys()].filter((name) => said.get(name) === 1)
    return [...added, ...ofBand(artistId).filter((name) => !said.has(name))].slice(0, shownGenres)
  }
}

const trackColumns = `work.track_id AS trackId, work.artist_id AS artistId, artist.name AS artist, track.title,
  coalesce(work.year, track.year) AS year, work.listeners`
const trackTables = 'work_summary AS work JOIN artist USING (artist_id) JOIN track USING (track_id)'

/** Works by canonical work id, each as its best-known version, in the order asked for. */
export function workItems(db: ReadableDb, workIds: readonly number[]): CatalogItem[] {
  const read = db.prepare(`SELECT ${trackColumns} FROM ${trackTables} WHERE work.work_id = ?`)
  const genres = workGenreReader(db)
  const guests = guestReader(db)
  return workIds.flatMap((id) => {
    const row = read.get(id) as TrackRow | undefined
    return row === undefined ? [] : [trackItem(row, genres(row.artistId, id), guests({ ...row, workId: id }))]
  })
}

function trackItem(row: TrackRow, genres: string[], credited: string[]): CatalogItem {
  const title = row.title.toLowerCase()
  const guests = credited.filter((guest) => !title.includes(guest.toLowerCase()))
  return {
    id: trackItemId(row.trackId),
    kind: 'track',
    artist: row.artist,
    artistId: artistItemId(row.artistId),
    title: row.title,
    ...(guests.length === 0 ? {} : { guests }),
    ...(row.year === null ? {} : { year: row.year }),
    genres,
    listeners: row.listeners,
  }
}

/** The canonical work of a track, whichever source or version it is; null where it has no name or is gone. */
export function workOfTrack(db: ReadableDb, trackId: number): number | null {
  return workFinder(db)(trackId)
}

/** Makes the function that finds the canonical work of a track, for many of them. */
export function workFinder(db: ReadableDb): (trackId: number) => number | null {
  const read = db
    .prepare(
      `SELECT coalesce(work_alias.canonical_id, track.work_id) FROM track LEFT JOIN work_alias USING (work_id)
       WHERE track_id = ?`,
    )
    .pluck()
  return (trackId) => (read.get(trackId) as number | null | undefined) ?? null
}

/** What a source calls one version; null where the track is gone. */
export function versionName(db: ReadableDb, trackId: number): { title: string; year: number | null } | null {
  const row = db.prepare('SELECT title, year FROM track WHERE track_id = ? AND title IS NOT NULL').get(trackId)
  return (row as { title: string; year: number | null } | undefined) ?? null
}

/** The canonical work of the first track that a source knows by a MusicBrainz id or an address; null for none. */
export function workByAddress(db: ReadableDb, address: { mbid: string } | { uri: string }): number | null {
  const [column, value] = 'mbid' in address ? (['mbid', address.mbid] as const) : (['uri', address.uri] as const)
  const track = db.prepare(trackByAddress[column]).pluck().get(value) as number | undefined
  return track === undefined ? null : workOfTrack(db, track)
}

const trackByAddress = {
  mbid: `SELECT track_id FROM track_fact JOIN track USING (track_id)
    WHERE mbid = ? AND work_id IS NOT NULL ORDER BY track_id LIMIT 1`,
  uri: `SELECT track_id FROM track_fact JOIN track USING (track_id)
    WHERE uri = ? AND work_id IS NOT NULL ORDER BY track_id LIMIT 1`,
} as const

/** A band's best-known works: canonical work ids, most listeners first. */
export function worksOfArtist(db: ReadableDb, artistId: number, limit: number): number[] {
  return db
    .prepare('SELECT work_id FROM work_summary WHERE artist_id = ? ORDER BY listeners DESC, work_id LIMIT ?')
    .pluck()
    .all(artistId, limit) as number[]
}

/** The same with what ranking and filters need. */
export function rankedWorksOfArtist(
  db: ReadableDb,
): (artistId: number, limit: number) => { workId: number; year: number | null; flags: number }[] {
  const read = db.prepare(
    `SELECT work_id AS workId, year, flags FROM work_summary WHERE artist_id = ? ORDER BY listeners DESC, work_id LIMIT ?`,
  )
  return (artistId, limit) => read.all(artistId, limit) as { workId: number; year: number | null; flags: number }[]
}

/** Canonical ids of bands whose spelling has this stable key. */
export function artistsByKey(db: ReadableDb, key: string): number[] {
  return artistKeyFinder(db)(key)
}

/** Makes the function that does the same, for many keys. */
export function artistKeyFinder(db: ReadableDb): (key: string) => number[] {
  const read = db
    .prepare(
      `SELECT DISTINCT coalesce(artist_alias.canonical_id, artist.artist_id) FROM artist
       LEFT JOIN artist_alias USING (artist_id) WHERE artist_key = ?`,
    )
    .pluck()
  return (key) => read.all(key) as number[]
}

/** The canonical band of a spelling, if it is shown. */
export function canonicalArtist(db: ReadableDb, artistId: number): number | null {
  const id = db
    .prepare(
      `SELECT summary.artist_id FROM artist LEFT JOIN artist_alias USING (artist_id)
       JOIN artist_summary AS summary ON summary.artist_id = coalesce(artist_alias.canonical_id, artist.artist_id)
       WHERE artist.artist_id = ?`,
    )
    .pluck()
    .get(artistId) as number | undefined
  return id ?? null
}

/** Works of a band with this stable key. */
export function worksByKey(db: ReadableDb, artistId: number, workKey: string): number[] {
  return workKeyFinder(db)(artistId, workKey)
}

/** Makes the function that does the same, for many keys. */
export function workKeyFinder(db: ReadableDb): (artistId: number, workKey: string) => number[] {
  const read = db
    .prepare(
      `SELECT DISTINCT coalesce(work_alias.canonical_id, work.work_id) AS id
       FROM work LEFT JOIN work_alias USING (work_id)
       WHERE work_key = @workKey AND artist_id IN (
         SELECT @artistId UNION SELECT artist_id FROM artist_alias WHERE canonical_id = @artistId)`,
    )
    .pluck()
  return (artistId, workKey) => read.all({ artistId, workKey }) as number[]
}

/** Matches are counted up to here; beyond, there are this many or more. */
const mostCounted = 1000

type Matches = { ids: number[]; total: number }

/** Bands that match an FTS5 expression, best known first (`popularityRow`), and how many there are, up to 1,000. */
export function searchArtists(db: ReadableDb, match: string, limit: number): Matches {
  const rows = db.prepare('SELECT rowid FROM artist_search WHERE artist_search MATCH ? LIMIT ?').pluck()
  const total = db.prepare('SELECT count(*) FROM (SELECT 1 FROM artist_search WHERE artist_search MATCH ? LIMIT ?)')
  return matches(rows.all(match, limit), total.pluck().get(match, mostCounted))
}

/** Works that match an FTS5 expression, best known first, and how many there are, up to 1,000. */
export function searchWorks(db: ReadableDb, match: string, limit: number): Matches {
  const rows = db.prepare('SELECT rowid FROM work_search WHERE work_search MATCH ? LIMIT ?').pluck()
  const total = db.prepare('SELECT count(*) FROM (SELECT 1 FROM work_search WHERE work_search MATCH ? LIMIT ?)')
  return matches(rows.all(match, limit), total.pluck().get(match, mostCounted))
}

const matches = (rows: unknown[], total: unknown): Matches => ({
  ids: (rows as number[]).map(idOfRow),
  total: total as number,
})

/** Every shown band's id and name, for finding near spellings. */
export function allArtistNames(db: ReadableDb): Iterable<[number, string, number]> {
  return db
    .prepare('SELECT artist_id, name, listeners FROM artist_summary JOIN artist USING (artist_id)')
    .raw()
    .iterate() as Iterable<[number, string, number]>
}

export function readFacets(db: ReadableDb): Omit<Facets, 'ownedTracks'> {
  const { genres, decades } = readFacetCounts(db)
  const names = db
    .prepare(
      `SELECT genre.genre_id AS id, genre.name AS name, parent.name AS parent
       FROM genre LEFT JOIN genre AS parent ON parent.genre_id = genre.parent_id`,
    )
    .all() as { id: number; name: string; parent: string | null }[]
  return {
    genres: names
      .map(({ id, name, parent }) => ({ name, parent, artists: genres.get(id) ?? 0 }))
      .filter(({ artists }) => artists > 0)
      .sort((a, b) => b.artists - a.artists || (a.name < b.name ? -1 : 1)),
    decades,
    sources: db
      .prepare(
        `SELECT source_id AS id, name, (SELECT count(*) FROM artist_source WHERE artist_source.source_id = source.source_id) AS artists
         FROM source WHERE state = 'ready' ORDER BY source_id`,
      )
      .all() as Facets['sources'],
  }
}

/** Popular bands, at most two of each main genre, to start from. */
export function popularByGenre(db: ReadableDb, limit: number): number[] {
  return db
    .prepare(
      `WITH main AS (
         SELECT artist_id, listeners, (
           SELECT coalesce(genre.parent_id, genre.genre_id) FROM artist_genre JOIN genre USING (genre_id)
           WHERE artist_genre.artist_id = summary.artist_id ORDER BY weight DESC LIMIT 1) AS genre_id
         FROM artist_summary AS summary WHERE listeners > 0 ORDER BY listeners DESC LIMIT 2000),
       placed AS (
         SELECT artist_id, listeners, row_number() OVER (PARTITION BY genre_id ORDER BY listeners DESC, artist_id) AS place FROM main)
       SELECT artist_id FROM placed ORDER BY (place - 1) / 2, listeners DESC LIMIT ?`,
    )
    .pluck()
    .all(limit) as number[]
}

/** Which of the named genres the library knows; a parent stands for its children too. */
export function genreIds(db: ReadableDb, names: readonly string[]): { known: Set<string>; ids: number[] } {
  const rows = db
    .prepare(
      `SELECT wanted.name AS name, genre.genre_id AS id FROM genre AS wanted
       JOIN genre ON genre.genre_id = wanted.genre_id OR genre.parent_id = wanted.genre_id
       WHERE wanted.name IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(names)) as { name: string; id: number }[]
  return { known: new Set(rows.map((row) => row.name)), ids: rows.map((row) => row.id) }
}

const filterQueries = {
  genre: 'SELECT DISTINCT artist_id FROM artist_genre WHERE genre_id IN (SELECT value FROM json_each(?))',
  decade: 'SELECT DISTINCT artist_id FROM artist_decade WHERE decade IN (SELECT value FROM json_each(?))',
  source: 'SELECT DISTINCT artist_id FROM artist_source WHERE source_id IN (SELECT value FROM json_each(?))',
} as const
export type FilterName = keyof typeof filterQueries

/** Bands that pass one filter. */
export function artistsPassing(db: ReadableDb, filter: FilterName, values: readonly number[]): Iterable<number> {
  return db.prepare(filterQueries[filter]).pluck().iterate(JSON.stringify(values)) as Iterable<number>
}

const listenerQueries: Record<Kind, string> = {
  artist: 'SELECT listeners AS count, listener_ids AS ids FROM artist_summary WHERE artist_id = ?',
  track: 'SELECT listeners AS count, listener_ids AS ids FROM work_summary WHERE work_id = ?',
}

/** The listeners of a band or work, encoded ascending. */
export function listenersOf(db: ReadableDb, kind: Kind, id: number): { count: number; ids: Uint8Array } | null {
  const row = db.prepare(listenerQueries[kind]).get(id) as { count: number; ids: Uint8Array } | undefined
  return row ?? null
}

const itemsOfListenersQueries: Record<Kind, string> = {
  artist: `WITH had AS (
      SELECT listener_id, artist_listing.artist_id AS artist_id FROM artist_play JOIN artist_listing USING (listing_id)
      WHERE listener_id IN (SELECT value FROM json_each(@ids)) AND artist_listing.artist_id IS NOT NULL
      UNION
      SELECT listener_id, work.artist_id FROM track_play JOIN track USING (track_id) JOIN work USING (work_id)
      WHERE listener_id IN (SELECT value FROM json_each(@ids)))
    SELECT coalesce(artist_alias.canonical_id, had.artist_id) AS itemId, count(DISTINCT listener_id) AS listeners
    FROM had LEFT JOIN artist_alias USING (artist_id) GROUP BY 1`,
  track: `SELECT coalesce(work_alias.canonical_id, track.work_id) AS itemId, count(DISTINCT listener_id) AS listeners
    FROM track_play JOIN track USING (track_id) LEFT JOIN work_alias USING (work_id)
    WHERE listener_id IN (SELECT value FROM json_each(@ids)) AND track.work_id IS NOT NULL GROUP BY 1`,
}

/** Canonical bands or works of some listeners, with how many of those listeners have each. */
export function itemsOfListeners(
  db: ReadableDb,
  kind: Kind,
  listenerIds: readonly number[],
): { itemId: number; listeners: number }[] {
  return db.prepare(itemsOfListenersQueries[kind]).all({ ids: JSON.stringify(listenerIds) }) as {
    itemId: number
    listeners: number
  }[]
}

type WorkFacts = { artistId: number; year: number | null; flags: number }

/** Band, year and title flags of a canonical work. */
export function workFacts(db: ReadableDb): (workId: number) => WorkFacts | undefined {
  const read = db.prepare('SELECT artist_id AS artistId, year, flags FROM work_summary WHERE work_id = ?')
  return (workId) => read.get(workId) as WorkFacts | undefined
}

export function libraryFact(db: ReadableDb, name: string): number {
  return (db.prepare('SELECT value FROM library_fact WHERE name = ?').pluck().get(name) as number | undefined) ?? 0
}

/** Whether the listeners of a ready source are simulated. */
export function simulatedSources(db: ReadableDb): { simulated: number; real: number } {
  return db
    .prepare(
      `SELECT coalesce(sum(simulated), 0) AS simulated, coalesce(sum(1 - simulated), 0) AS real FROM source
       WHERE state = 'ready' AND EXISTS (SELECT 1 FROM listener WHERE listener.source_id = source.source_id)`,
    )
    .get() as { simulated: number; real: number }
}

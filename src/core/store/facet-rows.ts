/** How many bands there are of each genre and decade: counted when the library is indexed, and corrected when read. */
import type { ReadableDb, WritableDb } from './open.ts'

export type FacetCounts = { genres: Map<number, number>; decades: { decade: number; artists: number }[] }

/** (band, genre), the genres of a band together. */
type GenreRows = Iterable<[artist: number, genre: number]>

/** Bands of each genre; a genre has those of the genres below it too, each once. */
function countGenres(parentOf: ReadonlyMap<number, number | null>, rows: GenreRows): Map<number, number> {
  const counts = new Map<number, number>()
  const lastOf = new Map<number, number>()
  const count = (genre: number, artist: number) => {
    if (lastOf.get(genre) === artist) return
    lastOf.set(genre, artist)
    counts.set(genre, (counts.get(genre) ?? 0) + 1)
  }
  for (const [artist, genre] of rows) {
    count(genre, artist)
    const parent = parentOf.get(genre) ?? null
    if (parent !== null) count(parent, artist)
  }
  return counts
}

function readParents(db: ReadableDb): Map<number, number | null> {
  return new Map(db.prepare('SELECT genre_id, parent_id FROM genre').raw().all() as [number, number | null][])
}

const countDecades = (db: ReadableDb) =>
  db
    .prepare('SELECT decade, count(*) AS artists FROM artist_decade GROUP BY decade ORDER BY decade')
    .all() as FacetCounts['decades']

function countAll(db: ReadableDb): FacetCounts {
  const rows = db.prepare('SELECT artist_id, genre_id FROM main.artist_genre ORDER BY artist_id').raw()
  return { genres: countGenres(readParents(db), rows.iterate() as GenreRows), decades: countDecades(db) }
}

/** Count what the sources say, for readers to find. */
export function writeFacetCounts(db: WritableDb): void {
  const { genres, decades } = countAll(db)
  db.prepare(
    `INSERT INTO library_fact (name, value) VALUES ('facets', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
  ).run(JSON.stringify({ genres: [...genres], decades }))
}

/** The counts with the listener's word on genres in them. */
export function readFacetCounts(db: ReadableDb): FacetCounts {
  const text = db.prepare(`SELECT value FROM library_fact WHERE name = 'facets'`).pluck().get() as string | undefined
  const stored = text === undefined ? null : (JSON.parse(text) as { genres: [number, number][] } & FacetCounts)
  const { genres, decades } = stored === null ? countAll(db) : { ...stored, genres: new Map(stored.genres) }
  const parents = readParents(db)
  const corrected = (table: 'main' | 'temp') =>
    countGenres(parents, db.prepare(genresOfCorrected[table]).raw().iterate() as GenreRows)
  const [before, after] = [corrected('main'), corrected('temp')]
  for (const genre of new Set([...before.keys(), ...after.keys()])) {
    genres.set(genre, (genres.get(genre) ?? 0) - (before.get(genre) ?? 0) + (after.get(genre) ?? 0))
  }
  return { genres, decades }
}

/** Genres of the bands that the listener corrected: as the sources say, and as they are shown. */
const genresOfCorrected = {
  main: `SELECT artist_id, genre_id FROM (SELECT DISTINCT artist_id FROM artist_genre_verdict)
    CROSS JOIN main.artist_genre USING (artist_id) ORDER BY artist_id`,
  temp: `SELECT artist_id, genre_id FROM (SELECT DISTINCT artist_id FROM artist_genre_verdict)
    CROSS JOIN artist_genre USING (artist_id) ORDER BY artist_id`,
} as const

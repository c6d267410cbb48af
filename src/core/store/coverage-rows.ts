/** What coverage is counted from, and where it is kept. */
import type { Coverage } from '#api/schemas.ts'
import type { ReadableDb, WritableDb } from './open.ts'

type Numbers = [number, number][]

export const readySources = (db: ReadableDb) =>
  db.prepare(`SELECT source_id FROM source WHERE state = 'ready'`).pluck().all() as number[]

/** (listeners, bands that have so many). */
export const listenersOfBands = (db: ReadableDb, source: number) =>
  db
    .prepare(
      `SELECT listeners, count(*) FROM artist_source JOIN artist_summary USING (artist_id) WHERE source_id = ? GROUP BY 1`,
    )
    .raw()
    .all(source) as Numbers

/** (decade, bands). */
export const decadesOfBands = (db: ReadableDb, source: number) =>
  db
    .prepare(
      'SELECT decade, count(*) FROM artist_source JOIN artist_decade USING (artist_id) WHERE source_id = ? GROUP BY 1',
    )
    .raw()
    .all(source) as Numbers

export const bandsWithoutDecade = (db: ReadableDb, source: number) =>
  db
    .prepare(
      `SELECT count(*) FROM artist_source WHERE source_id = ?
       AND NOT EXISTS (SELECT 1 FROM artist_decade WHERE artist_decade.artist_id = artist_source.artist_id)`,
    )
    .pluck()
    .get(source) as number

/** A source's bands, those with a genre, and its largest broad genres. */
export function genresOfBands(
  db: ReadableDb,
  source: number,
  most: number,
): Pick<Coverage, 'bands' | 'bandsWithGenre' | 'genres'> {
  const counts = db
    .prepare(
      `SELECT count(*) AS bands, coalesce(sum(EXISTS (
         SELECT 1 FROM artist_genre WHERE artist_genre.artist_id = artist_source.artist_id)), 0) AS bandsWithGenre
       FROM artist_source WHERE source_id = ?`,
    )
    .get(source) as { bands: number; bandsWithGenre: number }
  const genres = db
    .prepare(
      `SELECT broad.name AS name, count(DISTINCT artist_id) AS bands
       FROM artist_source JOIN artist_genre USING (artist_id) JOIN genre USING (genre_id)
       JOIN genre AS broad ON broad.genre_id = coalesce(genre.parent_id, genre.genre_id)
       WHERE source_id = ? GROUP BY broad.genre_id ORDER BY bands DESC, name LIMIT ?`,
    )
    .all(source, most) as Coverage['genres']
  return { ...counts, genres }
}

export const tracksWithSound = (db: ReadableDb, source: number) =>
  db
    .prepare('SELECT count(*) FROM track_feature JOIN track USING (track_id) WHERE source_id = ?')
    .pluck()
    .get(source) as number

export function saveCoverage(db: WritableDb, source: number, coverage: Coverage): void {
  db.prepare('INSERT INTO library_fact (name, value) VALUES (?, ?)').run(`${source}:coverage`, JSON.stringify(coverage))
}

/** Null for a source that has not been indexed since coverage was counted. */
export function readCoverage(db: ReadableDb, source: number): Coverage | null {
  const text = db.prepare('SELECT value FROM library_fact WHERE name = ?').pluck().get(`${source}:coverage`)
  return text === undefined ? null : (JSON.parse(text as string) as Coverage)
}

/** The listener's word on genres: kept in user.sqlite by stable keys, and laid over what the sources say when that is read. */
import { artistsByKey, worksByKey } from './browse-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/** Genres belong to the library, which profiles share; the first profile keeps the corrections. */
const keeper = 1

export type GenreCorrection = {
  artist: string
  artistKey: string
  /** Null and '' for the band as a whole. */
  title: string | null
  workKey: string
  genre: string
  verdict: 'is' | 'is-not'
}

/** Every correction, in the order in which they were made. */
export function readGenreCorrections(user: ReadableDb): GenreCorrection[] {
  return user
    .prepare(
      `SELECT artist, artist_key AS artistKey, title, work_key AS workKey, genre, verdict FROM genre_correction
       WHERE profile_id = ? ORDER BY decided_at, artist_key, work_key, genre`,
    )
    .all(keeper) as GenreCorrection[]
}

export function writeGenreCorrection(user: WritableDb, correction: GenreCorrection): void {
  user
    .prepare(
      `INSERT INTO genre_correction (profile_id, artist_key, work_key, genre, verdict, decided_at, artist, title)
       VALUES (@keeper, @artistKey, @workKey, @genre, @verdict, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), @artist, @title)
       ON CONFLICT DO UPDATE SET verdict = excluded.verdict, decided_at = excluded.decided_at,
         artist = excluded.artist, title = excluded.title`,
    )
    .run({ keeper, ...correction })
}

type Key = Pick<GenreCorrection, 'artistKey' | 'workKey' | 'genre'>
const byKey = 'profile_id = @keeper AND artist_key = @artistKey AND work_key = @workKey AND genre = @genre'

export function genreCorrection(user: ReadableDb, key: Key): GenreCorrection['verdict'] | null {
  const read = user.prepare(`SELECT verdict FROM genre_correction WHERE ${byKey}`).pluck()
  return (read.get({ keeper, ...key }) as GenreCorrection['verdict'] | undefined) ?? null
}

export function deleteGenreCorrection(user: WritableDb, key: Key): void {
  user.prepare(`DELETE FROM genre_correction WHERE ${byKey}`).run({ keeper, ...key })
}

/** The words that the listener has said of the named genre alone come first: they count more than those on its parent. */
const lay = {
  artist: `INSERT OR IGNORE INTO temp.artist_genre_verdict (artist_id, genre_id, is_so)
    SELECT word.value ->> 'id', genre.genre_id, word.value ->> 'isSo'
    FROM json_each(?) AS word JOIN genre AS named ON named.name = word.value ->> 'genre'
    JOIN genre ON genre.genre_id = named.genre_id
      OR (genre.parent_id = named.genre_id AND word.value ->> 'isSo' = 0)
    ORDER BY genre.genre_id <> named.genre_id, word.key DESC`,
  work: `INSERT OR IGNORE INTO temp.work_genre_verdict (work_id, genre_id, is_so)
    SELECT word.value ->> 'id', genre.genre_id, word.value ->> 'isSo'
    FROM json_each(?) AS word JOIN genre AS named ON named.name = word.value ->> 'genre'
    JOIN genre ON genre.genre_id = named.genre_id
      OR (genre.parent_id = named.genre_id AND word.value ->> 'isSo' = 0)
    ORDER BY genre.genre_id <> named.genre_id, word.key DESC`,
} as const

/**
 * Lay corrections over the genres of the library (`genre-overlay.ts`), in place of those laid before. Done again whenever
 * the library has been indexed, which may give bands and works other ids. Denying a genre denies the genres below it.
 */
export function layGenreCorrections(library: ReadableDb, corrections: readonly GenreCorrection[]): void {
  for (const table of ['artist_genre_verdict', 'work_genre_verdict']) library.prepare(`DELETE FROM temp.${table}`).run()
  const words = corrections.flatMap(({ artistKey, workKey, genre, verdict }) => {
    const bands = artistsByKey(library, artistKey)
    const ids = workKey === '' ? bands : bands.flatMap((band) => worksByKey(library, band, workKey))
    return ids.map((id) => ({ of: workKey === '' ? 'artist' : 'work', id, genre, isSo: verdict === 'is' ? 1 : 0 }))
  })
  for (const kind of ['artist', 'work'] as const) {
    library.prepare(lay[kind]).run(JSON.stringify(words.filter((word) => word.of === kind)))
  }
}

/** Every genre of each work that the listener corrected, null once for a work that has none left. */
export function genresOfCorrectedWorks(library: ReadableDb): { workId: number; genreId: number | null }[] {
  return library
    .prepare(
      `SELECT work_id AS workId, genre_id AS genreId FROM work_genre_verdict WHERE is_so = 1
       UNION ALL
       SELECT work_id, genre_id FROM (SELECT DISTINCT work_id FROM work_genre_verdict)
       JOIN work_summary USING (work_id) JOIN artist_genre USING (artist_id)
       WHERE (work_id, genre_id) NOT IN (SELECT work_id, genre_id FROM work_genre_verdict)
       UNION ALL SELECT DISTINCT work_id, NULL FROM work_genre_verdict`,
    )
    .all() as { workId: number; genreId: number | null }[]
}

/** What the listener says of a band's or a work's genres: (genre, whether it is one). */
export function genreVerdictsOf(
  library: ReadableDb,
  { kind, id }: { kind: 'artist' | 'track'; id: number },
): { genre: string; is: boolean }[] {
  const rows = library.prepare(verdictsOf[kind]).all(id) as { genre: string; isSo: number }[]
  return rows.map(({ genre, isSo }) => ({ genre, is: isSo === 1 }))
}
const verdictsOf = {
  artist: `SELECT genre.name AS genre, is_so AS isSo FROM temp.artist_genre_verdict JOIN genre USING (genre_id)
    WHERE artist_id = ? ORDER BY genre_id`,
  track: `SELECT genre.name AS genre, is_so AS isSo FROM temp.work_genre_verdict JOIN genre USING (genre_id)
    WHERE work_id = ? ORDER BY genre_id`,
} as const

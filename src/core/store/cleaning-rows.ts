/** The listener's cleaning choices in user.sqlite, and their copy in the library that indexing reads. */
import { type CleaningChoices, type CleaningRule, noChoices } from '#core/catalog/cleaning/rules.ts'
import { artistIsReady, workIsReady } from './index-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'

/** Cleaning belongs to the library, which profiles share; the first profile keeps the choices. */
const keeper = 1

export function readChoices(user: ReadableDb): CleaningChoices {
  const rows = (sql: string) => user.prepare(sql).all(keeper)
  const switches = rows('SELECT rule, enabled FROM cleaning_switch WHERE profile_id = ?') as {
    rule: CleaningRule
    enabled: number
  }[]
  const words = rows('SELECT word, listed FROM explicit_word WHERE profile_id = ? ORDER BY word') as {
    word: string
    listed: number
  }[]
  const worded = (listed: number) => words.filter((row) => row.listed === listed).map((row) => row.word)
  return {
    switches: Object.fromEntries(switches.map(({ rule, enabled }) => [rule, enabled === 1])),
    artists: rows(
      `SELECT artist_key AS artist, other_key AS other, verdict FROM artist_merge WHERE profile_id = ?
       ORDER BY decided_at, artist_key, other_key`,
    ) as CleaningChoices['artists'],
    genres: rows(
      `SELECT artist_key AS artistKey, work_key AS workKey, genre, verdict FROM genre_correction WHERE profile_id = ?
       ORDER BY decided_at, artist_key, work_key, genre`,
    ) as CleaningChoices['genres'],
    words: { added: worded(1), removed: worded(0) },
  }
}

/** Hand the choices over to the library, where the next indexing finds them. */
export function handOver(library: WritableDb, choices: CleaningChoices): void {
  library
    .prepare(
      `INSERT INTO cleaning_choices (only, choices) VALUES (1, ?)
       ON CONFLICT DO UPDATE SET choices = excluded.choices WHERE choices <> excluded.choices`,
    )
    .run(JSON.stringify(choices))
}

/** The choices that the library was last indexed by, or is about to be. */
export function handedOver(library: ReadableDb): CleaningChoices {
  const text = library.prepare('SELECT choices FROM cleaning_choices').pluck().get() as string | undefined
  return text === undefined ? noChoices : { ...noChoices, ...(JSON.parse(text) as CleaningChoices) }
}

/** (spelling id, name, stable key) of every spelling. */
export const readSpellings = (db: ReadableDb) =>
  db.prepare(`SELECT artist_id, name, artist_key FROM artist WHERE ${artistIsReady}`).raw().iterate() as Iterable<
    [number, string, string]
  >

export function spellingReader(db: ReadableDb): (id: number) => { name: string; artistKey: string } {
  const read = db.prepare('SELECT name, artist_key AS artistKey FROM artist WHERE artist_id = ?')
  return (id) => read.get(id) as { name: string; artistKey: string }
}

export function workKeyReader(db: ReadableDb): (artistId: number) => string[] {
  const read = db.prepare('SELECT work_key FROM work WHERE artist_id = ?').pluck()
  return (id) => read.all(id) as string[]
}

/** The first MBID that a source gives each spelling. */
export const readMbids = (db: ReadableDb) =>
  db.prepare('SELECT artist_id, min(mbid) FROM artist_fact WHERE mbid IS NOT NULL GROUP BY artist_id').raw().all() as [
    number,
    string,
  ][]

export function spellingsByKey(db: ReadableDb): (key: string) => number[] {
  const read = db.prepare('SELECT artist_id FROM artist WHERE artist_key = ?').pluck()
  return (key) => read.all(key) as number[]
}

export function spellingByName(db: ReadableDb, name: string): number | null {
  return (db.prepare('SELECT artist_id FROM artist WHERE name = ?').pluck().get(name) as number | undefined) ?? null
}
/** (canonical band, work, work key) of the works of joined spellings, a band at a time. */
export const readJoinedWorks = (db: ReadableDb) =>
  db
    .prepare(
      `SELECT alias.canonical_id, work.work_id, work.work_key FROM artist_alias AS alias
       CROSS JOIN work ON work.artist_id = alias.artist_id AND ${workIsReady} ORDER BY alias.canonical_id, alias.artist_id`,
    )
    .raw()
    .iterate() as Iterable<[number, number, string]>

/** (work key, work) of a band's own spelling. */
export function worksOfSpelling(db: ReadableDb): (artistId: number) => [string, number][] {
  const read = db.prepare(`SELECT work_key, work_id FROM work WHERE artist_id = ? AND ${workIsReady}`).raw()
  return (artistId) => read.all(artistId) as [string, number][]
}

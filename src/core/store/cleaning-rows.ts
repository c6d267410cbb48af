/** The listener's cleaning choices in user.sqlite, and their copy in the library that indexing reads. */
import { type CleaningChoices, type CleaningRule, noChoices } from '#core/catalog/cleaning/rules.ts'
import { artistIsReady, workIsReady } from './index-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'
import { deleteSetting, readSettings, writeSetting } from './setting-rows.ts'

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
    trusted: (readSettings(user, keeper).trustedClassifier as CleaningChoices['trusted'] | undefined) ?? null,
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

/** The choices that the library is to be indexed by. */
export function handedOver(library: ReadableDb): CleaningChoices {
  const text = library.prepare('SELECT choices FROM cleaning_choices').pluck().get() as string | undefined
  return text === undefined ? noChoices : { ...noChoices, ...(JSON.parse(text) as CleaningChoices) }
}

/** The choices that the library was last indexed by; null where that was not noted yet. */
export function indexedBy(library: ReadableDb): CleaningChoices | null {
  const text = library.prepare(`SELECT value FROM library_fact WHERE name = 'choices'`).pluck().get() as
    | string
    | undefined
  return text === undefined ? null : { ...noChoices, ...(JSON.parse(text) as CleaningChoices) }
}

export function noteIndexedBy(library: WritableDb, choices: CleaningChoices): void {
  library
    .prepare(
      `INSERT INTO library_fact (name, value) VALUES ('choices', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    )
    .run(JSON.stringify(choices))
}

/** Believe one classifier of genres alone; null lets all have their say again. */
export function writeTrusted(user: WritableDb, trusted: CleaningChoices['trusted']): void {
  if (trusted === null) deleteSetting(user, keeper, 'trustedClassifier')
  else writeSetting(user, keeper, 'trustedClassifier', trusted)
}

/** A word marks titles as explicit or does not, whatever the list at first says; null leaves it to that list. */
export function writeWord(user: WritableDb, word: string, listed: boolean | null): void {
  if (listed === null) user.prepare('DELETE FROM explicit_word WHERE profile_id = ? AND word = ?').run(keeper, word)
  else
    user
      .prepare(
        `INSERT INTO explicit_word (profile_id, word, listed) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET listed = excluded.listed`,
      )
      .run(keeper, word, listed ? 1 : 0)
}

/** (spelling id, name, stable key) of every spelling. */
export const readSpellings = (db: ReadableDb) =>
  db.prepare(`SELECT artist_id, name, artist_key FROM artist WHERE ${artistIsReady}`).raw().iterate() as Iterable<
    [number, string, string]
  >

/** The next spellings by id, a page at a time. */
export function spellingsAfter(
  db: ReadableDb,
  after: number,
  most: number,
): { id: number; name: string; artistKey: string }[] {
  return db
    .prepare(
      `SELECT artist_id AS id, name, artist_key AS artistKey FROM artist
       WHERE artist_id > ? AND ${artistIsReady} ORDER BY artist_id LIMIT ?`,
    )
    .all(after, most) as { id: number; name: string; artistKey: string }[]
}

/** How well a spelling is known: listeners, where it stands for its band, and works. */
export function spellingWeight(db: ReadableDb): (id: number) => number {
  const read = db
    .prepare(
      `SELECT coalesce((SELECT listeners FROM artist_summary WHERE artist_id = @id), 0)
         + (SELECT count(*) FROM work WHERE artist_id = @id)`,
    )
    .pluck()
  return (id) => read.get({ id }) as number
}

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

/** Switch a rule; one that is as it is at first needs no row. */
export function writeSwitch(user: WritableDb, rule: CleaningRule, on: boolean, atFirst: boolean): void {
  if (on === atFirst) user.prepare('DELETE FROM cleaning_switch WHERE profile_id = ? AND rule = ?').run(keeper, rule)
  else
    user
      .prepare(
        `INSERT INTO cleaning_switch (profile_id, rule, enabled) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET enabled = excluded.enabled`,
      )
      .run(keeper, rule, on ? 1 : 0)
}

/** Remember what the listener says of two spellings, in whichever order they come; null forgets it. */
export function writeVerdict(
  user: WritableDb,
  artist: string,
  other: string,
  verdict: 'same' | 'different' | null,
): void {
  user
    .prepare(
      `DELETE FROM artist_merge WHERE profile_id = @keeper
       AND ((artist_key = @artist AND other_key = @other) OR (artist_key = @other AND other_key = @artist))`,
    )
    .run({ keeper, artist, other })
  if (verdict === null) return
  user
    .prepare(
      `INSERT INTO artist_merge (profile_id, artist_key, other_key, verdict, decided_at)
       VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
    )
    .run(keeper, artist, other, verdict)
}

/** (rule, joined spellings). */
export const joinedByRule = (library: ReadableDb) =>
  library.prepare('SELECT rule, count(*) FROM artist_alias GROUP BY rule').raw().all() as [string, number][]

/** (rule that is off, spellings that it would join). */
export const previewOfRules = (library: ReadableDb) =>
  library.prepare('SELECT rule, records FROM cleaning_preview').raw().all() as [string, number][]

export const countSuggestions = (library: ReadableDb) =>
  library.prepare('SELECT count(*) FROM artist_suggestion').pluck().get() as number

type SuggestionRow = { artistId: number; otherId: number; rule: string; sharedListeners: number; sharedTracks: number }

export function readSuggestions(library: ReadableDb, limit: number): SuggestionRow[] {
  return library
    .prepare(
      `SELECT artist_id AS artistId, other_id AS otherId, rule, shared_listeners AS sharedListeners,
         shared_works AS sharedTracks
       FROM artist_suggestion ORDER BY shared_works DESC, shared_listeners DESC, artist_id, other_id LIMIT ?`,
    )
    .all(limit) as SuggestionRow[]
}

/** The spellings that are shown as one band: its own first. */
export function spellingsOf(library: ReadableDb, artistId: number): { name: string; rule: string | null }[] {
  return library
    .prepare(
      `SELECT name, NULL AS rule FROM artist WHERE artist_id = @artistId
       UNION ALL SELECT name, rule FROM artist_alias JOIN artist USING (artist_id) WHERE canonical_id = @artistId`,
    )
    .all({ artistId }) as { name: string; rule: string | null }[]
}

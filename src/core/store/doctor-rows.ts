/** What the doctor looks at in the two databases. */
import type { Kind, ModelSummary } from '#api/schemas.ts'
import type { ReadableDb } from './open.ts'

/** What SQLite itself finds wrong with a file; empty when sound. */
export function integrityFaults(db: ReadableDb): string[] {
  const rows = db.prepare('PRAGMA integrity_check(20)').pluck().all() as string[]
  return rows.filter((row) => row !== 'ok')
}

/** Rows whose declared parents are gone, in words. */
export function strayReferences(db: ReadableDb): string[] {
  const rows = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  const counts = new Map<string, number>()
  for (const { table, parent } of rows) {
    const what = `rows of ${table} without their ${parent}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => `${count} ${what}`)
}

/** Files whose ledger does not add up: read ≠ kept + merged + set aside + rejected. */
export function unbalancedFiles(db: ReadableDb): { path: string; read: number; placed: number }[] {
  return db
    .prepare(
      `SELECT path, records_read AS read, kept + merged + set_aside + coalesce((
         SELECT sum(records) FROM ledger WHERE ledger.file_id = source_file.file_id AND disposition = 'rejected'), 0) AS placed
       FROM source_file WHERE refusal IS NULL AND records_read <> placed`,
    )
    .all() as { path: string; read: number; placed: number }[]
}

/** Every artist's name and stable key. */
export function artistKeys(db: ReadableDb): Iterable<[string, string]> {
  return db.prepare('SELECT name, artist_key FROM artist').raw().iterate() as Iterable<[string, string]>
}

/** Columns that name a row of another table. */
const references: Record<'source' | 'index', { of: string; column: string; table: string; what: string }[]> = {
  source: [
    { of: 'track', column: 'source_id', table: 'source', what: 'tracks of no source' },
    { of: 'track', column: 'work_id', table: 'work', what: 'tracks without their names' },
    { of: 'work', column: 'artist_id', table: 'artist', what: 'tracks without their band' },
    { of: 'artist_listing', column: 'source_id', table: 'source', what: 'bands of no source' },
    { of: 'artist_listing', column: 'artist_id', table: 'artist', what: 'bands without their names' },
    { of: 'artist_fact', column: 'artist_id', table: 'artist', what: 'facts of no band' },
    { of: 'artist_label', column: 'artist_id', table: 'artist', what: 'words on no band' },
    { of: 'track_label', column: 'label_id', table: 'label', what: 'labels without their words' },
    { of: 'listener', column: 'source_id', table: 'source', what: 'listeners of no source' },
    { of: 'artist_play', column: 'listener_id', table: 'listener', what: 'plays of bands by no listener' },
    { of: 'artist_play', column: 'listing_id', table: 'artist_listing', what: 'plays of no band' },
    { of: 'track_play', column: 'listener_id', table: 'listener', what: 'plays of tracks by no listener' },
    { of: 'track_play', column: 'track_id', table: 'track', what: 'plays of no track' },
    { of: 'listen', column: 'track_id', table: 'track', what: 'listens to no track' },
    { of: 'audio_file', column: 'source_id', table: 'source', what: 'files of no source' },
    { of: 'audio_file', column: 'track_id', table: 'track', what: 'files of no track' },
  ],
  index: [
    { of: 'artist_summary', column: 'artist_id', table: 'artist', what: 'bands in lists that are gone' },
    { of: 'work_summary', column: 'track_id', table: 'track', what: 'tracks in lists that are gone' },
    { of: 'work_summary', column: 'artist_id', table: 'artist_summary', what: 'tracks in lists without their band' },
    { of: 'artist_alias', column: 'canonical_id', table: 'artist', what: 'spellings of no band' },
    { of: 'work_alias', column: 'canonical_id', table: 'work', what: 'versions of no track' },
    { of: 'artist_genre', column: 'genre_id', table: 'genre', what: 'genres without a name' },
    { of: 'artist_source', column: 'source_id', table: 'source', what: 'bands of a source that is gone' },
    { of: 'file_match', column: 'audio_file_id', table: 'audio_file', what: 'matches of no file' },
  ],
}

/** Rows that name something which is not there: of what sources brought, or of what is derived from it. */
export function danglingRows(db: ReadableDb, kind: 'source' | 'index'): { count: number; what: string }[] {
  return references[kind].map(({ of, column, table, what }) => ({
    what,
    count: db
      .prepare(
        `SELECT count(*) FROM ${of} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT ${idOf(table)} FROM ${table})`,
      )
      .pluck()
      .get() as number,
  }))
}

/** Integer primary keys, so that each is one look into the table. */
function idOf(table: string): string {
  if (table === 'artist_listing') return 'listing_id'
  return `${table.replace('_summary', '')}_id`
}

/** Rows of derived tables beside what indexing counted. */
export function indexCounts(db: ReadableDb): { name: string; found: number; expected: number }[] {
  return db
    .prepare(
      `SELECT 'bands' AS name, (SELECT count(*) FROM artist_summary) AS found,
              coalesce((SELECT value FROM library_fact WHERE name = 'artists'), 0) AS expected
       UNION ALL SELECT 'tracks', (SELECT count(*) FROM work_summary),
              coalesce((SELECT value FROM library_fact WHERE name = 'tracks'), 0)
       UNION ALL SELECT 'searchable bands', (SELECT count(*) FROM artist_search),
              coalesce((SELECT value FROM library_fact WHERE name = 'artists'), 0)
       UNION ALL SELECT 'searchable tracks', (SELECT count(*) FROM work_search),
              coalesce((SELECT value FROM library_fact WHERE name = 'tracks'), 0)`,
    )
    .all() as { name: string; found: number; expected: number }[]
}

/** Bands or works that can be searched for, spread over all of them. */
export function someIndexed(db: ReadableDb, kind: Kind, most: number): number[] {
  const [table, id] = kind === 'artist' ? ['artist_summary', 'artist_id'] : ['work_summary', 'work_id']
  const next = db.prepare(`SELECT ${id} FROM ${table} WHERE ${id} >= ? ORDER BY ${id} LIMIT 1`).pluck()
  const largest = (db.prepare(`SELECT max(${id}) FROM ${table}`).pluck().get() as number | null) ?? 0
  const found = Array.from({ length: most }, (_, place) => next.get(Math.ceil((largest * place) / most)))
  return [...new Set(found.filter((row): row is number => row !== undefined))]
}

/** Items of a model which the library has no more. */
export function goneItems(
  db: ReadableDb,
  { id, algorithm, entity }: Pick<ModelSummary, 'id' | 'algorithm' | 'entity'>,
): number {
  const rows =
    algorithm === 'neighbours'
      ? `SELECT item_id AS item FROM neighbour_list WHERE model_id = ${Math.trunc(id)}`
      : `SELECT rowid AS item FROM vector_${Math.trunc(id)}_rowids`
  const known = entity === 'artist' ? 'SELECT artist_id FROM artist_summary' : 'SELECT work_id FROM work_summary'
  return db.prepare(`SELECT count(*) FROM (${rows}) WHERE item NOT IN (${known})`).pluck().get() as number
}

/** A band or track that the listener's database remembers by keys, and by the names they were made of where it has them. */
export type Remembered = { artist: string | null; artistKey: string; title: string | null; workKey: string | null }

const memories = {
  entries: `SELECT DISTINCT artist, artist_key AS artistKey, title, work_key AS workKey
    FROM playlist_entry JOIN playlist USING (playlist_id) WHERE deleted_at IS NULL`,
  corrections: `SELECT nullif(artist, '') AS artist, artist_key AS artistKey, title, nullif(work_key, '') AS workKey
    FROM genre_correction`,
  merges: `SELECT NULL AS artist, artist_key AS artistKey, NULL AS title, NULL AS workKey FROM artist_merge
    UNION SELECT NULL, other_key, NULL, NULL FROM artist_merge`,
}

/** What the listener's playlists, words on genres and merges name. */
export function remembered(user: ReadableDb, what: keyof typeof memories): Remembered[] {
  return user.prepare(memories[what]).all() as Remembered[]
}

/** True where somebody is there to whom all of it belongs. */
export function hasProfile(user: ReadableDb): boolean {
  return user.prepare('SELECT 1 FROM profile WHERE profile_id = 1').get() !== undefined
}

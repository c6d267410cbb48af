/** What the doctor looks at in the two databases. */
import type { ReadableDb } from './open.ts'

/** What SQLite itself finds wrong with a file; empty when sound. */
export function integrityFaults(db: ReadableDb): string[] {
  const rows = db.prepare('PRAGMA integrity_check(20)').pluck().all() as string[]
  return rows.filter((row) => row !== 'ok')
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

/** After a large load: what was filled in the order of the files is written anew in its own order, page by full page. */
import type { WritableDb } from './open.ts'

/** Below this an import leaves little room to win. */
const largeLoad = 200_000

const playTables = ['artist_play', 'track_play'] as const
const indexedTables = ['artist', 'artist_listing', 'track', 'work'] as const

/**
 * Pack the tables that an import of so many records has mostly filled: trees that grow row by row are left with a tenth of
 * their pages empty. Call inside the transaction that shows the import, before derived tables, which take the room that
 * becomes free. `onTable` runs before each table and may throw to stop.
 */
export function packAfterLoad(db: WritableDb, records: number, onTable: () => void): void {
  if (records < largeLoad) return
  for (const table of playTables) {
    onTable()
    const rows = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
    if (rows > 0 && rows <= records * 2) packTable(db, table)
  }
  for (const table of indexedTables) {
    onTable()
    const rows = (db.prepare(`SELECT max(rowid) FROM ${table}`).pluck().get() as number | null) ?? 0
    if (rows > 0 && rows <= records * 2) db.exec(`REINDEX ${table}`)
  }
}

/** A copy of a table into one of the same definition is made page by page; the copy takes the table's place. */
function packTable(db: WritableDb, table: string): void {
  const definition = db.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?`).pluck().get(table)
  const copy = `${table}_packed`
  db.exec(String(definition).replace(/^CREATE TABLE (?:"[^"]*"|\w+)/, `CREATE TABLE ${copy}`))
  db.exec(`INSERT INTO ${copy} SELECT * FROM ${table}`)
  db.exec(`DROP TABLE ${table}`)
  db.exec(`ALTER TABLE ${copy} RENAME TO ${table}`)
}

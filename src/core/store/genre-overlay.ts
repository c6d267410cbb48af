/**
 * The place of the listener's word on genres in a connection to the library: temporary tables of verdicts, and a view that
 * takes the place of artist_genre for every query that reads. What the sources say stays as it is in the file.
 */
import type { Database } from 'better-sqlite3'

const tables = `
  CREATE TEMP TABLE artist_genre_verdict (
    artist_id INTEGER NOT NULL, genre_id INTEGER NOT NULL, is_so INTEGER NOT NULL, PRIMARY KEY (artist_id, genre_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TEMP TABLE work_genre_verdict (
    work_id INTEGER NOT NULL, genre_id INTEGER NOT NULL, is_so INTEGER NOT NULL, PRIMARY KEY (work_id, genre_id)
  ) STRICT, WITHOUT ROWID;`

/** What the listener says outweighs everything else, of which shares add up to 1. */
const view = `
  CREATE TEMP VIEW artist_genre AS
  SELECT artist_id, genre_id, weight FROM main.artist_genre AS said
  WHERE NOT EXISTS (
    SELECT 1 FROM temp.artist_genre_verdict AS verdict
    WHERE verdict.artist_id = said.artist_id AND verdict.genre_id = said.genre_id)
  UNION ALL SELECT artist_id, genre_id, 2.0 FROM temp.artist_genre_verdict WHERE is_so = 1;`

/** Make room for verdicts. A connection that writes the library keeps the table under its name. */
export function addGenreOverlay(db: Database, access: 'read' | 'write'): void {
  db.exec(access === 'read' ? tables + view : tables)
}

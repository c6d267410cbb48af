/** Joining what one source only names by id with what another source of the same id space knows of it, and back. */
import type { WritableDb } from './open.ts'

/**
 * What is joined by id, and how a record that names an unknown id is counted. CROSS JOIN keeps the few sources outside,
 * so that each id is looked up in the index (measured: the other way round takes a scan for every id). `+source_id` passes
 * the index of ids over: nearly every track belongs to the source, and 5 million looked up one by one take ten times as
 * long as reading the whole table.
 */
const links = [
  {
    keyword: 'orphan-song',
    takeBack: 'UPDATE track SET work_id = NULL WHERE +source_id = ? AND title IS NULL AND work_id IS NOT NULL',
    lend: `UPDATE track SET work_id = (
        SELECT known.work_id FROM source CROSS JOIN track AS known ON known.source_id = source.source_id
          AND known.external_id = track.external_id
        WHERE source.id_space = @space AND source.state = 'ready' AND known.title IS NOT NULL
        ORDER BY source.source_id LIMIT 1)
      WHERE title IS NULL AND source_id IN (SELECT source_id FROM source WHERE id_space = @space)`,
    orphans: `WITH nameless AS (SELECT track_id FROM track WHERE +source_id = ? AND work_id IS NULL)
      SELECT (SELECT count(*) FROM track_play WHERE track_id IN nameless)
        + (SELECT count(*) FROM track_hide WHERE track_id IN nameless)`,
  },
  {
    keyword: 'orphan-artist',
    takeBack: 'UPDATE artist_listing SET artist_id = NULL WHERE source_id = ? AND named = 0 AND artist_id IS NOT NULL',
    lend: `UPDATE artist_listing SET artist_id = (
        SELECT known.artist_id FROM source CROSS JOIN artist_listing AS known ON known.source_id = source.source_id
          AND known.external_id = artist_listing.external_id
        WHERE source.id_space = @space AND source.state = 'ready' AND known.named = 1
        ORDER BY source.source_id LIMIT 1)
      WHERE named = 0 AND source_id IN (SELECT source_id FROM source WHERE id_space = @space)`,
    orphans: `SELECT count(*) FROM artist_play
      WHERE listing_id IN (SELECT listing_id FROM artist_listing WHERE source_id = ? AND artist_id IS NULL)`,
  },
  {
    keyword: 'orphan-tag',
    takeBack: 'UPDATE tag_listing SET name = NULL WHERE source_id = ? AND named = 0 AND name IS NOT NULL',
    lend: `UPDATE tag_listing SET name = (
        SELECT known.name FROM source CROSS JOIN tag_listing AS known ON known.source_id = source.source_id
          AND known.external_id = tag_listing.external_id
        WHERE source.id_space = @space AND source.state = 'ready' AND known.named = 1
        ORDER BY source.source_id LIMIT 1)
      WHERE named = 0 AND source_id IN (SELECT source_id FROM source WHERE id_space = @space)`,
    orphans: `SELECT count(*) FROM tagging JOIN artist_listing USING (listing_id) JOIN tag_listing USING (tag_listing_id)
      WHERE artist_listing.source_id = ? AND (artist_listing.artist_id IS NULL OR tag_listing.name IS NULL)`,
  },
] as const

/**
 * Lend names to ids: every track, band and tag that its own source does not name takes the name that a ready source of
 * the same id space gives it. Then settle the ledgers of files whose records were set aside for want of it. Runs
 * whenever a source comes or goes, and gives the same answer in whatever order they came.
 */
export function linkIds(db: WritableDb): void {
  const spaces = db.prepare(`SELECT id_space AS space FROM source WHERE state = 'ready' GROUP BY id_space`).all() as {
    space: string
  }[]
  const members = db.prepare(`SELECT source_id FROM source WHERE state = 'ready' AND id_space = ?`).pluck()
  for (const { space } of spaces) {
    const sources = members.all(space) as number[]
    for (const link of links) {
      // Alone in its space a source has nobody to lend from; it gives back what one that is gone has lent.
      if (sources.length > 1) db.prepare(link.lend).run({ space })
      else db.prepare(link.takeBack).run(sources[0])
      for (const sourceId of sources) settleLedger(db, sourceId, link.keyword, link.orphans)
    }
  }
}

/** Move records between kept and set aside, so that the ledger says what holds now. */
function settleLedger(db: WritableDb, sourceId: number, keyword: string, orphansSql: string): void {
  const files = db
    .prepare(
      `SELECT file_id AS fileId, kept, records FROM source_file JOIN ledger USING (file_id)
       WHERE source_id = ? AND disposition = 'set-aside' AND keyword = ? ORDER BY file_id`,
    )
    .all(sourceId, keyword) as { fileId: number; kept: number; records: number }[]
  if (files.length === 0) return
  const orphans = db.prepare(orphansSql).pluck().get(sourceId) as number
  let change = orphans - files.reduce((sum, file) => sum + file.records, 0)
  const save = db.prepare(
    'UPDATE source_file SET kept = kept - @by, set_aside = set_aside + @by WHERE file_id = @fileId',
  )
  const note = db.prepare(
    `UPDATE ledger SET records = records + @by WHERE file_id = @fileId AND disposition = 'set-aside' AND keyword = @keyword`,
  )
  for (const { fileId, kept, records } of files) {
    const by = change > 0 ? Math.min(change, kept) : Math.max(change, -records)
    save.run({ by, fileId })
    note.run({ by, fileId, keyword })
    change -= by
  }
}

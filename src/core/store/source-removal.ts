/** Taking out exactly what a source brought. */
import { makeLoadIndexes } from './load-indexes.ts'
import type { WritableDb } from './open.ts'
import { linkIds } from './source-links.ts'

/** Rows of each table that belong to a source, deleted in slices so that a long removal can be watched and stopped. */
const slices = [
  `DELETE FROM tagging WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM artist_play WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM track_play WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM track_hide WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM listen WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM listener_list WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM listener_profile WHERE listener_id IN (SELECT listener_id FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to)`,
  `DELETE FROM listener WHERE source_id = @source AND listener_id BETWEEN @from AND @to`,
]
const whole = [
  ...['track_fact', 'track_feature', 'track_label', 'track_lyrics', 'track_similar', 'track_sound'].map(
    (table) => `DELETE FROM ${table} WHERE track_id IN (SELECT track_id FROM track WHERE source_id = @source)`,
  ),
  'DELETE FROM file_match WHERE audio_file_id IN (SELECT audio_file_id FROM audio_file WHERE source_id = @source)',
  'DELETE FROM audio_file WHERE source_id = @source',
  'DELETE FROM track_title WHERE track_id IN (SELECT track_id FROM track WHERE source_id = @source)',
  'DELETE FROM track WHERE source_id = @source',
  'DELETE FROM artist_listing WHERE source_id = @source',
  'DELETE FROM artist_fact WHERE source_id = @source',
  'DELETE FROM artist_label WHERE source_id = @source',
  'DELETE FROM tag_listing WHERE source_id = @source',
  'DELETE FROM source WHERE source_id = @source',
]
/** Names that no source uses any more. */
const unused = [
  `DELETE FROM work WHERE work_id NOT IN (SELECT work_id FROM track WHERE work_id IS NOT NULL)`,
  `DELETE FROM artist WHERE artist_id NOT IN (SELECT artist_id FROM work)
     AND artist_id NOT IN (SELECT artist_id FROM artist_listing WHERE artist_id IS NOT NULL)
     AND artist_id NOT IN (SELECT artist_id FROM artist_label)
     AND artist_id NOT IN (SELECT artist_id FROM artist_fact)
     AND artist_id NOT IN (SELECT artist_id FROM track_title)`,
  'DELETE FROM label WHERE label_id NOT IN (SELECT label_id FROM track_label)',
]

/** Forget works, bands and labels that no source uses any more. */
export function dropUnusedNames(db: WritableDb): void {
  for (const sql of unused) db.prepare(sql).run()
}

/** Listeners per slice: some 10,000 to 100,000 plays. */
const sliceSize = 2000

/** Delete the rows of a hidden source. `onSlice` gets the fraction done now and then. */
export function removeSourceRows(db: WritableDb, sourceId: number, onSlice: (fraction: number) => void): void {
  makeLoadIndexes(db)
  const [first, last] = db
    .prepare('SELECT coalesce(min(listener_id), 0), coalesce(max(listener_id), -1) FROM listener WHERE source_id = ?')
    .raw()
    .get(sourceId) as [number, number]
  const perSlice = slices.map((sql) => db.prepare(sql))
  const removeSlice = db.transaction((from: number, to: number) => {
    for (const statement of perSlice) statement.run({ source: sourceId, from, to })
  })
  for (let from = first; from <= last; from += sliceSize) {
    removeSlice(from, from + sliceSize - 1)
    onSlice((0.8 * (from - first + 1)) / (last - first + 1))
  }
  db.transaction(() => {
    for (const [place, sql] of whole.entries()) {
      db.prepare(sql).run({ source: sourceId })
      onSlice(0.8 + (0.2 * place) / whole.length)
    }
    // What it lent to other sources goes too, or they would hold on to names that are nobody's.
    linkIds(db)
    dropUnusedNames(db)
  })()
  onSlice(1)
}

/** Give the pages of deleted rows back to the disk. */
export function shrink(db: WritableDb): void {
  db.pragma('incremental_vacuum')
}

/** Playlists and the log that takes edits of them back. */
import type { PlaylistSummary } from '#api/schemas.ts'
import type { ReadableDb, WritableDb } from './open.ts'

export type EntryRow = {
  entryId: number
  position: number
  kind: 'artist' | 'track'
  itemId: number | null
  artist: string
  title: string | null
  year: number | null
  artistKey: string
  workKey: string | null
  /** Where the file that it came from says it lies. */
  location: string | null
  durationMs: number | null
}
export type NewEntry = Omit<EntryRow, 'entryId' | 'position' | 'location' | 'durationMs'> &
  Partial<Pick<EntryRow, 'location' | 'durationMs'>>

const now = `strftime('%Y-%m-%dT%H:%M:%SZ', 'now')`
const summaryColumns = `playlist_id AS id, name, created_at AS createdAt, updated_at AS updatedAt,
  (SELECT count(*) FROM playlist_entry WHERE playlist_entry.playlist_id = playlist.playlist_id) AS entries`

export function listPlaylists(db: ReadableDb, profileId: number): PlaylistSummary[] {
  return db
    .prepare(
      `SELECT ${summaryColumns} FROM playlist WHERE profile_id = ? AND deleted_at IS NULL ORDER BY updated_at DESC, playlist_id DESC`,
    )
    .all(profileId) as PlaylistSummary[]
}

export function playlistSummary(db: ReadableDb, profileId: number, id: number): PlaylistSummary | null {
  const row = db
    .prepare(`SELECT ${summaryColumns} FROM playlist WHERE profile_id = ? AND playlist_id = ? AND deleted_at IS NULL`)
    .get(profileId, id) as PlaylistSummary | undefined
  return row ?? null
}

export function playlistEntries(db: ReadableDb, id: number): EntryRow[] {
  return db
    .prepare(
      `SELECT entry_id AS entryId, position, kind, item_id AS itemId, artist, title, year, artist_key AS artistKey,
              work_key AS workKey, location, duration_ms AS durationMs
       FROM playlist_entry WHERE playlist_id = ? ORDER BY position, entry_id`,
    )
    .all(id) as EntryRow[]
}

export function addPlaylist(db: WritableDb, profileId: number, name: string): number {
  const { lastInsertRowid } = db
    .prepare(`INSERT INTO playlist (profile_id, name, created_at, updated_at) VALUES (?, ?, ${now}, ${now})`)
    .run(profileId, name)
  return Number(lastInsertRowid)
}

export function touchPlaylist(db: WritableDb, id: number): void {
  db.prepare(`UPDATE playlist SET updated_at = ${now} WHERE playlist_id = ?`).run(id)
}

export function renamePlaylist(db: WritableDb, id: number, name: string): void {
  db.prepare('UPDATE playlist SET name = ? WHERE playlist_id = ?').run(name, id)
}

export function markDeleted(db: WritableDb, id: number, deleted: boolean): void {
  db.prepare(`UPDATE playlist SET deleted_at = ${deleted ? now : 'NULL'} WHERE playlist_id = ?`).run(id)
}

/** Append entries; their order among the others is set by `orderEntries`. Returns their ids. */
export function addEntries(
  db: WritableDb,
  profileId: number,
  playlistId: number,
  entries: readonly NewEntry[],
): number[] {
  const add = db.prepare(
    `INSERT INTO playlist_entry (playlist_id, profile_id, position, kind, item_id, artist, title, year, artist_key,
       work_key, location, duration_ms, added_at)
     VALUES (@playlistId, @profileId, 0, @kind, @itemId, @artist, @title, @year, @artistKey, @workKey, @location,
       @durationMs, ${now})`,
  )
  return entries.map((entry) =>
    Number(add.run({ location: null, durationMs: null, ...entry, playlistId, profileId }).lastInsertRowid),
  )
}

/** Put back entries that were removed, under their own ids. */
export function restoreEntries(
  db: WritableDb,
  profileId: number,
  playlistId: number,
  entries: readonly EntryRow[],
): void {
  const add = db.prepare(
    `INSERT INTO playlist_entry (entry_id, playlist_id, profile_id, position, kind, item_id, artist, title, year,
       artist_key, work_key, location, duration_ms, added_at)
     VALUES (@entryId, @playlistId, @profileId, @position, @kind, @itemId, @artist, @title, @year, @artistKey,
       @workKey, @location, @durationMs, ${now})`,
  )
  for (const entry of entries) add.run({ ...entry, playlistId, profileId })
}

export function removeEntries(db: WritableDb, playlistId: number, entryIds: readonly number[]): void {
  db.prepare('DELETE FROM playlist_entry WHERE playlist_id = ? AND entry_id IN (SELECT value FROM json_each(?))').run(
    playlistId,
    JSON.stringify(entryIds),
  )
}

/** Number a playlist's entries 0, 1, 2 … in the given order, which names each of them once. */
export function orderEntries(db: WritableDb, playlistId: number, entryIds: readonly number[]): void {
  const place = db.prepare(
    'UPDATE playlist_entry SET position = ? WHERE playlist_id = ? AND entry_id = ? AND position <> ?',
  )
  entryIds.forEach((entryId, position) => {
    place.run(position, playlistId, entryId, position)
  })
}

export type UndoEntry = { undoId: number; label: string; playlistId: number | null; inverse: string }

/** Edits that can be taken back; older ones are forgotten. */
const mostUndo = 500

export function logUndo(db: WritableDb, profileId: number, label: string, playlistId: number, inverse: unknown): void {
  const { lastInsertRowid } = db
    .prepare(`INSERT INTO undo_log (profile_id, at, label, playlist_id, inverse) VALUES (?, ${now}, ?, ?, ?)`)
    .run(profileId, label, playlistId, JSON.stringify(inverse))
  db.prepare('DELETE FROM undo_log WHERE profile_id = ? AND undo_id <= ?').run(
    profileId,
    Number(lastInsertRowid) - mostUndo,
  )
}

/** Take the newest entry off the log. */
export function takeUndo(db: WritableDb, profileId: number): UndoEntry | null {
  const entry = db
    .prepare(
      `SELECT undo_id AS undoId, label, playlist_id AS playlistId, inverse FROM undo_log
       WHERE profile_id = ? ORDER BY undo_id DESC LIMIT 1`,
    )
    .get(profileId) as UndoEntry | undefined
  if (entry === undefined) return null
  db.prepare('DELETE FROM undo_log WHERE undo_id = ?').run(entry.undoId)
  return entry
}

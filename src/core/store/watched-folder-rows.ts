/** Folders that the listener wants looked through by themselves. */
import type { ReadableDb, WritableDb } from './open.ts'

export function watchedFolders(db: ReadableDb, profileId: number): Set<string> {
  const read = db.prepare('SELECT folder FROM watched_folder WHERE profile_id = ?').pluck()
  return new Set(read.all(profileId) as string[])
}

export function setWatched(db: WritableDb, profileId: number, folder: string, on: boolean): void {
  const sql = on
    ? 'INSERT INTO watched_folder (profile_id, folder) VALUES (?, ?) ON CONFLICT DO NOTHING'
    : 'DELETE FROM watched_folder WHERE profile_id = ? AND folder = ?'
  db.prepare(sql).run(profileId, folder)
}

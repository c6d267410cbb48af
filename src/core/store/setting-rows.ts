/** Settings of a profile: names and text values. */
import type { ReadableDb, WritableDb } from './open.ts'

export function readSettings(db: ReadableDb, profileId: number): Record<string, string> {
  const rows = db.prepare('SELECT name, value FROM setting WHERE profile_id = ?').raw().all(profileId)
  return Object.fromEntries(rows as [string, string][])
}

export function writeSetting(db: WritableDb, profileId: number, name: string, value: string): void {
  db.prepare(
    'INSERT INTO setting (profile_id, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(profileId, name, value)
}

/** Leave a setting as it is at first. */
export function deleteSetting(db: WritableDb, profileId: number, name: string): void {
  db.prepare('DELETE FROM setting WHERE profile_id = ? AND name = ?').run(profileId, name)
}

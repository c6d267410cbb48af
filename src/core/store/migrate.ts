/** Migrations: numbered SQL files, frozen once released, applied in order, each in one transaction. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#api/errors.ts'
import type { DatabaseName, WritableDb } from './open.ts'

/**
 * Bring a database to the newest version. `folder` holds `library/` and `user/` with files like `0010-initial.sql`.
 * Throws AppError library-newer when the database was made by a newer Sidetrack.
 */
export function migrate(db: WritableDb, name: DatabaseName, folder: string): void {
  const steps = migrationSteps(name, folder)
  const newest = steps.at(-1)?.version ?? 0
  const found = db.pragma('user_version', { simple: true }) as number
  if (found > newest) {
    throw new AppError('library-newer', 'This library was made by a newer Sidetrack. Update Sidetrack to open it.')
  }
  for (const step of steps) {
    if (step.version <= found) continue
    db.transaction(() => {
      db.exec(readFileSync(step.path, 'utf8'))
      db.pragma(`user_version = ${step.version}`)
    }).exclusive()
  }
}

/** The version that a database has once it is brought to the newest. */
export const newestVersion = (name: DatabaseName, folder: string): number =>
  migrationSteps(name, folder).at(-1)?.version ?? 0

function migrationSteps(name: DatabaseName, folder: string): { version: number; path: string }[] {
  return readdirSync(join(folder, name))
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .sort()
    .map((file) => ({ version: Number(file.slice(0, 4)), path: join(folder, name, file) }))
}

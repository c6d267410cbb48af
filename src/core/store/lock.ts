/** The library lock: one owner at a time, freed by the operating system however the owner ends. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type LockOwner = { pid: number; host: 'window' | 'command line'; since: string }
export type LibraryLock = { release: () => void }

/**
 * Take the lock of a library folder: an exclusive transaction on `lock.sqlite`, held until released. Returns null when
 * another process holds it. Who holds it is written beside it, since a locked file cannot be read.
 */
export function takeLock(folder: string, host: LockOwner['host']): LibraryLock | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  const owner: LockOwner = { pid: process.pid, host, since: new Date().toISOString() }
  writeFileSync(ownerPath(folder), JSON.stringify(owner))
  return {
    release: () => {
      rmSync(ownerPath(folder), { force: true })
      db.close()
    },
  }
}

/** Who holds the lock, as far as they said; null where nothing can be read. */
export function lockOwner(folder: string): LockOwner | null {
  try {
    return JSON.parse(readFileSync(ownerPath(folder), 'utf8')) as LockOwner
  } catch {
    return null
  }
}

function ownerPath(folder: string): string {
  return join(folder, 'lock-owner.json')
}

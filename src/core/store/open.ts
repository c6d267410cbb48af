/** Opening the two databases: pragmas, extensions, migrations, and the types that tell readers from the writer. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as sqliteVec from 'sqlite-vec'
import { AppError } from '#api/errors.ts'
import { addGenreOverlay } from './genre-overlay.ts'
import { migrate, newestVersion } from './migrate.ts'

declare const writable: unique symbol
/** A connection that only reads. */
export type ReadableDb = Pick<Database.Database, 'prepare' | 'close' | 'open' | 'pragma'>
/** The one connection that writes a database. */
export type WritableDb = Database.Database & { [writable]: true }

export type DatabaseName = 'library' | 'user'

export function databasePath(folder: string, name: DatabaseName): string {
  return join(folder, `${name}.sqlite`)
}

/** Whether a library has been set up in this folder. */
export function libraryExists(folder: string): boolean {
  return existsSync(databasePath(folder, 'library')) && existsSync(databasePath(folder, 'user'))
}

/** Whether a library that has been set up was last written by an older Sidetrack. */
export function isOlder(folder: string, migrations: string): boolean {
  return (['library', 'user'] as const).some((name) => {
    const db = openReadable(folder, name)
    try {
      return (db.pragma('user_version', { simple: true }) as number) < newestVersion(name, migrations)
    } finally {
      db.close()
    }
  })
}

/**
 * Open a database for writing, made and migrated as needed. `library` is rebuilt from sources if it must be, so it
 * trades the last moments before a power cut for speed (NORMAL); `user` never loses what it acknowledged (FULL).
 * Throws AppError library-newer, library-damaged, permission-denied.
 */
export function openWritable(folder: string, name: DatabaseName, migrations: string): WritableDb {
  return guard(name, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return closedOnFailure(new Database(databasePath(folder, name)) as WritableDb, (db) => {
      // Said to a new file only: what a removed source leaves can then be given back to the disk.
      if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL')
      db.pragma('journal_mode = WAL')
      db.pragma('secure_delete = FAST')
      db.pragma(`synchronous = ${name === 'user' ? 'FULL' : 'NORMAL'}`)
      harden(db)
      if (name === 'library') {
        sqliteVec.load(db)
        db.pragma('cache_size = -131072')
        // Pages that a bulk load changes again and again are copied from the log to the file once every 64 MB.
        db.pragma('wal_autocheckpoint = 16384')
      }
      migrate(db, name, migrations)
      if (name === 'library') addGenreOverlay(db, 'write')
    })
  })
}

/** Open a database for reading only; it must exist. Throws AppError library-damaged. */
export function openReadable(folder: string, name: DatabaseName): ReadableDb {
  return guard(name, () => {
    const options = { readonly: true, fileMustExist: true }
    return closedOnFailure(new Database(databasePath(folder, name), options), (db) => {
      harden(db)
      if (name === 'library') {
        sqliteVec.load(db)
        db.pragma('cache_size = -65536')
      }
      // The file itself is only looked at when something is read: a damaged one is noticed here.
      db.pragma('user_version')
      if (name === 'library') addGenreOverlay(db, 'read')
    })
  })
}

function closedOnFailure<D extends Database.Database>(db: D, setUp: (db: D) => void): D {
  try {
    setUp(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function harden(db: Database.Database): void {
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('busy_timeout = 5000')
}

function guard<T>(name: DatabaseName, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const code = (cause as { code?: string }).code ?? ''
    if (code === 'EACCES' || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
      throw new AppError(
        'permission-denied',
        'The library folder cannot be opened. Choose a folder you may write to.',
        {
          cause,
        },
      )
    }
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
      throw new AppError(
        'library-damaged',
        `The file ${name}.sqlite in the library folder is damaged. Move it away and Sidetrack starts a new one.`,
        { cause },
      )
    }
    throw cause
  }
}

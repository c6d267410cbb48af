import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { migrate } from '#core/store/migrate.ts'
import { databasePath, libraryExists, openReadable, openWritable, type WritableDb } from '#core/store/open.ts'
import { closeAtEnd, migrations, numberOf, temporaryFolder } from '../library.ts'

const names = ['library', 'user'] as const

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing thrown'
}

/** Migrations of one's own: files below `library/`. */
function migrationsOf(files: Record<string, string>): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'library'))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, 'library', name), sql)
  return folder
}
const memory = () => closeAtEnd(new Database(':memory:')) as WritableDb

describe.each(names)('the %s database', (name) => {
  test('has the schema that was agreed on', async () => {
    const db = closeAtEnd(openWritable(temporaryFolder(), name, migrations))
    const schema = db
      .prepare(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name`)
      .pluck()
      .all()
    const version = numberOf(db, 'PRAGMA user_version')
    await expect(`-- version ${version}\n${schema.join(';\n')};\n`).toMatchFileSnapshot(`schema/${name}.sql`)
  })

  test('is opened again as it was', () => {
    const folder = temporaryFolder()
    openWritable(folder, name, migrations).close()
    const bytes = readFileSync(databasePath(folder, name))
    openWritable(folder, name, migrations).close()
    expect(readFileSync(databasePath(folder, name))).toEqual(bytes)
  })

  test('made by a newer Sidetrack is refused and left alone', () => {
    const folder = temporaryFolder()
    const db = openWritable(folder, name, migrations)
    db.pragma('user_version = 9999')
    db.close()
    expect(codeOf(() => openWritable(folder, name, migrations))).toBe('library-newer')
    const raw = closeAtEnd(new Database(databasePath(folder, name)))
    expect(raw.pragma('user_version', { simple: true })).toBe(9999)
  })

  test('that is no database is called damaged, not overwritten', () => {
    const folder = temporaryFolder()
    const junk = Buffer.alloc(8192, 'junk')
    writeFileSync(databasePath(folder, name), junk)
    expect(codeOf(() => openWritable(folder, name, migrations))).toBe('library-damaged')
    expect(codeOf(() => openReadable(folder, name))).toBe('library-damaged')
    expect(readFileSync(databasePath(folder, name))).toEqual(junk)
  })

  test('is hardened, and keeps what its durability promises', () => {
    const db = closeAtEnd(openWritable(temporaryFolder(), name, migrations))
    const pragma = (of: string) => db.pragma(of, { simple: true })
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(name === 'user' ? 2 : 1)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('trusted_schema')).toBe(0)
    expect(pragma('cell_size_check')).toBe(1)
  })

  test('opened for reading refuses to be written, and must exist', () => {
    const folder = temporaryFolder()
    expect(() => openReadable(folder, name)).toThrow(AppError)
    expect(existsSync(databasePath(folder, name))).toBe(false)
    openWritable(folder, name, migrations).close()
    const db = closeAtEnd(openReadable(folder, name))
    expect(() => db.prepare('CREATE TABLE t (a)').run()).toThrow(/readonly/)
  })

  test('lets a reader go on while the writer is in a transaction', () => {
    const folder = temporaryFolder()
    const writer = closeAtEnd(openWritable(folder, name, migrations))
    const reader = closeAtEnd(openReadable(folder, name))
    writer.exec('BEGIN IMMEDIATE')
    writer.exec('CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO extra VALUES (1)')
    expect(numberOf(reader, `SELECT count(*) FROM sqlite_schema WHERE name = 'extra'`)).toBe(0)
    writer.exec('COMMIT')
    expect(numberOf(reader, 'SELECT count(*) FROM extra')).toBe(1)
  })
})

test('a library exists once both databases do', () => {
  const folder = temporaryFolder()
  expect(libraryExists(folder)).toBe(false)
  openWritable(folder, 'library', migrations).close()
  expect(libraryExists(folder)).toBe(false)
  openWritable(folder, 'user', migrations).close()
  expect(libraryExists(folder)).toBe(true)
})

describe('migrations', () => {
  const first = { '0010-first.sql': 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);' }
  const second = { '0020-second.sql': 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;' }

  test('run once each, in order, and note how far they came', () => {
    const db = memory()
    migrate(db, 'library', migrationsOf({ ...second, ...first, 'notes.md': 'no migration' }))
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }])
    expect(db.pragma('user_version', { simple: true })).toBe(20)
  })

  test('bring an older database on without touching what it holds', () => {
    const db = memory()
    migrate(db, 'library', migrationsOf(first))
    db.exec('INSERT INTO a VALUES (7)')
    migrate(db, 'library', migrationsOf({ ...first, ...second }))
    expect(db.prepare('SELECT * FROM a').all()).toEqual([
      { x: 1, y: 2 },
      { x: 7, y: 8 },
    ])
  })

  test('that fail leave the database at the step before', () => {
    const db = memory()
    const broken = { '0030-broken.sql': 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);' }
    expect(() => migrate(db, 'library', migrationsOf({ ...first, ...broken }))).toThrow(/nowhere/)
    expect(db.pragma('user_version', { simple: true })).toBe(10)
    expect(db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()).toEqual(['a'])
  })
})

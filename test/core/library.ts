/** Temporary libraries on the disk, filled from small tables by the real importer. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll } from 'vitest'
import type { ColumnMapping } from '#api/columns.ts'
import type { ImportResult, TrainResult } from '#api/schemas.ts'
import { loadVocabulary } from '#core/catalog/genres.ts'
import { nothingAsked } from '#core/jobs/asked.ts'
import { type JobControl, jobControl } from '#core/jobs/control.ts'
import { type ImportTask, importFiles } from '#core/jobs/import-job.ts'
import { removeSource } from '#core/jobs/remove-job.ts'
import { type TrainTask, trainModels } from '#core/jobs/train-job.ts'
import { readHere } from '#core/sources/import-reader.ts'
import { openWritable, type ReadableDb, type WritableDb } from '#core/store/open.ts'

export const resources = join(import.meta.dirname, '../../resources')
export const migrations = join(resources, 'migrations')
export const kernelWorker = new URL('../../src/workers/kernel-worker.ts', import.meta.url).href
export const readWorker = new URL('../../src/workers/read-worker.ts', import.meta.url).href
export const vocabulary = loadVocabulary(resources)

const folders: string[] = []
const open: { close: () => unknown }[] = []
afterAll(() => {
  for (const one of open) one.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that goes when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-core-'))
  folders.push(folder)
  return folder
}

/** Close something, even after a failed test, before its folder goes. */
export function closeAtEnd<T extends { close: () => unknown }>(one: T): T {
  open.push(one)
  return one
}

/** A flag that nobody has set. */
export const noCancel = nothingAsked

/** A control that nobody watches. */
export const quietControl = (): JobControl => jobControl(noCancel(), { post: () => {} })

export type TestLibrary = {
  folder: string
  db: WritableDb
  /** Write files, by name, and import them as one source. */
  import: (files: Record<string, string | Uint8Array>, options?: ImportOptions) => Promise<ImportResult>
  importPaths: (paths: string[], options?: ImportOptions) => Promise<ImportResult>
  remove: (sourceId: number) => void
  train: (task?: Partial<TrainTask>, control?: JobControl) => Promise<TrainResult>
}
export type ImportOptions = Partial<Omit<ImportTask, 'files'>> & { control?: JobControl; mapping?: ColumnMapping }

/** An empty library in a folder of its own. */
export function newLibrary(): TestLibrary {
  const folder = temporaryFolder()
  const db = closeAtEnd(openWritable(folder, 'library', migrations))
  const importPaths = (paths: string[], { control = quietControl(), mapping, ...task }: ImportOptions = {}) => {
    const reading = mapping === undefined ? {} : { reading: { mapping } }
    const files = paths.map((path) => ({ path, shownName: basename(path), ...reading }))
    return importFiles(db, { vocabulary, reader: readHere() }, { files, format: null, name: null, ...task }, control)
  }
  return {
    folder,
    db,
    importPaths,
    import: (files, options) => importPaths(writeFiles(folder, files), options),
    remove: (sourceId) => void removeSource(db, vocabulary, sourceId, quietControl()),
    train: (task = {}, control = quietControl()) =>
      trainModels(
        db,
        { algorithms: ['sgns', 'als', 'neighbours'], entities: ['artist'], set: {}, seed: 1, threads: 1, ...task },
        { kernelWorker, resources },
        control,
      ),
  }
}

/** Write files into a fresh folder below `folder`; returns their paths. */
export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): string[] {
  const inbox = mkdtempSync(join(folder, 'files-'))
  mkdirSync(inbox, { recursive: true })
  return Object.entries(files).map(([name, content]) => {
    const path = join(inbox, name)
    writeFileSync(path, content)
    return path
  })
}

const csvCell = (text: string | number) => `"${String(text).replaceAll('"', '""')}"`

/** A songs table: (song id, band, title). */
export function songsCsv(rows: readonly (readonly [id: string | number, artist: string, title: string])[]): string {
  return ['song_id,band,song_name', ...rows.map((row) => row.map(csvCell).join(','))].join('\n')
}

/** A likes table: (listener, song id). */
export function likesCsv(rows: readonly (readonly [user: string | number, item: string | number])[]): string {
  return ['user,item', ...rows.map((row) => row.join(','))].join('\n')
}

/** Two tables of HetRec's form that say who plays which band how often. */
export function bandTables(
  plays: readonly (readonly [listener: string | number, band: string, plays: number])[],
): Record<string, string> {
  const bands = [...new Set(plays.map(([, band]) => band))]
  const idOf = new Map(bands.map((band, i) => [band, i + 1]))
  return {
    'artists.dat': ['id\tname\turl\tpictureURL', ...bands.map((band, i) => `${i + 1}\t${band}\t\t`)].join('\n'),
    'user_artists.dat': [
      'userID\tartistID\tweight',
      ...plays.map(([listener, band, count]) => `${listener}\t${idOf.get(band)}\t${count}`),
    ].join('\n'),
  }
}

/** HetRec's four tables from listeners' bands and tags. */
export function tagTables(
  bands: readonly string[],
  taggings: readonly (readonly [listener: number, band: string, tag: string])[],
): Record<string, string> {
  const tags = [...new Set(taggings.map(([, , tag]) => tag))]
  return {
    'tags.dat': ['tagID\ttagValue', ...tags.map((tag, i) => `${i + 1}\t${tag}`)].join('\n'),
    'user_taggedartists.dat': [
      'userID\tartistID\ttagID\tday\tmonth\tyear',
      ...taggings.map(
        ([user, band, tag]) => `${user}\t${bands.indexOf(band) + 1}\t${tags.indexOf(tag) + 1}\t1\t4\t2009`,
      ),
    ].join('\n'),
  }
}

/** Tables that hold what sources said, names included. */
export const sourceTables = [
  'source',
  'source_file',
  'ledger',
  'ledger_example',
  'artist',
  'artist_listing',
  'artist_fact',
  'artist_label',
  'work',
  'track',
  'track_title',
  'listener',
  'listener_profile',
  'artist_play',
  'track_play',
  'tag_listing',
  'tagging',
] as const

/** Tables made from them. */
export const derivedTables = [
  'artist_alias',
  'work_alias',
  'genre',
  'artist_genre',
  'artist_decade',
  'artist_source',
  'artist_summary',
  'work_summary',
  'library_fact',
] as const

/** Rows and digest of each table: equal content, equal answer. */
export function contentOf(db: ReadableDb, tables: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tables.map((table) => {
      const rows = db.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][]
      const lines = rows.map((row) => JSON.stringify(row)).sort()
      return [table, `${rows.length} ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`]
    }),
  )
}

/** The steps of a query's plan, as SQLite words them. */
export function planOf(db: ReadableDb, sql: string, ...values: unknown[]): string[] {
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  return rows.map((row) => row.detail)
}

/** One number from the database. */
export function numberOf(db: ReadableDb, sql: string, ...values: unknown[]): number {
  return db
    .prepare(sql)
    .pluck()
    .get(...values) as number
}

export type WatchedQuery = { sql: string; plan: string[] }

/** A view of a database that notes the plan of every query that is run through it, with its own values. */
export function watchQueries<D extends ReadableDb>(db: D): { db: D; queries: WatchedQuery[] } {
  const queries: WatchedQuery[] = []
  const note = (sql: string, values: unknown[]) => {
    if (!queries.some((query) => query.sql === sql)) queries.push({ sql, plan: planOf(db, sql, ...values) })
  }
  const watchStatement = (sql: string, statement: object): object =>
    new Proxy(statement, {
      get: (target, name) => {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...values: unknown[]) => {
          if (['get', 'all', 'iterate', 'run'].includes(String(name))) note(sql, values)
          const result = method.apply(target, values)
          return result === target ? watchStatement(sql, target) : result
        }
      },
    })
  const watched = new Proxy(db, {
    get: (target, name) => {
      if (name === 'prepare') return (sql: string) => watchStatement(sql, target.prepare(sql))
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { db: watched, queries }
}

/** Steps that read a whole table; virtual tables answer from their own index. */
export function scansOf(queries: readonly WatchedQuery[], small: readonly string[] = []): string[] {
  const harmless = new Set(['CONSTANT', ...small])
  return queries.flatMap(({ sql, plan }) =>
    plan
      .filter((step) => step.startsWith('SCAN ') && !step.includes('VIRTUAL TABLE INDEX'))
      .filter((step) => !harmless.has(step.split(' ')[1] as string))
      .map((step) => `${step} in ${sql.replace(/\s+/g, ' ')}`),
  )
}

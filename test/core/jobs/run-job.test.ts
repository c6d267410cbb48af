import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { JobMessage, JobTask } from '#core/jobs/control.ts'
import { runJob } from '#core/jobs/run-job.ts'
import { addSource, listSources } from '#core/store/source-rows.ts'
import {
  bandTables,
  contentOf,
  derivedTables,
  kernelWorker,
  likesCsv,
  newLibrary,
  noCancel,
  numberOf,
  resources,
  songsCsv,
  sourceTables,
  type TestLibrary,
  writeFiles,
} from '../library.ts'

const shipped = () => ({ resources, kernelWorker, refusedConnections: noCancel() })
const everything = [...sourceTables, ...derivedTables]

async function run({ folder }: TestLibrary, task: JobTask, cancel = noCancel()): Promise<JobMessage[]> {
  const messages: JobMessage[] = []
  await runJob({ ...task, library: folder, ...shipped(), cancel }, (message) => messages.push(message))
  return messages
}
const importOf = (paths: string[]): JobTask => ({
  kind: 'import',
  files: paths.map((path) => ({ path, shownName: path.split('/').at(-1) as string })),
  format: null,
  name: null,
})
const plays = Array.from({ length: 200 }, (_, i): [number, string, number] => [(i % 40) + 1, `Band ${(i * 7) % 11}`, 1])

describe('a job', () => {
  test('says how far it is and then, once, how it ended', async () => {
    const library = newLibrary()
    const messages = await run(library, importOf(writeFiles(library.folder, bandTables(plays))))
    expect(messages.at(-1)).toMatchObject({ type: 'done', outcome: { import: { name: 'HetRec 2011 Last.fm' } } })
    const progress = messages.slice(0, -1).map((message) => (message.type === 'progress' ? message.progress : null))
    expect(progress).not.toContain(null)
    expect(progress.map((one) => one?.phase)).toEqual(expect.arrayContaining(['reading', 'indexing']))
    const fractions = progress.map((one) => one?.fraction ?? -1)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(listSources(library.db)).toHaveLength(1)
  })

  test('that learns hands back its models', async () => {
    const library = newLibrary()
    await library.import(bandTables(plays))
    const set = { 'sgns.vectorSize': 4, 'sgns.epochs': 2, 'als.factors': 4, 'als.iterations': 2 }
    const task: JobTask = { kind: 'train', algorithms: ['sgns', 'als'], entities: ['artist'], set, seed: 1, threads: 2 }
    expect((await run(library, task)).at(-1)).toMatchObject({
      type: 'done',
      outcome: { train: { models: [{ algorithm: 'sgns' }, { algorithm: 'als' }] } },
    })
  })

  test('that removes a source forgets the models once nothing is left to recommend from', async () => {
    const library = newLibrary()
    const { source } = await library.import(bandTables(plays))
    await library.train({ algorithms: ['als'], set: { factors: 2, iterations: 1 } })
    const messages = await run(library, { kind: 'remove', sourceId: source as number })
    expect(messages.at(-1)).toMatchObject({ type: 'done', outcome: { remove: { source } } })
    expect(numberOf(library.db, 'SELECT count(*) FROM model')).toBe(0)
    expect((await run(library, { kind: 'remove', sourceId: 99 })).at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'source-not-found' },
    })
  })

  test('cancelled before it began does nothing', async () => {
    const library = newLibrary()
    const before = contentOf(library.db, everything)
    const cancel = noCancel()
    Atomics.store(cancel, 0, 1)
    const messages = await run(library, importOf(writeFiles(library.folder, bandTables(plays))), cancel)
    expect(messages).toEqual([{ type: 'cancelled' }])
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('cancelled while it reads leaves the library as it was, and the next one works', async () => {
    const library = newLibrary()
    await library.import({ 'songs.csv': songsCsv([[1, 'Low', 'Lullaby']]) })
    const before = contentOf(library.db, everything)
    const likes = Array.from({ length: 200_000 }, (_, i): [number, number] => [i % 5000, i % 977])
    const paths = writeFiles(library.folder, { 'likes.csv': likesCsv(likes) })
    const cancel = noCancel()
    const messages: JobMessage[] = []
    await runJob({ ...importOf(paths), library: library.folder, ...shipped(), cancel }, (message) => {
      messages.push(message)
      if (message.type === 'progress' && message.progress.handled > 0) Atomics.store(cancel, 0, 1)
    })
    expect(messages.at(-1)).toEqual({ type: 'cancelled' })
    expect(contentOf(library.db, everything)).toEqual(before)
    expect((await run(library, importOf(writeFiles(library.folder, bandTables(plays))))).at(-1)?.type).toBe('done')
  })

  test('that fails says so in words, keeping details for the log', async () => {
    const library = newLibrary()
    const task: JobTask = { kind: 'train', algorithms: ['als'], entities: ['artist'], set: {}, seed: 1, threads: 1 }
    expect((await run(library, task)).at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'nothing-to-learn', message: expect.stringContaining('at least 20') },
      detail: expect.stringContaining('train-job.ts'),
    })
  })
})

describe('after a crash', () => {
  test('the next job clears what an import had begun', async () => {
    const library = newLibrary()
    await library.import(bandTables(plays))
    const before = contentOf(library.db, everything)
    const { source } = await library.import({ 'songs.csv': songsCsv([[1, 'Faust', 'Jennifer']]) })
    library.db.prepare(`UPDATE source SET state = 'importing' WHERE source_id = ?`).run(source)
    await run(library, { kind: 'remove', sourceId: 99 })
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('the next job ends a removal that had begun', async () => {
    const library = newLibrary()
    await library.import(bandTables(plays))
    const before = contentOf(library.db, everything)
    const { source } = await library.import({ 'likes.csv': likesCsv([[1, 1]]) })
    library.db.prepare(`UPDATE source SET state = 'removing' WHERE source_id = ?`).run(source)
    library.db.prepare('DELETE FROM track_play').run()
    await run(library, { kind: 'remove', sourceId: 99 })
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('a source that never came to rows goes as well', async () => {
    const library = newLibrary()
    const before = contentOf(library.db, sourceTables)
    addSource(library.db, { name: 'S', format: 'f', idSpace: 'f', simulated: false, licence: null, origin: null })
    await run(library, { kind: 'remove', sourceId: 99 })
    expect(contentOf(library.db, sourceTables)).toEqual(before)
  })

  test('an import killed at any moment leaves a library that takes the same import as if nothing had been', async () => {
    const songs = Array.from({ length: 3000 }, (_, i): [number, string, string] => [i, `Band ${i % 200}`, `Song ${i}`])
    const likes = Array.from({ length: 60_000 }, (_, i): [number, number] => [i % 3000, (i * 7919) % 3100])
    const files = { 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) }
    const clean = newLibrary()
    await clean.import(files)
    // Those that do not hold the source's own number, which is never used twice.
    const tables = ['artist', 'work', 'track_play', 'artist_summary', 'work_summary', 'work_alias']
    const rows = ({ db }: TestLibrary) => sourceTables.map((table) => numberOf(db, `SELECT count(*) FROM ${table}`))
    const expected = contentOf(clean.db, tables)
    const module = new URL('../../../src/core/jobs/run-job.ts', import.meta.url).href
    // After so many messages of the job, wherever that is on this machine.
    for (const messages of [1, 2, 4, 7]) {
      const library = newLibrary()
      const paths = writeFiles(library.folder, files)
      const spec = { ...importOf(paths), library: library.folder, resources, kernelWorker }
      const script = `
        const { runJob } = await import(${JSON.stringify(module)})
        let left = ${messages}
        const cancel = new Int32Array(new SharedArrayBuffer(4))
        await runJob({ ...${JSON.stringify(spec)}, cancel, refusedConnections: cancel }, () => {
          left -= 1
          if (left === 0) process.kill(process.pid, 'SIGKILL')
        })`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        cwd: join(import.meta.dirname, '../../..'),
        stdio: 'inherit',
      })
      await once(child, 'exit')
      expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect((await run(library, importOf(paths))).at(-1)?.type).toBe('done')
      expect(listSources(library.db)).toHaveLength(1)
      expect(contentOf(library.db, tables)).toEqual(expected)
      expect(rows(library)).toEqual(rows(clean))
    }
  })
})

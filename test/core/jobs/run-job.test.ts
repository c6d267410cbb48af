import { describe, expect, test } from 'vitest'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import { ask } from '#core/jobs/asked.ts'
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
  readWorker,
  resources,
  songsCsv,
  sourceTables,
  type TestLibrary,
  writeFiles,
} from '../library.ts'

const shipped = () => ({ resources, kernelWorker, readWorker, refusedConnections: noCancel(), cleaning: noChoices })
const everything = [...sourceTables, ...derivedTables]

const job = { id: 1, subject: 'Some work', startedAt: '2026-01-01T00:00:00Z' }

async function run({ folder }: TestLibrary, task: JobTask, asked = noCancel()): Promise<JobMessage[]> {
  const messages: JobMessage[] = []
  await runJob({ task, job, library: folder, ...shipped(), asked }, (message) => messages.push(message))
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
    ask(cancel, 'cancel')
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
    const spec = { task: importOf(paths), job, library: library.folder, ...shipped(), asked: cancel }
    await runJob(spec, (message) => {
      messages.push(message)
      if (message.type === 'progress' && message.progress.handled > 0) ask(cancel, 'cancel')
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
})

/** Imports that are paused, cut short, killed or out of room, and go on: nothing twice, nothing missing. */
import { appendFileSync, existsSync, renameSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import { ask, nothingAsked } from '#core/jobs/asked.ts'
import type { JobMessage, JobTask } from '#core/jobs/control.ts'
import { runJob } from '#core/jobs/run-job.ts'
import { random32, uniform } from '#core/math/random.ts'
import { storedJobs } from '#core/store/job-rows.ts'
import { fileLedgers, listSources } from '#core/store/source-rows.ts'
import {
  bandTables,
  contentOf,
  derivedTables,
  kernelWorker,
  newLibrary,
  noCancel,
  numberOf,
  readWorker,
  resources,
  sourceTables,
  type TestLibrary,
  writeFiles,
} from '../library.ts'
import { everyKind, importOf } from './import-files.ts'
import { chosenSeed, jobProcess, wholeContent } from './job-process.ts'

/** Run a job on a library in this process; `onMessage` may ask it for something. */
async function run(
  { folder }: TestLibrary,
  task: JobTask,
  { id = 1, onMessage = () => {} }: { id?: number; onMessage?: (message: JobMessage, asked: Int32Array) => void } = {},
): Promise<JobMessage> {
  const asked = nothingAsked()
  const messages: JobMessage[] = []
  const job = { id, subject: 'Some work', startedAt: '2026-01-01T00:00:00Z' }
  const spec = {
    task,
    job,
    library: folder,
    resources,
    kernelWorker,
    readWorker,
    asked,
    refusedConnections: noCancel(),
    cleaning: noChoices,
  }
  await runJob(spec, (message) => {
    messages.push(message)
    onMessage(message, asked)
  })
  return messages.at(-1) as JobMessage
}

/** Asks for a pause at the n-th message. */
const pauseAt = (n: number) => {
  let messages = 0
  return (_: JobMessage, asked: Int32Array) => {
    messages += 1
    if (messages === n) ask(asked as ReturnType<typeof nothingAsked>, 'pause')
  }
}

/** Pause an import once some of its records are stored. */
async function pausedImport(library: TestLibrary, paths: string[], id = 1): Promise<void> {
  for (let n = 3; ; n += 1) {
    const end = await run(library, importOf(paths), { id, onMessage: pauseAt(n) })
    expect(end.type).toBe('paused')
    if (numberOf(library.db, `SELECT sum(records_read) FROM source_file`) > 0) return
  }
}

const cleanly = async (files: Record<string, string | Uint8Array>) => {
  const library = newLibrary()
  expect((await run(library, importOf(writeFiles(library.folder, files)))).type).toBe('done')
  return { content: wholeContent(library), ledgers: fileLedgers(library.db, 1), library }
}

/** Few enough for a test that runs at every turn; `kill.long.ts` has hundreds. */
const mostKills = 4

describe('an import that was killed', () => {
  test(`goes on to the same rows and the same ledger (seed ${chosenSeed})`, async () => {
    const next = random32(chosenSeed)
    const files = everyKind(3000, 60_000)
    const { content, ledgers } = await cleanly(files)
    const timed = newLibrary()
    const { milliseconds } = await jobProcess(timed.folder, importOf(writeFiles(timed.folder, files)))
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    expect((await jobProcess(library.folder, task, { killAtProgress: 3 })).message).toBeNull()
    for (let kills = 1; kills < mostKills; kills += 1) {
      const { message } = await jobProcess(library.folder, task, { killAfter: milliseconds * 0.8 * uniform(next) })
      if (message !== null) break
      expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(listSources(library.db)).toEqual([])
    }
    if (storedJobs(library.db).length > 0) expect((await run(library, task)).type).toBe('done')
    expect(wholeContent(library)).toEqual(content)
    expect(fileLedgers(library.db, 1)).toEqual(ledgers)
    expect(storedJobs(library.db)).toEqual([])
  })
})

describe('an import large enough for a thread that reads', () => {
  test(`is killed, paused and cancelled as any other (seed ${chosenSeed})`, async () => {
    const next = random32(chosenSeed)
    const files = everyKind(3000, 60_000, ' of the night'.repeat(60))
    const { content, ledgers } = await cleanly(files)
    const stopped = newLibrary()
    const before = wholeContent(stopped)
    const cancelAfter = 1000 * uniform(next)
    const { message } = await jobProcess(stopped.folder, importOf(writeFiles(stopped.folder, files)), { cancelAfter })
    if (message?.type !== 'done') expect(wholeContent(stopped)).toEqual(before)
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    expect((await jobProcess(library.folder, task, { killAtProgress: 4 })).message).toBeNull()
    expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(await run(library, task, { onMessage: pauseAt(3) })).toMatchObject({ type: 'paused', error: null })
    expect((await run(library, task)).type).toBe('done')
    expect(wholeContent(library)).toEqual(content)
    expect(fileLedgers(library.db, 1)).toEqual(ledgers)
  })
})

describe('an import of a file that turns out broken when some of it is stored', () => {
  const { 'songs.csv': songs = '', 'likes.csv.gz': likes = '' } = everyKind(3000, 60_000)
  const files = { 'songs.csv': songs, 'likes.csv.gz': Buffer.from(likes).subarray(0, -9) }
  const named = ({ db }: TestLibrary) =>
    db.prepare('SELECT external_id, title FROM track ORDER BY external_id').raw().all()

  test('leaves nothing of that file behind, wherever it was paused, and all of the others', async () => {
    const alone = newLibrary()
    await alone.import({ 'songs.csv': songs })
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    let end = await run(library, task, { onMessage: pauseAt(2) })
    for (let n = 3; end.type === 'paused'; n += 1) end = await run(library, task, { onMessage: pauseAt(n) })
    expect(end.type).toBe('done')
    const [source] = listSources(library.db)
    expect(source?.files.map(({ path, reason, kept, read }) => [path, reason, kept > 0, read > 0])).toEqual([
      ['likes.csv.gz', 'archive-truncated', false, false],
      ['songs.csv', null, true, true],
    ])
    expect(named(library)).toEqual(named(alone))
    expect(numberOf(library.db, 'SELECT count(*) FROM source')).toBe(1)
    expect(numberOf(library.db, 'SELECT count(*) FROM listener')).toBe(0)
    expect(storedJobs(library.db)).toEqual([])
  })

  test(`is the same after kills (seed ${chosenSeed})`, async () => {
    const next = random32(chosenSeed)
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    for (let kills = 0; kills < mostKills; kills += 1) {
      const { message } = await jobProcess(library.folder, task, { killAfter: 1000 * uniform(next) })
      if (message !== null) break
      expect(listSources(library.db)).toEqual([])
    }
    if (listSources(library.db).length === 0) expect((await run(library, task)).type).toBe('done')
    expect(listSources(library.db)[0]?.files.map(({ reason }) => reason)).toEqual(['archive-truncated', null])
    expect(numberOf(library.db, 'SELECT count(*) FROM listener')).toBe(0)
  })

  test('leaves the library as it was where there is no other file', async () => {
    const library = newLibrary()
    await library.import(bandTables([[1, 'Band 7', 3]]))
    const before = contentOf(library.db, [...sourceTables, ...derivedTables])
    const result = await library.import({ 'likes.csv.gz': files['likes.csv.gz'] })
    expect(result).toMatchObject({
      source: null,
      files: [{ outcome: 'rejected', reason: 'archive-truncated', read: 0 }],
    })
    expect(contentOf(library.db, [...sourceTables, ...derivedTables])).toEqual(before)
  })
})

describe('an import that is cancelled', () => {
  test(`at any moment leaves the library as it was (seed ${chosenSeed})`, async () => {
    const next = random32(chosenSeed)
    const files = everyKind(3000, 60_000)
    const library = newLibrary()
    await library.import(bandTables([[1, 'Band 7', 3]]))
    const before = wholeContent(library)
    const task = importOf(writeFiles(library.folder, files))
    let cancels = 0
    for (let n = 0; n < 3; n += 1) {
      const { message } = await jobProcess(library.folder, task, { cancelAfter: n === 0 ? 1 : 1500 * uniform(next) })
      if (message?.type === 'done') {
        library.remove(numberOf(library.db, 'SELECT max(source_id) FROM source'))
      } else {
        expect(message).toEqual({ type: 'cancelled' })
        cancels += 1
      }
      expect(wholeContent(library)).toEqual(before)
    }
    expect(cancels).toBeGreaterThan(0)
  })
})

describe('an import that is paused', () => {
  test('rests wherever it was, shows nothing, and ends the same', async () => {
    const files = everyKind(1000, 20_000)
    const { content, ledgers } = await cleanly(files)
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    const derived = contentOf(library.db, derivedTables)
    let pauses = 0
    for (let n = 1; ; n += 1) {
      const end = await run(library, task, { onMessage: pauseAt(n) })
      if (end.type === 'done') break
      expect(end).toMatchObject({ type: 'paused', error: null })
      pauses += 1
      expect(contentOf(library.db, derivedTables)).toEqual(derived)
      expect(storedJobs(library.db)).toMatchObject([{ state: 'paused', task, trouble: null }])
    }
    expect(pauses).toBeGreaterThan(2)
    expect(wholeContent(library)).toEqual(content)
    expect(fileLedgers(library.db, 1)).toEqual(ledgers)
  })

  test('lets other sources come and go as if it were not there', async () => {
    const bands = bandTables([
      [1, 'Band 7', 3],
      [1, 'band 9', 2],
      [2, 'Low', 1],
    ])
    const alone = newLibrary()
    await alone.import(bands)
    const library = newLibrary()
    await pausedImport(library, writeFiles(library.folder, everyKind(2000, 30_000)))
    expect((await run(library, importOf(writeFiles(library.folder, bands)), { id: 2 })).type).toBe('done')
    const names = ({ db }: TestLibrary) =>
      db.prepare('SELECT name, listeners, tracks FROM artist_summary JOIN artist USING (artist_id) ORDER BY name').all()
    expect(names(library)).toEqual(names(alone))
    for (const table of derivedTables) {
      if (table === 'library_fact') continue
      const count = `SELECT count(*) FROM ${table}`
      expect([table, numberOf(library.db, count)]).toEqual([table, numberOf(alone.db, count)])
    }
    expect((await run(library, { kind: 'remove', sourceId: 2 }, { id: 3 })).type).toBe('done')
    expect(numberOf(library.db, 'SELECT count(*) FROM artist_summary')).toBe(0)
    const { task } = storedJobs(library.db)[0] as { task: JobTask }
    expect((await run(library, task)).type).toBe('done')
    const { library: whole } = await cleanly(everyKind(2000, 30_000))
    expect(names(library)).toEqual(names(whole))
  })

  test('adds nothing twice when its files were imported anew meanwhile', async () => {
    const files = everyKind(500, 5000)
    const library = newLibrary()
    const paths = writeFiles(library.folder, files)
    await pausedImport(library, paths)
    expect((await run(library, importOf(paths), { id: 2 })).type).toBe('done')
    const before = contentOf(library.db, ['work_summary'])
    const end = await run(library, importOf(paths))
    expect(end).toMatchObject({ type: 'done', outcome: { import: { source: 2 } } })
    expect(contentOf(library.db, ['work_summary'])).toEqual(before)
    expect(numberOf(library.db, 'SELECT count(*) FROM source')).toBe(1)
    const alone = newLibrary()
    await alone.import(files)
    const plays = 'SELECT count(*) FROM track_play'
    expect(numberOf(library.db, plays)).toBe(numberOf(alone.db, plays))
  })

  test('leaves no trace when it is discarded', async () => {
    const library = newLibrary()
    await library.import(bandTables([[1, 'Band 7', 3]]))
    const before = contentOf(library.db, [...sourceTables, ...derivedTables])
    await pausedImport(library, writeFiles(library.folder, everyKind()))
    expect(await run(library, { kind: 'discard' })).toEqual({ type: 'cancelled' })
    expect(contentOf(library.db, [...sourceTables, ...derivedTables])).toEqual(before)
    expect(storedJobs(library.db)).toEqual([])
  })

  test.each([
    ['has changed', (path: string) => appendFileSync(path, '\n77,88')],
    ['is gone', (path: string) => renameSync(path, `${path}.elsewhere`)],
  ])('says which file %s, and can still be discarded', async (words, harm) => {
    const library = newLibrary()
    const before = contentOf(library.db, sourceTables)
    const paths = writeFiles(library.folder, { ...everyKind(), 'likes.csv': 'user,item\n1,2\n3,4' })
    await pausedImport(library, paths)
    harm(paths[2] as string)
    expect(await run(library, importOf(paths))).toMatchObject({
      type: 'paused',
      error: { code: 'file-changed', message: expect.stringContaining(`likes.csv ${words} since its import began`) },
    })
    expect(storedJobs(library.db)).toMatchObject([{ state: 'paused', trouble: { code: 'file-changed' } }])
    await run(library, { kind: 'discard' })
    expect(contentOf(library.db, sourceTables)).toEqual(before)
  })
})

/** A file of the system that can be opened and not be read, as on a disk that fails. */
const unreadable = '/sys/class/net/lo/speed'

describe.skipIf(!existsSync(unreadable))('an import that cannot read a file', () => {
  test('pauses with a clear message instead of refusing the file, and can be discarded', async () => {
    const library = newLibrary()
    const before = wholeContent(library)
    const paths = [...writeFiles(library.folder, everyKind(500, 500)), unreadable]
    expect(await run(library, importOf(paths))).toMatchObject({
      type: 'paused',
      error: { code: 'read-error', message: expect.stringContaining('could not be read') },
    })
    expect(storedJobs(library.db)).toMatchObject([{ state: 'paused', trouble: { code: 'read-error' } }])
    await run(library, { kind: 'discard' })
    expect(wholeContent(library)).toEqual(before)
  })
})

describe('an import that finds no more room', () => {
  test('pauses with one clear message, the library stays usable, and it goes on when there is room', async () => {
    const files = everyKind(6000, 60_000)
    const { content, ledgers, library: whole } = await cleanly(files)
    const most = Math.ceil(
      numberOf(whole.db, 'SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size'),
    )
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    const { message } = await jobProcess(library.folder, task, { fileLimit: Math.floor(most / 2) })
    expect(message).toMatchObject({ type: 'paused', error: { code: 'disk-full' } })
    expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(listSources(library.db)).toEqual([])
    expect((await run(library, task)).type).toBe('done')
    expect(wholeContent(library)).toEqual(content)
    expect(fileLedgers(library.db, 1)).toEqual(ledgers)
  })
})

/** Every other kind of work, killed on its way: the library is as it was or as it should be, and the next work ends it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import type { JobTask } from '#core/jobs/control.ts'
import { random32, uniform } from '#core/math/random.ts'
import { handOver } from '#core/store/cleaning-rows.ts'
import { storedJobs } from '#core/store/job-rows.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { isIndexDue, listSources } from '#core/store/source-rows.ts'
import { audio } from '../audio-files.ts'
import { bandTables, newLibrary, songsCsv, type TestLibrary, writeFiles } from '../library.ts'
import { everyKind } from './import-files.ts'
import { chosenSeed, jobProcess, wholeContent } from './job-process.ts'

const next = random32(chosenSeed)
const plays = Array.from({ length: 4000 }, (_, i): [number, string, number] => [
  1 + (i % 200),
  `Band ${(i % 2) * 60 + Math.floor(60 * uniform(next) ** 2)}`,
  1 + (next() % 30),
])
const bands = bandTables(plays)
/** What rows were called by while they were there does not come back, nor do the files' paths. */
const shown = (library: TestLibrary) => {
  const { source: _, source_file: __, ledger: ___, ledger_example: ____, ...content } = wholeContent(library)
  return content
}
const vectorsOf = ({ db }: TestLibrary) =>
  listModels(db).map(({ id, algorithm, dimensions }) =>
    algorithm === 'neighbours' ? algorithm : readVectors(db, id, dimensions),
  )

/** Kill work at a moment of its own choice, then let it, or other work, come through. */
async function killedThen(library: TestLibrary, task: JobTask, after: JobTask, milliseconds: number): Promise<void> {
  await jobProcess(library.folder, task, { killAfter: milliseconds * uniform(next) })
  expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect((await jobProcess(library.folder, after)).message?.type).toBe('done')
  expect(storedJobs(library.db)).toEqual([])
}

describe(`work that was killed (seed ${chosenSeed})`, () => {
  test('a removal comes to its end with the next work', async () => {
    const library = newLibrary()
    await library.import(bands)
    const before = shown(library)
    const { source } = await library.import(everyKind(3000, 30_000))
    const task: JobTask = { kind: 'remove', sourceId: source as number }
    await jobProcess(library.folder, task, { killAtProgress: 2 })
    expect(listSources(library.db).map(({ id }) => id)).not.toContain(source)
    expect((await jobProcess(library.folder, { kind: 'describe', sourceId: 1 })).message?.type).toBe('done')
    expect(shown(library)).toEqual(before)
  })

  test('a removal whose rows are gone, and whose index is not yet, does so too', async () => {
    const library = newLibrary()
    await library.import(bands)
    const before = shown(library)
    const { source } = await library.import({ 'songs.csv': songsCsv([[1, 'Faust', 'Jennifer']]) })
    library.db.exec(`CREATE TRIGGER crash BEFORE DELETE ON artist_summary BEGIN SELECT RAISE(ABORT, 'crash'); END`)
    const task: JobTask = { kind: 'remove', sourceId: source as number }
    expect((await jobProcess(library.folder, task)).message?.type).toBe('failed')
    library.db.exec('DROP TRIGGER crash')
    expect(library.db.prepare('SELECT count(*) FROM source').pluck().get()).toBe(1)
    expect(isIndexDue(library.db)).toBe(true)
    expect((await jobProcess(library.folder, { kind: 'describe', sourceId: 1 })).message?.type).toBe('done')
    expect(isIndexDue(library.db)).toBe(false)
    expect(shown(library)).toEqual(before)
  })

  test('a folder of audio files goes on to the same end', async () => {
    const library = newLibrary()
    const clean = newLibrary()
    const folder = join(library.folder, 'Music')
    mkdirSync(folder)
    for (let i = 0; i < 150; i += 1) {
      const tags = { artist: `Band ${i % 7}`, title: `Song ${i}`, album: 'Trust', year: '2002' }
      writeFileSync(join(folder, `${i}.mp3`), audio.mp3(tags, 0.1))
    }
    const task: JobTask = { kind: 'import', folder, name: 'Music' }
    const { milliseconds } = await jobProcess(clean.folder, task)
    await killedThen(library, task, task, milliseconds)
    expect(wholeContent(library)).toEqual(wholeContent(clean))
  })

  test('an index by other choices is the old one or the new one', async () => {
    const library = newLibrary()
    await library.import(everyKind(3000, 30_000))
    const task: JobTask = { kind: 'reindex' }
    const before = wholeContent(library)
    const { milliseconds } = await jobProcess(library.folder, task)
    handOver(library.db, noChoices)
    await killedThen(library, task, task, milliseconds)
    expect(wholeContent(library)).toEqual(before)
  })

  test('ready-made vectors are offered again, and all there afterwards', async () => {
    const numbers = Array.from({ length: 300 }, () => uniform(next).toFixed(5)).join(',')
    const rows = Array.from({ length: 120 }, (_, i) => `Band ${i},${numbers}`)
    const header = ['band', ...Array.from({ length: 300 }, (_, i) => `v${i}`)].join(',')
    const vectors = [header, ...rows, ''].join('\n')
    const library = newLibrary()
    await library.import(bands)
    const [path] = writeFiles(library.folder, { 'band_vectors.csv': vectors }) as [string]
    const task: JobTask = { kind: 'vectors', file: { path, shownName: basename(path) }, meta: null, entity: 'artist' }
    await jobProcess(library.folder, task, { killAtProgress: 1 })
    expect(listModels(library.db)).toEqual([])
    expect(storedJobs(library.db)).toMatchObject([{ kind: 'vectors' }])
    expect((await jobProcess(library.folder, task)).message?.type).toBe('done')
    expect(storedJobs(library.db)).toEqual([])
    expect(vectorsOf(library)).toMatchObject([{ vectors: expect.objectContaining({ length: 120 * 300 }) }])
  })

  test('an update of models goes on, to every model', async () => {
    const library = newLibrary()
    await library.import(bands)
    await library.train({ set: { factors: 8, iterations: 8, vectorSize: 16, epochs: 10 } })
    const more = bandTables(plays.slice(0, 300).map(([listener, band, count]) => [listener + 900, band, count]))
    await library.import(more)
    const task: JobTask = {
      ...{ kind: 'train', entities: ['artist'], algorithms: ['sgns', 'als', 'neighbours'], set: {}, seed: 1 },
      ...{ threads: 1, update: true },
    }
    await killedThen(library, task, task, 1500)
    expect(listModels(library.db).map(({ stale }) => stale)).toEqual([false, false, false])
  })
})

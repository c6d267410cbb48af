/** Hundreds of kills and cancels: in import, in learning and while a playlist is written. Each must leave nothing half done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JobTask } from '#core/jobs/control.ts'
import { random32, uniform } from '#core/math/random.ts'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { fileLedgers, listSources } from '#core/store/source-rows.ts'
import { bandTables, newLibrary, numberOf, type TestLibrary, temporaryFolder, writeFiles } from '../library.ts'
import { everyKind, importOf } from './import-files.ts'
import { chosenSeed, jobProcess, wholeContent } from './job-process.ts'

const next = random32(chosenSeed)
const times = { import: 300, cancel: 100, train: 120, export: 150 }

/** Kill a job again and again, a little later each time, until it comes through. Returns how often it was killed. */
async function killUntilDone(library: TestLibrary, task: JobTask, usual: number, check: () => void): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const killAfter = usual * (0.3 + 0.1 * kills) * uniform(next)
    const { message } = await jobProcess(library.folder, task, { killAfter })
    if (message !== null) {
      expect(message.type).toBe('done')
      return kills
    }
    expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    check()
  }
}

test(`${times.import} kills of imports: the same rows and the same ledger (seed ${chosenSeed})`, async () => {
  // Long titles: large enough to be read beside the thread that stores.
  const files = everyKind(9000, 60_000, ' of the night'.repeat(25))
  const clean = newLibrary()
  const { milliseconds } = await jobProcess(clean.folder, importOf(writeFiles(clean.folder, files)))
  const content = wholeContent(clean)
  for (let kills = 0; kills < times.import; ) {
    const library = newLibrary()
    const task = importOf(writeFiles(library.folder, files))
    kills += await killUntilDone(library, task, milliseconds, () => expect(listSources(library.db)).toEqual([]))
    expect(wholeContent(library)).toEqual(content)
    expect(fileLedgers(library.db, 1)).toEqual(fileLedgers(clean.db, 1))
  }
})

test(`${times.cancel} cancels of imports: the library as it was (seed ${chosenSeed})`, async () => {
  const library = newLibrary()
  await library.import(bandTables([[1, 'Band 7', 3]]))
  const before = wholeContent(library)
  const task = importOf(writeFiles(library.folder, everyKind(9000, 60_000, ' of the night'.repeat(25))))
  for (let cancels = 0; cancels < times.cancel; ) {
    const { message } = await jobProcess(library.folder, task, { cancelAfter: 2500 * uniform(next) })
    if (message?.type === 'cancelled') cancels += 1
    else library.remove(numberOf(library.db, 'SELECT max(source_id) FROM source'))
    expect(wholeContent(library)).toEqual(before)
  }
})

test(`${times.train} kills of learning: the same models (seed ${chosenSeed})`, async () => {
  const plays = Array.from({ length: 4000 }, (_, i): [number, string, number] => [
    1 + (i % 200),
    `Band ${(i % 2) * 60 + Math.floor(60 * uniform(next) ** 2)}`,
    1 + (next() % 30),
  ])
  const set = { 'sgns.vectorSize': 32, 'sgns.epochs': 40, 'als.factors': 32, 'als.iterations': 40 }
  const task: JobTask = { kind: 'train', algorithms: ['sgns', 'als'], entities: ['artist'], set, seed: 5, threads: 1 }
  const withPlays = async () => {
    const library = newLibrary()
    await library.import(bandTables(plays))
    return library
  }
  const vectorsOf = ({ db }: TestLibrary) =>
    listModels(db).map(({ id, algorithm, dimensions, quality }) => ({
      algorithm,
      quality,
      vectors: readVectors(db, id, dimensions).vectors,
    }))
  const clean = await withPlays()
  const { milliseconds } = await jobProcess(clean.folder, task)
  for (let kills = 0; kills < times.train; ) {
    const library = await withPlays()
    kills += await killUntilDone(library, task, milliseconds, () => {})
    expect(vectorsOf(library)).toEqual(vectorsOf(clean))
  }
})

test(`${times.export} kills of exports: each file whole or not there (seed ${chosenSeed})`, async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'List.m3u8')
  const items = 20_000
  const module = new URL('../../../src/core/playlists/export.ts', import.meta.url).href
  // One export after the other, each another list of the same length, until it is killed.
  const script = `
    const { exportPlaylist } = await import(${JSON.stringify(module)})
    const items = (round) => Array.from({ length: ${items} }, (_, i) => ({
      entryId: i, item: null, kind: 'track', artist: 'Band ' + round, title: 'Song ' + i, genres: [] }))
    process.stdout.write('begun')
    for (let round = 0; ; round += 1) {
      exportPlaylist({ id: 1, name: 'List', entries: ${items}, createdAt: '', updatedAt: '', items: items(round) }, 'm3u8', ${JSON.stringify(path)})
    }`
  let written = 0
  for (let n = 0; n < times.export; n += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    setTimeout(() => child.kill('SIGKILL'), 400 * uniform(next))
    await once(child, 'exit')
    if (!existsSync(path)) continue
    written += 1
    const entries = readEntries('m3u8', readFileSync(path, 'utf8'))
    expect(entries).toHaveLength(items)
    expect(new Set(entries.map(({ artist }) => artist)).size).toBe(1)
  }
  expect(written).toBeGreaterThan(0)
  // What a kill left unfinished has another name.
  expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['List.m3u8'])
})

/** Learning that is paused, cut short or killed, and goes on to the very model that it would have come to. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask, nothingAsked } from '#core/jobs/asked.ts'
import type { JobMessage, JobTask } from '#core/jobs/control.ts'
import { checkpointPath } from '#core/jobs/memory.ts'
import { runJob } from '#core/jobs/run-job.ts'
import { random32, uniform } from '#core/math/random.ts'
import { storedJobs } from '#core/store/job-rows.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { bandTables, kernelWorker, newLibrary, noCancel, resources, type TestLibrary } from '../library.ts'
import { chosenSeed, jobProcess } from './job-process.ts'

const next = random32(7)
const plays = Array.from({ length: 2400 }, (_, i): [number, string, number] => [
  1 + (i % 120),
  `Band ${(i % 2) * 60 + Math.floor(60 * uniform(next) ** 2)}`,
  1 + (next() % 30),
])

const task: JobTask = {
  kind: 'train',
  algorithms: ['sgns', 'als'],
  entities: ['artist'],
  set: { 'sgns.vectorSize': 16, 'sgns.epochs': 12, 'als.factors': 16, 'als.iterations': 12 },
  seed: 5,
  threads: 1,
}

async function libraryWithPlays(): Promise<TestLibrary> {
  const library = newLibrary()
  await library.import(bandTables(plays))
  return library
}

/** Every model as it is, but for when it was learnt and how long that took. */
function modelsOf({ db }: TestLibrary) {
  return listModels(db).map(({ trainedAt: _, seconds, ...model }) => {
    expect(seconds).toBeGreaterThan(0)
    return { ...model, id: 0, vectors: [...readVectors(db, model.id, model.dimensions).vectors] }
  })
}

async function run(
  { folder }: TestLibrary,
  pauseAt = Number.POSITIVE_INFINITY,
  of: JobTask = task,
): Promise<JobMessage> {
  const asked = nothingAsked()
  const messages: JobMessage[] = []
  const job = { id: 1, subject: 'Some work', startedAt: '2026-01-01T00:00:00Z' }
  const spec = { task: of, job, library: folder, resources, kernelWorker, asked, refusedConnections: noCancel() }
  await runJob(spec, (message) => {
    messages.push(message)
    if (messages.length === pauseAt) ask(asked, 'pause')
  })
  return messages.at(-1) as JobMessage
}

let whole: ReturnType<typeof modelsOf>
let milliseconds: number
beforeAll(async () => {
  const library = await libraryWithPlays()
  const end = await jobProcess(library.folder, task)
  expect(end.message).toMatchObject({ type: 'done' })
  milliseconds = end.milliseconds
  whole = modelsOf(library)
})

describe('learning that was cut short', () => {
  test(`by kills goes on to the same models (seed ${chosenSeed})`, async () => {
    const random = random32(chosenSeed)
    const library = await libraryWithPlays()
    let kills = 0
    for (let patience = 0.5; ; patience += 0.25) {
      const end = await jobProcess(library.folder, task, { killAfter: milliseconds * patience * uniform(random) })
      if (end.message !== null) break
      kills += 1
      expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    }
    expect(kills).toBeGreaterThan(0)
    expect(modelsOf(library)).toEqual(whole)
    expect(storedJobs(library.db)).toEqual([])
    expect(readdirSync(join(library.folder, 'checkpoints'))).toEqual([])
  })

  test('by pauses goes on from its checkpoint, to the same models', async () => {
    const library = await libraryWithPlays()
    let kept = 0
    let pauses = 0
    for (let n = 4; ; n += 3) {
      const end = await run(library, n)
      if (end.type === 'done') break
      expect(end).toMatchObject({ type: 'paused', error: null })
      pauses += 1
      if (existsSync(checkpointPath(library.folder, 1))) kept += 1
    }
    expect(pauses).toBeGreaterThan(2)
    expect(kept).toBeGreaterThan(0)
    expect(modelsOf(library)).toEqual(whole)
  })

  test('begins anew where the plays have changed meanwhile', async () => {
    const other = bandTables([
      [1, 'Band 3', 9],
      [2, 'Band 3', 9],
    ])
    const changed = await libraryWithPlays()
    await changed.import(other)
    await run(changed)
    const library = await libraryWithPlays()
    for (let n = 3; !existsSync(checkpointPath(library.folder, 1)); n += 1) await run(library, n)
    await library.import(other)
    expect((await run(library)).type).toBe('done')
    expect(modelsOf(library)).toEqual(modelsOf(changed))
  })

  test('is forgotten with its checkpoint when it is discarded, and the models are those that were there', async () => {
    const library = await libraryWithPlays()
    for (let n = 3; !existsSync(checkpointPath(library.folder, 1)); n += 1) await run(library, n)
    const before = modelsOf(library)
    expect(await run(library, undefined, { kind: 'discard' })).toEqual({ type: 'cancelled' })
    expect(storedJobs(library.db)).toEqual([])
    expect(existsSync(checkpointPath(library.folder, 1))).toBe(false)
    expect(modelsOf(library)).toEqual(before)
  })

  test('for want of room pauses with one clear message, and goes on when there is room', async () => {
    const library = await libraryWithPlays()
    const { message } = await jobProcess(library.folder, task, { fileLimit: 24 })
    expect(message).toMatchObject({ type: 'paused', error: { code: 'disk-full' } })
    expect((await run(library)).type).toBe('done')
    expect(modelsOf(library)).toEqual(whole)
  })
})

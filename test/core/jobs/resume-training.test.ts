/** Learning that is paused, cut short or killed, and goes on to the very model that it would have come to. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { JobPhase } from '#api/schemas.ts'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import { ask, nothingAsked } from '#core/jobs/asked.ts'
import type { JobMessage, JobTask } from '#core/jobs/control.ts'
import { checkpointPath } from '#core/jobs/memory.ts'
import { runJob } from '#core/jobs/run-job.ts'
import { random32, uniform } from '#core/math/random.ts'
import { storedJobs } from '#core/store/job-rows.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { bandTables, kernelWorker, newLibrary, noCancel, readWorker, resources, type TestLibrary } from '../library.ts'
import { chosenSeed, jobProcess } from './job-process.ts'

const next = random32(7)
const plays = Array.from({ length: 2400 }, (_, i): [number, string, number] => [
  1 + (i % 120),
  `Band ${(i % 2) * 60 + Math.floor(60 * uniform(next) ** 2)}`,
  1 + (next() % 30),
])

const task = {
  kind: 'train' as const,
  algorithms: ['sgns' as const, 'als' as const],
  entities: ['artist' as const],
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

/** Run a job, asking for a pause as soon as it says that it is in this phase. */
async function run({ folder }: TestLibrary, pauseIn: JobPhase | null = null, of: JobTask = task): Promise<JobMessage> {
  const asked = nothingAsked()
  const messages: JobMessage[] = []
  const job = { id: 1, subject: 'Some work', startedAt: '2026-01-01T00:00:00Z' }
  const spec = {
    task: of,
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
    if (message.type === 'progress' && message.progress.phase === pauseIn) ask(asked, 'pause')
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
    expect((await jobProcess(library.folder, task, { killAtProgress: 3 })).message).toBeNull()
    for (let kills = 1; kills < 4; kills += 1) {
      const end = await jobProcess(library.folder, task, { killAfter: milliseconds * 0.8 * uniform(random) })
      if (end.message !== null) break
      expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    }
    if (storedJobs(library.db).length > 0) expect((await run(library)).type).toBe('done')
    expect(modelsOf(library)).toEqual(whole)
    expect(storedJobs(library.db)).toEqual([])
    expect(readdirSync(join(library.folder, 'checkpoints'))).toEqual([])
  })

  test('by pauses goes on from its checkpoint, to the same models', async () => {
    const library = await libraryWithPlays()
    const file = checkpointPath(library.folder, 1)
    const phases: [JobPhase, models: number][] = [
      ['preparing', 0],
      ['learning-sgns', 0],
      ['measuring', 0],
      ['saving', 0],
      ['learning-als', 1],
      ['measuring', 1],
    ]
    for (const [phase, models] of phases) {
      expect(await run(library, phase)).toMatchObject({ type: 'paused', error: null })
      expect(listModels(library.db)).toHaveLength(models)
      expect(storedJobs(library.db)).toMatchObject([{ state: 'paused', phase: expect.any(String) }])
    }
    expect(existsSync(file)).toBe(true)
    expect((await run(library)).type).toBe('done')
    expect(modelsOf(library)).toEqual(whole)
    expect(existsSync(file)).toBe(false)
  })

  test('begins anew where the plays have changed meanwhile', async () => {
    const other = bandTables([
      [1, 'Band 3', 9],
      [2, 'Band 3', 9],
    ])
    const set = { vectorSize: 16, epochs: 12 }
    const one = { ...task, algorithms: ['sgns' as const], set }
    const changed = await libraryWithPlays()
    await changed.import(other)
    await run(changed, null, one)
    const library = await libraryWithPlays()
    await run(library, 'measuring', one)
    expect(existsSync(checkpointPath(library.folder, 1))).toBe(true)
    await library.import(other)
    expect((await run(library, null, one)).type).toBe('done')
    expect(modelsOf(library)).toEqual(modelsOf(changed))
  })

  test('is forgotten with its checkpoint when it is discarded, and the models are those that were there', async () => {
    const library = await libraryWithPlays()
    await run(library, 'measuring')
    const before = modelsOf(library)
    expect(await run(library, null, { kind: 'discard' })).toEqual({ type: 'cancelled' })
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

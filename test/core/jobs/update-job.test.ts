/** Taking in what is new: new listeners and bands, in every model, without learning everything again. */
import { describe, expect, test } from 'vitest'
import { contract } from '#api/contract.ts'
import { jobControl } from '#core/jobs/control.ts'
import { updateModels } from '#core/jobs/update-job.ts'
import { random32, uniform } from '#core/math/random.ts'
import { type LoadedModel, type LoadedVectors, modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { listModels, readGram } from '#core/store/model-rows.ts'
import {
  bandTables,
  kernelWorker,
  newLibrary,
  noCancel,
  quietControl,
  resources,
  type TestLibrary,
} from '../library.ts'

const files = { kernelWorker, resources }
const set = { factors: 8, iterations: 8, vectorSize: 16, epochs: 10 }

/** Listeners of four tastes, from one to another; taste 0 also has the new bands where they are asked for. */
function plays(from: number, to: number, withNew: boolean): [number, string, number][] {
  const next = random32(from + 7)
  const rows: [number, string, number][] = []
  for (let listener = from; listener < to; listener += 1) {
    for (let band = listener % 4; band < 120; band += 4)
      if (uniform(next) < 0.4) rows.push([listener, `Band ${band}`, 1])
    for (let band = 0; withNew && listener % 4 === 0 && band < 3; band += 1)
      if (uniform(next) < 0.7) rows.push([listener, `New ${band}`, 1])
  }
  return rows
}

async function learned(): Promise<TestLibrary> {
  const library = newLibrary()
  await library.import(bandTables(plays(1, 241, false)))
  await library.train({ set })
  return library
}

const listFor = (library: TestLibrary, model: string, name: string) =>
  recommend(
    library.db,
    modelCache(library.db),
    contract.recommend.args.parse({ seeds: [{ kind: 'artist', name }], model, limit: 20 }),
  ).items.map(({ artist }) => artist)
const tasteOf = (name: string) => (name.startsWith('New') ? 0 : Number(name.slice(5)) % 4)

describe('an update', () => {
  test('takes new listeners and bands into every model, and keeps what was said of them', async () => {
    const library = await learned()
    const before = listModels(library.db)
    await library.import(bandTables(plays(301, 341, true)))
    expect(listModels(library.db).every(({ stale }) => stale)).toBe(true)
    const { models } = await updateModels(library.db, 1, files, quietControl())
    expect(models).toHaveLength(3)
    for (const model of models) {
      const old = before.find(({ algorithm }) => algorithm === model.algorithm)
      const { trainedAt, quality, weight, interactions } = old ?? {}
      expect(model).toMatchObject({ trainedAt, quality, weight, interactions, items: 123, stale: false })
      // Forty listeners came to 240.
      expect(model.updated?.changed).toBeGreaterThan(0.1)
      expect(model.updated?.changed).toBeLessThan(0.2)
      expect(model.updated?.overlapAt20).toBeGreaterThan(0.5)
      expect(model.updated?.learnAgain).toBe(false)
      const closest = listFor(library, model.algorithm, 'New 1')
      expect(closest.length, model.algorithm).toBeGreaterThan(10)
      const alike = closest.slice(0, 10).filter((name) => tasteOf(name) === 0)
      expect(alike.length, model.algorithm).toBeGreaterThanOrEqual(9)
    }
    const all = ['sgns', 'als', 'neighbours'].flatMap((model) => listFor(library, model, 'Band 4'))
    expect(all.filter((name) => name.startsWith('New')).length).toBeGreaterThan(2)
  })

  test('of what has not changed leaves the models as they are, also where there was an update before', async () => {
    const library = await learned()
    const before = listModels(library.db)
    await updateModels(library.db, 1, files, quietControl())
    expect(listModels(library.db)).toEqual(before)
    await library.import(bandTables(plays(301, 311, false)))
    await updateModels(library.db, 1, files, quietControl())
    const once = listModels(library.db)
    expect(once).not.toEqual(before)
    await updateModels(library.db, 1, files, quietControl())
    expect(listModels(library.db)).toEqual(once)
  })

  test('counts what went beside what came, since the models were learned as a whole', async () => {
    const library = await learned()
    const { source } = await library.import(bandTables(plays(301, 341, false)))
    await library.train({ set })
    const changed = async () => (await updateModels(library.db, 1, files, quietControl())).models[0]?.updated?.changed
    // Forty listeners of 280 went, then forty others came: as many as before, but not the same.
    library.remove(source as number)
    expect(await changed()).toBeCloseTo(1 / 7, 1)
    await library.import(bandTables(plays(402, 442, false)))
    expect(await changed()).toBeCloseTo(2 / 8, 1)
  })

  test('of a model that does not say what it was learned from counts how many interactions there are', async () => {
    const library = await learned()
    library.db.exec('UPDATE model SET learned_from = NULL')
    await library.import(bandTables(plays(301, 341, false)))
    const { models } = await updateModels(library.db, 1, files, quietControl())
    for (const { updated } of models) expect(updated?.changed).toBeCloseTo(1 / 7, 1)
  })

  test('weighs what listeners do not have as learning did, and folds in by it', async () => {
    const library = newLibrary()
    await library.import(bandTables(plays(1, 241, false)))
    await library.train({ algorithms: ['als'], set: { factors: 8, iterations: 8, unobservedExponent: 0.5 } })
    const loaded = () => {
      const [model] = modelCache(library.db).load('artist', 'als')
      const { vectors, id } = model as LoadedModel
      const gram = [...(readGram(library.db, id) ?? [])]
      expect([...(vectors?.fold?.values ?? [])].slice(0, gram.length)).toEqual(gram)
      const { rows } = (vectors as LoadedVectors).scan
      const plain = gram.map((_, k) => {
        let sum = 0
        for (let row = 0; row < rows.count; row += 1) sum += (rows.vectors[row * rows.stride + k] as number) ** 2
        return sum
      })
      expect(gram).not.toEqual([])
      gram.forEach((value, k) => {
        expect(Math.abs(value / (plain[k] as number) - 1)).toBeGreaterThan(0.0001)
      })
      return gram
    }
    const before = loaded()
    await library.import(bandTables(plays(301, 341, true)))
    await updateModels(library.db, 1, files, quietControl())
    expect(loaded()).not.toEqual(before)
    expect(listModels(library.db)[0]?.parameters.unobservedExponent).toBe(0.5)
  })

  test('of much that is new advises to learn again, which forgets the update', async () => {
    const library = await learned()
    await library.import(bandTables(plays(301, 501, true)))
    const { models } = await updateModels(library.db, 1, files, quietControl())
    for (const { updated } of models) {
      expect(updated?.changed).toBeGreaterThan(0.4)
      expect(updated?.learnAgain).toBe(true)
    }
    const again = await library.train({ set })
    expect(again.models.map(({ updated }) => updated)).toEqual([null, null, null])
  })

  test('that is cancelled leaves the models as they were', async () => {
    const library = await learned()
    await library.import(bandTables(plays(301, 341, true)))
    const before = listModels(library.db)
    const asked = noCancel()
    const control = jobControl(asked, { post: () => {} })
    Atomics.store(asked, 0, 1)
    await expect(updateModels(library.db, 1, files, control)).rejects.toThrow()
    expect(listModels(library.db)).toEqual(before)
  })

  test('is refused with the cure where nothing was learned', async () => {
    const library = newLibrary()
    await library.import(bandTables(plays(1, 41, false)))
    await expect(updateModels(library.db, 1, files, quietControl())).rejects.toMatchObject({
      code: 'nothing-to-learn',
      message: expect.stringContaining('Learn first'),
    })
  })
})

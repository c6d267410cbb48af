/** How close bands are to a seed: what each kind of model is asked. */
import { beforeAll, describe, expect, test } from 'vitest'
import { random32, uniform } from '#core/math/random.ts'
import { closenessTo } from '#core/recommending/closeness.ts'
import { type LoadedModel, modelCache } from '#core/recommending/model-cache.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { neighbourReader } from '#core/store/neighbour-rows.ts'
import { openReadable, type ReadableDb } from '#core/store/open.ts'
import { foldIn, prepareFoldIn } from '#core/training/als-fold-in.ts'
import { alsParameters } from '#core/training/parameters.ts'
import { bandTables, closeAtEnd, newLibrary } from '../library.ts'

const library = newLibrary()
let db: ReadableDb
let models: LoadedModel[]

/** Some bands are heard by many, and those of one parity together. */
beforeAll(async () => {
  const next = random32(3)
  const plays: [number, string, number][] = []
  for (let listener = 1; listener <= 120; listener += 1) {
    for (let band = listener % 2; band < 40; band += 2)
      if (uniform(next) < 6 / (band + 8)) plays.push([listener, `Band ${band}`, 1])
  }
  await library.import(bandTables(plays))
  await library.train({ set: { factors: 6, iterations: 4, vectorSize: 8, epochs: 3 } })
  db = closeAtEnd(openReadable(library.folder, 'library'))
  models = modelCache(db).load('artist', undefined)
})

const modelOf = (algorithm: string) => models.find((model) => model.algorithm === algorithm) as LoadedModel

describe('closeness', () => {
  test('in ALS is how likely a listener who has nothing but the seed is to have a band, against the root of its length', () => {
    const model = modelOf('als')
    const summary = listModels(db).find(({ id }) => id === model.id)
    if (summary === undefined) throw new Error('no summary')
    const { listeners, items: columns, interactions, dimensions } = summary
    const { items, vectors } = readVectors(db, model.id, dimensions)
    const extent = { rows: listeners, columns, indices: { length: interactions } }
    const fold = prepareFoldIn(vectors, dimensions, alsParameters(summary.parameters, extent))
    const seed = items[2] as number
    const listener = foldIn(fold, [2], null)
    const products = Array.from(items, (_, row) => {
      const factors = vectors.subarray(row * dimensions, (row + 1) * dimensions)
      const likely = listener.reduce((sum, value, k) => sum + value * (factors[k] as number), 0)
      return likely / Math.sqrt(Math.hypot(...factors))
    })
    const closeness = closenessTo(db, model, seed)
    const order = products.map((_, row) => row).sort((a, b) => (products[b] as number) - (products[a] as number))
    const others = order.filter((row) => row !== 2).map((row) => model.rowOf.get(items[row] as number) as number)
    expect(others.map((row) => closeness?.places[row])).toEqual(others.map((_, place) => place + 1))
  })

  test('in Word2Vec is the cosine of two bands', () => {
    const model = modelOf('sgns')
    const closeness = closenessTo(db, model, model.items[4] as number)
    const cosines = Array.from(model.items, (_, row) => closeness?.similarityOf(row) as number)
    const order = cosines.map((_, row) => row).sort((a, b) => (cosines[b] as number) - (cosines[a] as number))
    expect(order[0]).toBe(4)
    expect(order.slice(1).map((row) => closeness?.places[row])).toEqual(order.slice(1).map((_, place) => place + 1))
    expect(cosines[4]).toBeCloseTo(1, 5)
  })

  test('among neighbours is the place in the seed’s own list, and no place outside of it', () => {
    const model = modelOf('neighbours')
    const seed = model.items[3] as number
    const list = neighbourReader(db, model.id)(seed)
    const closeness = closenessTo(db, model, seed)
    const listed = [...(list?.neighbours ?? [])]
    expect(listed.length).toBeGreaterThan(5)
    expect(listed.map((item) => closeness?.places[model.rowOf.get(item) as number])).toEqual(
      listed.map((_, place) => place + 1),
    )
    const outside = [...model.items].filter((item) => !listed.includes(item))
    expect(outside.length).toBeGreaterThan(1)
    for (const item of outside) expect(closeness?.places[model.rowOf.get(item) as number]).toBe(0)
  })

  test('has cosines within their bounds in every model', () => {
    for (const model of models) {
      const closeness = closenessTo(db, model, model.items[1] as number)
      const cosines = Array.from(model.items, (_, row) => closeness?.similarityOf(row) as number)
      for (const cosine of cosines) expect(Math.abs(cosine)).toBeLessThanOrEqual(1)
      expect(new Set(cosines).size).toBeGreaterThan(10)
    }
  })
})

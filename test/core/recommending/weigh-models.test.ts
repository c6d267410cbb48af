/** The parts of models in lists: found on hidden items, kept with the models, and heard in every list. */
import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '#api/contract.ts'
import { random32, uniform } from '#core/math/random.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { partsOf } from '#core/recommending/score.ts'
import { bestProportions } from '#core/recommending/weigh-models.ts'
import { listModels, saveWeights } from '#core/store/model-rows.ts'
import { bandTables, newLibrary } from '../library.ts'

const library = newLibrary()
const set = { factors: 8, iterations: 3, vectorSize: 8, epochs: 1 }

/** Listeners of four tastes. */
beforeAll(async () => {
  const next = random32(9)
  const plays: [number, string, number][] = []
  for (let listener = 1; listener <= 240; listener += 1) {
    for (let band = listener % 4; band < 120; band += 4)
      if (uniform(next) < 0.4) plays.push([listener, `Band ${band}`, 1])
  }
  await library.import(bandTables(plays))
  await library.train({ set })
})

const ask = (args: object) =>
  recommend(library.db, modelCache(library.db), contract.recommend.args.parse({ limit: 50, ...args }))
const seeds = [{ kind: 'artist', name: 'Band 4' }]
const weights = () => listModels(library.db).map(({ weight }) => weight)

describe('the parts of models', () => {
  test('are found when models are learned together, and add up to 1', () => {
    const sum = weights().reduce<number>((total, weight) => total + (weight ?? Number.NaN), 0)
    expect(sum).toBeCloseTo(1, 10)
  })

  test('are what a list is made of: each model brings its part of a seed, and one with no part is silent', () => {
    const models = listModels(library.db)
    const [first, second, third] = models.map(({ id }) => id) as [number, number, number]
    saveWeights(
      library.db,
      'artist',
      new Map([
        [first, 0.75],
        [second, 0.25],
        [third, 0],
      ]),
    )
    const answer = ask({ seeds })
    expect(answer.models.map(({ id }) => id).sort()).toEqual([first, second].sort())
    for (const { evidence } of answer.items)
      for (const { model, contribution } of evidence)
        expect(contribution).toBeLessThanOrEqual(model.id === first ? 0.75 : 0.25)
    expect(answer.seeds[0]?.share).toBeCloseTo(1, 10)
    // Asked for by name, it speaks.
    const alone = ask({ seeds, model: String(third) })
    expect(alone.models.map(({ id }) => id)).toEqual([third])
    expect(alone.items.length).toBeGreaterThan(10)
  })

  test('are forgotten when one is learned apart from the others', async () => {
    await library.train({ seed: 2, algorithms: ['neighbours'] })
    expect(weights()).toEqual([null, null, null])
  })

  test.each([
    [
      [null, null, null],
      [1 / 3, 1 / 3, 1 / 3],
    ],
    [
      [0.5, 0.5, 0],
      [0.5, 0.5, 0],
    ],
    [
      [0.6, 0.4, null],
      [0.4, 0.8 / 3, 1 / 3],
    ],
    [[0], [1]],
    [[0.3], [1]],
  ])('of models at %j are %j', (given, parts) => {
    partsOf(given.map((weight) => ({ weight }))).forEach((part, i) => {
      expect(part).toBeCloseTo(parts[i] as number, 10)
    })
  })
})

describe('the best proportions', () => {
  test('are those that find most', () => {
    const target = [0.2, 0.7, 0.1]
    const score = (parts: readonly number[]) =>
      -parts.reduce((sum, part, i) => sum + (part - (target[i] as number)) ** 2, 0)
    expect(bestProportions(3, score)).toEqual(target)
  })

  test('are equal where no others are clearly better', () => {
    expect(bestProportions(4, (parts) => 0.001 * (parts[0] as number))).toEqual([0.25, 0.25, 0.25, 0.25])
  })
})

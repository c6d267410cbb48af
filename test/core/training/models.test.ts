/** One suite of behaviour for every algorithm, through real kernel threads and a real library. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { Cancelled, type JobControl } from '#core/jobs/control.ts'
import { type SampleBand, simulateListeners } from '#core/jobs/sample-job.ts'
import { random32, uniform } from '#core/math/random.ts'
import { dotScan, normaliseRows, topK } from '#core/math/vectors.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import { resolveParameters } from '#core/training/parameters.ts'
import {
  bandTables,
  contentOf,
  likesCsv,
  newLibrary,
  quietControl,
  resources,
  songsCsv,
  type TestLibrary,
} from '../library.ts'

const algorithms = ['sgns', 'als'] as const
type Algorithm = (typeof algorithms)[number]
type Play = [listener: number, band: string, plays: number]

/** Small and quick; the defaults are for real libraries. */
const small = {
  'sgns.vectorSize': 16,
  'sgns.epochs': 30,
  'als.factors': 8,
  'als.iterations': 10,
}

/** Few factors, as few tastes are in the data: with more, ALS goes on to part each group by chance. */
const twoGroups = { 'als.factors': 2 }

async function libraryOf(plays: Play[]): Promise<TestLibrary> {
  const library = newLibrary()
  await library.import(bandTables(plays))
  return library
}

/** Two groups of listeners, each with bands of its own, and no band that all of them have. */
function checkerboard(): Play[] {
  const next = random32(7)
  return Array.from({ length: 120 }, (_, listener) =>
    Array.from(
      { length: 12 },
      (__, band): Play => [listener + 1, `${listener % 2 === 0 ? 'Even' : 'Odd'} ${band}`, 1 + (next() % 50)],
    ).filter(() => uniform(next) < 0.6),
  ).flat()
}

/** The names of the bands nearest to one, in one model. */
function nearest({ db }: TestLibrary, algorithm: Algorithm, band: string, k: number): string[] {
  const model = listModels(db).find((each) => each.algorithm === algorithm && each.entity === 'artist')
  if (model === undefined) throw new Error(`no ${algorithm} model`)
  const { items, vectors } = readVectors(db, model.id, model.dimensions)
  normaliseRows(vectors, model.dimensions)
  const names = new Map(db.prepare('SELECT artist_id, name FROM artist').raw().all() as [number, string][])
  const self = items.findIndex((item) => names.get(item) === band)
  const mask = new Uint8Array(items.length).fill(1)
  mask[self] = 0
  const scores = new Float32Array(items.length)
  const query = vectors.slice(self * model.dimensions, (self + 1) * model.dimensions)
  dotScan(vectors, model.dimensions, query, mask, scores)
  return [...topK(scores, k)].map((row) => names.get(items[row] as number) as string)
}

async function codeOf(run: () => Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await run()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'nothing thrown', message: '' }
}

describe.each(algorithms)('%s', (algorithm) => {
  const train = (library: TestLibrary, set: Record<string, number | string> = {}, seed = 1) =>
    library.train({ algorithms: [algorithm], set: onlyMine({ ...small, ...set }, algorithm), seed })
  const vectorsOf = ({ db }: TestLibrary) => {
    const [model] = listModels(db)
    return readVectors(db, model?.id ?? 0, model?.dimensions ?? 0)
  }

  test('keeps the bands of a group of listeners together', async () => {
    const library = await libraryOf(checkerboard())
    await train(library, twoGroups)
    for (const band of ['Even 0', 'Even 7', 'Odd 3', 'Odd 11']) {
      const group = band.split(' ')[0] as string
      for (const neighbour of nearest(library, algorithm, band, 8)) expect(neighbour).toMatch(new RegExp(`^${group} `))
    }
  })

  test('puts two bands that are always liked together in each other’s first ten', async () => {
    const next = random32(3)
    const plays: Play[] = Array.from({ length: 150 }, (_, listener) => {
      const bands = new Set(Array.from({ length: 8 }, () => `Band ${next() % 60}`))
      const twins = listener % 6 === 0 ? ['Left', 'Right'] : []
      return [...bands, ...twins].map((band): Play => [listener + 1, band, 1])
    }).flat()
    const library = await libraryOf(plays)
    // The other bands are chance: it takes some epochs until it is no longer what counts most.
    await train(library, { 'sgns.epochs': 60 })
    expect(nearest(library, algorithm, 'Left', 10)).toContain('Right')
    expect(nearest(library, algorithm, 'Right', 10)).toContain('Left')
  })

  test('on one thread learns the same vectors to the last bit for a seed, and others for another', async () => {
    const library = await libraryOf(checkerboard())
    const learnt: Float32Array[] = []
    for (const seed of [5, 5, 6]) {
      await train(library, {}, seed)
      learnt.push(Float32Array.from(vectorsOf(library).vectors))
    }
    expect(learnt[0]).toEqual(learnt[1])
    expect(learnt[0]).not.toEqual(learnt[2])
  })

  test('on several threads keeps groups together all the same', async () => {
    const library = await libraryOf(checkerboard())
    await library.train({ algorithms: [algorithm], set: onlyMine({ ...small, ...twoGroups }, algorithm), threads: 3 })
    for (const neighbour of nearest(library, algorithm, 'Even 4', 8)) expect(neighbour).toMatch(/^Even /)
  })

  test('saves with its model what it was made with and of', async () => {
    const plays = checkerboard()
    const library = await libraryOf(plays)
    const { models } = await train(library)
    expect(models).toMatchObject([{ algorithm, entity: 'artist', items: 24, listeners: 120, seed: 1, stale: false }])
    const [model] = models
    expect(model?.interactions).toBeLessThan(plays.length)
    expect(model?.interactions).toBeGreaterThan(plays.length * 0.9)
    expect(Object.keys(model?.parameters ?? {}).sort()).toEqual(Object.keys(resolveParameters(algorithm, {})).sort())
    await library.import(bandTables([[1, 'New', 3]]))
    expect(listModels(library.db)[0]?.stale).toBe(true)
  })

  describe('of degenerate libraries', () => {
    test.each([
      ['no listener', []],
      ['one listener, so no band that two have', Array.from({ length: 40 }, (_, i): Play => [1, `B ${i}`, 1])],
      ['nineteen plays', Array.from({ length: 19 }, (_, i): Play => [i + 1, `B ${i % 2}`, 1])],
      ['one band', Array.from({ length: 40 }, (_, i): Play => [i + 1, 'B', 1])],
    ])('with %s says in words that there is nothing to learn', async (_, plays) => {
      const library = newLibrary()
      if (plays.length > 0) await library.import(bandTables(plays))
      const { code, message } = await codeOf(() => train(library))
      expect(code).toBe('nothing-to-learn')
      expect(message).toMatch(/at least 20 are needed/)
      expect(listModels(library.db)).toEqual([])
    })

    test.each([
      ['two bands', Array.from({ length: 40 }, (_, i): Play => [(i >> 1) + 1, `B ${i % 2}`, 1]), {}],
      [
        'one listener, where one is enough',
        Array.from({ length: 40 }, (_, i): Play => [1, `B ${i}`, 1]),
        { minCount: 1 },
      ],
      [
        'listeners who have every band',
        Array.from({ length: 60 }, (_, i): Play => [(i % 10) + 1, `B ${i % 6}`, 1]),
        {},
      ],
      ['enormous play counts', Array.from({ length: 60 }, (_, i): Play => [i % 20, `B ${i % 7}`, 10_000_000]), {}],
    ])('with %s learns finite numbers', async (_, plays, set) => {
      const library = await libraryOf(plays)
      await train(library, set)
      const { vectors, items } = vectorsOf(library)
      expect(items.length).toBeGreaterThan(0)
      expect(vectors.every(Number.isFinite)).toBe(true)
    })
  })

  describe('of wrong settings', () => {
    const wrong: [string, Record<string, number | string>][] = [
      ['an unknown name', { speed: 3 }],
      ['a name of nothing at all', { constructor: 1 }],
      ['too small a number', { minCount: 0 }],
      ['too large a number', { minCount: 1e9 }],
      ['a part of a whole number', { minCount: 2.5 }],
      ['text for a number', { minCount: 'two' }],
      ['no number', { minCount: Number.NaN }],
    ]
    test.each(wrong)('%s is refused in words', async (_, set) => {
      const library = await libraryOf(checkerboard())
      const { code, message } = await codeOf(() => library.train({ algorithms: [algorithm], set }))
      expect(code).toBe('bad-arguments')
      expect(message).toContain(Object.keys(set)[0])
      expect(listModels(library.db)).toEqual([])
    })
  })

  test('cancelled, wherever it stands, keeps the model that was there', async () => {
    const library = await libraryOf(checkerboard())
    await train(library)
    const before = [
      listModels(library.db),
      Float32Array.from(vectorsOf(library).vectors),
      contentOf(library.db, ['model']),
    ]
    for (const stopAt of [1, 2, 3, 4, 5]) {
      let reports = 0
      const report = () => {
        reports += 1
        if (reports === stopAt) throw new Cancelled()
      }
      const control: JobControl = { ...quietControl(), phase: report, report }
      const set = onlyMine(small, algorithm)
      await expect(library.train({ algorithms: [algorithm], set, seed: 2 }, control)).rejects.toThrow(Cancelled)
      expect([listModels(library.db), vectorsOf(library).vectors, contentOf(library.db, ['model'])]).toEqual(before)
    }
  })

  test('cancelled in the middle of long work ends soon and leaves the old model', async () => {
    const library = await libraryOf(checkerboard())
    await train(library)
    const before = listModels(library.db)
    // Minutes of work, which a test that waited for its end would not survive.
    const set = onlyMine(
      { 'sgns.epochs': 1000, 'sgns.vectorSize': 512, 'als.iterations': 1000, 'als.factors': 512 },
      algorithm,
    )
    let learning = false
    const control: JobControl = {
      ...quietControl(),
      phase: (phase) => {
        learning = phase.startsWith('learning')
      },
      report: () => {
        if (learning) throw new Cancelled()
      },
    }
    await expect(library.train({ algorithms: [algorithm], set }, control)).rejects.toThrow(Cancelled)
    expect(listModels(library.db)).toEqual(before)
  }, 20_000)

  describe('of simulated listeners', () => {
    let library: TestLibrary
    beforeAll(async () => {
      const text = readFileSync(join(resources, 'samples', 'sample-library.json'), 'utf8')
      const { bands } = JSON.parse(text) as { bands: SampleBand[] }
      library = newLibrary()
      const likes = [...simulateListeners(bands, 500, 11)]
      await library.import(
        bandTables(likes.map(({ listener, band, plays }): Play => [listener, bands[band]?.name ?? '', plays])),
      )
      await library.train({ algorithms: [algorithm], set: onlyMine(small, algorithm) })
    })

    test('finds far more of what was hidden than the most popular bands would, and at least a third', () => {
      const [model] = listModels(library.db)
      expect(model?.quality?.listeners).toBe(125)
      expect(model?.quality?.recallAt20).toBeGreaterThan(2 * (model?.baseline?.recallAt20 ?? 1))
      expect(model?.quality?.ndcgAt20).toBeGreaterThan(2 * (model?.baseline?.ndcgAt20 ?? 1))
      expect(model?.quality?.recallAt20).toBeGreaterThan(0.33)
    })
  })

  test('learns tracks too, where listeners have tracks', async () => {
    const library = newLibrary()
    const songs = Array.from({ length: 40 }, (_, i): [number, string, string] => [i + 1, `Band ${i % 8}`, `Song ${i}`])
    const next = random32(2)
    const likes = Array.from({ length: 80 }, (_, user) =>
      Array.from({ length: 8 }, (): [number, number] => [user, (user % 2) * 20 + 1 + (next() % 20)]),
    ).flat()
    await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
    const set = onlyMine(small, algorithm)
    const { models } = await library.train({ algorithms: [algorithm], entities: ['artist', 'track'], set })
    expect(models.map(({ entity, items }) => [entity, items])).toEqual([
      ['artist', 8],
      ['track', 40],
    ])
  })
})

/** Settings of one algorithm; others are refused when only one is trained. */
function onlyMine(set: Record<string, number | string>, algorithm: Algorithm): Record<string, number | string> {
  return Object.fromEntries(Object.entries(set).filter(([name]) => !name.includes('.') || name.startsWith(algorithm)))
}

describe('settings', () => {
  test.each(algorithms)('of %s have defaults within their own bounds', (algorithm) => {
    const defaults = resolveParameters(algorithm, {})
    expect(resolveParameters(algorithm, defaults)).toEqual(defaults)
  })

  test('may be meant for one algorithm or for all', async () => {
    const library = await libraryOf(checkerboard())
    const { models } = await library.train({ set: { ...small, 'als.minCount': 3, minCount: 2 } })
    const minCounts = models.map((model) => [model.algorithm, model.parameters.minCount])
    expect(minCounts).toEqual([
      ['sgns', 2],
      ['neighbours', 2],
      ['als', 3],
    ])
  })

  test('of one algorithm win over those for all, whichever comes first', () => {
    expect(resolveParameters('als', { minCount: 2, 'als.minCount': 3 }).minCount).toBe(3)
    expect(resolveParameters('als', { 'als.minCount': 3, minCount: 2 }).minCount).toBe(3)
  })

  test('that make numbers overflow are refused with a cure, and the old model stays', async () => {
    const next = random32(1)
    const library = await libraryOf(
      Array.from({ length: 400 }, (_, i): Play => [i % 40, `B ${next() % 23}`, 1 + (next() % 9)]),
    )
    await library.train({ algorithms: ['sgns'], set: onlyMine(small, 'sgns') })
    const before = listModels(library.db)
    const set = { learningRate: 1, vectorSize: 2, negative: 60, epochs: 60, window: 1000 }
    const { code, message } = await codeOf(() => library.train({ algorithms: ['sgns'], set }))
    expect(code).toBe('training-diverged')
    expect(message).toMatch(/The model you had stays in use\. Try a smaller learningRate\./)
    expect(listModels(library.db)).toEqual(before)
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { contract } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { RecommendResult } from '#api/schemas.ts'
import { hiddenFlags } from '#core/catalog/cleaning/flags.ts'
import { random32, uniform } from '#core/math/random.ts'
import { closenessAt, halfwayPlace } from '#core/recommending/closeness.ts'
import { shared, strengthOf } from '#core/recommending/evidence.ts'
import { type ModelCache, modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { listModels } from '#core/store/model-rows.ts'
import { openReadable, type ReadableDb } from '#core/store/open.ts'
import { bandTables, closeAtEnd, likesCsv, newLibrary, numberOf, songsCsv, tagTables } from '../library.ts'

type Answer = z.output<typeof RecommendResult>
type Request = Parameters<typeof contract.recommend.args.parse>[0]

const library = newLibrary()
let db: ReadableDb
let cache: ModelCache

/** Four camps of listeners; bands of a camp are heard together. */
const camps = ['Metal', 'Jazz', 'Folk', 'Techno']
const bandsOfCamp = 30
const band = (camp: number, i: number) => `${camps[camp]} ${i}`
const tagOf = ['heavy metal', 'jazz', 'folk', 'techno']
const yearOf = (i: number) => 1970 + (i % 5) * 10

/** Two tracks of Folk 7 have titles that are told apart. */
const titleOf = (name: string, t: number) =>
  (name === 'Folk 7' ? { 2: 'Čaj', 3: 'Untitled', 4: 'Fuck This' }[t] : undefined) ?? `Song ${t}`

const ask = (request: Record<string, unknown>): Answer =>
  recommend(db, cache, contract.recommend.args.parse(request as Request))
const bandSeeds = (...names: string[]) => names.map((name) => ({ kind: 'artist' as const, name }))
const namesOf = (answer: Answer) => answer.items.map((item) => item.artist)
const campOf = (name: string) => name.split(' ')[0]
const errorOf = (request: Record<string, unknown>): AppError => {
  try {
    ask(request)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

beforeAll(async () => {
  const next = random32(5)
  const plays: [number, string, number][] = []
  const bands = camps.flatMap((_, camp) => Array.from({ length: bandsOfCamp }, (__, i) => band(camp, i)))
  for (let listener = 1; listener <= 400; listener += 1) {
    const camp = listener % camps.length
    for (let i = 0; i < bandsOfCamp; i += 1)
      if (uniform(next) < 0.4) plays.push([listener, band(camp, i), 1 + (next() % 9)])
    if (listener % 10 === 0) plays.push([listener, band((camp + 1) % camps.length, next() % bandsOfCamp), 1])
  }
  // One listener's band: too few for a model; and a band nobody hears with anything else.
  plays.push([4, 'Folded', 3], [9999, 'Hermit', 1])
  const taggings = bands.map((name, i): [number, string, string] => [
    1,
    name,
    tagOf[Math.floor(i / bandsOfCamp)] as string,
  ])
  const tables = bandTables(plays)
  const listed = [...new Set(plays.map(([, name]) => name))]
  await library.import({ ...tables, ...tagTables(listed, taggings) })

  // Songs of the same bands; nobody in this data set says who likes them.
  const songs = bands.flatMap((name, b) =>
    Array.from({ length: 5 }, (_, t): [string, string, string] => [`${b + 1}0${t}`, name, titleOf(name, t)]),
  )
  await library.import({ 'songs.csv': songsCsv(songs) })
  // The importer states no years yet, so they are written as the sample library does, and indexed by the next import.
  const year = library.db.prepare(
    `UPDATE track SET year = ? WHERE work_id IN (SELECT work_id FROM work JOIN artist USING (artist_id) WHERE name = ?)`,
  )
  for (const [camp] of camps.entries()) {
    for (let i = 0; i < bandsOfCamp; i += 1) year.run(yearOf(i) + 3, band(camp, i))
  }
  await library.import(bandTables([[1, 'Metal 0', 1]]))
  const set = { 'sgns.vectorSize': 16, 'sgns.epochs': 20, 'als.factors': 8, minCount: 2 }
  await library.train({ set })
  db = closeAtEnd(openReadable(library.folder, 'library'))
  cache = modelCache(db)
})

test('stand-ins for titles are left out always, other flagged titles when the listener says so', () => {
  const request = contract.recommend.args.parse({ seeds: bandSeeds('Folk 1'), kind: 'track', limit: 500 })
  const titles = (settings: Record<string, string>) =>
    recommend(db, cache, request, { hidden: hiddenFlags(settings) })
      .items.filter((item) => item.artist === 'Folk 7')
      .map((item) => item.title)
      .sort()
  expect(titles({})).toEqual(['Fuck This', 'Song 0', 'Song 1', 'Čaj'])
  expect(titles({ hideExplicit: 'on' })).toEqual(['Song 0', 'Song 1', 'Čaj'])
  expect(titles({ asciiOnly: 'on' })).toEqual(['Fuck This', 'Song 0', 'Song 1'])
})

describe.each(['artist', 'track'] as const)('a list of %ss', (kind) => {
  test('leaves out the seeds and what the listener steers away from', () => {
    const answer = ask({ seeds: bandSeeds('Metal 1', 'Jazz 2'), negatives: bandSeeds('Folk 3'), kind, limit: 500 })
    for (const name of ['Metal 1', 'Jazz 2', 'Folk 3']) expect(namesOf(answer)).not.toContain(name)
    expect(answer.seeds.map((seed) => seed.artist)).toEqual(['Metal 1', 'Jazz 2'])
    expect(answer.negatives.map((seed) => seed.artist)).toEqual(['Folk 3'])
  })

  test('has evidence that adds up to each score', () => {
    const answer = ask({ seeds: bandSeeds('Metal 1', 'Jazz 2'), negatives: bandSeeds('Folk 3'), kind, limit: 300 })
    expect(answer.items.length).toBeGreaterThan(100)
    for (const item of answer.items) {
      const sum = item.evidence.reduce((total, piece) => total + piece.contribution, 0)
      expect(sum, item.artist).toBeCloseTo(item.score, 10)
      for (const piece of item.evidence) {
        expect(piece.contribution > 0).toBe(piece.kind === 'heard-together')
        expect(piece.similarity).toBeGreaterThanOrEqual(-1.0001)
        expect(piece.similarity).toBeLessThanOrEqual(1.0001)
      }
    }
  })

  test('is ranked by score, from 1, and holds nothing twice', () => {
    const { items } = ask({ seeds: bandSeeds('Techno 5'), kind, limit: 200 })
    expect(items.map((item) => item.rank)).toEqual(items.map((_, i) => i + 1))
    expect(items.map((item) => item.score)).toEqual(items.map((item) => item.score).sort((a, b) => b - a))
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
  })

  test('stays as long as was asked for while filters leave that many', () => {
    const filters = { genres: ['jazz'], decades: [], sources: [] }
    const answer = ask({ seeds: bandSeeds('Metal 1'), kind, filters, limit: 25 })
    expect(answer.items).toHaveLength(25)
    for (const name of namesOf(answer)) expect(campOf(name)).toBe('Jazz')
    const all = ask({ seeds: bandSeeds('Metal 1'), kind, filters, limit: 500 })
    expect(all.items).toHaveLength(kind === 'artist' ? bandsOfCamp : bandsOfCamp * 5)
  })

  test('is the same for the same request, and for a cache that has forgotten all', () => {
    const request = { seeds: bandSeeds('Metal 1', 'Folk 2'), negatives: bandSeeds('Jazz 1'), kind, limit: 40 }
    const { milliseconds: _, ...first } = ask(request)
    cache.clear()
    const { milliseconds: __, ...again } = ask(request)
    expect(again).toEqual(first)
    const { milliseconds: ___, ...reordered } = ask({ ...request, seeds: request.seeds.toReversed() })
    expect(reordered.items.map((item) => item.id)).toEqual(first.items.map((item) => item.id))
  })

  test('says in its figures what can be worked out from the whole list', () => {
    const answer = ask({ seeds: bandSeeds('Metal 1'), kind: 'artist', limit: 500 })
    const scores = answer.items.map((item) => item.score)
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    const sorted = scores.toSorted((a, b) => a - b)
    expect(answer.stats.candidates).toBe(scores.length)
    expect(answer.stats.mean).toBeCloseTo(mean, 10)
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
    expect(answer.stats.std).toBeCloseTo(Math.sqrt(variance), 10)
    expect(answer.stats.p95).toBe(sorted[Math.ceil(scores.length * 0.95) - 1])
    expect(answer.stats.max).toBe(sorted.at(-1))
  })
})

describe('seeds', () => {
  test('find their own camp', () => {
    for (const [camp] of camps.entries()) {
      const found = namesOf(ask({ seeds: bandSeeds(band(camp, 4)), limit: 12 }))
      expect(found.filter((name) => campOf(name) === camps[camp])).toHaveLength(12)
    }
  })

  test.each(['sgns', 'als', 'neighbours'])(
    'of several camps each bring their own nearest near the top, by %s',
    (model) => {
      const seeds = ['Metal 1', 'Jazz 2', 'Folk 3']
      const top = namesOf(ask({ seeds: bandSeeds(...seeds), model, limit: 12 }))
      for (const seed of seeds) {
        const [own] = namesOf(ask({ seeds: bandSeeds(seed), model, limit: 1 }))
        expect(top).toContain(own)
      }
      expect(new Set(top.map(campOf))).toEqual(new Set(['Metal', 'Jazz', 'Folk']))
    },
  )

  test('share the say equally, and named twice count once', () => {
    const { seeds } = ask({ seeds: bandSeeds('Metal 1', 'metal 1', 'Jazz 2') })
    expect(seeds.map((seed) => [seed.artist, seed.share])).toEqual([
      ['Metal 1', expect.closeTo(0.5, 10)],
      ['Jazz 2', expect.closeTo(0.5, 10)],
    ])
  })

  test('that too few listeners have for a model are folded in by what those have', () => {
    const answer = ask({ seeds: bandSeeds('Folded'), limit: 10 })
    expect(new Set(namesOf(answer).map(campOf))).toEqual(new Set(['Metal']))
    expect(answer.seeds[0]).toMatchObject({ artist: 'Folded', listeners: 1, share: expect.closeTo(1, 10) })
  })

  test('that cannot be placed give their say to the others, and alone say so', () => {
    const { seeds } = ask({ seeds: bandSeeds('Hermit', 'Jazz 2') })
    expect(seeds.map((seed) => seed.share)).toEqual([0, expect.closeTo(1, 10)])
    const error = errorOf({ seeds: bandSeeds('Hermit') })
    expect(error.code).toBe('nothing-to-learn')
    expect(error.message).toContain('Hermit')
  })

  test('that are tracks speak for their band, and keep their name', () => {
    const answer = ask({ seeds: [{ kind: 'track', name: 'Metal 1 - Song 2' }], limit: 10 })
    expect(answer.items[0]?.evidence[0]?.seed.name).toBe('Metal 1 - Song 2')
    for (const name of namesOf(answer)) expect(campOf(name)).toBe('Metal')
    expect(namesOf(answer)).not.toContain('Metal 1')
  })
})

describe('steering away', () => {
  test('sinks what is close to the band steered away from', () => {
    const seeds = bandSeeds('Metal 1', 'Jazz 2')
    const placeOf = (answer: Answer, camp: string) =>
      answer.items.filter((item) => campOf(item.artist) === camp).reduce((sum, item) => sum + item.rank, 0)
    const without = ask({ seeds, limit: 500 })
    const away = ask({ seeds, negatives: bandSeeds('Jazz 5'), limit: 500 })
    expect(placeOf(away, 'Jazz')).toBeGreaterThan(placeOf(without, 'Jazz'))
    const [closest] = namesOf(ask({ seeds: bandSeeds('Jazz 5'), limit: 1 }))
    const rankOf = (answer: Answer) => answer.items.find((item) => item.artist === closest)?.rank ?? 0
    expect(rankOf(away)).toBeGreaterThan(rankOf(without))
    const steered = away.items
      .find((item) => item.artist === closest)
      ?.evidence.filter((e) => e.kind === 'steered-away')
    expect(steered?.length).toBe(3)
  })
})

describe('filters', () => {
  test('account for every band of the models: passed, left out by a filter, or excluded', () => {
    const models = listModels(db)
    const known = new Set(
      models
        .filter(({ algorithm }) => algorithm !== 'neighbours')
        .flatMap((model) => db.prepare(`SELECT item_id FROM vector_${model.id}`).pluck().all()),
    )
    const sources = [numberOf(db, 'SELECT min(source_id) FROM source')]
    for (const filters of [
      { genres: [], decades: [], sources: [] },
      { genres: ['jazz', 'folk'], decades: [], sources: [] },
      { genres: ['jazz'], decades: [1980, 1990], sources },
      { genres: [], decades: [2000], sources: [] },
    ]) {
      const answer = ask({ seeds: bandSeeds('Metal 1', 'Jazz 2'), negatives: bandSeeds('Folk 3'), filters, limit: 500 })
      const leftOut = Object.values(answer.filteredOut).reduce((sum, count) => sum + count, 0)
      expect(answer.stats.candidates + leftOut + 3).toBe(known.size)
      expect(answer.items).toHaveLength(answer.stats.candidates)
    }
  })

  test('count a band under the first filter that leaves it out, and want all of them passed', () => {
    const filters = { genres: ['jazz'], decades: [1980], sources: [] }
    const answer = ask({ seeds: bandSeeds('Metal 1'), filters, limit: 500 })
    expect(answer.filteredOut).toEqual({ genre: 3 * bandsOfCamp - 1, decade: bandsOfCamp - 6 })
    expect(new Set(namesOf(answer))).toEqual(new Set([1, 6, 11, 16, 21, 26].map((i) => `Jazz ${i}`)))
  })

  test('of a genre let its children pass', () => {
    const answer = ask({
      seeds: bandSeeds('Metal 1'),
      filters: { genres: ['Metal'], decades: [], sources: [] },
      limit: 9,
    })
    expect(new Set(namesOf(answer).map(campOf))).toEqual(new Set(['Metal']))
  })

  test('of years keep the tracks of other years out', () => {
    const filters = { genres: [], decades: [1990], sources: [] }
    const { items } = ask({ seeds: bandSeeds('Metal 1'), kind: 'track', filters, limit: 50 })
    expect(items).toHaveLength(50)
    for (const item of items) expect(item.year).toBe(1993)
  })

  test('that leave nothing give an empty list with its account', () => {
    const answer = ask({ seeds: bandSeeds('Metal 1'), filters: { genres: ['jazz'], decades: [1950], sources: [] } })
    expect(answer.items).toEqual([])
    expect(answer.stats).toEqual({ candidates: 0, mean: 0, std: 0, p95: 0, max: 0 })
    expect(answer.filteredOut.decade).toBe(bandsOfCamp)
  })
})

describe('tracks', () => {
  test('come from many bands: at most three of one while others have some', () => {
    const { items } = ask({ seeds: bandSeeds('Metal 1'), kind: 'track', limit: 60 })
    const perBand = new Map<string, number>()
    for (const item of items) perBand.set(item.artist, (perBand.get(item.artist) ?? 0) + 1)
    expect(items).toHaveLength(60)
    expect(Math.max(...perBand.values())).toBeLessThanOrEqual(3)
  })

  test('of one band go beyond three once no other band has any left', () => {
    const filters = { genres: ['jazz'], decades: [1970], sources: [] }
    const { items } = ask({ seeds: bandSeeds('Jazz 1'), kind: 'track', filters, limit: 500 })
    expect(items).toHaveLength(6 * 5)
  })

  test('rank below the better-known ones of their own band', () => {
    const { items } = ask({ seeds: bandSeeds('Metal 1'), kind: 'track', limit: 300 })
    const scores = new Map<string, number[]>()
    for (const item of items) scores.set(item.artist, [...(scores.get(item.artist) ?? []), item.score])
    for (const list of scores.values()) expect(new Set(list.map((score) => score.toFixed(12))).size).toBe(list.length)
  })
})

describe('mistakes are told in words', () => {
  test.each([
    [{ seeds: bandSeeds('Metall 1') }, 'artist-not-found', 'Metal 1'],
    [{ seeds: [{ id: 'a999999' }] }, 'artist-not-found', undefined],
    [{ seeds: [{ id: 't999999' }] }, 'track-not-found', undefined],
    [{ seeds: [{ kind: 'track', name: 'Metal 1 - Sung' }] }, 'track-not-found', 'Metal 1 - Song 0'],
    [{ seeds: bandSeeds('Metal 1'), negatives: bandSeeds('Jaz 2') }, 'artist-not-found', 'Jazz 2'],
    [{ seeds: bandSeeds('Metal 1'), model: 'mystery' }, 'model-not-found', 'sgns'],
    [{ seeds: bandSeeds('Metal 1'), filters: { genres: ['jaz'] } }, 'filter-not-found', 'jazz'],
    [
      { seeds: bandSeeds('Metal 1'), filters: { sources: [77] } },
      'filter-not-found',
      expect.stringContaining('HetRec'),
    ],
  ])('%j: %s', (request, code, suggestion) => {
    const error = errorOf(request)
    expect(error.code).toBe(code)
    expect(error.message.length).toBeGreaterThan(10)
    if (suggestion !== undefined) expect(error.suggestions).toContainEqual(suggestion)
  })

  test('a library that nothing was learned from says so', async () => {
    const empty = newLibrary()
    await empty.import(bandTables([[1, 'Metal 1', 2]]))
    const request = contract.recommend.args.parse({ seeds: bandSeeds('Metal 1') })
    expect(() => recommend(empty.db, modelCache(empty.db), request)).toThrow(
      expect.objectContaining({ code: 'no-model', message: expect.stringContaining('Learn from it first') }),
    )
  })
})

describe('models', () => {
  test('speak alone when named, by algorithm or id, and together otherwise', () => {
    const seeds = bandSeeds('Metal 1')
    const [sgns] = listModels(db).filter((model) => model.algorithm === 'sgns')
    expect(
      ask({ seeds })
        .models.map((model) => model.algorithm)
        .sort(),
    ).toEqual(['als', 'neighbours', 'sgns'])
    expect(ask({ seeds, model: 'als' }).models.map((model) => model.algorithm)).toEqual(['als'])
    expect(ask({ seeds, model: String(sgns?.id) }).models).toEqual([
      { id: sgns?.id, algorithm: 'sgns', simulated: false },
    ])
    const { items } = ask({ seeds })
    expect(items[0]?.evidence).toHaveLength(3)
    // Neighbours say nothing of a band that is not in the seed's list.
    for (const { evidence } of items) expect(evidence.length).toBeGreaterThanOrEqual(2)
  })

  test('that were replaced are loaded afresh', async () => {
    const request = { seeds: bandSeeds('Metal 1'), model: 'als', limit: 5 }
    const before = ask(request).models[0]?.id
    await library.train({ algorithms: ['als'], set: { factors: 8 }, seed: 3 })
    expect(ask(request).models[0]?.id).not.toBe(before)
  })
})

describe('learned tracks', () => {
  const own = newLibrary()
  let ownCache: ModelCache
  const askOwn = (request: Record<string, unknown>) =>
    recommend(own.db, ownCache, contract.recommend.args.parse({ kind: 'track', limit: 40, ...request } as Request))
  const trackSeed = (name: string) => [{ kind: 'track' as const, name }]

  beforeAll(async () => {
    // Ten bands with eight songs each; who likes the even songs of any band likes no odd one.
    const songs = Array.from({ length: 80 }, (_, i): [number, string, string] => [i, `Band ${i >> 3}`, `Song ${i}`])
    const next = random32(9)
    const likes = Array.from({ length: 300 }, (_, user) =>
      Array.from({ length: 14 }, (): [number, number] => [user, 2 * (next() % 40) + (user % 2)]),
    ).flat()
    await own.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
    const set = { 'sgns.vectorSize': 8, 'sgns.epochs': 20, 'als.factors': 2 }
    await own.train({ entities: ['artist', 'track'], set })
    ownCache = modelCache(own.db)
  })

  test('are found by what is heard with the seed track, whatever its band', () => {
    const { items } = askOwn({ seeds: trackSeed('Band 2 - Song 17'), limit: 20 })
    const odd = items.filter((item) => Number(item.title?.split(' ')[1]) % 2 === 1)
    expect(odd.length).toBeGreaterThanOrEqual(18)
    expect(items.map((item) => item.title)).not.toContain('Song 17')
    expect(new Set(items.map((item) => item.artist)).size).toBeGreaterThan(5)
  })

  test('have evidence that adds up, from tracks, from bands, and from both at once', () => {
    for (const seeds of [
      trackSeed('Band 2 - Song 17'),
      bandSeeds('Band 3'),
      [...trackSeed('Band 2 - Song 17'), ...bandSeeds('Band 3')],
    ]) {
      const negatives = trackSeed('Band 5 - Song 44')
      const { items, stats } = askOwn({ seeds, negatives, limit: 500 })
      const left = ['Song 44', ...seeds.flatMap(({ kind }) => (kind === 'track' ? ['Song 17'] : []))]
      expect(items).toHaveLength(stats.candidates)
      expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
      for (const item of items) {
        expect(item.evidence.reduce((sum, piece) => sum + piece.contribution, 0)).toBeCloseTo(item.score, 10)
        expect(left).not.toContain(item.title)
      }
      expect(items.map((item) => item.score)).toEqual(items.map((item) => item.score).sort((a, b) => b - a))
    }
  })

  test('are at most three of one band while others have some', () => {
    for (const seeds of [trackSeed('Band 2 - Song 17'), [...trackSeed('Band 2 - Song 17'), ...bandSeeds('Band 3')]]) {
      const perBand = new Map<string, number>()
      const { items } = askOwn({ seeds, limit: 24 })
      for (const item of items) perBand.set(item.artist, (perBand.get(item.artist) ?? 0) + 1)
      expect(items).toHaveLength(24)
      expect(Math.max(...perBand.values())).toBeLessThanOrEqual(3)
    }
  })
})

describe('parts', () => {
  test('the first place counts one, the halfway place one half, further ones ever less', () => {
    expect(closenessAt(1, 20)).toBe(1)
    expect(closenessAt(21, 20)).toBe(0.5)
    expect(closenessAt(5000, 20)).toBeLessThan(closenessAt(4999, 20))
    expect([1, 200, 10_000, 1e7].map(halfwayPlace)).toEqual([6, 6, 30, 60])
  })

  test('shared listeners of two ascending lists are counted once each', () => {
    expect(shared(Int32Array.of(1, 3, 5, 9), Int32Array.of(0, 3, 4, 9, 10))).toBe(2)
    expect(shared(new Int32Array(0), Int32Array.of(1))).toBe(0)
  })

  test('a match close to one of several seeds is close, whatever the others say', () => {
    const piece = (seed: string, contribution: number) => ({
      kind: 'heard-together' as const,
      model: { id: 1, algorithm: 'als' as const, entity: 'artist' as const },
      seed: { id: seed, name: seed },
      ...{ contribution, similarity: 0.5, place: 1, listeners: 1 },
    })
    expect(strengthOf(0.9, [piece('a1', 0.9)], 1)).toBe('very close')
    expect(strengthOf(0.3, [piece('a1', 0.25), piece('a2', 0.05)], 4)).toBe('very close')
    expect(strengthOf(0.3, [piece('a1', 0.1), piece('a2', 0.1), piece('a3', 0.1)], 3)).toBe('related')
    expect(strengthOf(-0.2, [], 1)).toBe('loose')
  })
})

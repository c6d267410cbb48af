/** Filters on what sources say of tracks: moods and uses, and numbers within bounds. */
import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '#api/contract.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { featureOf } from '../../../src/cli/feature.ts'
import { likesCsv, newLibrary, songsCsv } from '../library.ts'

const library = newLibrary()
const songs = Array.from({ length: 40 }, (_, i) => [i, `Band ${i % 20}`, `Song ${i}`] as const)
const facts = songs
  .filter(([i]) => i % 4 !== 3)
  .map(
    ([i, band, title]) =>
      `${band},${title},words,${i % 2 === 0 ? 'Joy' : 'anger'},rock,${i % 4 === 0 ? 1 : 0},${80 + i}`,
  )

beforeAll(async () => {
  const likes = Array.from({ length: 1200 }, (_, i): [number, number] => [Math.floor(i / 12), (i * 7) % 40])
  await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
  const header = 'artist,song,text,emotion,Genre,Good for Party,Tempo'
  await library.import({ 'spotify_dataset.csv': [header, ...facts].join('\n') })
  await library.train({ algorithms: ['als'], entities: ['artist', 'track'], set: { factors: 8 } })
})

const ask = (kind: 'artist' | 'track', filters: Record<string, unknown>) =>
  recommend(
    library.db,
    modelCache(library.db),
    contract.recommend.args.parse({ seeds: [{ kind: 'track', name: 'Band 3 - Song 3' }], kind, filters, limit: 100 }),
  )
const numbersOf = (result: ReturnType<typeof ask>) =>
  result.items.map(({ title = '' }) => Number(title.slice(5))).sort((a, b) => a - b)

describe('filters on facts', () => {
  test('leave tracks that a source calls so, whatever the case, and count the others', () => {
    const result = ask('track', { labels: ['joy'] })
    expect(numbersOf(result)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i))
    expect(result.filteredOut).toEqual({ label: 19 })
  })

  test('take any of several labels, of any kind', () => {
    expect(numbersOf(ask('track', { labels: ['party', 'anger'] }))).toEqual(
      songs.map(([i]) => i).filter((i) => i % 4 === 0 || i % 4 === 1),
    )
  })

  test('keep numbers within bounds; a track of which nobody says them is left out', () => {
    const within = { name: 'tempo', least: 85, most: 92 }
    expect(numbersOf(ask('track', { features: [within] }))).toEqual([5, 6, 8, 9, 10, 12])
    expect(numbersOf(ask('track', { features: [within], labels: ['joy'] }))).toEqual([6, 8, 10, 12])
    expect(numbersOf(ask('track', { features: [{ name: 'tempo', least: 117 }] }))).toEqual([37, 38])
  })

  test('let a band pass that has such a track', () => {
    const bands = ask('artist', { features: [{ name: 'tempo', least: 117 }] }).items.map(({ artist }) => artist)
    expect(bands.sort()).toEqual(['Band 17', 'Band 18'])
  })

  test('say what there is instead of a label that is not there', () => {
    expect(() => ask('track', { labels: ['ange'] })).toThrow(
      expect.objectContaining({ code: 'filter-not-found', suggestions: ['anger'] }),
    )
  })

  test('are written on the command line as a name and bounds', () => {
    expect(featureOf('energy=.5..1')).toEqual({ name: 'energy', least: 0.5, most: 1 })
    expect(featureOf('loudness=-12..')).toEqual({ name: 'loudness', least: -12 })
    for (const wrong of ['energy', 'warmth=0..1', 'tempo=a..b', 'tempo=1...2.3.4', '=..'])
      expect(() => featureOf(wrong)).toThrow('NAME=LEAST..MOST')
  })
})

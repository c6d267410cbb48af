/** Recommending from models that are older than the library. */
import { describe, expect, test } from 'vitest'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { listModels } from '#core/store/model-rows.ts'
import { bandTables, newLibrary } from '../library.ts'

const request = (name: string) => ({
  seeds: [{ kind: 'artist' as const, name }],
  negatives: [],
  kind: 'artist' as const,
  filters: { genres: [], decades: [], sources: [] },
  limit: 50,
})

/** Twelve listeners who all have the bands of one letter. */
const bandsOf = (letter: string) =>
  Array.from({ length: 12 }, (_, listener) =>
    Array.from({ length: 5 }, (_, band) => [`${letter}-listener ${listener}`, `${letter} ${band}`, 1 + band] as const),
  ).flat()

describe('a library that has changed since it was learned from', () => {
  test('recommends no band that has gone, and forgets models of nothing but such bands', async () => {
    const library = newLibrary()
    const first = await library.import(filesOf('a'))
    await library.import(filesOf('b'))
    await library.train({ algorithms: ['als'], set: { factors: 4 } })
    library.remove(first.source as number)
    const { items, stats } = recommend(library.db, modelCache(library.db), request('b 0'))
    expect(items.map((item) => item.artist).sort()).toEqual(['b 1', 'b 2', 'b 3', 'b 4'])
    expect(stats.candidates).toBe(4)
    library.remove(2)
    expect(listModels(library.db)).toEqual([])
  })

  test('says that it should be learned again for a band that came later', async () => {
    const library = newLibrary()
    await library.import(filesOf('a'))
    await library.train({ algorithms: ['als'], set: { factors: 4 } })
    await library.import(filesOf('b'))
    expect(() => recommend(library.db, modelCache(library.db), request('b 0'))).toThrow(/Learn again to take in b 0/)
  })
})

function filesOf(letter: string): Record<string, string> {
  return bandTables(bandsOf(letter))
}

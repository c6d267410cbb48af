/** Searching and recommending in the sample library. */
import { describe, expect, test } from 'vitest'
import * as s from '../../src/api/schemas.ts'
import { artist, clientOf, refusal, type Through, track } from './asking.ts'
import { finished, type Sidetrack } from './transports.ts'

type Sample = { sidetrack: () => Sidetrack; source: () => number | null }

export function recommending({ has }: Through, { sidetrack, source }: Sample): void {
  describe('search', () => {
    test('finds a band while its name is being typed', async () => {
      for (const text of ['radioh', 'RADIOHEAD', ' radiohead ']) {
        const { items } = await sidetrack().search({ text })
        expect(items[0]).toMatchObject({ kind: 'artist', artist: 'Radiohead', country: 'GB', year: 1985 })
      }
    })

    test('finds names whatever their accents and articles', async () => {
      for (const [text, name] of [
        ['bjork', 'Björk'],
        ['smashing pumpkins', 'The Smashing Pumpkins'],
      ] as const) {
        const { items } = await sidetrack().search({ text, kind: 'artist' })
        expect(items[0]?.artist).toBe(name)
      }
    })

    test('gives one kind where asked, as many as asked, and says how many there are', async () => {
      const { items, total } = await sidetrack().search({ text: 'radiohead', kind: 'track', limit: 2 })
      expect(items.map(({ kind }) => kind)).toEqual(['track', 'track'])
      expect(total).toBe(4)
      for (const item of items) expect(s.CatalogItem.parse(item)).toEqual(item)
    })

    test('finds nothing for a word that is nowhere', async () => {
      expect(await sidetrack().search({ text: 'zzzzqqqq' })).toEqual({ items: [], total: 0 })
    })
  })

  describe('recommend', () => {
    test('gives ranked rows whose evidence adds up to their score', async () => {
      const result = await sidetrack().recommend({ seeds: [artist('Radiohead')], limit: 20 })
      expect(s.RecommendResult.parse(result)).toEqual(result)
      expect(result.items.map(({ rank }) => rank)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
      expect(result.items.map(({ artist: name }) => name)).not.toContain('Radiohead')
      result.items.forEach((item, i) => {
        expect(item.score).toBeLessThanOrEqual(result.items[i - 1]?.score ?? Number.POSITIVE_INFINITY)
        const sum = item.evidence.reduce((total, { contribution }) => total + contribution, 0)
        expect(sum).toBeCloseTo(item.score, 6)
        for (const { kind, seed } of item.evidence) {
          expect({ kind, seed: seed.name }).toEqual({ kind: 'heard-together', seed: 'Radiohead' })
        }
      })
      expect(new Set(result.items.map(({ id }) => id)).size).toBe(20)
      const { candidates, mean, p95, max } = result.stats
      expect(candidates).toBeGreaterThan(200)
      expect(max).toBe(result.items[0]?.score)
      expect(mean).toBeLessThan(p95)
      expect(p95).toBeLessThan(max)
      expect(result.filteredOut).toEqual({})
    })

    test('gives what the lovers of a band love too', async () => {
      const { items } = await sidetrack().recommend({ seeds: [artist('Metallica')], limit: 10 })
      const metal = items.filter(({ genres }) => genres.some((genre) => genre.includes('metal')))
      expect(metal.length).toBeGreaterThanOrEqual(4)
    })

    test('takes names as people write them, and ids', async () => {
      const [byName, bySpelling] = await Promise.all(
        ['The Smashing Pumpkins', 'smashing pumpkins'].map((name) =>
          sidetrack().recommend({ seeds: [artist(name)], limit: 5 }),
        ),
      )
      expect(bySpelling?.items).toEqual(byName?.items)
      const byId = await sidetrack().recommend({ seeds: [{ id: byName?.seeds[0]?.id ?? '' }], limit: 5 })
      expect(byId.items).toEqual(byName?.items)
    })

    test('gives tracks, at most three of a band', async () => {
      const { items } = await sidetrack().recommend({
        seeds: [track('Radiohead - Creep')],
        kind: 'track',
        limit: 30,
      })
      expect(items).toHaveLength(30)
      const counts = new Map<string, number>()
      for (const item of items) {
        expect(item).toMatchObject({ kind: 'track', title: expect.any(String) })
        counts.set(item.artist, (counts.get(item.artist) ?? 0) + 1)
      }
      expect(Math.max(...counts.values())).toBeLessThanOrEqual(3)
    })

    test('steers away from a band that is not wanted', async () => {
      const seeds = [artist('Radiohead')]
      const before = await sidetrack().recommend({ seeds, limit: 100 })
      const unwanted = before.items[0]?.artist ?? ''
      const { items, negatives } = await sidetrack().recommend({ seeds, negatives: [artist(unwanted)], limit: 100 })
      expect(negatives.map(({ artist: name }) => name)).toEqual([unwanted])
      expect(items.map(({ artist: name }) => name)).not.toContain(unwanted)
      expect(items.some(({ evidence }) => evidence.some(({ kind }) => kind === 'steered-away'))).toBe(true)
    })

    test('asks one model where told to', async () => {
      const { items, models } = await sidetrack().recommend({ seeds: [artist('Radiohead')], model: 'als' })
      expect(models.map(({ algorithm }) => algorithm)).toEqual(['als'])
      expect(new Set(items.flatMap(({ evidence }) => evidence.map(({ model }) => model.algorithm)))).toEqual(
        new Set(['als']),
      )
      const { code, suggestions } = await refusal(
        sidetrack().recommend({ seeds: [artist('Radiohead')], model: 'oracle' }),
      )
      expect({ code, suggestions }).toEqual({ code: 'model-not-found', suggestions: ['sgns', 'als', 'neighbours'] })
    })

    test('names the nearest bands, five at most, for one it does not know', async () => {
      for (const [typed, meant] of [
        ['Radiohed', 'Radiohead'],
        ['Metalica', 'Metallica'],
      ] as const) {
        const { code, message, suggestions } = await refusal(sidetrack().recommend({ seeds: [artist(typed)] }))
        expect(code).toBe('artist-not-found')
        expect(message).toContain(typed)
        expect(suggestions.length).toBeLessThanOrEqual(5)
        expect(suggestions[0]).toBe(meant)
      }
    })

    test('names the tracks of a band for a track that it does not have', async () => {
      const { code, suggestions } = await refusal(sidetrack().recommend({ seeds: [track('Radiohead - Kreep')] }))
      expect(code).toBe('track-not-found')
      expect(suggestions).toContain('Radiohead - Creep')
    })
  })

  if (has('facets', 'libraryStatus')) {
    test('takes the listener’s word on a genre at once, lists it, and takes it back', async () => {
      const client = clientOf(sidetrack())
      const [band] = (await client.search({ text: 'radiohead', kind: 'artist', limit: 1 })).items
      const facets = await client.facets({})
      const votes = await client.genreVotes({ id: band?.id ?? '' })
      expect(votes.voices.length).toBeGreaterThan(0)
      const genre = band?.genres[0] ?? ''
      const said = { artist: 'Radiohead', genre }
      expect(await client.genreCorrect({ ...said, verdict: 'is-not' })).toEqual({ genre, before: null })
      expect((await client.genreCorrections({})).items).toMatchObject([{ ...said, title: null, verdict: 'is-not' }])
      const corrected = (await client.search({ text: 'radiohead', limit: 5 })).items
      for (const item of corrected) expect(item.genres).not.toContain(genre)
      expect(await client.facets({})).not.toEqual(facets)
      expect(await client.genreCorrect({ ...said, verdict: null })).toEqual({ genre, before: 'is-not' })
      expect(await client.facets({})).toEqual(facets)
      expect((await refusal(client.genreCorrect({ ...said, genre: 'rock music of ours', verdict: 'is' }))).code).toBe(
        'filter-not-found',
      )
    })

    test('counts a word as explicit, or not, as the listener says', async () => {
      const client = clientOf(sidetrack())
      await finished(client, client.explicitWordSet({ word: 'Creep', listed: true }))
      expect((await client.explicitWords({})).added).toEqual(['creep'])
      await client.settingSet({ key: 'hideExplicit', value: 'on' })
      const titles = async () => {
        const request = { seeds: [artist('Björk')], kind: 'track' as const, limit: 500 }
        return (await client.recommend(request)).items.map(({ title }) => title)
      }
      expect(await titles()).not.toContain('Creep')
      await finished(client, client.explicitWordSet({ word: 'creep', listed: null }))
      expect(await titles()).toContain('Creep')
      await client.settingSet({ key: 'hideExplicit', value: 'off' })
    })
  }

  describe('filters', () => {
    const seeds = [artist('Radiohead')]

    test('leave only what passes them, and count what they left out', async () => {
      const all = await sidetrack().recommend({ seeds, limit: 500 })
      const { items, stats, filteredOut } = await sidetrack().recommend({
        seeds,
        filters: { genres: ['jazz', 'metal'], decades: [1980] },
        limit: 500,
      })
      expect(items.length).toBeGreaterThan(0)
      expect(items.length).toBe(stats.candidates)
      const left = Object.values(filteredOut).reduce((sum, count) => sum + count, 0)
      expect(stats.candidates + left).toBe(all.stats.candidates)
      expect(Object.keys(filteredOut).sort()).toEqual(['decade', 'genre'])
      const genres = new Set(items.flatMap((item) => item.genres))
      expect([...genres].some((genre) => /jazz|metal/.test(genre))).toBe(true)
    })

    test('do not change the scores of what passes', async () => {
      const all = await sidetrack().recommend({ seeds, limit: 500 })
      const some = await sidetrack().recommend({ seeds, filters: { decades: [1990] }, limit: 500 })
      const scores = new Map(all.items.map(({ id, score }) => [id, score]))
      for (const { id, score } of some.items) expect(score).toBe(scores.get(id))
    })

    test('keep tracks of the decade', async () => {
      const { items } = await sidetrack().recommend({ seeds, kind: 'track', filters: { decades: [1990] }, limit: 50 })
      expect(items.length).toBeGreaterThan(10)
      for (const { year } of items) expect(year === undefined || (year >= 1990 && year <= 1999)).toBe(true)
    })

    test('let a source be chosen', async () => {
      const { items, filteredOut } = await sidetrack().recommend({
        seeds,
        filters: { sources: [source() ?? 0] },
        limit: 5,
      })
      expect(items).toHaveLength(5)
      expect(filteredOut.source ?? 0).toBe(0)
    })

    test('that the library does not know are refused with the nearest ones', async () => {
      const genre = await refusal(sidetrack().recommend({ seeds, filters: { genres: ['rock music'] } }))
      expect(genre.code).toBe('filter-not-found')
      expect(genre.suggestions).toContain('rock')
      const source = await refusal(sidetrack().recommend({ seeds, filters: { sources: [999] } }))
      expect(source.code).toBe('filter-not-found')
    })
  })

  describe('bad arguments', () => {
    const bad: [string, (sidetrack: Sidetrack) => Promise<unknown>][] = [
      ['a recommendation from nothing', ({ recommend }) => recommend({ seeds: [] })],
      ['no rows at all', ({ recommend }) => recommend({ seeds: [artist('Radiohead')], limit: 0 })],
      [
        'a decade that is none',
        ({ recommend }) => recommend({ seeds: [artist('Radiohead')], filters: { decades: [1995] } }),
      ],
      ['a search for too many', ({ search }) => search({ text: 'a', limit: 100_000 })],
      ['a setting that no model has', ({ train }) => train({ set: { speed: 11 } })],
      ['a setting out of its bounds', ({ train }) => train({ set: { 'sgns.epochs': 0 } })],
      ['a fraction for a whole number', ({ train }) => train({ set: { factors: 1.5 } })],
      ['a playlist without a name', ({ playlistCreate }) => playlistCreate({ name: '   ' })],
    ]
    test.each(bad)('%s is refused', async (_, ask) => {
      const { code, message } = await refusal(ask(sidetrack()))
      expect(code).toBe('bad-arguments')
      expect(message).not.toBe('')
    })
  })
}

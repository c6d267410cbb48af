/** What Sidetrack does, whichever host it is asked through: one suite, run once through each of them. */
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract, type MethodName } from '../../src/api/contract.ts'
import * as s from '../../src/api/schemas.ts'
import { readEntries } from '../../src/core/playlists/writers/list-format.ts'
import { dataPath, hasData } from '../data.ts'
import { type SmallFile, writeSmallFiles } from './small-files.ts'
import { finished, notOnCommandLine, openSidetrack, type Sidetrack, type TransportName } from './transports.ts'

const artist = (name: string) => ({ kind: 'artist' as const, name })
const track = (name: string) => ({ kind: 'track' as const, name })

/** What a promise is refused with. */
async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string; suggestions: string[] }> {
  try {
    await promise
  } catch (error) {
    const { code, message, suggestions } = error as { code: string; message: string; suggestions?: string[] }
    return { code, message, suggestions: suggestions ?? [] }
  }
  throw new Error('it was not refused')
}

/** read = kept + merged + set aside + the sum over rejected. */
function expectExact(files: readonly s.FileLedger[]): void {
  for (const file of files) {
    const rejected = Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
    expect(file.kept + file.merged + file.setAside + rejected, file.path).toBe(file.read)
  }
}

/** Run the whole suite through one host. */
export function behaviours(transport: TransportName): void {
  const has = (...methods: MethodName[]) =>
    transport !== 'cli' || !methods.some((method) => notOnCommandLine.has(method))

  /** A new library for each block. */
  const library = (): (() => Sidetrack) => {
    let opened: Sidetrack
    beforeAll(async () => {
      opened = await openSidetrack(transport)
    })
    afterAll(() => opened?.close())
    return () => opened
  }
  /** The whole contract, in tests that only run where it is. */
  const clientOf = (sidetrack: Sidetrack) => sidetrack.client as NonNullable<Sidetrack['client']>

  describe('an empty library', () => {
    const sidetrack = library()

    test('holds nothing and says so without an error', async () => {
      const { sources, models, playlists, search } = sidetrack()
      expect(await sources()).toEqual({ items: [] })
      expect(await models()).toEqual({ items: [] })
      expect(await playlists()).toEqual({ items: [] })
      expect(await search({ text: 'radiohead' })).toEqual({ items: [], total: 0 })
    })

    test('has nothing to learn from, and says what to do about it', async () => {
      const { code, message } = await refusal(sidetrack().train({}))
      expect(code).toBe('nothing-to-learn')
      expect(message).toMatch(/Import a data set/)
    })

    test('knows no band to recommend from', async () => {
      const { code, suggestions } = await refusal(sidetrack().recommend({ seeds: [artist('Radiohead')] }))
      expect(code).toBe('artist-not-found')
      expect(suggestions).toEqual([])
    })

    test('has no source to remove and no playlist to export', async () => {
      expect((await refusal(sidetrack().sourceRemove(1))).code).toBe('source-not-found')
      expect((await refusal(sidetrack().playlistExport(1, 'csv'))).code).toBe('playlist-not-found')
    })

    if (has('libraryStatus', 'facets', 'startingPoints', 'undo')) {
      test('has a status, no facets, no starting points and nothing to undo', async () => {
        const client = clientOf(sidetrack())
        const status = await client.libraryStatus({})
        const none = { artists: 0, tracks: 0, listeners: 0, interactions: 0 }
        expect(status).toMatchObject({ counts: none, sample: null, access: 'read-write', networkRequests: 0 })
        expect(await client.facets({})).toEqual({ genres: [], decades: [], sources: [], ownedTracks: 0 })
        expect(await client.startingPoints({})).toEqual({ items: [] })
        expect(await client.undo({})).toEqual({ label: null, playlistId: null })
      })
    }
  })

  describe('the sample library', () => {
    const sidetrack = library()
    let sample: Awaited<ReturnType<Sidetrack['sample']>>
    let seconds = 0
    beforeAll(async () => {
      const started = performance.now()
      sample = await sidetrack().sample()
      seconds = (performance.now() - started) / 1000
    })

    test('loads and learns in well under a minute', () => {
      expect(seconds).toBeLessThan(60)
      expect(sample.files.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
      expectExact(sample.files)
    })

    test('teaches every model to beat popularity by far', () => {
      const ofBands = sample.models.filter(({ entity }) => entity === 'artist')
      expect(ofBands.map(({ algorithm }) => algorithm).sort()).toEqual(['als', 'neighbours', 'sgns'])
      for (const { quality, baseline, stale } of sample.models) {
        expect(stale).toBe(false)
        expect(quality?.recallAt20).toBeGreaterThan(2 * (baseline?.recallAt20 ?? 1))
        expect(quality?.ndcgAt20).toBeGreaterThan(2 * (baseline?.ndcgAt20 ?? 1))
      }
    })

    test('is one source, called simulated, that is not loaded twice', async () => {
      const again = await sidetrack().sample()
      expect(again.source).toBe(sample.source)
      const { items } = await sidetrack().sources()
      expect(items.map(({ id, simulated }) => ({ id, simulated }))).toEqual([{ id: sample.source, simulated: true }])
      expect(s.Source.parse(items[0])).toEqual(items[0])
    })

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

      test('names the five nearest bands for one it does not know', async () => {
        for (const [typed, meant] of [
          ['Radiohed', 'Radiohead'],
          ['Metalica', 'Metallica'],
        ] as const) {
          const { code, message, suggestions } = await refusal(sidetrack().recommend({ seeds: [artist(typed)] }))
          expect(code).toBe('artist-not-found')
          expect(message).toContain(typed)
          expect(suggestions).toHaveLength(5)
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
          filters: { sources: [sample.source ?? 0] },
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

    describe('training again', () => {
      test('uses the settings given, for the model that has them', async () => {
        const { models } = await sidetrack().train({
          set: { 'sgns.epochs': 4, vectorSize: 16, iterations: 3, factors: 8, minCount: 3 },
          seed: 7,
          threads: 1,
        })
        const wanted: Record<string, Record<string, number>> = {
          sgns: { epochs: 4, vectorSize: 16, minCount: 3 },
          als: { iterations: 3, factors: 8, minCount: 3 },
          neighbours: { neighbours: 200, minCount: 3 },
        }
        expect(new Set(models.map(({ algorithm }) => algorithm))).toEqual(new Set(['sgns', 'als', 'neighbours']))
        for (const model of models) {
          expect(model).toMatchObject({ parameters: wanted[model.algorithm], seed: 7, stale: false })
          expect(() => s.ModelSummary.parse(model)).not.toThrow()
        }
      })

      test('puts the new model in the place of the old one, and leaves the other alone', async () => {
        const before = (await sidetrack().models()).items
        const { models } = await sidetrack().train({ algorithms: ['als'], set: { iterations: 2 } })
        expect(new Set(models.map(({ algorithm }) => algorithm))).toEqual(new Set(['als']))
        const after = (await sidetrack().models()).items
        const by = (name: string) => (model: s.ModelSummary) => model.algorithm === name
        // Learned apart, models have no parts of their own in common lists.
        const left = before.filter(by('sgns')).map((model) => ({ ...model, weight: null }))
        expect(after.filter(by('sgns'))).toEqual(left)
        expect(after.filter(by('als')).map(({ parameters }) => parameters.iterations)).toEqual(models.map(() => 2))
        expect(after).toHaveLength(before.length)
      })

      test('is not done again where nothing is new', async () => {
        const before = (await sidetrack().models()).items
        const { models } = await sidetrack().update()
        expect(models).toEqual(before)
        expect((await sidetrack().models()).items).toEqual(before)
      })
    })

    describe('playlists', () => {
      let id = 0
      let names: string[] = []

      test('are made of what was recommended', async () => {
        const { items } = await sidetrack().recommend({ seeds: [artist('Radiohead')], kind: 'track', limit: 6 })
        names = items.map((item) => `${item.artist} - ${item.title}`)
        const made = await sidetrack().playlistCreate({ name: 'Sunday “slow”', items: items.map((item) => item.id) })
        expect(made.added).toBe(6)
        id = made.id
        expect((await sidetrack().playlists()).items).toMatchObject([{ id, name: 'Sunday “slow”', entries: 6 }])
      })

      test('take a band as its best-known track', async () => {
        const { items } = await sidetrack().search({ text: 'radiohead', kind: 'artist' })
        const { id: other, added } = await sidetrack().playlistCreate({ name: 'One', items: [items[0]?.id ?? ''] })
        expect(added).toBe(1)
        const { text } = await sidetrack().playlistExport(other, 'm3u8')
        expect(text).toMatch(/\nRadiohead - .+\n$/)
      })

      test('are written as M3U8 that says what was asked for', async () => {
        const { written, withFile, text } = await sidetrack().playlistExport(id, 'm3u8')
        expect({ written, withFile }).toEqual({ written: 6, withFile: 0 })
        const lines = text.split('\n')
        expect(lines.slice(0, 2)).toEqual(['#EXTM3U', '#PLAYLIST:Sunday “slow”'])
        expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual(names)
        expect(lines.filter((line) => line.startsWith('#EXTINF:'))).toEqual(names.map((name) => `#EXTINF:-1,${name}`))
      })

      test('are written as CSV with one row each', async () => {
        const { written, text } = await sidetrack().playlistExport(id, 'csv')
        expect(written).toBe(6)
        const [header, ...rows] = text.trimEnd().split('\r\n')
        expect(header).toBe('position,title,artist,album,year,duration_ms,isrc,mbid,spotify_uri,score,reason')
        expect(rows).toHaveLength(6)
        expect(rows[0]).toMatch(/^1,/)
      })

      test.each(['m3u', 'pls', 'xspf', 'jspf'] as const)(
        'are written as %s with every entry in order',
        async (format) => {
          const { written, text } = await sidetrack().playlistExport(id, format)
          expect(written).toBe(6)
          const labels = readEntries(format, text).map(({ artist, title }) => `${artist} - ${title}`)
          expect(labels).toEqual(names)
        },
      )

      test('refuse what is not in the library', async () => {
        const made = await refusal(sidetrack().playlistCreate({ name: 'Lost', items: ['t999999'] }))
        expect(made.code).toBe('track-not-found')
        expect((await refusal(sidetrack().playlistExport(999, 'csv'))).code).toBe('playlist-not-found')
        expect((await sidetrack().playlists()).items).toHaveLength(2)
      })

      if (has('playlist', 'playlistEdit', 'playlistDelete', 'undo')) {
        test('are edited, and every edit is undone', async () => {
          const client = clientOf(sidetrack())
          const before = await client.playlist({ id })
          const order = before.items.map(({ entryId }) => entryId)
          const [first = 0, second = 0] = order
          const edits = [
            { type: 'move' as const, entryIds: [first], to: 5 },
            { type: 'remove' as const, entryIds: [second, first] },
            { type: 'rename' as const, name: 'Monday' },
            { type: 'add' as const, items: before.items.slice(0, 1).map(({ item }) => item ?? ''), at: 0 },
          ]
          const states = [before]
          for (const edit of edits) states.push(await client.playlistEdit({ id, edit }))
          expect(states[1]?.items.map(({ entryId }) => entryId)).toEqual([...order.slice(1), first])
          expect(states[2]?.items.map(({ entryId }) => entryId)).toEqual(order.slice(2))
          expect(states[3]?.name).toBe('Monday')
          expect(states[4]?.items.map((item) => `${item.artist} - ${item.title}`)).toEqual([
            names[0],
            ...names.slice(2),
          ])
          for (const state of states.slice(0, -1).reverse()) {
            expect((await client.undo({})).playlistId).toBe(id)
            const { updatedAt: _, ...now } = await client.playlist({ id })
            expect(state).toMatchObject(now)
          }
          expect(await client.playlistDelete({ id })).toEqual({ name: 'Sunday “slow”' })
          expect((await refusal(client.playlist({ id }))).code).toBe('playlist-not-found')
          await client.undo({})
          expect((await client.playlist({ id })).items).toEqual(before.items)
        })
      }
    })

    if (has('job', 'jobCancel', 'jobPause', 'jobResume', 'settings', 'settingSet', 'facets')) {
      test('jobs are told of as they run, and end cancelled when asked to', async () => {
        const client = clientOf(sidetrack())
        const before = await client.models({})
        const states: string[] = []
        const ended = new Promise<s.Job>((done) => {
          client.on('job', (job) => {
            states.push(job.state)
            if (job.state !== 'running') done(job)
          })
        })
        const { jobId } = await client.train({ set: { 'sgns.epochs': 1000 } })
        expect((await client.job({ id: jobId })).state).toBe('running')
        const asked = performance.now()
        expect(await client.jobCancel({ id: jobId })).toEqual({ cancelled: true })
        expect(await ended).toMatchObject({ id: jobId, state: 'cancelled' })
        expect(performance.now() - asked).toBeLessThan(3000)
        expect(new Set(states)).toEqual(new Set(['running', 'cancelled']))
        expect(await client.jobCancel({ id: jobId })).toEqual({ cancelled: false })
        expect((await refusal(client.job({ id: 9999 }))).code).toBe('job-not-found')
        expect(await client.models({})).toEqual(before)
      })

      test('jobs rest when they are paused, go on when asked to, and are taken back for good', async () => {
        const client = clientOf(sidetrack())
        const before = await client.models({})
        const { jobId: id } = await client.train({ set: { 'sgns.epochs': 1000 } })
        expect(await client.jobPause({ id })).toEqual({ paused: true })
        expect((await client.job({ id })).state).toBe('paused')
        expect(await client.jobPause({ id })).toEqual({ paused: false })
        expect(await client.jobResume({ id })).toEqual({ resumed: true })
        expect((await client.job({ id })).state).toBe('running')
        expect(await client.jobResume({ id })).toEqual({ resumed: false })
        await client.jobPause({ id })
        expect(await client.jobCancel({ id })).toEqual({ cancelled: true })
        expect((await client.job({ id })).state).toBe('cancelled')
        expect(await client.jobResume({ id })).toEqual({ resumed: false })
        expect(await client.models({})).toEqual(before)
      })

      test('settings stay, and facets name what is there', async () => {
        const client = clientOf(sidetrack())
        await client.settingSet({ key: 'theme', value: 'dark' })
        expect((await client.settings({})).values.theme).toBe('dark')
        const { genres, decades, sources } = await client.facets({})
        expect(genres.some(({ name, artists }) => name === 'pop' && artists > 5)).toBe(true)
        expect(decades.map(({ decade }) => decade)).toContain(1990)
        expect(sources).toHaveLength(1)
      })
    }

    if (transport !== 'cli') {
      test('methods and arguments outside the contract are refused', async () => {
        const client = clientOf(sidetrack()) as unknown as Record<string, (args: unknown) => Promise<unknown>>
        expect((await refusal((client.search as (args: unknown) => Promise<unknown>)({ text: 7 }))).code).toBe(
          'bad-arguments',
        )
        expect((await refusal((client.models as (args: unknown) => Promise<unknown>)({ extra: 1 }))).code).toBe(
          'bad-arguments',
        )
        const stranger = { files: ['f-00000000000000000000'] }
        expect((await refusal((client.importStart as (args: unknown) => Promise<unknown>)(stranger))).code).toBe(
          'file-not-found',
        )
      })
    } else {
      test('every method has a command or stands in the table of those without one', () => {
        const commands = [
          'search',
          'recommend',
          'sources',
          'importStart',
          'sampleAdd',
          'sourceRemove',
          'sourceDescribe',
          'models',
          'train',
          'update',
          'doctor',
          'ledgerExport',
          'cleaning',
          'cleaningSet',
          'artistSuggestions',
          'artistSpellings',
          'artistVerdict',
        ]
        const playlists = ['playlists', 'playlistCreate', 'playlistImport', 'playlistExport']
        const all = [...commands, ...playlists, ...notOnCommandLine].sort()
        expect(all).toEqual(Object.keys(contract).sort())
      })
    }
  })

  describe('importing small files', () => {
    const sidetrack = library()
    let files: Record<SmallFile, string>
    beforeAll(async () => {
      files = await writeSmallFiles(sidetrack().library)
    })
    const ledgerOf = async (name: SmallFile) => {
      const result = await sidetrack().importFiles([files[name]])
      expectExact(result.files)
      expect(result.files).toHaveLength(1)
      const ledger = result.files[0] as s.FileLedger
      expect(basename(ledger.path)).toBe(name)
      return { ...ledger, source: result.source }
    }

    test('likes of songs that are not there yet are set aside and counted', async () => {
      const ledger = await ledgerOf('user_favorites.csv')
      expect(ledger).toMatchObject({
        outcome: 'partial',
        read: 5,
        kept: 0,
        setAside: 5,
        setAsides: { 'orphan-song': 5 },
      })
    })

    test('a good file is accepted, and the likes that waited for it join', async () => {
      const ledger = await ledgerOf('songs.csv')
      expect(ledger).toMatchObject({ outcome: 'accepted', read: 3, kept: 3, rejected: {}, repaired: {} })
      expect(ledger).toMatchObject({ format: 'million-playlists', table: 'songs' })
      const { items } = await sidetrack().search({ text: 'blur' })
      expect(items.map((item) => item.title ?? item.artist)).toEqual(['Blur', 'Song 2', 'Parklife'])
      expect(items[0]?.listeners).toBe(2)
    })

    test('a file with a byte-order mark and Windows line ends is repaired', async () => {
      expect(await ledgerOf('repaired.csv')).toMatchObject({
        outcome: 'repaired',
        read: 2,
        kept: 2,
        repaired: { 'encoding-bom': 1, 'newline-crlf': 1 },
      })
    })

    test('a file with bad rows is kept in part, each bad row under its reason', async () => {
      expect(await ledgerOf('partial.csv')).toMatchObject({
        outcome: 'partial',
        read: 4,
        kept: 2,
        rejected: { 'columns-missing': 1, 'name-empty': 1 },
      })
    })

    test('files that are no data set are rejected with a reason, and change nothing', async () => {
      const before = await sidetrack().sources()
      for (const [name, reason] of [
        ['empty.csv', 'empty-file'],
        ['picture.csv', 'binary-file'],
      ] as const) {
        const ledger = await ledgerOf(name)
        expect(ledger).toMatchObject({ source: null, outcome: 'rejected', reason, read: 0, rejected: { [reason]: 0 } })
        expect(ledger.message).toMatch(/\w+ .+\.$/)
      }
      expect(await sidetrack().sources()).toEqual(before)
    })

    test('good and bad files together become one source that says what became of each', async () => {
      const { source, files: ledgers } = await sidetrack().importFiles(
        [files['songs.csv'], files['empty.csv'], files['user_favorites.csv']],
        { name: 'Together' },
      )
      const outcomes = Object.fromEntries(ledgers.map((file) => [basename(file.path), file.outcome]))
      expect(outcomes).toEqual({ 'songs.csv': 'accepted', 'empty.csv': 'rejected', 'user_favorites.csv': 'partial' })
      expectExact(ledgers)
      const made = (await sidetrack().sources()).items.find(({ id }) => id === source)
      expect(made).toMatchObject({ name: 'Together', simulated: false, counts: { tracks: 3, listeners: 3 } })
    })

    test('the same file again adds nothing and says so', async () => {
      const before = await sidetrack().sources()
      const again = await ledgerOf('repaired.csv')
      expect(again).toMatchObject({ read: 2, kept: 0, merged: 2, merges: { 'duplicate-row': 2 } })
      expect(await sidetrack().sources()).toEqual(before)
    })

    test('a format that does not exist is refused', async () => {
      const asked = sidetrack().importFiles([files['songs.csv']], { format: 'betamax' })
      const result = await asked.then(
        ({ files: ledgers }) => ledgers[0]?.outcome,
        (error) => error.code,
      )
      expect(['rejected', 'bad-arguments']).toContain(result)
    })

    test('licence and origin of a source can be changed later, each by itself', async () => {
      const { sourceDescribe, sources } = sidetrack()
      const [before] = (await sources()).items
      const id = before?.id ?? 0
      const statedNow = async () => {
        const source = (await sources()).items.find((one) => one.id === id)
        return [source?.licence, source?.origin]
      }
      await sourceDescribe(id, { licence: '  CC BY 4.0 ', origin: 'A friend' })
      expect(await statedNow()).toEqual(['CC BY 4.0', 'A friend'])
      await sourceDescribe(id, { origin: '' })
      expect(await statedNow()).toEqual(['CC BY 4.0', null])
      await sourceDescribe(id, { licence: before?.licence ?? '', origin: before?.origin ?? '' })
      expect((await sources()).items.find((one) => one.id === id)).toEqual(before)
      expect((await refusal(sourceDescribe(9999, { licence: 'CC0' }))).code).toBe('source-not-found')
    })

    test('removing a source takes away what only it brought', async () => {
      const { items } = await sidetrack().sources()
      const suede = items.find(({ files: [file] }) => basename(file?.path ?? '') === 'repaired.csv')
      expect((await sidetrack().search({ text: 'suede' })).total).toBeGreaterThan(0)
      expect(await sidetrack().sourceRemove(suede?.id ?? 0)).toEqual({ source: suede?.id, name: suede?.name })
      expect((await sidetrack().search({ text: 'suede' })).total).toBe(0)
      expect((await sidetrack().search({ text: 'blur' })).total).toBeGreaterThan(0)
      expect((await refusal(sidetrack().sourceRemove(suede?.id ?? 0))).code).toBe('source-not-found')
    })

    if (has('importInspect', 'ledgerExamples')) {
      test('a look before importing shows what importing would read', async () => {
        const { items } = await sidetrack().sources()
        const file = items.flatMap((item) => item.files).find(({ path }) => basename(path) === 'partial.csv')
        const { items: examples } = await clientOf(sidetrack()).ledgerExamples({
          fileId: file?.id ?? 0,
          keyword: 'columns-missing',
        })
        expect(examples).toEqual([{ line: 3, text: '22,Blur' }])
      })
    }
  })

  describe.skipIf(!hasData('hetrec2011-lastfm-2k'))('HetRec 2011 Last.fm, the real files', () => {
    const sidetrack = library()
    const names = ['artists', 'tags', 'user_artists', 'user_taggedartists']
    const paths = names.map((name) => dataPath('hetrec2011-lastfm-2k', `${name}.dat.gz`))

    test('are read whole, every record in the ledger', async () => {
      const { files, source } = await sidetrack().importFiles(paths, { name: 'HetRec' })
      expectExact(files)
      const ledgers = Object.fromEntries(files.map((file) => [file.table, file]))
      expect(ledgers.artists).toMatchObject({ read: 17_632, kept: 17_632, outcome: 'repaired' })
      expect(ledgers.tags).toMatchObject({ read: 11_946, kept: 11_946 })
      expect(ledgers.user_artists).toMatchObject({ read: 92_834, kept: 92_834 })
      expect(ledgers.user_taggedartists).toMatchObject({ read: 186_479, setAsides: { 'orphan-tag': 1538 } })
      const { items } = await sidetrack().sources()
      expect(items).toMatchObject([{ id: source, name: 'HetRec', simulated: false, counts: { listeners: 1892 } }])
    })

    test('add nothing the second time', async () => {
      const before = await sidetrack().sources()
      const { source, files } = await sidetrack().importFiles(paths)
      expect(source).toBe(before.items[0]?.id)
      expect(files.map(({ kept }) => kept)).toEqual([0, 0, 0, 0])
      expectExact(files)
      expect(await sidetrack().sources()).toEqual(before)
    })

    test('teach a model that beats popularity and finds what fits', async () => {
      const { models } = await sidetrack().train({ algorithms: ['als'], set: { factors: 48, iterations: 8 } })
      const [{ quality, baseline } = { quality: null, baseline: null }] = models
      expect(quality?.recallAt20).toBeGreaterThan(1.5 * (baseline?.recallAt20 ?? 1))
      const { items } = await sidetrack().recommend({ seeds: [artist('Metallica')], limit: 10 })
      const metal = items.filter(({ genres }) => genres.some((genre) => genre.includes('metal')))
      expect(metal.length).toBeGreaterThanOrEqual(6)
    })

    test('leave nothing behind when they are removed', async () => {
      const [source] = (await sidetrack().sources()).items
      await sidetrack().sourceRemove(source?.id ?? 0)
      expect(await sidetrack().sources()).toEqual({ items: [] })
      expect(await sidetrack().search({ text: 'radiohead' })).toEqual({ items: [], total: 0 })
      expect(await sidetrack().models()).toEqual({ items: [] })
    })
  })
}

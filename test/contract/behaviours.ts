/** What Sidetrack does, whichever host it is asked through: one suite, run once through each of them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../src/api/contract.ts'
import * as s from '../../src/api/schemas.ts'
import { artist, clientOf, expectExact, refusal, through } from './asking.ts'
import { importing } from './import-behaviours.ts'
import { playlists } from './playlist-behaviours.ts'
import { recommending } from './recommend-behaviours.ts'
import { notOnCommandLine, type Sidetrack, type TransportName } from './transports.ts'

/** Run the whole suite through one host. */
export function behaviours(transport: TransportName): void {
  const host = through(transport)
  const { has, library } = host

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

    recommending(host, { sidetrack, source: () => sample.source })

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

    playlists(host, sidetrack)

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

  importing(host)
}

/** Importing small files of every fate, and a real data set. */
import { basename } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type * as s from '../../src/api/schemas.ts'
import { dataPath, hasData } from '../data.ts'
import { artist, clientOf, expectExact, refusal, type Through } from './asking.ts'
import { type SmallFile, writeSmallFiles } from './small-files.ts'

export function importing({ has, library }: Through): void {
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

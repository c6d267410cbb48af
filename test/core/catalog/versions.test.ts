import { beforeAll, describe, expect, test } from 'vitest'
import { contract } from '#api/contract.ts'
import { versions } from '#core/catalog/versions.ts'
import { createPlaylist, readPlaylist } from '#core/playlists/playlists.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import * as browse from '#core/store/browse-rows.ts'
import { openReadable, openWritable, type ReadableDb } from '#core/store/open.ts'
import { closeAtEnd, likesCsv, migrations, newLibrary, songsCsv } from '../library.ts'

const library = newLibrary()
let db: ReadableDb

beforeAll(async () => {
  await library.import(
    {
      'songs.csv': songsCsv([
        [1, 'Rihanna', 'Stay'],
        [2, 'Drake', 'Take Care'],
        [3, 'Drake feat. Rihanna', 'Take Care'],
        [4, 'Drake', 'Take Care (Live)'],
        [5, 'Drake feat. Someone Else', 'Take Care - Night Remix'],
        [6, 'Drake', 'Too Good (feat. Rihanna)'],
        [7, 'Other', 'Song'],
        [8, 'Drake feat. Rihanna', 'Fourth (feat. Rihanna)'],
      ]),
      'likes.csv': likesCsv(Array.from({ length: 60 }, (_, i): [number, number] => [Math.floor(i / 3), 1 + (i % 7)])),
    },
    { name: 'First' },
  )
  await library.import(
    {
      'songs.csv': songsCsv([
        [91, 'Drake', 'Take Care'],
        [92, 'Drake', 'Take Care (Remastered)'],
      ]),
    },
    { name: 'Second' },
  )
  db = closeAtEnd(openReadable(library.folder, 'library'))
})

const artistId = (name: string) => browse.artistsByKey(db, name.toLowerCase())[0] as number
const works = (band: string) => browse.workItems(db, browse.worksOfArtist(db, artistId(band), 10))
const track = (band: string, title: string) => {
  const item = works(band).find((work) => work.title === title)
  if (item === undefined) throw new Error(`${band} has no ${title}`)
  return item
}

describe('versions of a work', () => {
  test('are folded in lists, and all listed once when asked for, whatever sources list them', () => {
    expect(
      works('Drake')
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['Fourth (feat. Rihanna)', 'Take Care', 'Too Good (feat. Rihanna)'])
    const { work, items } = versions(db, track('Drake', 'Take Care').id)
    expect(work.title).toBe('Take Care')
    expect(items.map(({ title, version, sources }) => ({ title, version, sources }))).toEqual([
      { title: 'Take Care', version: null, sources: ['First', 'Second'] },
      expect.objectContaining({ title: 'Take Care (Live)', version: 'Live' }),
      expect.objectContaining({ title: 'Take Care - Night Remix', version: 'Night Remix' }),
      expect.objectContaining({ title: 'Take Care (Remastered)', sources: ['Second'] }),
    ])
    expect(items.filter(({ shown }) => shown).map(({ title }) => title)).toEqual(['Take Care'])
  })

  test('are found from any of them', () => {
    const { items } = versions(db, track('Drake', 'Take Care').id)
    for (const { id } of items) expect(versions(db, id).items).toEqual(items)
    expect(() => versions(db, 't999')).toThrow(/no longer in your library/)
  })

  test('are put on a playlist as what they are, and found again', () => {
    const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
    const live = versions(db, track('Drake', 'Take Care').id).items.find(({ version }) => version === 'Live')
    const shelf = { user, library: db, profileId: 1 }
    const { id } = createPlaylist(shelf, 'Live', [live?.id ?? ''])
    const [entry] = readPlaylist(shelf, id).items
    expect(entry).toMatchObject({ artist: 'Drake', title: 'Take Care (Live)' })
    expect(entry?.item).not.toBeNull()
  })

  test('have rows of their own in a list that is asked for all of them', async () => {
    await library.train({ set: { minCount: 1, 'sgns.epochs': 2, iterations: 2 } })
    const ask = (all: 'folded' | 'all') =>
      recommend(
        db,
        modelCache(db, null),
        contract.recommend.args.parse({ seeds: [{ kind: 'artist', name: 'Rihanna' }], kind: 'track', versions: all }),
      ).items
    const folded = ask('folded').filter(({ artist }) => artist === 'Drake')
    const all = ask('all')
    expect(folded).toHaveLength(3)
    expect(all.filter(({ artist }) => artist === 'Drake')).toHaveLength(6)
    expect(all.map(({ rank }) => rank)).toEqual(all.map((_, i) => i + 1))
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })
})

describe('guests', () => {
  test('are named with a track whose credit names them, those of a remix only with the remix', () => {
    expect(track('Drake', 'Take Care').guests).toEqual(['Rihanna'])
    expect(track('Rihanna', 'Stay').guests).toBeUndefined()
  })

  test('are not named again where the title names them', () => {
    expect(track('Drake', 'Too Good (feat. Rihanna)').guests).toBeUndefined()
    expect(track('Drake', 'Fourth (feat. Rihanna)').guests).toBeUndefined()
  })
})

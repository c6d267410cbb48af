import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contract } from '#api/contract.ts'
import type { CatalogItem } from '#api/schemas.ts'
import { fileDoubts, itemFileFinder, markOwned, ownedItems, setFileVerdict } from '#core/catalog/own-files.ts'
import { search } from '#core/catalog/search.ts'
import { importAudioFolder } from '#core/jobs/audio-job.ts'
import { exportPlaylist, pathFinder } from '#core/playlists/export.ts'
import { createPlaylist, readPlaylist } from '#core/playlists/playlists.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { recommend } from '#core/recommending/recommend.ts'
import { openReadable, openWritable } from '#core/store/open.ts'
import { audio } from '../audio-files.ts'
import { closeAtEnd, likesCsv, migrations, newLibrary, quietControl, songsCsv, vocabulary } from '../library.ts'

/** A library of what `sources` say, beside a folder of music that holds `files`. */
async function ownedBeside(sources: Record<string, string>, files: Record<string, Uint8Array>) {
  const library = newLibrary()
  const folder = join(library.folder, 'Music')
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const look = () => importAudioFolder(library.db, vocabulary, { folder, name: null }, quietControl())
  await look()
  for (const [name, text] of Object.entries(sources)) await library.import({ [name]: text })
  const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const shelf = { user, library: library.db, profileId: 1 }
  /** Tracks by `Band - Title`: whether the listener has a file of each. */
  const owned = (text: string) =>
    Object.fromEntries(
      markOwned(shelf, search(library.db, { text, kind: 'track', limit: 50 }).items).map((item) => [
        `${item.artist} - ${item.title}`,
        item.owned === true,
      ]),
    )
  return { library, folder, shelf, owned, look }
}

/** A table of tracks with lengths and MBIDs. */
const tracksCsv = (rows: readonly (readonly [artist: string, title: string, ms: number | '', mbid?: string])[]) =>
  [
    'recording_mbid,artist_name,track_name,duration_ms',
    ...rows.map(([artist, title, ms, mbid]) => [mbid ?? '', artist, title, ms].join(',')),
  ].join('\n')

const mbid = 'c7eb2b9f-6a4f-4e2c-8c23-2f5f7ac6f1f5'

describe('a work of the library is found in a file', () => {
  test.each([
    ['by its MBID, whatever the names', ['Bjork G.', 'Joga 1', '', mbid], { mbid }, true],
    ['by its names alone', ['björk', 'Jóga (Live)', ''], {}, true],
    ['by cleaned names and length', ['Bjork', 'Joga', 4500], {}, true],
    ['not by cleaned names where the lengths are far apart', ['Bjork', 'Joga', 90_000], {}, false],
    ['not yet by cleaned names alone', ['Bjork', 'Joga', ''], {}, false],
    ['not by the name of another band', ['Low', 'Jóga', 3000], {}, false],
  ] as const)('%s', async (_, row, more, expected) => {
    const file = audio.flac({ artist: 'Björk', title: 'Jóga', ...more }, 3)
    const { owned } = await ownedBeside({ 'tracks.csv': tracksCsv([row]) }, { 'a.flac': file })
    // Where it is not found, it stands beside the file's own work.
    const found = Object.values(owned('joga'))
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((isOwned) => isOwned)).toBe(expected)
  })

  test('until the file is gone, and again when it is back', async () => {
    const { owned, folder, look } = await ownedBeside(
      { 'songs.csv': songsCsv([[1, 'Low', 'Gone']]) },
      { 'a.flac': audio.flac({ artist: 'Low', title: 'Gone' }), 'b.flac': audio.flac({ artist: 'Low', title: 'Tin' }) },
    )
    expect(owned('gone')).toEqual({ 'Low - Gone': true })
    rmSync(join(folder, 'a.flac'))
    await look()
    expect(owned('gone')).toEqual({ 'Low - Gone': false })
  })
})

describe('a doubtful file', () => {
  const doubtful = () =>
    ownedBeside(
      {
        'tracks.csv': tracksCsv([
          ['Bjork', 'Joga', ''],
          ['Low', 'Candy Girls', 3100],
          ['Low', 'Tin Man', 9000],
        ]),
      },
      {
        'a.flac': audio.flac({ artist: 'Björk', title: 'Jóga' }, 3),
        'b.flac': audio.flac({ artist: 'Low', title: 'Candy Girl' }, 3),
        'c.flac': audio.flac({ artist: 'Low', title: 'Tin Men' }, 3),
      },
    )

  test('is listed with both names, once for each work it may be', async () => {
    const { shelf, folder } = await doubtful()
    const { items, total } = fileDoubts(shelf, 10)
    expect(total).toBe(2)
    expect(
      items.map(({ artist, title, path, durationMs, item }) => [artist, title, path, durationMs, item.title]),
    ).toEqual([
      ['Björk', 'Jóga', join(folder, 'a.flac'), 3000, 'Joga'],
      ['Low', 'Candy Girl', join(folder, 'b.flac'), 3000, 'Candy Girls'],
    ])
  })

  test('counts on the listener’s word, which is kept when the library is indexed again, and taken back', async () => {
    const { shelf, owned, library } = await doubtful()
    const [first, second] = fileDoubts(shelf, 10).items
    const say = (doubt: typeof first, verdict: 'same' | 'different' | null) =>
      setFileVerdict(shelf, { file: doubt?.file ?? 0, item: (doubt?.item as CatalogItem).id, verdict })
    say(first, 'same')
    say(second, 'different')
    expect(owned('joga')).toMatchObject({ 'Bjork - Joga': true })
    expect(owned('candy')).toMatchObject({ 'Low - Candy Girls': false, 'Low - Candy Girl': true })
    expect(fileDoubts(shelf, 10).total).toBe(0)
    await library.import({ 'more.csv': songsCsv([[9, 'Low', 'Sunflower']]) })
    expect(fileDoubts(shelf, 10).total).toBe(0)
    expect(owned('joga')).toMatchObject({ 'Bjork - Joga': true })
    say(first, null)
    expect(owned('joga')).toMatchObject({ 'Bjork - Joga': false })
    expect(fileDoubts(shelf, 10).total).toBe(1)
    expect(() => setFileVerdict(shelf, { file: 999, item: 't1', verdict: 'same' })).toThrow(/no longer matched/)
  })
})

test('a track of a data set goes into a list with the path of the listener’s file', async () => {
  const { shelf, folder, library } = await ownedBeside(
    {
      'songs.csv': songsCsv([
        [1, 'Low', 'Gone'],
        [2, 'Low', 'Lullaby'],
      ]),
    },
    { 'a.flac': audio.flac({ artist: 'LOW', title: 'Gone' }) },
  )
  const { items } = search(library.db, { text: 'low', kind: 'track', limit: 10 })
  const { id } = createPlaylist(
    shelf,
    'Mine',
    items.map((item) => item.id),
  )
  expect(readPlaylist(shelf, id).items.map((item) => [item.title, item.owned === true])).toEqual(
    items.map((item) => [item.title, item.title === 'Gone']),
  )
  const paths = readPlaylist(shelf, id).items.flatMap(pathFinder(shelf, id))
  expect([...new Set(paths)]).toEqual([join(folder, 'a.flac')])
  const exported = exportPlaylist(readPlaylist(shelf, id), 'm3u8', join(library.folder, 'x.m3u8'), {
    pathsOf: pathFinder(shelf, id),
  })
  expect(exported).toMatchObject({ written: 2, withFile: 1 })
})

describe('recommending by what the listener has', async () => {
  const bands = 24
  const songs = Array.from({ length: bands * 2 }, (_, i) => [i, `Band ${i >> 1}`, `Song ${i}`] as const)
  const likes = Array.from({ length: 60 }, (_, u) =>
    songs.filter(([i]) => (i * 7 + u * 3) % 5 < 3).map(([i]) => [u, i] as const),
  ).flat()
  const mine = [2, 4, 5, 9]
  const files = mine.map((i) => [`${i}.flac`, audio.flac({ artist: `Band ${i >> 1}`, title: `Song ${i}` })] as const)
  const { library, shelf } = await ownedBeside({}, Object.fromEntries(files))
  await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
  await library.train({ entities: ['artist', 'track'] })
  const db = closeAtEnd(openReadable(library.folder, 'library'))
  const cache = modelCache(db, null)
  const ask = (kind: 'artist' | 'track', owned?: 'only' | 'not') =>
    recommend(
      db,
      cache,
      contract.recommend.args.parse({
        seeds: [{ kind: 'artist', name: 'Band 11' }],
        ...{ kind, limit: 500 },
        filters: owned === undefined ? {} : { owned },
      }),
      { owned: () => ownedItems(shelf) },
    )
  const names = (answer: ReturnType<typeof ask>) => answer.items.map((item) => item.title ?? item.artist).sort()

  test('finds only those tracks, or only the others, and counts what it left out', () => {
    const all = names(ask('track'))
    const only = ask('track', 'only')
    const not = ask('track', 'not')
    expect(names(only)).toEqual(['Song 2', 'Song 4', 'Song 5', 'Song 9'])
    expect(names(not)).toEqual(all.filter((title) => !names(only).includes(title)))
    expect(only.filteredOut.owned).toBeGreaterThan(0)
    expect(not.filteredOut.owned).toBe(4)
  })

  test('finds only bands of which there is a file, or none', () => {
    const all = names(ask('artist'))
    expect(names(ask('artist', 'only'))).toEqual(['Band 1', 'Band 2', 'Band 4'])
    expect(names(ask('artist', 'not'))).toEqual(all.filter((name) => !['Band 1', 'Band 2', 'Band 4'].includes(name)))
  })

  test('marks bands of which there is a file, and finds those of their best known tracks first', () => {
    const filesOf = itemFileFinder(shelf)
    const items = markOwned(shelf, ask('artist').items)
    const owned = items.filter((item) => item.owned === true)
    expect(owned.map(({ artist }) => artist).sort()).toEqual(['Band 1', 'Band 2', 'Band 4'])
    for (const { id } of items) expect(filesOf(id).length > 0).toBe(owned.some((item) => item.id === id))
    const band = owned[0] as CatalogItem
    const tracks = search(shelf.library, { text: band.artist, kind: 'track', limit: 50 }).items.filter(
      ({ artistId }) => artistId === band.id,
    )
    const known = tracks.sort((a, b) => b.listeners - a.listeners).flatMap(({ id }) => filesOf(id))
    expect(new Set(filesOf(band.id))).toEqual(new Set(known))
    expect(filesOf(band.id)[0]).toBe(known[0])
  })
})

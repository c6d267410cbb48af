import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import type { PlaylistEdit } from '#api/schemas.ts'
import { search } from '#core/catalog/search.ts'
import {
  createPlaylist,
  deletePlaylist,
  editPlaylist,
  readPlaylist,
  type Shelf,
  undo,
} from '#core/playlists/playlists.ts'
import { openWritable } from '#core/store/open.ts'
import { listPlaylists } from '#core/store/playlist-rows.ts'
import { listSources } from '#core/store/source-rows.ts'
import {
  bandTables,
  closeAtEnd,
  likesCsv,
  migrations,
  newLibrary,
  numberOf,
  songsCsv,
  temporaryFolder,
} from '../library.ts'

const library = newLibrary()
const songs = Array.from({ length: 12 }, (_, i): [number, string, string] => [i + 1, `Band ${i % 4}`, `Song ${i + 1}`])
let shelf: Shelf
let tracks: string[]

beforeAll(async () => {
  await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv([['ann', 5]]) })
  await library.import(bandTables([[1, 'Songless', 3]]))
  tracks = songs.map(
    ([, band, title]) => search(library.db, { text: `${band} ${title}`, limit: 1 }).items[0]?.id as string,
  )
})
beforeEach(() => {
  const user = closeAtEnd(openWritable(temporaryFolder(), 'user', migrations))
  shelf = { user, library: library.db, profileId: 1 }
})

const titlesOf = (id: number) => readPlaylist(shelf, id).items.map((entry) => entry.title ?? entry.artist)
const entryIdsOf = (id: number) => readPlaylist(shelf, id).items.map((entry) => entry.entryId)
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing thrown'
}

describe('a playlist', () => {
  test('holds what it was made of, in that order, repeats included', () => {
    const items = [tracks[3], tracks[0], tracks[3]] as string[]
    const { id, added } = createPlaylist(shelf, 'Mix', items)
    expect(added).toBe(3)
    expect(readPlaylist(shelf, id)).toMatchObject({ name: 'Mix', entries: 3 })
    expect(titlesOf(id)).toEqual(['Song 4', 'Song 1', 'Song 4'])
    expect(readPlaylist(shelf, id).items.map((entry) => entry.item)).toEqual(items)
  })

  test('takes a band as its best-known track, or by its name where it has none', () => {
    const artistId = (name: string) =>
      search(library.db, { text: name, kind: 'artist', limit: 1 }).items[0]?.id as string
    const { id } = createPlaylist(shelf, 'Bands', [artistId('Band 0'), artistId('Songless')])
    expect(readPlaylist(shelf, id).items).toMatchObject([
      { kind: 'track', artist: 'Band 0', title: 'Song 5' },
      { kind: 'artist', artist: 'Songless', item: artistId('Songless') },
    ])
  })

  test('takes entries at any place, moves them in their order, and takes them out', () => {
    const { id } = createPlaylist(shelf, 'Mix', tracks.slice(0, 5))
    editPlaylist(shelf, id, { type: 'add', items: tracks.slice(8, 10), at: 1 })
    expect(titlesOf(id)).toEqual(['Song 1', 'Song 9', 'Song 10', 'Song 2', 'Song 3', 'Song 4', 'Song 5'])
    const entries = entryIdsOf(id)
    editPlaylist(shelf, id, { type: 'move', entryIds: [entries[5], entries[0]] as number[], to: 2 })
    expect(titlesOf(id)).toEqual(['Song 9', 'Song 10', 'Song 1', 'Song 4', 'Song 2', 'Song 3', 'Song 5'])
    editPlaylist(shelf, id, { type: 'remove', entryIds: [entries[0], entries[1]] as number[] })
    expect(titlesOf(id)).toEqual(['Song 10', 'Song 4', 'Song 2', 'Song 3', 'Song 5'])
    editPlaylist(shelf, id, { type: 'add', items: [tracks[11] as string], at: 999 })
    expect(titlesOf(id).at(-1)).toBe('Song 12')
  })

  test('that is not there, or an item that is not there, is an error that changes nothing', () => {
    const { id } = createPlaylist(shelf, 'Mix', tracks.slice(0, 2))
    const log = () => numberOf(shelf.user, 'SELECT count(*) FROM undo_log')
    const before = [titlesOf(id), log()]
    expect(codeOf(() => readPlaylist(shelf, 99))).toBe('playlist-not-found')
    expect(codeOf(() => editPlaylist(shelf, 99, { type: 'rename', name: 'x' }))).toBe('playlist-not-found')
    expect(codeOf(() => deletePlaylist(shelf, 99))).toBe('playlist-not-found')
    const items = [tracks[0] as string, 't999999']
    expect(codeOf(() => editPlaylist(shelf, id, { type: 'add', items }))).toBe('track-not-found')
    expect(codeOf(() => editPlaylist(shelf, id, { type: 'add', items: ['a999999'] }))).toBe('artist-not-found')
    expect(codeOf(() => createPlaylist(shelf, 'Bad', items))).toBe('track-not-found')
    expect([titlesOf(id), log()]).toEqual(before)
    expect(listPlaylists(shelf.user, 1)).toHaveLength(1)
  })

  test('keeps to its own entries: those of another playlist cannot be moved or removed through it', () => {
    const a = createPlaylist(shelf, 'A', tracks.slice(0, 3)).id
    const b = createPlaylist(shelf, 'B', tracks.slice(3, 6)).id
    editPlaylist(shelf, a, { type: 'remove', entryIds: entryIdsOf(b) })
    editPlaylist(shelf, a, { type: 'move', entryIds: entryIdsOf(b), to: 0 })
    expect([titlesOf(a), titlesOf(b)]).toEqual([
      ['Song 1', 'Song 2', 'Song 3'],
      ['Song 4', 'Song 5', 'Song 6'],
    ])
  })

  test('of another profile is not seen', () => {
    const { id } = createPlaylist(shelf, 'Mine', [])
    const other = { ...shelf, profileId: 2 }
    expect(listPlaylists(shelf.user, 2)).toEqual([])
    expect(codeOf(() => readPlaylist(other, id))).toBe('playlist-not-found')
    expect(undo(other)).toEqual({ label: null, playlistId: null })
  })
})

describe('undo', () => {
  test('brings 4,000 removed entries back as they were', () => {
    const { id } = createPlaylist(
      shelf,
      'Long',
      Array.from({ length: 4100 }, (_, i) => tracks[i % 12] as string),
    )
    const before = readPlaylist(shelf, id).items
    const gone = before.filter((_, i) => i % 41 !== 0).map((entry) => entry.entryId)
    expect(gone).toHaveLength(4000)
    expect(editPlaylist(shelf, id, { type: 'remove', entryIds: gone }).items).toHaveLength(100)
    expect(undo(shelf)).toEqual({ label: 'Removed 4000 from “Long”', playlistId: id })
    expect(readPlaylist(shelf, id).items).toEqual(before)
  })

  test('takes back making and deleting a playlist', () => {
    const { id } = createPlaylist(shelf, 'Mix', tracks.slice(0, 2))
    deletePlaylist(shelf, id)
    expect(listPlaylists(shelf.user, 1)).toEqual([])
    expect(undo(shelf).label).toBe('Deleted “Mix”')
    expect(titlesOf(id)).toEqual(['Song 1', 'Song 2'])
    expect(undo(shelf).label).toBe('Made “Mix”')
    expect(listPlaylists(shelf.user, 1)).toEqual([])
    expect(undo(shelf)).toEqual({ label: null, playlistId: null })
  })

  test('survives closing the library', () => {
    const folder = temporaryFolder()
    const first = { ...shelf, user: openWritable(folder, 'user', migrations) }
    const { id } = createPlaylist(first, 'Mix', tracks.slice(0, 3))
    editPlaylist(first, id, { type: 'rename', name: 'Other' })
    first.user.close()
    shelf = { ...shelf, user: closeAtEnd(openWritable(folder, 'user', migrations)) }
    expect(undo(shelf).label).toBe('Renamed “Mix”')
    expect(readPlaylist(shelf, id).name).toBe('Mix')
  })
})

/** What a playlist is, as plain lists. */
type Model = { name: string; deleted: boolean; titles: string[] }

type Step =
  | { do: 'create'; items: number[] }
  | { do: 'add'; items: number[]; at: number | undefined }
  | { do: 'remove'; places: number[] }
  | { do: 'move'; places: number[]; to: number }
  | { do: 'rename'; name: string }
  | { do: 'delete' }
  | { do: 'undo' }

const items = fc.array(fc.nat(11), { minLength: 1, maxLength: 4 })
const places = fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), items: fc.array(fc.nat(11), { maxLength: 5 }) }),
  fc.record({ do: fc.constant('add' as const), items, at: fc.option(fc.nat(9), { nil: undefined }) }),
  fc.record({ do: fc.constant('remove' as const), places }),
  fc.record({ do: fc.constant('move' as const), places, to: fc.nat(9) }),
  fc.record({ do: fc.constant('rename' as const), name: fc.string({ minLength: 1, maxLength: 5 }) }),
  fc.record({ do: fc.constant('delete' as const) }),
  { arbitrary: fc.record({ do: fc.constant('undo' as const) }), weight: 3 },
)
/** Every step picks the playlist it is about. */
const steps = fc.array(fc.tuple(fc.nat(2), step), { maxLength: 25 })

test('property: playlists are plain lists, and undo goes back through every state in turn', () => {
  fc.assert(
    fc.property(steps, (list) => {
      shelf = { ...shelf, user: closeAtEnd(openWritable(temporaryFolder(), 'user', migrations)) }
      let model = new Map<number, Model>()
      const past: Map<number, Model>[] = []
      const change = (id: number, next: Model) => {
        past.push(model)
        model = new Map(model).set(id, next)
      }
      for (const [pick, one] of list) {
        if (one.do === 'create') {
          const { id } = createPlaylist(
            shelf,
            'New',
            one.items.map((i) => tracks[i] as string),
          )
          past.push(
            new Map(model).set(id, { name: 'New', deleted: true, titles: one.items.map((i) => `Song ${i + 1}`) }),
          )
          model = new Map(model).set(id, { name: 'New', deleted: false, titles: one.items.map((i) => `Song ${i + 1}`) })
        } else if (one.do === 'undo') {
          const before = past.pop()
          expect(undo(shelf).label === null).toBe(before === undefined)
          model = before ?? model
        } else {
          const here = [...model].filter(([, playlist]) => !playlist.deleted)
          const chosen = here[pick % Math.max(1, here.length)]
          if (chosen === undefined) continue
          perform(chosen, one, change)
        }
        const shown = [...model].filter(([, playlist]) => !playlist.deleted)
        for (const [id, playlist] of shown) {
          expect([readPlaylist(shelf, id).name, ...titlesOf(id)]).toEqual([playlist.name, ...playlist.titles])
          const positions = shelf.user.prepare('SELECT position FROM playlist_entry WHERE playlist_id = ? ORDER BY 1')
          expect(positions.pluck().all(id)).toEqual(playlist.titles.map((_, place) => place))
        }
        const listed = listPlaylists(shelf.user, 1)
        expect(listed.map(({ id, entries }) => [id, entries]).sort()).toEqual(
          shown.map(([id, { titles }]) => [id, titles.length]).sort(),
        )
      }
      shelf.user.close()
    }),
    { numRuns: 40, seed: 21 },
  )
})

function perform(
  [id, playlist]: [number, Model],
  one: Exclude<Step, { do: 'create' | 'undo' }>,
  change: (id: number, next: Model) => void,
): void {
  const { titles } = playlist
  const entries = entryIdsOf(id)
  const edit = (what: PlaylistEdit, next: string[], name = playlist.name) => {
    const after = editPlaylist(shelf, id, what)
    expect(after).toEqual(readPlaylist(shelf, id))
    change(id, { ...playlist, name, titles: next })
  }
  switch (one.do) {
    case 'add': {
      const added = one.items.map((i) => `Song ${i + 1}`)
      const at = one.at === undefined ? {} : { at: one.at }
      const next = titles.toSpliced(Math.min(one.at ?? titles.length, titles.length), 0, ...added)
      edit({ type: 'add', items: one.items.map((i) => tracks[i] as string), ...at }, next)
      break
    }
    case 'remove': {
      const gone = new Set(one.places)
      const entryIds = one.places.map((place) => entries[place] ?? 1_000_000)
      edit(
        { type: 'remove', entryIds },
        titles.filter((_, place) => !gone.has(place)),
      )
      break
    }
    case 'move': {
      const moving = new Set(one.places)
      const staying = titles.filter((_, place) => !moving.has(place))
      const moved = titles.filter((_, place) => moving.has(place))
      const entryIds = one.places.map((place) => entries[place] ?? 1_000_000)
      const next = staying.toSpliced(Math.min(one.to, staying.length), 0, ...moved)
      edit({ type: 'move', entryIds, to: one.to }, next)
      break
    }
    case 'rename':
      edit({ type: 'rename', name: one.name }, titles, one.name)
      break
    case 'delete':
      deletePlaylist(shelf, id)
      change(id, { ...playlist, deleted: true })
  }
}

describe('when the library changes', () => {
  test('entries keep their names while their source is away, and find it again however it comes back', async () => {
    const own = newLibrary()
    const mine: Shelf = { ...shelf, library: own.db }
    const rows: [number, string, string][] = [
      [1, 'Low', 'Lullaby'],
      [2, 'Low', 'Sunflower - Live'],
      [3, 'Can', 'Halleluwah'],
    ]
    await own.import({ 'songs.csv': songsCsv(rows) })
    const found = search(own.db, { text: 'low', kind: 'track', limit: 5 }).items.map((item) => item.id)
    const { id } = createPlaylist(mine, 'Mix', found)
    const before = readPlaylist(mine, id).items.map(({ artist, title }) => `${artist} - ${title}`)
    expect(before.toSorted()).toEqual(['Low - Lullaby', 'Low - Sunflower - Live'])

    own.remove(listSources(own.db)[0]?.id as number)
    const away = readPlaylist(mine, id).items
    expect(away.map(({ item }) => item)).toEqual([null, null])
    expect(away.map(({ artist, title }) => `${artist} - ${title}`)).toEqual(before)

    // It comes back with other ids in another order, in capitals, and with the studio version of the live track.
    await own.import({
      'more.csv': songsCsv([
        [9, 'Faust', 'Krautrock'],
        [8, 'Faust', 'Jennifer'],
        [7, 'LOW', 'Sunflower'],
        [6, 'LOW', 'LULLABY'],
      ]),
    })
    const back = readPlaylist(mine, id).items
    expect(back.map(({ artist, title }) => `${artist} - ${title}`)).toEqual(before)
    const titles = back.map(({ item }) =>
      own.db.prepare('SELECT title FROM track WHERE track_id = ?').pluck().get(item?.slice(1)),
    )
    expect(titles).toEqual(before.map((name) => (name.includes('Lullaby') ? 'LULLABY' : 'Sunflower')))
  })

  test('an id that now means another track is not taken for the old one', async () => {
    const own = newLibrary()
    const mine: Shelf = { ...shelf, library: own.db }
    const first = await own.import({ 'songs.csv': songsCsv([[1, 'Low', 'Lullaby']]) })
    const [track] = search(own.db, { text: 'lullaby', kind: 'track', limit: 1 }).items
    const { id } = createPlaylist(mine, 'Mix', [track?.id as string])
    own.remove(first.source as number)
    await own.import({ 'songs.csv': songsCsv([[1, 'Can', 'Spoon']]) })
    expect(search(own.db, { text: 'spoon', kind: 'track', limit: 1 }).items[0]?.id).toBe(track?.id)
    expect(readPlaylist(mine, id).items).toMatchObject([{ item: null, artist: 'Low', title: 'Lullaby' }])
  })
})

import { beforeEach, describe, expect, test } from 'vitest'
import { decodeNumbers } from '#core/math/leb128.ts'
import type { SourceRow } from '#core/sources/format.ts'
import { type ImportWriter, importWriter } from '#core/store/import-writer.ts'
import type { Placement } from '#core/store/listings.ts'
import { removeSourceRows } from '#core/store/source-removal.ts'
import { addSource } from '#core/store/source-rows.ts'
import { newLibrary, numberOf, type TestLibrary } from '../library.ts'

let library: TestLibrary
let sourceId: number
let writer: ImportWriter

const newSource = () =>
  addSource(library.db, { name: 'S', format: 'f', idSpace: 'f', simulated: false, licence: null, origin: null })
beforeEach(() => {
  library = newLibrary()
  sourceId = newSource()
  writer = importWriter(library.db, sourceId)
})

const song = (id: string, artist: string, title: string): SourceRow => ({ kind: 'track', id, artist, title })
const like = (listener: string, trackId: string): SourceRow => ({ kind: 'track-play', listener, trackId, plays: null })
const play = (listener: string, artistId: string, plays: number | null): SourceRow => ({
  kind: 'artist-play',
  listener,
  artistId,
  plays,
})
const tagging = (listener: string, artistId: string, tagId: string): SourceRow => ({
  kind: 'tagging',
  listener,
  artistId,
  tagId,
  date: '2009-04-01',
})
const writeBy = (by: ImportWriter, ...rows: SourceRow[]): Placement[] => {
  const placements: Placement[] = []
  by.write(rows, (placement) => placements.push(placement))
  return placements
}
const write = (...rows: SourceRow[]): Placement[] => writeBy(writer, ...rows)
const titles = () =>
  library.db
    .prepare(
      'SELECT external_id AS id, name AS artist, title FROM track JOIN work USING (work_id) JOIN artist USING (artist_id)',
    )
    .all()

describe('a row is', () => {
  test('kept where it says something new, merged where it repeats it', () => {
    expect(write({ kind: 'artist', id: '1', name: 'Low' }, { kind: 'artist', id: '1', name: 'Low' })).toEqual([
      'kept',
      'duplicate-row',
    ])
    expect(write(song('1', 'Low', 'Lullaby'), song('1', 'Low', 'Lullaby'))).toEqual(['kept', 'duplicate-row'])
    expect(write(like('u', '1'), like('u', '1'), like('v', '1'))).toEqual(['kept', 'duplicate-row', 'kept'])
    expect(write({ kind: 'tag', id: '1', name: 'slow' }, { kind: 'tag', id: '1', name: 'slow ' })).toEqual([
      'kept',
      'duplicate-row',
    ])
    expect(write(tagging('u', '1', '1'), tagging('u', '1', '1'))).toEqual(['kept', 'duplicate-row'])
  })

  test('an entry of a list: kept once, in order as often as it stands there, an orphan without names', () => {
    const entry = (id: string | null, artist: string, title: string): SourceRow => ({
      kind: 'list-entry',
      list: 'L',
      name: 'Mine',
      track: { id, artist, title },
    })
    const rows = [entry(null, 'Low', 'Lullaby'), entry('/a.mp3', '', ''), entry(null, 'Low', 'Lullaby')]
    expect(write(...rows)).toEqual(['kept', 'orphan-song', 'duplicate-row'])
    const list = library.db.prepare('SELECT name, track_ids AS ids FROM listener_list').get() as {
      name: string
      ids: Uint8Array
    }
    const ids = new Int32Array(3)
    expect([list.name, decodeNumbers(list.ids, ids)]).toEqual(['Mine', 3])
    expect([ids[0] === ids[2], ids[0] === ids[1]]).toEqual([true, false])
  })

  test('a collision where an id comes with another name', () => {
    write({ kind: 'artist', id: '1', name: 'Low' }, song('1', 'Low', 'Lullaby'), { kind: 'tag', id: '1', name: 'slow' })
    expect(
      write({ kind: 'artist', id: '1', name: 'LOW' }, song('1', 'Low', 'Sunflower'), {
        kind: 'tag',
        id: '1',
        name: 'x',
      }),
    ).toEqual(['id-collision', 'id-collision', 'id-collision'])
  })

  test('set aside while its band, song or tag has no name, and only the first time', () => {
    expect(write(like('u', '9'), like('u', '9'))).toEqual(['orphan-song', 'duplicate-row'])
    expect(write(play('u', '9', 3), play('u', '9', 4))).toEqual(['orphan-artist', 'duplicate-row'])
    expect(write(tagging('u', '9', '9'))).toEqual(['orphan-tag'])
    expect(write(song('9', 'Low', 'Lullaby'), { kind: 'artist', id: '9', name: 'Low' })).toEqual(['kept', 'kept'])
    expect(write(like('v', '9'), play('v', '9', 1), tagging('v', '9', '9'))).toEqual(['kept', 'kept', 'orphan-tag'])
  })
})

describe('plays', () => {
  test('of one listener and band add up, exactly, however large', () => {
    write(...Array.from({ length: 500 }, () => play('u', '1', 10_000_000)))
    expect(numberOf(library.db, 'SELECT plays FROM artist_play')).toBe(5_000_000_000)
  })

  test('that are likes count once however often they are repeated', () => {
    write(like('u', '1'), like('u', '1'), like('u', '1'))
    expect(numberOf(library.db, 'SELECT plays FROM track_play')).toBe(1)
  })
})

describe('ids', () => {
  test('are the same whether written as a number or kept as text, and 007 is not 7', () => {
    write(song('7', 'Low', 'A'), song('007', 'Low', 'B'), song('x7', 'Low', 'C'), song('9007199254740993', 'Low', 'D'))
    const kept = library.db.prepare('SELECT external_id FROM track ORDER BY track_id').pluck().all()
    expect(kept).toEqual([7, '007', 'x7', '9007199254740993'])
    expect(write(song('7', 'Low', 'A'), song('007', 'Low', 'B'))).toEqual(['duplicate-row', 'duplicate-row'])
  })

  test('of listeners that differ by case stay two listeners', () => {
    write(like('Ann', '1'), like('ann', '1'))
    expect(numberOf(library.db, 'SELECT count(*) FROM listener')).toBe(2)
  })

  test('are found again by a later writer of the same source, and by no other source', () => {
    write(song('1', 'Low', 'Lullaby'), like('u', '1'))
    const again = importWriter(library.db, sourceId)
    expect(writeBy(again, song('1', 'Low', 'Lullaby'))).toEqual(['duplicate-row'])
    expect(writeBy(again, like('u', '1'))).toEqual(['duplicate-row'])
    const other = importWriter(library.db, newSource())
    expect(writeBy(other, like('u', '1'))).toEqual(['orphan-song'])
    expect(writeBy(other, song('1', 'Low', 'Lullaby'))).toEqual(['kept'])
    expect(numberOf(library.db, 'SELECT count(*) FROM work')).toBe(1)
  })
})

describe('an id with several titles', () => {
  test('keeps the most frequent one and remembers the others', () => {
    write(
      song('1', 'Low', 'A'),
      song('1', 'Low', 'B'),
      song('1', 'Can', 'B'),
      song('1', 'Low', 'B'),
      song('2', 'X', 'Y'),
    )
    expect(titles()[0]).toEqual({ id: 1, artist: 'Low', title: 'A' })
    writer.settle()
    expect(titles()).toEqual([
      { id: 1, artist: 'Low', title: 'B' },
      { id: 2, artist: 'X', title: 'Y' },
    ])
    const kept = library.db.prepare('SELECT title, records FROM track_title ORDER BY records, title').raw().all()
    expect(kept).toEqual([
      ['A', 1],
      ['B', 1],
      ['B', 2],
    ])
  })

  test('keeps the first on a tie', () => {
    write(song('1', 'Low', 'A'), song('1', 'Low', 'B'))
    writer.settle()
    expect(titles()).toEqual([{ id: 1, artist: 'Low', title: 'A' }])
  })

  test('counts each record once, over several files too', () => {
    write(song('1', 'Low', 'A'), song('1', 'Low', 'A'))
    writer.settle()
    write(song('1', 'Low', 'B'), song('1', 'Low', 'B'), song('1', 'Low', 'B'))
    writer.settle()
    expect(titles()).toEqual([{ id: 1, artist: 'Low', title: 'B' }])
    const records = numberOf(library.db, 'SELECT sum(records) FROM track_title')
    expect(records).toBe(5)
  })

  test('leaves no work behind that no track has', () => {
    write(song('1', 'Low', 'A'), song('1', 'Low', 'B'), song('1', 'Low', 'B'))
    writer.settle()
    expect(library.db.prepare('SELECT work_key FROM work').pluck().all()).toEqual(['b'])
  })
})

describe('names', () => {
  test('that differ by case are two spellings with one key, and counted', () => {
    write(song('1', 'Low', 'A'), song('2', 'LOW', 'B'), song('3', 'low', 'C'), song('4', 'LOW', 'D'))
    expect(library.db.prepare('SELECT name FROM artist ORDER BY name').pluck().all()).toEqual(['LOW', 'Low', 'low'])
    expect(numberOf(library.db, 'SELECT count(DISTINCT artist_key) FROM artist')).toBe(1)
    expect(writer.takeCaseVariants()).toBe(2)
    expect(writer.takeCaseVariants()).toBe(0)
  })

  test('are data: markup, formulas and __proto__ are kept as they are', () => {
    const hostile = ['<img src=x>', "=cmd|'/c calc'!A0", '__proto__', 'constructor', "'; DROP TABLE artist;--", '🎸']
    write(...hostile.map((name, i) => song(String(i), name, name)))
    expect(new Set(library.db.prepare('SELECT name FROM artist').pluck().all())).toEqual(new Set(hostile))
    expect(new Set(library.db.prepare('SELECT title FROM track').pluck().all())).toEqual(new Set(hostile))
  })

  test('lead versions of one work to the same work', () => {
    write(song('1', 'Low', 'Lullaby'), song('2', 'Low', 'Lullaby - Live'), song('3', 'Can', 'Lullaby'))
    const works = library.db.prepare('SELECT work_id, version FROM track ORDER BY track_id').raw().all() as unknown[][]
    expect(works[0]?.[0]).toBe(works[1]?.[0])
    expect(works[0]?.[0]).not.toBe(works[2]?.[0])
    expect(works.map(([, version]) => version)).toEqual([null, 'Live', null])
  })
})

describe('what a source says of a track', () => {
  const facts = {
    album: 'Curtains',
    year: 1994,
    durationMs: 583_000,
    explicit: false,
    features: { tempo: 61, energy: 0.1, musicalKey: 4 },
    labels: [
      { kind: 'mood', name: 'sad', weight: 0.6 },
      { kind: 'genre', name: 'slowcore', weight: 1 },
    ],
    lyrics: 'Cross over and turn',
    similar: [{ id: '2', weight: 0.5 }],
  } as const
  const all = (sql: string) => library.db.prepare(sql).all()

  test('is kept beside its names, and a second record adds what was missing', () => {
    expect(write({ ...song('1', 'Low', 'Lullaby'), facts } as SourceRow)).toEqual(['kept'])
    const more = { mbid: 'm', album: 'Other', labels: [{ kind: 'mood', name: 'sad', weight: 0.9 }] } as const
    expect(write({ ...song('1', 'Low', 'Lullaby'), facts: more } as SourceRow)).toEqual(['duplicate-row'])
    expect(all('SELECT album, duration_ms, mbid, explicit FROM track_fact')).toEqual([
      { album: 'Curtains', duration_ms: 583_000, mbid: 'm', explicit: 0 },
    ])
    expect(all('SELECT tempo, energy, musical_key, valence FROM track_feature')).toEqual([
      { tempo: 61, energy: 0.1, musical_key: 4, valence: null },
    ])
    expect(all('SELECT name, weight FROM track_label JOIN label USING (label_id) ORDER BY name')).toEqual([
      { name: 'sad', weight: 0.9 },
      { name: 'slowcore', weight: 1 },
    ])
    expect(all('SELECT lyrics FROM track_lyrics')).toHaveLength(1)
    expect(all('SELECT external_id, title FROM track_similar JOIN track ON track.track_id = similar_id')).toEqual([
      { external_id: 2, title: null },
    ])
  })

  test('goes with its source', () => {
    write({ ...song('1', 'Low', 'Lullaby'), facts } as SourceRow)
    write({ kind: 'listen', listener: 'me', track: { id: '1', artist: 'Low', title: 'Lullaby' }, at: 5, msPlayed: 9 })
    write({ kind: 'list', id: 'l', name: 'Slow', tracks: [{ id: null, artist: 'Low', title: 'Words' }] })
    removeSourceRows(library.db, sourceId, () => {})
    for (const table of [
      'track',
      'track_fact',
      'track_feature',
      'track_label',
      'label',
      'track_lyrics',
      'track_similar',
    ]) {
      expect([table, numberOf(library.db, `SELECT count(*) FROM ${table}`)]).toEqual([table, 0])
    }
    for (const table of ['listen', 'listener_list', 'listener', 'track_play', 'artist', 'work']) {
      expect([table, numberOf(library.db, `SELECT count(*) FROM ${table}`)]).toEqual([table, 0])
    }
  })
})

describe('plays of named tracks', () => {
  const track = { id: null, artist: 'Low', title: 'Lullaby' }
  const listen = (at: number | null): SourceRow => ({ kind: 'listen', listener: 'me', track, at, msPlayed: null })

  test('need no id: the names stand for the track, and plays add up', () => {
    const plays = { kind: 'named-track-play', listener: 'u', plays: 3 } as const
    expect(write({ ...plays, track }, { ...plays, track: { ...track } })).toEqual(['kept', 'duplicate-row'])
    expect(numberOf(library.db, 'SELECT plays FROM track_play')).toBe(6)
    expect(titles()).toEqual([{ id: '1:Lullaby', artist: 'Low', title: 'Lullaby' }])
  })

  test('with a moment are one play within 90 seconds; without a clock each counts', () => {
    expect(write(listen(1000), listen(1090), listen(1091), listen(null), listen(null))).toEqual([
      'kept',
      'duplicate-row',
      'kept',
      'kept',
      'kept',
    ])
    expect(numberOf(library.db, 'SELECT plays FROM track_play')).toBe(4)
    expect(numberOf(library.db, 'SELECT count(*) FROM listen')).toBe(4)
  })

  test('in a list keep their order', () => {
    const words = { id: null, artist: 'Low', title: 'Words' }
    expect(write({ kind: 'list', id: 'p', name: 'Slow', tracks: [words, track, words] })).toEqual(['kept'])
    const { ids } = library.db.prepare('SELECT track_ids AS ids FROM listener_list').get() as { ids: Uint8Array }
    const out = new Int32Array(3)
    decodeNumbers(ids, out)
    expect([...out]).toEqual([1, 2, 1])
    expect(numberOf(library.db, 'SELECT count(*) FROM track_play')).toBe(2)
  })
})

describe('what tables of tracks say', () => {
  test('names that stand in for real ones give way to them, and their facts stay', () => {
    const described = (id: string, name: string): SourceRow => ({
      kind: 'track',
      standIn: true,
      id,
      artist: 'artist_1',
      title: name,
      facts: { labels: [{ kind: 'mood', name, weight: 1 }] },
    })
    expect(write(song('1', 'Low', 'Words'), described('1', 'calm'), described('2', 'sad'))).toEqual([
      'kept',
      'duplicate-row',
      'kept',
    ])
    expect(titles()).toEqual([
      { id: 1, artist: 'Low', title: 'Words' },
      { id: 2, artist: 'artist_1', title: 'sad' },
    ])
    expect(numberOf(library.db, 'SELECT count(*) FROM track_label WHERE track_id = 1')).toBe(1)
  })

  test('a similar song is no record of its own until it comes', () => {
    const similar = [{ artist: 'Low', title: 'Lullaby', weight: 0.9 }]
    const track = { kind: 'track', id: null, artist: 'Low' } as const
    expect(
      write(
        { ...track, title: 'Words', facts: { similar } },
        { ...track, title: 'Lullaby' },
        { ...track, title: 'Lullaby' },
      ),
    ).toEqual(['kept', 'kept', 'duplicate-row'])
    expect(library.db.prepare('SELECT track_id, similar_id, weight FROM track_similar').raw().all()).toEqual([
      [1, 2, 0.9],
    ])
  })

  test('genres by number take the names that the source lists', () => {
    const labels = [
      { kind: 'genre', name: '21', weight: 1, listed: true },
      { kind: 'genre', name: '99', weight: 1, listed: true },
    ] as const
    write(
      { kind: 'tag', id: '21', name: 'Hip-Hop' },
      { kind: 'track', id: '1', artist: 'A', title: 'B', facts: { labels } },
    )
    const names = library.db.prepare('SELECT name FROM track_label JOIN label USING (label_id)').pluck().all()
    expect(names).toEqual(['hip-hop'])
  })

  test('ids of a source without a known space are its own', () => {
    const source = { name: 'S', format: 'f', idSpace: 'per-source', simulated: false, licence: null, origin: null }
    const ids = [addSource(library.db, source), addSource(library.db, source)]
    const spaces = ids.map((id) =>
      library.db.prepare('SELECT id_space FROM source WHERE source_id = ?').pluck().get(id),
    )
    expect(new Set(spaces).size).toBe(2)
  })
})

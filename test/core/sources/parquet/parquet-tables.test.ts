import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openParts } from '#core/sources/parts.ts'
import { inspect, preview } from '#core/sources/preview.ts'
import { recognise } from '#core/sources/recognise.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { newLibrary, numberOf, writeFiles } from '../../library.ts'
import { fileReader, readAll, temporaryFolder } from '../helpers.ts'
import { zip } from '../pack.ts'
import { parquet } from '../parquet-files.ts'

const read = fileReader()

/** A table of Spotify tracks as it is passed on; `count` rows. */
function spotifyTracks(count: number): Buffer {
  const every = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))
  const double = (name: string, base: number) => ({
    name,
    type: 'DOUBLE' as const,
    data: every((i) => (base + (i % 10)) / 100),
  })
  return parquet([
    { name: 'Unnamed: 0', type: 'INT64', data: every((i) => BigInt(i)) },
    { name: 'track_id', type: 'STRING', data: every((i) => String(i).padStart(22, 'x')) },
    { name: 'artists', type: 'STRING', data: every((i) => `Band ${i % 7};Guest`), nullable: true },
    { name: 'album_name', type: 'STRING', data: every(() => 'Album, "live"'), nullable: true },
    { name: 'track_name', type: 'STRING', data: every((i) => (i === 3 ? null : `Song ${i}`)), nullable: true },
    { name: 'popularity', type: 'INT64', data: every((i) => BigInt(i % 100)) },
    { name: 'duration_ms', type: 'INT64', data: every((i) => BigInt(180_000 + i)) },
    { name: 'explicit', type: 'BOOLEAN', data: every((i) => i % 2 === 0) },
    ...['danceability', 'energy', 'valence'].map((name) => double(name, 40)),
    double('tempo', 12_000),
    { name: 'track_genre', type: 'STRING', data: every(() => 'trip hop') },
  ])
}

describe('a Parquet table is read as the CSV that it would be', () => {
  test('a table of Spotify tracks is recognised by its header, and imported with a ledger', async () => {
    const library = newLibrary()
    const { files } = await library.import({ '0000.parquet': spotifyTracks(50) })
    expect(files).toMatchObject([
      { format: 'spotify-114k', table: 'tracks', read: 50, kept: 49, rejected: { 'name-empty': 1 } },
    ])
    expect(files[0]?.repaired).toEqual({})
    const first = library.db.prepare(
      `SELECT album, duration_ms, popularity, explicit, energy FROM track JOIN track_fact USING (track_id) JOIN track_feature USING (track_id)
       WHERE title = 'Song 12'`,
    )
    expect(first.raw().get()).toEqual(['Album, "live"', 180_012, 12, 1, 0.42])
    expect(numberOf(library.db, `SELECT count(*) FROM artist WHERE name = 'Band 1'`)).toBe(1)
  })

  test('what it is called does not decide, and is said', async () => {
    expect((await read('tracks.csv', spotifyTracks(9))).repaired).toMatchObject({ 'archive-mislabelled': 1 })
    expect((await read('t.parquet', 'song_id\tband\tsong_name\n1\tABBA\tSOS\n')).repaired).toEqual({
      'archive-mislabelled': 1,
    })
  })

  test('columns of one’s own are mapped, and the mapping is used again', async () => {
    const [path = ''] = writeFiles(temporaryFolder(), {
      'mine.parquet': parquet([
        { name: 'who', type: 'STRING', data: ['Low', 'Can'] },
        { name: 'what', type: 'STRING', data: ['Lullaby', 'Spoon'] },
        { name: 'when', type: 'TIMESTAMP', data: [new Date('2005-04-27T12:30:00Z'), new Date('2006-04-27T12:30:00Z')] },
      ]),
    })
    const unknown = await inspect(path, 'mine.parquet')
    expect(unknown).toMatchObject({ compression: 'parquet', refused: { keyword: 'not-a-dataset' } })
    expect(unknown.columns.map(({ name }) => name)).toEqual(['who', 'what', 'when'])
    const roles = ['artist', 'title', 'playedAt'] as const
    const mapping = { target: 'listens' as const, columns: roles.map((role, column) => ({ column, role })) }
    const { rows } = await readAll(path, undefined, { mapping })
    expect(rows.map((row) => row.kind === 'listen' && [row.track.artist, row.at])).toEqual([
      ['Low', 1_114_605_000],
      ['Can', 1_146_141_000],
    ])
    const presets = [{ id: 4, name: 'Mine', header: ['who', 'what', 'when'], mapping }]
    expect(await inspect(path, 'mine.parquet', { presets })).toMatchObject({
      preset: { id: 4, name: 'Mine' },
      refused: null,
    })
  })

  test('lists of bands and genres are read as lists', async () => {
    const list = (name: string) => [
      { name, converted_type: 'LIST' as const, num_children: 1, repetition_type: 'OPTIONAL' as const },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' as const },
      {
        name: 'element',
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      },
    ]
    const text = (name: string) => ({
      name,
      type: 'BYTE_ARRAY' as const,
      converted_type: 'UTF8' as const,
      repetition_type: 'REQUIRED' as const,
    })
    const file = parquet(
      [
        { name: 'artists', data: [['Tyler, The Creator', 'Guest'], ['Low']] },
        { name: 'title', data: ['See You Again', 'Lullaby'] },
        { name: 'genre', data: [['rap', 'neo soul'], []] },
      ],
      { schema: [{ name: 'root', num_children: 3 }, ...list('artists'), text('title'), ...list('genre')] },
    )
    const { rows } = await read('lists.parquet', file)
    expect(rows).toMatchObject([
      { artist: 'Tyler, The Creator', facts: { labels: [{ name: 'rap' }, { name: 'neo soul' }] } },
      { artist: 'Low', title: 'Lullaby' },
    ])
  })

  test('the parts of a set in a folder are one table', async () => {
    const folder = join(temporaryFolder(), 'set')
    mkdirSync(folder)
    writeFileSync(join(folder, 'train-00000-of-00002.parquet'), spotifyTracks(20))
    writeFileSync(join(folder, 'train-00001-of-00002.parquet'), spotifyTracks(30))
    const { files } = await newLibrary().importPaths([folder])
    expect(files).toMatchObject([{ path: basename(folder), format: 'spotify-114k', read: 50 }])
  })

  test('property: the preview shows the rows that the import reads', async () => {
    const folder = temporaryFolder()
    const cell = fc.option(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', ',', ' ', '=1', '\u0000', '\n')),
      { nil: null },
    )
    let made = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 40 }), async (list) => {
        const column = (name: string, place: number) => ({
          name,
          type: 'STRING' as const,
          nullable: true,
          data: list.map((row) => row[place] as string | null),
        })
        const path = join(folder, `${made++}.parquet`)
        writeFileSync(
          path,
          parquet([column('song_id', 0), column('band', 1), column('song_name', 2)], { rowGroupSize: 7 }),
        )
        const recognised = await recognise(path)
        if (isRefusal(recognised)) return
        const imported = await readAll(path)
        const shown = await preview(path, recognised)
        if (isRefusal(shown)) throw new Error(shown.message)
        expect(
          shown.rows.filter(({ rejected }) => rejected !== null).map(({ line, rejected }) => [line, rejected]),
        ).toEqual(imported.rejects.map(({ line, keyword }) => [line, keyword]))
        const accepted = shown.rows.filter(({ rejected }) => rejected === null).map(({ fields }) => fields[0]?.trim())
        // A table without one good row is refused, and its rows are shown all the same.
        if (imported.refusal === null)
          expect(imported.rows.map((row) => row.kind === 'track' && row.id)).toEqual(accepted)
      }),
      { numRuns: 100, seed: 12 },
    )
  })
})

describe('a Parquet table that cannot be used is refused before a row of it is kept', () => {
  const refusals = async (name: string, content: Uint8Array) => {
    const [path = ''] = writeFiles(temporaryFolder(), { [name]: content })
    return (await openParts({ path, shownName: name }, {}, () => {})).map((part) => part.refusal?.keyword ?? null)
  }

  test.each<[string, string, Uint8Array, string]>([
    ['packed once more', 't.parquet.gz', gzipSync(spotifyTracks(5)), 'archive-nested'],
    ['in an archive', 't.zip', zip([{ name: 't.parquet', content: spotifyTracks(5) }]), 'archive-nested'],
    ['cut off', 't.parquet', spotifyTracks(500).subarray(0, 9000), 'archive-truncated'],
    ['without rows', 't.parquet', parquet([{ name: 'track_id', type: 'STRING', data: [] }]), 'not-a-dataset'],
  ])('%s', async (_, name, content, keyword) => {
    expect(await refusals(name, content)).toEqual([keyword])
  })

  test('damaged in a page that a preview never sees', async () => {
    const file = spotifyTracks(60_000)
    file.fill(0xff, file.length >> 1, (file.length >> 1) + 5000)
    const library = newLibrary()
    const { source, files } = await library.import({ 't.parquet': file })
    expect(source).toBeNull()
    expect(files).toMatchObject([{ outcome: 'rejected', reason: 'archive-corrupt', read: 0 }])
  })
})

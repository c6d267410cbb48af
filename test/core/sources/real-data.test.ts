import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataPath, hasData } from '../../data.ts'
import { keywords, readAll } from './helpers.ts'

describe.skipIf(!hasData('hetrec2011-lastfm-2k'))('HetRec 2011 Last.fm, the real files', () => {
  test.each([
    ['artists', 17_632, { 'quote-literal': 16 }],
    ['tags', 11_946, { 'encoding-legacy': 8, 'newline-crlf': 1 }],
    ['user_artists', 92_834, { 'newline-crlf': 1 }],
    ['user_taggedartists', 186_479, {}],
  ])('%s: %d rows, none rejected', async (table, rows, repaired) => {
    const result = await readAll(dataPath('hetrec2011-lastfm-2k', `${table}.dat.gz`))
    expect(result.recognised).toMatchObject({ confidence: 1, table: { format: 'hetrec2011-lastfm', table } })
    expect(result.rejects).toEqual([])
    expect(result.rows.length).toBe(rows)
    expect(result.recordsRead).toBe(rows)
    expect(result.repaired).toMatchObject(repaired)
  })

  test('five taggings have a date that cannot be', async () => {
    const { rows } = await readAll(dataPath('hetrec2011-lastfm-2k', 'user_taggedartists.dat.gz'))
    expect(rows.filter((row) => row.kind === 'tagging' && row.date === null).length).toBe(5)
  })

  test('user_friends and the readme are not imported, in kind words', async () => {
    const friends = await readAll(dataPath('hetrec2011-lastfm-2k', 'user_friends.dat.gz'))
    expect(friends.refusal).toMatchObject({ keyword: 'not-a-dataset', message: expect.stringContaining('not used') })
    const readme = await readAll(dataPath('hetrec2011-lastfm-2k', 'readme.txt'))
    expect(readme.refusal).toMatchObject({ keyword: 'not-a-dataset', message: expect.stringContaining('readme') })
  })
})

describe.skipIf(!hasData('synthetic/million-music-playlists'))('million music playlists, the generated files', () => {
  const file = (name: string) => dataPath('synthetic/million-music-playlists', name)

  test('songs: every row of the manifest but the blank ones', async () => {
    const manifest = JSON.parse(readFileSync(file('manifest.json'), 'utf8')) as Record<string, number>
    const result = await readAll(file('track_meta.tsv.gz'))
    expect(result.recognised?.table.table).toBe('songs')
    const planted = (manifest.meta_rows as number) + (manifest.broken_meta_rows as number)
    expect(result.recordsRead).toBe(planted - (result.repaired['blank-line'] ?? 0))
    expect(result.rows.length + result.rejects.length).toBe(result.recordsRead)
    const empty = keywords(result).filter((keyword) => keyword === 'name-empty').length
    expect(empty).toBeGreaterThanOrEqual(manifest.null_song_name_rows as number)
  })

  test('interactions: every row of the manifest but the blank ones', async () => {
    const manifest = JSON.parse(readFileSync(file('manifest.json'), 'utf8')) as Record<string, number>
    const result = await readAll(file('user_item_interaction.csv.gz'))
    expect(result.recognised?.table.table).toBe('interactions')
    expect(result.recordsRead).toBe((manifest.interaction_rows as number) - (result.repaired['blank-line'] ?? 0))
    expect(new Set(keywords(result))).toEqual(new Set(['columns-missing', 'schema-mismatch']))
  })
})

describe.skipIf(!hasData('kgat-last-fm'))('other data sets', () => {
  test.each([
    'kgat-last-fm/user_list.txt.gz',
    'kgat-last-fm/entity_list.txt.gz',
    'kgat-last-fm/relation_list.txt',
    'lightgcn-lastfm/trustnetwork.txt.gz',
    'synthetic/million-music-playlists/truth_variants.tsv.gz',
    'deezer-mood/ORIGIN.md',
  ])('%s is not mistaken for one that Sidetrack reads', async (name) => {
    expect((await readAll(dataPath(name))).refusal?.keyword).toBe('not-a-dataset')
  })
})

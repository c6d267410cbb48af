import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataPath, hasData } from '../../data.ts'
import { newLibrary, numberOf } from '../library.ts'

const user = (letter: string) => letter.repeat(40)
const mbid = 'b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d'

describe('Last.fm 360K', () => {
  test('keeps plays by name, the first MBID of a band, and no age or gender', async () => {
    const library = newLibrary()
    const { files } = await library.import({
      'plays.tsv': [
        `${user('a')}\t${mbid.toUpperCase()}\tthe beatles\t12`,
        `${user('a')}\t\tcan\t3`,
        `${user('a')}\t\tcan\t4`,
        `${user('b')}\tnot-an-mbid\tthe beatles\t0`,
        `${user('b')}\t\tthe beatles`,
        `${user('b')}\t\tthe beatles\t7`,
        // A set is told by the shape of most of its rows.
        ...['c', 'd', 'e', 'f'].flatMap((one) => ['can', 'low', 'air'].map((band) => `${user(one)}\t\t${band}\t1`)),
      ].join('\n'),
      'profile.tsv': [`${user('a')}\tf\t31\tSpain\tNov 23, 2007`, `${user('b')}\tm\t\tJapan\tJan 1, 2007`].join('\n'),
    })
    const [plays, profiles] = files
    expect(plays).toMatchObject({ format: 'lastfm-360k', table: 'plays', read: 18, kept: 15, merged: 1, setAside: 0 })
    expect(plays?.rejected).toEqual({ 'plays-invalid': 1, 'columns-missing': 1 })
    expect(profiles).toMatchObject({ table: 'profiles', read: 2, kept: 2 })
    const sum = `SELECT artist_play.plays FROM artist_play JOIN artist_listing USING (listing_id) JOIN artist USING (artist_id)
      JOIN listener USING (listener_id) WHERE name = 'can' AND listener.external_id = '${user('a')}'`
    expect(numberOf(library.db, sum)).toBe(7)
    expect(library.db.prepare('SELECT mbid FROM artist_fact').pluck().all()).toEqual([mbid])
    const columns = library.db.prepare(`SELECT name FROM pragma_table_info('listener_profile')`).pluck().all()
    expect(columns).toEqual(['listener_id', 'country'])
    expect(library.db.prepare('SELECT country FROM listener_profile ORDER BY 1').pluck().all()).toEqual([
      'Japan',
      'Spain',
    ])
  })

  test('is not what another list of listeners is', async () => {
    const { source, files } = await newLibrary().import({ 'friends.tsv': 'userID\tfriendID\n2\t275\n2\t428\n3\t78' })
    expect(source).toBeNull()
    expect(files[0]?.outcome).toBe('rejected')
  })

  test.skipIf(!hasData('synthetic'))('agrees with the manifest of the generated set', async () => {
    const of = (name: string) => dataPath('synthetic', 'lastfm-360k', name)
    const manifest = JSON.parse(readFileSync(of('manifest.json'), 'utf8')) as Record<string, number>
    const library = newLibrary()
    const { files } = await library.importPaths([
      of('usersha1-artmbid-artname-plays.tsv.zst'),
      of('usersha1-profile.tsv.zst'),
    ])
    const [plays, profiles] = files
    expect(plays?.read).toBe(manifest.rows)
    expect(plays?.rejected).toEqual({ 'columns-missing': manifest.short_rows })
    expect(plays?.repaired['mbid-missing']).toBe(manifest.empty_mbid)
    expect((plays?.kept ?? 0) + (plays?.merged ?? 0)).toBe((manifest.rows ?? 0) - (manifest.short_rows ?? 0))
    expect(profiles?.kept).toBe(manifest.users)
  })
})

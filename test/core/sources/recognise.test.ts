import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recognise } from '#core/sources/recognise.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { fileReader, temporaryFolder } from './helpers.ts'

const read = fileReader()
const folder = temporaryFolder()

const tables = {
  artists: 'id\tname\turl\tpictureURL\n1\tMALICE MIZER\thttp://a\thttp://b\n2\tDiary of Dreams\thttp://c\t\n',
  tags: 'tagID\ttagValue\n1\tmetal\n2\talternative metal\n',
  user_artists: 'userID\tartistID\tweight\n2\t51\t13883\n2\t52\t11690\n',
  user_taggedartists: 'userID\tartistID\ttagID\tday\tmonth\tyear\n2\t52\t13\t1\t4\t2009\n',
  songs: 'song_id\tband\tsong_name\n18\tNirvana\tTonight Love\n',
  interactions: 'user,item\n1,89916\n1,107575\n',
}

describe('a table is recognised by its content', () => {
  test.each(Object.entries(tables))('%s, whatever the file is called', async (table, content) => {
    for (const name of ['export.txt', 'tags.dat', 'artists.csv', 'download (3)', 'user_favorites.csv.bak']) {
      const result = await read(name, content)
      expect(result.recognised?.table.table).toBe(table)
      expect(result.recognised?.confidence).toBe(1)
    }
  })

  test('both names of the likes table are one table', async () => {
    for (const name of ['user_item_interaction.csv', 'user_favorites.csv']) {
      const result = await read(name, tables.interactions)
      expect(result.outcome).toBe('accepted')
      expect(result.rows[0]).toEqual({ kind: 'track-play', listener: '1', trackId: '89916', plays: null })
    }
  })

  test('delimiter-detected: what the file is called does not decide', async () => {
    const comma = 'song_id,band,song_name\n18,"Earth, Wind & Fire",September\n'
    for (const [name, content, delimiter] of [
      ['track_meta.tsv', comma, ','],
      ['songs.csv', tables.songs, '\t'],
      ['songs.csv', tables.songs.replaceAll('\t', ';'), ';'],
      ['songs.txt', tables.songs.replaceAll('\t', '|'), '|'],
    ] as const) {
      const result = await read(name, content)
      expect(result).toMatchObject({ recordsRead: 1, recognised: { delimiter } })
      expect(result.repaired).toEqual({ 'delimiter-detected': 1 })
    }
  })

  test('header-missing: field count and id shape fit', async () => {
    const songs = await read('a.txt', '18\tNirvana\tLove\n19\t10cc\t1999\n20\tLow\tX\n21\tCan\tY\n')
    expect(songs).toMatchObject({ recordsRead: 4, repaired: { 'header-missing': 1 } })
    const likes = await read('b.txt', '1,89916\nu000007,107575\n')
    expect(likes).toMatchObject({ recordsRead: 2, outcome: 'repaired', repaired: { 'header-missing': 1 } })
    expect(likes.recognised?.confidence).toBeLessThan(1)
    const three = await read('c.txt', '1\t2.5\t3\n4\t5.5\t6\n')
    expect(three.refusal?.keyword).toBe('not-a-dataset')
  })

  test('header-normalised: case, blanks and underscores do not count; usual spellings are no repair', async () => {
    const result = await read('s.tsv', 'Song ID\tBAND\tsong name\n18\tNirvana\tLove\n')
    expect(result.repaired).toEqual({ 'header-normalised': 1 })
    expect((await read('u.dat', 'user_id\tartist id\tplay_count\n1\t2\t3\n')).repaired).toEqual({
      'header-normalised': 1,
    })
    expect((await read('l.csv', 'user_id,song_id\n1,2\n')).outcome).toBe('accepted')
  })

  test('columns in another order and unknown columns are fine', async () => {
    const result = await read('u.dat', 'weight\tnote\tartistID\tuserID\n3\tx\t2\t1\n')
    expect(result.rows).toEqual([{ kind: 'artist-play', listener: '1', artistId: '2', plays: 3 }])
  })

  test('header-duplicate and column-required-missing refuse the file and name the column', async () => {
    const twice = await read('s.tsv', 'song_id\tband\tband\tsong_name\n1\ta\tb\tc\n')
    expect(twice.refusal).toMatchObject({ keyword: 'header-duplicate', message: expect.stringContaining('band') })
    const without = await read('s.tsv', 'song_id\tsong_name\n1\tc\n')
    expect(without.refusal).toMatchObject({
      keyword: 'column-required-missing',
      message: expect.stringContaining('band'),
    })
    const weightless = await read('u.dat', 'userID\tartistID\n1\t2\n')
    expect(weightless.refusal?.keyword).toBe('column-required-missing')
  })

  test('columns-too-many: a header over 1000 fields', async () => {
    const wide = Array.from({ length: 1200 }, (_, i) => `c${i}`).join(',')
    expect((await read('wide.csv', `${wide}\n`)).refusal?.keyword).toBe('columns-too-many')
  })

  test('not-a-dataset says what was found and what is expected', async () => {
    const other = await read('x.csv', 'colour,taste\nred,sweet\n')
    expect(other.refusal?.keyword).toBe('not-a-dataset')
    expect(other.refusal?.message).toMatch(/“colour”, “taste”\. Say what its columns are/)
    const numbers = await read('x.csv', 'alpha,beta\n1,2\n3,4\n')
    expect(numbers.refusal?.message).toContain('“alpha”')
    const friends = await read('user_friends.dat', 'userID\tfriendID\n2\t275\n')
    expect(friends.refusal).toMatchObject({ keyword: 'not-a-dataset', message: expect.stringContaining('Friendships') })
    const zip = await read('set.zip', 'PK\u0003\u0004and so on')
    expect(zip.refusal).toMatchObject({ keyword: 'not-a-dataset', message: expect.stringContaining('zip') })
  })

  test('the shown name is what counts as the name of an uploaded file', async () => {
    const path = join(folder, 'upload-7f3a')
    writeFileSync(path, tables.songs)
    const result = await recognise(path, 'songs.csv')
    expect(result).toMatchObject({ repaired: ['delimiter-detected'] })
  })

  test('asked for one format, only that one is tried', async () => {
    const path = join(folder, 'ids')
    writeFileSync(path, 'id\tname\n1\tLow\n')
    expect(isRefusal(await recognise(path))).toBe(true)
    expect(await recognise(path, 'ids', { format: 'hetrec2011-lastfm' })).toMatchObject({ table: { table: 'artists' } })
    expect(isRefusal(await recognise(path, 'ids', { format: 'million-playlists' }))).toBe(true)
  })
})

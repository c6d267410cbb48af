import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { importPlaylists } from '#core/playlists/import.ts'
import { readPlaylist, undo } from '#core/playlists/playlists.ts'
import { openWritable } from '#core/store/open.ts'
import { playlistEntries } from '#core/store/playlist-rows.ts'
import { closeAtEnd, likesCsv, migrations, newLibrary, songsCsv, writeFiles } from '../library.ts'

/** A library of three songs, and a shelf to import playlists to. */
async function shelfWithSongs() {
  const library = newLibrary()
  await library.import({
    'songs.csv': songsCsv([
      ['1', 'Björk', 'Jóga'],
      ['2', 'The Beatles', 'Help - Remastered'],
      ['3', 'Low', 'Lullaby'],
    ]),
    'likes.csv': likesCsv([
      ['u', '1'],
      ['u', '2'],
      ['u', '3'],
    ]),
  })
  const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const shelf = { user, library: library.db, profileId: 1 }
  const importFile = (name: string, text: string, called?: string) => {
    const [path = ''] = writeFiles(library.folder, { [name]: text })
    return importPlaylists(shelf, { path, shownName: name }, called)
  }
  return { shelf, importFile }
}

describe('a playlist file', () => {
  test('becomes a playlist: known entries are matched, the others stay by name with their place', async () => {
    const { shelf, importFile } = await shelfWithSongs()
    const lines = [
      '#EXTM3U',
      '#PLAYLIST:Mine',
      '#EXTINF:60,bjork - Joga',
      '/m/a.mp3',
      '#EXTINF:60,Beatles - Help',
      '/m/b.mp3',
    ]
    const result = await importFile(
      'x.m3u',
      [...lines, '#EXTINF:9,Nobody - Nothing', '/m/c.mp3', '/m/Low/Al/01 Lullaby.mp3'].join('\n'),
    )
    expect(result).toMatchObject({ playlists: [{ name: 'Mine', entries: 4, matched: 3 }], rejected: {} })
    const id = result.playlists[0]?.id ?? 0
    const shown = readPlaylist(shelf, id).items.map(({ artist, title, item }) => [artist, title, item !== null])
    expect(shown).toEqual([
      ['Björk', 'Jóga', true],
      ['The Beatles', 'Help - Remastered', true],
      ['Nobody', 'Nothing', false],
      ['Low', 'Lullaby', true],
    ])
    expect(playlistEntries(shelf.user, id).map(({ location }) => location)).toContain('/m/c.mp3')
    undo(shelf)
    expect(() => readPlaylist(shelf, id)).toThrow(AppError)
  })

  test('of several lists becomes several, and one name is given to a single list only', async () => {
    const { importFile } = await shelfWithSongs()
    const table = 'Track name,Artist name,Album,Playlist name,Type\nOne,Low,,A,Playlist\nTwo,Low,,B,Playlist\n'
    expect((await importFile('t.csv', table, 'Ours')).playlists.map(({ name }) => name)).toEqual(['A', 'B'])
    expect((await importFile('y.m3u', '#EXTINF:1,Low - Lullaby\na.mp3', 'Ours')).playlists).toMatchObject([
      { name: 'Ours' },
    ])
  })

  test('that is none is refused in words', async () => {
    const { importFile } = await shelfWithSongs()
    await expect(importFile('s.csv', songsCsv([['1', 'Low', 'Words']]))).rejects.toThrow(/no playlist in it/)
    await expect(importFile('n.txt', 'hello')).rejects.toThrow(AppError)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { ExportFormat } from '#api/schemas.ts'
import { factFinder } from '#core/playlists/entry-facts.ts'
import { exportPlaylist, pathFinder } from '#core/playlists/export.ts'
import { importPlaylists } from '#core/playlists/import.ts'
import { readPlaylist, undo } from '#core/playlists/playlists.ts'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { openWritable } from '#core/store/open.ts'
import { playlistEntries } from '#core/store/playlist-rows.ts'
import { closeAtEnd, likesCsv, migrations, newLibrary, songsCsv, writeFiles } from '../library.ts'
import { tar, zip } from '../sources/pack.ts'

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
  const importFile = (name: string, text: string | Uint8Array, called?: string) => {
    const [path = ''] = writeFiles(library.folder, { [name]: text })
    return importPlaylists(shelf, { path, shownName: name }, called)
  }
  return { shelf, importFile }
}

describe('a playlist file that names no list', () => {
  test('is called as the file is, and as its own title where it has one', async () => {
    const { importFile } = await shelfWithSongs()
    const names = async (name: string, text: string, called?: string) =>
      (await importFile(name, text, called)).playlists.map((list) => list.name)
    expect(await names('Late drive.m3u8', '#EXTINF:1,Low - Lullaby\na.mp3\n')).toEqual(['Late drive'])
    expect(await names('x.m3u8', '#PLAYLIST:Early walk\n#EXTINF:1,Low - Lullaby\na.mp3\n')).toEqual(['Early walk'])
    expect(await names('x.m3u8', '#EXTINF:1,Low - Lullaby\na.mp3\n', 'Mine')).toEqual(['Mine'])
  })
})

describe('playlists in an archive', () => {
  const lists = [
    { name: 'lists/Late drive.m3u8', content: '#EXTINF:1,Low - Lullaby\n../songs/a.mp3\n' },
    { name: 'lists/Early walk.m3u8', content: '#EXTINF:1,Björk - Jóga\nb.mp3\n#EXTINF:1,Low - Lullaby\nc.mp3\n' },
    { name: 'Radio.pls', content: '[playlist]\nFile1=d.mp3\nTitle1=Low - Lullaby\nLength1=-1\n' },
  ]

  test.each([
    ['zip', zip(lists)],
    ['tar.gz', gzipSync(tar(lists))],
  ])('%s: are one each, called as their files are, with places beside the archive', async (ending, content) => {
    const { shelf, importFile } = await shelfWithSongs()
    const { playlists } = await importFile(`lists.${ending}`, content, 'No name for three')
    expect(playlists.map(({ name, entries }) => [name, entries]).sort()).toEqual([
      ['Early walk', 2],
      ['Late drive', 1],
      ['Radio', 1],
    ])
    const drive = playlists.find(({ name }) => name === 'Late drive')
    const [entry] = playlistEntries(shelf.user, drive?.id ?? 0)
    expect(entry?.location).toMatch(/files-[^/]+\/songs\/a\.mp3$/)
  })

  test('without a playlist it says what it is', async () => {
    const { importFile } = await shelfWithSongs()
    const songs = zip([{ name: 'songs.csv', content: songsCsv([['1', 'Low', 'Lullaby']]) }])
    await expect(importFile('songs.zip', songs)).rejects.toThrow('there is no playlist in it')
  })
})

test('lists of an archive that is imported stay apart', async () => {
  const library = newLibrary()
  const one = (name: string, song: string) => ({ name, content: `#EXTINF:1,Low - ${song}\n${song}.mp3\n` })
  await library.import({ 'lists.zip': zip([one('a.m3u', 'Lullaby'), one('b.m3u', 'Sunflower')]) })
  expect(library.db.prepare('SELECT name FROM listener_list ORDER BY name').pluck().all()).toEqual(['a', 'b'])
})

describe('a playlist that goes out', () => {
  const uri = 'spotify:track:2grjqo0Frpf2okIBiifQKs'
  const mbid = '8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11'

  test('carries what sources say of its tracks, the length of the listener’s own file first', async () => {
    const library = newLibrary()
    await library.import({
      'tracks.csv': [
        'track_id,artist,title,album,duration_ms,isrc,mbid,uri,energy',
        `x1,Low,Lullaby,I Could Live in Hope,583000,USVT19400001,${mbid},${uri},0.1`,
        'x2,Low,Lullaby - Live,At the Basement,700000,,,,0.2',
        'x3,Can,Spoon,,185000,,,,0.7',
        'x4,Can,Halleluwah,Tago Mago,,,,,0.5',
      ].join('\n'),
    })
    const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
    const shelf = { user, library: library.db, profileId: 1 }
    const list = ['Low - Lullaby', 'Can - Spoon', 'Can - Halleluwah', 'Nobody - Nothing']
    const lengths = [-1, 180, -1, 60]
    const lines = list.flatMap((name, i) => [`#EXTINF:${lengths[i]},${name}`, `/gone/${i}.mp3`])
    const [path = ''] = writeFiles(library.folder, { 'x.m3u': lines.join('\n') })
    const id = (await importPlaylists(shelf, { path, shownName: 'x.m3u' }, undefined)).playlists[0]?.id ?? 0
    const out = join(library.folder, 'out')
    const exported = (format: ExportFormat) => {
      const counts = exportPlaylist(readPlaylist(shelf, id), format, out, { factsOf: factFinder(user, library.db, id) })
      return { ...counts, entries: readEntries(format, readFileSync(out, 'utf8')) }
    }
    for (const format of ExportFormat.options) {
      const { written, withRecording, entries } = exported(format)
      expect([written, withRecording]).toEqual([4, 1])
      expect(entries.map(({ seconds }) => seconds ?? null)).toEqual([583, 180, null, 60])
    }
    expect(exported('xspf').entries[0]).toMatchObject({ album: 'I Could Live in Hope', mbid, isrc: 'USVT19400001' })
    expect(exported('jspf').entries[0]).toMatchObject({ mbid, spotify: uri })
    expect(exported('csv').entries[0]).toMatchObject({ isrc: 'USVT19400001', mbid, location: uri })
    expect(exported('csv').entries[2]).toMatchObject({ album: 'Tago Mago', isrc: '' })
  })
})

describe('a playlist file', () => {
  test('goes out again with its files, and a track of a data set with the file that another list tells of', async () => {
    const library = newLibrary()
    const [joga = '', help = ''] = writeFiles(library.folder, { 'a.mp3': '', 'b.mp3': '' })
    await library.import({
      'mine.m3u8': `#EXTM3U\n#EXTINF:60,Björk - Jóga\n${joga}\n#EXTINF:9,Low - Gone\n/m/gone.mp3\n`,
    })
    const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
    const shelf = { user, library: library.db, profileId: 1 }
    const text = `#EXTINF:60,bjork - Joga\n\\\\server\\a.mp3\n#EXTINF:60,Beatles - Help\n${help}\n#EXTINF:9,Low - Gone\nc.mp3\n`
    const [path = ''] = writeFiles(library.folder, { 'x.m3u': text })
    const imported = await importPlaylists(shelf, { path, shownName: 'x.m3u' }, undefined)
    const id = imported.playlists[0]?.id ?? 0
    const out = join(library.folder, 'out.m3u8')
    const exported = exportPlaylist(readPlaylist(shelf, id), 'm3u8', out, {
      pathsOf: pathFinder(shelf, id),
    })
    expect(exported).toMatchObject({ written: 3, withFile: 2 })
    const places = readEntries('m3u8', readFileSync(out, 'utf8')).map((entry) => entry.location)
    expect(places).toEqual([joga, help, 'Low - Gone'])
  })

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

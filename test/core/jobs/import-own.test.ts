import { describe, expect, test } from 'vitest'
import type { FileLedger } from '#api/schemas.ts'
import { dataPath, hasData } from '../../data.ts'
import { newLibrary, numberOf } from '../library.ts'

/** What a file's ledger says, after its sum was checked. */
function sums(file: FileLedger | undefined): number[] {
  if (file === undefined) return []
  const rejected = Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
  expect(file.read, file.path).toBe(file.kept + file.merged + file.setAside + rejected)
  return [file.read, file.kept, file.merged, file.setAside, rejected]
}

describe.skipIf(!hasData('synthetic/playlists'))('playlists of the listener', () => {
  test('import together as one source; names and orders stay, and again they add nothing', async () => {
    const library = newLibrary()
    const names = ['utf8.m3u8', 'list.jspf', 'list.xspf', 'list.pls', 'plain_windows.m3u', 'latin1.m3u']
    const paths = names.map((name) => dataPath('synthetic/playlists', name))
    const { files } = await library.importPaths(paths)
    expect(files.map((file) => [file.path, file.outcome, ...sums(file)])).toEqual([
      ['utf8.m3u8', 'repaired', 30, 26, 4, 0, 0],
      ['list.jspf', 'repaired', 30, 26, 4, 0, 0],
      ['list.xspf', 'repaired', 30, 26, 4, 0, 0],
      ['list.pls', 'repaired', 30, 26, 4, 0, 0],
      ['plain_windows.m3u', 'partial', 30, 0, 4, 26, 0],
      ['latin1.m3u', 'repaired', 30, 26, 4, 0, 0],
    ])
    expect(numberOf(library.db, 'SELECT count(*) FROM listener_list')).toBe(6)
    const again = await library.importPaths(paths)
    expect(again.files.every((file) => file.kept === 0)).toBe(true)
    expect(numberOf(library.db, 'SELECT count(*) FROM source')).toBe(1)
  })
})

describe.skipIf(!hasData('synthetic/lastfm'))('histories of the listener', () => {
  test.each([
    ['lastfm/scrobbles_header.csv', 'repaired', [600, 600, 0, 0, 0]],
    ['lastfm/scrobbles_noheader.csv', 'repaired', [600, 600, 0, 0, 0]],
    ['lastfm/audioscrobbler.log', 'partial', [100, 80, 0, 0, 20]],
    ['itunes/Library.xml', 'repaired', [107, 107, 0, 0, 0]],
    ['spotify/Streaming_History_Audio_2023_0.json', 'partial', [400, 351, 0, 0, 49]],
    ['spotify/endsong_0.json', 'partial', [200, 178, 0, 0, 22]],
    ['spotify/StreamingHistory_music_0.json', 'partial', [300, 262, 0, 0, 38]],
    ['spotify/Playlist1.json', 'repaired', [40, 36, 4, 0, 0]],
    ['spotify/YourLibrary.json', 'repaired', [60, 52, 8, 0, 0]],
    ['listenbrainz/listens_old_array.json', 'accepted', [100, 100, 0, 0, 0]],
    ['../import-json/spotify_play_no_isrc.json', 'accepted', [1, 1, 0, 0, 0]],
    ['../import-json/spotify_play_two_artists.json', 'accepted', [1, 1, 0, 0, 0]],
  ])('%s ends %s', async (name, outcome, counts) => {
    const { files } = await newLibrary().importPaths([dataPath('synthetic', name)])
    expect([files[0]?.outcome, sums(files[0])]).toEqual([outcome, counts])
  })
})

test.skipIf(!hasData('synthetic/listenbrainz'))('a ListenBrainz export is read as it comes, in its zip', async () => {
  const { files } = await newLibrary().importPaths([
    dataPath('synthetic/listenbrainz/listenbrainz_example_1700000000.zip'),
  ])
  expect(files.filter((file) => file.read > 0).map((file) => [file.table, sums(file)])).toEqual([
    ['listens', [600, 600, 0, 0, 0]],
    ['feedback', [30, 5, 25, 0, 0]],
  ])
})

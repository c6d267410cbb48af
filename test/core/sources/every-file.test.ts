/** Every file among the development data, imported for real: none is passed over, and every ledger adds up. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FileLedger } from '#api/schemas.ts'
import { importFiles } from '#core/jobs/import-job.ts'
import { readHere } from '#core/sources/import-reader.ts'
import { recognise } from '#core/sources/recognise.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { dataPath, hasData } from '../../data.ts'
import { newLibrary, quietControl, vocabulary } from '../library.ts'
import { temporaryFolder } from './helpers.ts'

/** A table with its records and those that are refused, or the keyword that refuses what is no data to import. */
type Part = [table: string, read: number, rejected?: Record<string, number>] | [keyword: string]

/** What each file holds; records as counted by whoever keeps the data, or by its generator. */
const files: Record<string, Part[]> = {
  'README.md': [['not-a-dataset']],
  'acousticbrainz/combined/data.json': [['acousticbrainz highlevel', 1]],
  'acousticbrainz/highlevel/0dad432b-16cc-4bf0-8961-fd31d124b01b-0.json': [['acousticbrainz highlevel', 1]],
  'acousticbrainz/lowlevel/0dad432b-16cc-4bf0-8961-fd31d124b01b-0.json': [['not-a-dataset']],
  'deezer-mood/ORIGIN.md': [['not-a-dataset']],
  'deezer-mood/train.csv.gz': [['deezer-mood tracks', 11267]],
  'hetrec2011-lastfm-2k/artists.dat.gz': [['hetrec2011-lastfm artists', 17632]],
  'hetrec2011-lastfm-2k/readme.txt': [['not-a-dataset']],
  'hetrec2011-lastfm-2k/tags.dat.gz': [['hetrec2011-lastfm tags', 11946]],
  'hetrec2011-lastfm-2k/user_artists.dat.gz': [['hetrec2011-lastfm user_artists', 92834]],
  'hetrec2011-lastfm-2k/user_friends.dat.gz': [['not-a-dataset']],
  'hetrec2011-lastfm-2k/user_taggedartists.dat.gz': [['hetrec2011-lastfm user_taggedartists', 186479]],
  'import-json/spotify_play_no_isrc.json': [['spotify-export recent-plays', 1]],
  'import-json/spotify_play_two_artists.json': [['spotify-export recent-plays', 1]],
  'kgat-last-fm/entity_list.txt.gz': [['not-a-dataset']],
  'kgat-last-fm/item_list.txt.gz': [['numbered-lists items', 48123]],
  'kgat-last-fm/relation_list.txt': [['not-a-dataset']],
  'kgat-last-fm/test.txt.gz': [['numbered-lists lines', 616336]],
  'kgat-last-fm/user_list.txt.gz': [['not-a-dataset']],
  'kgat-last-fm/valid1.txt.gz': [['numbered-lists lines', 139283, { 'columns-missing': 47 }]],
  'lightgcn-lastfm/data1.txt.gz': [['numbered-lists triplets', 42135, { 'plays-invalid': 2 }]],
  'lightgcn-lastfm/test1.txt': [['numbered-lists triplets', 10533, { 'plays-invalid': 2 }]],
  'lightgcn-lastfm/trustnetwork.txt.gz': [['not-a-dataset']],
  'lightgcnpp-lastfm/test.txt': [['numbered-lists lines', 18321]],
  'lightgcnpp-lastfm/train.txt.gz': [['numbered-lists lines', 64315]],
  'lightgcnpp-lastfm/valid.txt': [['numbered-lists lines', 9143]],
  'mtg-jamendo/autotagging_genre-train.split0.tsv.gz': [['mtg-jamendo tags', 32572]],
  'mtg-jamendo/autotagging_moodtheme.tsv.gz': [['mtg-jamendo tags', 18486]],
  'playlist-files/beets/playlist.m3u': [['playlist-files m3u', 2]],
  'playlist-files/beets/playlist.m3u8': [['playlist-files m3u', 2]],
  'playlist-files/beets/playlist_non_ext.m3u': [['playlist-files m3u', 2]],
  'playlist-files/beets/playlist_windows.m3u8': [['playlist-files m3u', 2]],
  'playlist-files/navidrome/bom-test-utf16.m3u': [['playlist-files m3u', 1]],
  'playlist-files/navidrome/bom-test.m3u': [['playlist-files m3u', 1]],
  'playlist-files/navidrome/cr-ended.m3u': [['playlist-files m3u', 2]],
  'playlist-files/navidrome/lf-ended.m3u': [['playlist-files m3u', 2]],
  'playlist-files/navidrome/pls-with-art-url.m3u': [['playlist-files m3u', 2]],
  'playlist-files/navidrome/pls-with-name.m3u': [['playlist-files m3u', 3]],
  'playlist-files/navidrome/pls-without-name.m3u': [['playlist-files m3u', 3]],
  'playlist-files/navidrome/pls1.m3u': [['playlist-files m3u', 2]],
  'playlist-files/quodlibet/non-compliant.xspf': [['playlist-files xspf', 1]],
  'splits/hetrec-leave-one-out/test.txt': [['numbered-lists lines', 1884]],
  'splits/hetrec-leave-one-out/train.txt.gz': [['numbered-lists lines', 90950]],
  'splits/last-fm-remnant/test.txt.gz': [['numbered-lists lines', 120815]],
  'splits/last-fm-remnant/train.txt.gz': [['numbered-lists lines', 423635]],
  'spotify-moods/data_moods.csv': [['spotify-moods tracks', 685]],
  'spotify-playlist-archive/LICENSE': [['not-a-dataset']],
  'spotify-playlist-archive/playlists.tar.zst': [
    ['not-a-dataset'],
    ['spotify-playlist-archive cumulative', 78479, { 'name-empty': 3 }],
  ],
  'spotify-songs-32k/spotify_songs.csv.gz': [['spotify-songs-32k songs', 32833, { 'name-empty': 5 }]],
  'spotify-top-hits/songs_normalize.csv.gz': [['spotify-top-hits tracks', 1994]],
  'synthetic/acousticbrainz-highlevel-sample-json-20220623-0.tar.zst': [
    ['acousticbrainz highlevel', 2000, { 'name-empty': 5 }],
  ],
  'synthetic/acousticbrainz-highlevel-sample-json-20220623-0.tar.zst.manifest.json': [['not-a-dataset']],
  'synthetic/emotions/definitive_spotify_dataset.json.gz': [['emotions tracks', 1500]],
  'synthetic/emotions/spotify_dataset.csv.gz': [['emotions tracks', 1500]],
  'synthetic/fma/genres.csv': [['fma genres', 30]],
  'synthetic/fma/tracks.csv': [['fma tracks', 400]],
  'synthetic/itunes/Library.xml': [['itunes-library library', 107]],
  'synthetic/lastfm-360k/manifest.json': [['not-a-dataset']],
  'synthetic/lastfm-360k/usersha1-artmbid-artname-plays.tsv.zst': [
    ['lastfm-360k plays', 70740, { 'columns-missing': 4 }],
  ],
  'synthetic/lastfm-360k/usersha1-profile.tsv.zst': [['lastfm-360k profiles', 2000]],
  'synthetic/lastfm/audioscrobbler.log': [['scrobbler-log listens', 100, { 'play-skipped': 20 }]],
  'synthetic/lastfm/scrobbles_header.csv': [['lastfm-history ghan', 600]],
  'synthetic/lastfm/scrobbles_noheader.csv': [['lastfm-history lastfm-to-csv', 600]],
  'synthetic/lastfm1k/userid-timestamp-artid-artname-traid-traname.tsv': [['lastfm-1k listens', 860]],
  'synthetic/listenbrainz/listenbrainz_example_1700000000.zip': [
    ['not-a-dataset'],
    ['listenbrainz-export listens', 600],
    ['listenbrainz-export feedback', 30],
  ],
  'synthetic/listenbrainz/listens_old_array.json': [['listenbrainz-export listens-array', 100]],
  'synthetic/million-music-playlists/manifest.json': [['not-a-dataset']],
  'synthetic/million-music-playlists/track_meta.tsv.gz': [
    [
      'million-playlists songs',
      41698,
      { 'columns-missing': 11, 'name-empty': 30, 'schema-mismatch': 23, 'nul-byte': 7, 'columns-extra': 17 },
    ],
  ],
  'synthetic/million-music-playlists/truth_variants.tsv.gz': [['not-a-dataset']],
  'synthetic/million-music-playlists/user_item_interaction.csv.gz': [
    ['million-playlists interactions', 203950, { 'columns-missing': 81, 'schema-mismatch': 30 }],
  ],
  'synthetic/mpd/mpd.slice.0-149.json.zst': [['million-playlist-dataset playlists', 150]],
  'synthetic/msd/lastfm_subset.tar.zst': [['million-song-dataset lastfm', 200]],
  'synthetic/msd/train_triplets.txt': [['echo-nest triplets', 3511]],
  'synthetic/msd/unique_tracks.txt': [['echo-nest tracks', 200]],
  'synthetic/pichl/spotify_dataset.csv': [['nowplaying-playlists entries', 4922]],
  'synthetic/playlists/cr_only.m3u': [['playlist-files m3u', 30]],
  'synthetic/playlists/latin1.m3u': [['playlist-files m3u', 30]],
  'synthetic/playlists/list.jspf': [['playlist-files jspf', 30]],
  'synthetic/playlists/list.pls': [['playlist-files pls', 30]],
  'synthetic/playlists/list.xspf': [['playlist-files xspf', 30]],
  'synthetic/playlists/plain_windows.m3u': [['playlist-files m3u', 30]],
  'synthetic/playlists/utf16le_bom.m3u': [['playlist-files m3u', 30]],
  'synthetic/playlists/utf8.m3u8': [['playlist-files m3u', 30]],
  'synthetic/playlists/utf8_bom_crlf.m3u': [['playlist-files m3u', 30]],
  'synthetic/spotify/Playlist1.json': [['spotify-export playlists', 40]],
  'synthetic/spotify/StreamingHistory_music_0.json': [['spotify-export history', 300, { 'play-skipped': 38 }]],
  'synthetic/spotify/Streaming_History_Audio_2023_0.json': [
    ['spotify-export extended-history', 400, { 'play-skipped': 41, 'not-music': 8 }],
  ],
  'synthetic/spotify/YourLibrary.json': [['spotify-export library', 60]],
  'synthetic/spotify/endsong_0.json': [
    ['spotify-export extended-history', 200, { 'play-skipped': 18, 'not-music': 4 }],
  ],
}

/** All files below a folder, by their path within it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** Imports one file or folder into a library of its own, and looks at what must hold of every ledger. */
async function imported(path: string, shownName: string): Promise<FileLedger[]> {
  const task = { files: [{ path, shownName }], format: null, name: null }
  const tools = { vocabulary, reader: readHere() }
  const { files: ledgers } = await importFiles(newLibrary().db, tools, task, quietControl())
  for (const { read, kept, merged, setAside, rejected, outcome, reason, message } of ledgers) {
    expect(kept + merged + setAside + Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(read)
    expect(outcome === 'rejected').toBe(reason !== null)
    if (reason !== null) expect(message).toMatch(/^[A-Z].{10,}/s)
  }
  return ledgers
}

/** What a ledger says; files of no use in an archive stand first. */
function partOf({ format, table, read, rejected, reason }: FileLedger): Part {
  if (reason !== null) return [reason]
  const name = `${format} ${table}`
  return Object.keys(rejected).length === 0 ? [name, read] : [name, read, rejected]
}

describe.skipIf(!hasData('kgat-last-fm'))('the development data', () => {
  test('has no file that is not imported here', () => {
    const found = filesBelow(dataPath('.')).filter((name) => !name.startsWith('synth/'))
    expect(Object.keys(files).sort()).toEqual(found)
  })

  // Named so that its content alone tells what a file is; lists are called by their endings.
  test.each(Object.entries(files))('%s', async (name, parts) => {
    const suffix = /\.(?:gz|zst|zip|tar\.zst|m3u8?|pls|md)$/.exec(name)?.[0] ?? ''
    // Who trusts whom is told from who likes what by the name alone: both are two numbers.
    const shownName = name.includes('trustnetwork') ? basename(name) : `download${suffix}`
    const ledgers = await imported(dataPath(name), shownName)
    expect(ledgers.map(partOf)).toEqual(parts)
  })

  test('says what is no data set in words that are its own', async () => {
    const low = await recognise(dataPath('acousticbrainz/lowlevel/0dad432b-16cc-4bf0-8961-fd31d124b01b-0.json'))
    expect(isRefusal(low) && low.message).toMatch(/low-level/)
    const friends = await recognise(dataPath('hetrec2011-lastfm-2k/user_friends.dat.gz'))
    expect(isRefusal(friends) && friends.message).toMatch(/Friendships/)
  })
})

/** The generator of small files; null where Python or its numbers are not on this machine. */
function generated(): string | null {
  const script = dataPath('synth', 'gen_small.py')
  const folder = temporaryFolder()
  try {
    execFileSync('python3', [script, folder, '--mpd', '20'], { stdio: 'pipe' })
    return folder
  } catch (error) {
    process.stderr.write(`\nSKIPPED: the generator of small files did not run: ${String(error).slice(0, 200)}\n`)
    return null
  }
}

describe.skipIf(!hasData('synth'))('every form that the generator of small files writes', () => {
  const folder = generated()

  test.skipIf(folder === null)('is imported, in part where records were planted that are no music', async () => {
    const root = folder as string
    const names = [
      ...new Set(filesBelow(root).map((name) => (name.includes('lastfm_subset/') ? 'msd/lastfm_subset' : name))),
    ]
    expect(names.length).toBeGreaterThan(25)
    for (const name of names) {
      const ledgers = await imported(join(root, name), basename(name))
      const outcomes = ledgers.filter(({ path }) => !path.endsWith('(other files)')).map(({ outcome }) => outcome)
      expect(outcomes, `${dirname(name)}/${basename(name)}`).not.toContain('rejected')
      for (const { kept, merged, setAside } of ledgers)
        if (outcomes.length === 1) expect(kept + merged + setAside).toBeGreaterThan(0)
    }
  })
})

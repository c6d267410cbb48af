import { describe, expect, test } from 'vitest'
import { recognise } from '#core/sources/recognise.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { dataPath, hasData } from '../../data.ts'

/** Every table among the development data, and what it is; null where nothing is to be imported from it. */
const tables: Record<string, string | null> = {
  'deezer-mood/train.csv.gz': 'deezer-mood tracks',
  'deezer-mood/ORIGIN.md': null,
  'hetrec2011-lastfm-2k/artists.dat.gz': 'hetrec2011-lastfm artists',
  'hetrec2011-lastfm-2k/tags.dat.gz': 'hetrec2011-lastfm tags',
  'hetrec2011-lastfm-2k/user_artists.dat.gz': 'hetrec2011-lastfm user_artists',
  'hetrec2011-lastfm-2k/user_taggedartists.dat.gz': 'hetrec2011-lastfm user_taggedartists',
  'hetrec2011-lastfm-2k/user_friends.dat.gz': null,
  'hetrec2011-lastfm-2k/readme.txt': null,
  'kgat-last-fm/test.txt.gz': 'numbered-lists lines',
  'kgat-last-fm/valid1.txt.gz': 'numbered-lists lines',
  'kgat-last-fm/item_list.txt.gz': 'numbered-lists items',
  'kgat-last-fm/user_list.txt.gz': null,
  'kgat-last-fm/entity_list.txt.gz': null,
  'kgat-last-fm/relation_list.txt': null,
  'lightgcn-lastfm/data1.txt.gz': 'numbered-lists triplets',
  'lightgcn-lastfm/test1.txt': 'numbered-lists triplets',
  'lightgcn-lastfm/trustnetwork.txt.gz': null,
  'lightgcnpp-lastfm/train.txt.gz': 'numbered-lists lines',
  'lightgcnpp-lastfm/valid.txt': 'numbered-lists lines',
  'lightgcnpp-lastfm/test.txt': 'numbered-lists lines',
  'mtg-jamendo/autotagging_moodtheme.tsv.gz': 'mtg-jamendo tags',
  'mtg-jamendo/autotagging_genre-train.split0.tsv.gz': 'mtg-jamendo tags',
  'splits/hetrec-leave-one-out/train.txt.gz': 'numbered-lists lines',
  'splits/hetrec-leave-one-out/test.txt': 'numbered-lists lines',
  'splits/last-fm-remnant/train.txt.gz': 'numbered-lists lines',
  'splits/last-fm-remnant/test.txt.gz': 'numbered-lists lines',
  'spotify-moods/data_moods.csv': 'spotify-moods tracks',
  'spotify-playlist-archive/LICENSE': null,
  'spotify-songs-32k/spotify_songs.csv.gz': 'spotify-songs-32k songs',
  'spotify-top-hits/songs_normalize.csv.gz': 'spotify-top-hits tracks',
  'synthetic/emotions/definitive_spotify_dataset.json.gz': 'emotions tracks',
  'synthetic/emotions/spotify_dataset.csv.gz': 'emotions tracks',
  'synthetic/fma/genres.csv': 'fma genres',
  'synthetic/fma/tracks.csv': 'fma tracks',
  'synthetic/lastfm-360k/usersha1-artmbid-artname-plays.tsv.zst': 'lastfm-360k plays',
  'synthetic/lastfm-360k/usersha1-profile.tsv.zst': 'lastfm-360k profiles',
  'synthetic/lastfm1k/userid-timestamp-artid-artname-traid-traname.tsv': 'lastfm-1k listens',
  'synthetic/million-music-playlists/track_meta.tsv.gz': 'million-playlists songs',
  'synthetic/million-music-playlists/truth_variants.tsv.gz': null,
  'synthetic/million-music-playlists/user_item_interaction.csv.gz': 'million-playlists interactions',
  'synthetic/msd/train_triplets.txt': 'echo-nest triplets',
  'synthetic/msd/unique_tracks.txt': 'echo-nest tracks',
  'synthetic/pichl/spotify_dataset.csv': 'nowplaying-playlists entries',
  'README.md': null,
}

describe.skipIf(!hasData('kgat-last-fm'))('every table is recognised by its content, whatever it is called', () => {
  test.each(Object.entries(tables))('%s is %s', async (name, table) => {
    const found = await recognise(dataPath(name), `download${/\.(?:gz|zst)$/.exec(name)?.[0] ?? ''}`)
    const named = isRefusal(found) ? null : `${found.table.format} ${found.table.table}`
    // Who trusts whom is told from who likes what by the name alone: both are two numbers.
    if (name.includes('trustnetwork')) {
      const byName = await recognise(dataPath(name))
      expect(isRefusal(byName) ? byName.keyword : byName.table.format).toBe('not-a-dataset')
    } else expect(named).toBe(table)
    if (isRefusal(found)) expect(found.keyword).toBe('not-a-dataset')
  })
})

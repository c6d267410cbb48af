/** Data sets of tracks with features, told by the columns that only they have. */
import type { ColumnTarget } from '#api/columns.ts'
import { foldHeader } from '../fields.ts'
import { type FormatInfo, perSource } from '../format.ts'

const spotifyTerms = 'Spotify’s terms apply to the features'

type KnownSet = FormatInfo & {
  /** Columns that must all be there. */
  has: readonly string[]
  target: ColumnTarget
  /** How sure these columns make. */
  confidence: number
}

const set = (
  format: string,
  formatName: string,
  has: readonly string[],
  more: Partial<KnownSet> & Pick<KnownSet, 'fileNames'>,
): KnownSet => ({
  format,
  formatName,
  table: 'tracks',
  idSpace: 'spotify-tracks',
  order: 1,
  brings: 'tracks and how they sound',
  licence: spotifyTerms,
  origin: null,
  has: has.map(foldHeader),
  target: 'tracks',
  confidence: 0.95,
  ...more,
})

/** Any other table of tracks. */
export const otherTracks: FormatInfo = {
  format: 'tracks-table',
  formatName: 'Tracks with features',
  table: 'tracks',
  idSpace: perSource,
  order: 1,
  fileNames: ['tracks.csv'],
  brings: 'tracks and what is known of them',
  licence: null,
  origin: null,
}

/** A table whose columns the listener has named. */
export const mappedInfo: FormatInfo = { ...otherTracks, format: 'mapped-table', formatName: 'Table with your columns' }

const features = ['danceability', 'energy', 'valence', 'tempo']
const kaggle = (path: string) => `https://www.kaggle.com/datasets/${path}`

/** The more telling one first. */
export const knownSets: readonly KnownSet[] = [
  set('spotify-songs-32k', 'Spotify songs 32k', ['track_id', 'playlist_id', 'playlist_subgenre', ...features], {
    table: 'songs',
    fileNames: ['spotify_songs.csv'],
    brings: 'tracks, how they sound, and the playlists that hold them',
    licence: `TidyTuesday: CC0; ${spotifyTerms}`,
    origin: 'https://github.com/rfordatascience/tidytuesday/tree/main/data/2020/2020-01-21',
    target: 'lists',
  }),
  set('spotify-moods', 'Spotify moods', ['name', 'artist', 'id', 'release_date', 'mood', ...features], {
    fileNames: ['data_moods.csv'],
    origin: kaggle('musicblogger/spotify-music-data-to-identify-the-moods'),
  }),
  set('spotify-114k', 'Spotify tracks 114k', ['track_id', 'artists', 'album_name', 'track_genre', ...features], {
    fileNames: ['dataset.csv', 'train.csv'],
    licence: 'ODbL 1.0, as stated by its publisher',
    origin: kaggle('maharshipandya/-spotify-tracks-dataset'),
  }),
  set('spotify-600k', 'Spotify tracks 600k', ['id', 'name', 'artists', 'id_artists', 'release_date', ...features], {
    fileNames: ['tracks.csv'],
    licence: `Community Data License; ${spotifyTerms}`,
    origin: kaggle('yamaerenay/spotify-dataset-19212020-600k-tracks'),
  }),
  set('spotify-1200k', 'Spotify tracks 1.2 million', ['id', 'name', 'album_id', 'artist_ids', 'year', ...features], {
    fileNames: ['tracks_features.csv'],
    origin: kaggle('rodolfofigueroa/spotify-12m-songs'),
  }),
  set(
    'spotify-1m',
    'Spotify tracks 1 million',
    ['artist_name', 'track_name', 'track_id', 'year', 'genre', ...features],
    {
      fileNames: ['spotify_data.csv'],
      licence: `ODbL, as stated by its publisher; ${spotifyTerms}`,
      origin: kaggle('amitanshjoshi/spotify-1million-tracks'),
    },
  ),
  set('spotify-160k', 'Spotify tracks 160k', ['id', 'name', 'artists', 'year', 'release_date', ...features], {
    fileNames: ['data.csv'],
    origin: kaggle('yamaerenay/spotify-dataset-19212020-160k-tracks'),
  }),
  set('spotify-top-hits', 'Spotify top hits', ['artist', 'song', 'year', 'explicit', 'genre', ...features], {
    idSpace: perSource,
    fileNames: ['songs_normalize.csv'],
    licence: `CC0, as stated by its publisher; ${spotifyTerms}`,
    origin: kaggle('paradisejoy/top-hits-spotify-from-20002019'),
  }),
  set('emotions', 'Songs with emotions and activities', ['artist(s)', 'song', 'text', 'emotion', 'genre'], {
    idSpace: perSource,
    fileNames: ['spotify_dataset.csv', 'spotify_cleaned_dataset.csv'],
    brings: 'lyrics, emotions, what songs are good for and what is similar',
    licence: null,
    origin: kaggle('devdope/900k-spotify'),
  }),
  set('spotify-lyrics', 'Spotify million song lyrics', ['artist', 'song', 'link', 'text'], {
    idSpace: perSource,
    fileNames: ['spotify_millsongdata.csv'],
    brings: 'lyrics',
    licence: 'CC0, as stated by its publisher; the lyrics belong to their authors',
    origin: kaggle('notshrirang/spotify-million-song-dataset'),
  }),
  set('deezer-mood', 'Deezer mood detection', ['dzr_sng_id', 'msd_sng_id', 'valence', 'arousal'], {
    idSpace: 'echonest-songs',
    fileNames: ['train.csv', 'validation.csv', 'test.csv'],
    brings: 'how calm or lively, sad or glad tracks are',
    licence: 'Research data; cite Delbouys et al., ISMIR 2018',
    origin: 'https://github.com/deezer/deezer_mood_detection_dataset',
  }),
]

/** The set whose columns these are; `header` is folded. */
export function knownSet(header: readonly string[]): KnownSet | null {
  const names = new Set(header)
  return knownSets.find(({ has }) => has.every((name) => names.has(name))) ?? null
}

/** Every data set that is told by the names of its columns. */
export const namedTables: readonly FormatInfo[] = [...knownSets, otherTracks]

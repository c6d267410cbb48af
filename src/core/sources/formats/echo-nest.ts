/** Million Song Dataset: the Echo Nest taste profile (who plays which song how often) and the list of all tracks. */
import type { Sample, TableFormat } from '../format.ts'

const set = {
  format: 'echo-nest',
  formatName: 'Echo Nest taste profile',
  idSpace: 'echonest-songs',
  headerOptional: true,
  origin: 'http://millionsongdataset.com/tasteprofile/',
} as const

const SONG = /^SO[A-Z0-9]{16}$/
const TRACK = /^TR[A-Z0-9]{16}$/
const SHA1 = /^[0-9a-f]{40}$/

const tracks: TableFormat = {
  ...set,
  table: 'tracks',
  order: 1,
  columns: [
    { role: 'track id', names: ['track_id'], required: true, holds: 'id' },
    { role: 'song id', names: ['song_id'], required: true, holds: 'id' },
    { role: 'artist', names: ['artist_name', 'artist'], required: true, holds: 'name' },
    { role: 'title', names: ['title', 'song_title'], required: true, holds: 'name' },
  ],
  delimiters: ['<SEP>'],
  fileNames: ['unique_tracks.txt'],
  brings: 'song and band names',
  licence: 'Million Song Dataset; cite Bertin-Mahieux et al., ISMIR 2011',
  detect: (sample) =>
    share(sample, ([track = '', song = ''], width) => width === 4 && TRACK.test(track) && SONG.test(song)),
  toRow: ([, song = '', artist = '', title = '']) => ({ kind: 'track', id: song, artist, title }),
}

const triplets: TableFormat = {
  ...set,
  table: 'triplets',
  order: 2,
  columns: [
    { role: 'listener', names: ['user', 'user_id'], required: true, holds: 'id' },
    { role: 'song id', names: ['song', 'song_id'], required: true, holds: 'id' },
    { role: 'plays', names: ['plays', 'play_count', 'listen_count'], required: true, holds: 'plays' },
  ],
  fileNames: ['train_triplets.txt', 'kaggle_visible_evaluation_triplets.txt'],
  brings: 'who plays which song how often',
  licence: 'The Echo Nest; research use, cite Bertin-Mahieux et al., ISMIR 2011',
  detect: (sample) =>
    share(sample, ([user = '', song = ''], width) => width === 3 && SHA1.test(user) && SONG.test(song)),
  toRow: ([user = '', song = '', plays]) => ({
    kind: 'track-play',
    listener: user,
    trackId: song,
    plays: Number(plays),
  }),
}

/** Songs come before the plays that name them. */
export const echoNestTables: readonly TableFormat[] = [tracks, triplets]

function share(sample: Sample, fits: (fields: readonly string[], width: number) => boolean): number {
  const fitting = sample.records.filter((fields) => fits(fields, fields.length)).length
  const share = fitting / Math.max(1, sample.records.length)
  return share > 0.8 ? share : 0
}

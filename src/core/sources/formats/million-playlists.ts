/** Million music playlists: songs, and which listener put which song on a playlist; under two sets of file names. */
import type { Sample, TableFormat } from '../format.ts'

const set = {
  format: 'million-playlists',
  formatName: 'Million music playlists',
  idSpace: 'million-playlists',
  headerOptional: true,
  licence: null,
  origin: null,
} as const

const ID_NAMES = ['song_id', 'songId', 'track_id', 'item', 'item_id']
const ID_SHAPE = /^[A-Za-z0-9_:-]{1,64}$/
const NUMBER = /^[0-9]+(?:\.[0-9]+)?$/

const songs: TableFormat = {
  ...set,
  table: 'songs',
  order: 1,
  columns: [
    { role: 'song id', names: [...ID_NAMES, 'id'], required: true, holds: 'id' },
    { role: 'artist', names: ['band', 'artist', 'artist_name', 'band_name'], required: true, holds: 'name' },
    { role: 'title', names: ['song_name', 'title', 'song_title', 'track_name', 'song'], required: true, holds: 'name' },
  ],
  fileNames: ['track_meta.tsv', 'songs.csv'],
  brings: 'song and band names',
  detect: (sample) =>
    sample.header === null ? headlessSongs(sample) : withHeader(sample, ['songid', 'band', 'songname']),
  toRow: ([id, artist, title]) => ({
    kind: 'track',
    id: id as string,
    artist: artist as string,
    title: title as string,
  }),
}

const interactions: TableFormat = {
  ...set,
  table: 'interactions',
  order: 3,
  columns: [
    { role: 'listener', names: ['user', 'user_id', 'userID', 'listener'], required: true, holds: 'id' },
    {
      role: 'song id',
      names: ['item', 'item_id', 'song_id', 'track_id', 'song', 'track'],
      required: true,
      holds: 'id',
    },
  ],
  fileNames: ['user_item_interaction.csv', 'user_favorites.csv'],
  brings: 'who likes which song',
  detect: (sample) => (sample.header === null ? headlessInteractions(sample) : withHeader(sample, ['user', 'item'])),
  toRow: ([user, item]) => ({ kind: 'track-play', listener: user as string, trackId: item as string, plays: null }),
}

/** Both tables; the plays come after the songs that they name. */
export const millionPlaylistsTables: readonly TableFormat[] = [songs, interactions]

/** Surer the more of the file's columns are the set's own, by their own names. */
function withHeader(sample: Sample, own: readonly string[]): number {
  const header = sample.header ?? []
  const known = sample.mapping.filter((index) => index >= 0).length / Math.max(1, header.length)
  return known * (own.every((name) => header.includes(name)) ? 1 : 0.8)
}

/** Three columns: an id, and two of which hardly any is a number. */
function headlessSongs(sample: Sample): number {
  const whole = sample.records.filter((fields) => fields.length === 3)
  const fitting = whole.filter(([id]) => ID_SHAPE.test(id as string))
  const wordy = whole.filter(([, artist, title]) => !NUMBER.test(artist as string) && !NUMBER.test(title as string))
  const distinct = new Set(whole.map(([id]) => id)).size
  if (!mostly(whole, sample.records) || !mostly(fitting, whole) || !mostly(wordy, whole)) return 0
  return distinct * 2 >= whole.length ? 0.7 : 0.3
}

/** Two columns of ids, the second of them numbers; a file that says it holds friendships is none. */
function headlessInteractions(sample: Sample): number {
  if (/friend|trust|network/.test(sample.fileName)) return 0
  const whole = sample.records.filter((fields) => fields.length === 2)
  const fitting = whole.filter(([user, item]) => ID_SHAPE.test(user as string) && /^[0-9]+$/.test(item as string))
  if (!mostly(whole, sample.records) || !mostly(fitting, whole)) return 0
  return /interact|favou?rite|like|play/.test(sample.fileName) ? 0.8 : 0.6
}

function mostly(part: readonly unknown[], all: readonly unknown[]): boolean {
  return part.length > 0 && part.length >= all.length * 0.7
}

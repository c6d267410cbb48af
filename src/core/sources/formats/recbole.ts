/** RecBole atomic files: `.inter`, `.item` and `.user`, whose header names each column with its type. */

import { MOST_PLAYS } from '../fields.ts'
import type { Column, Sample, SourceRow, TableFormat } from '../format.ts'
import { perSource } from '../format.ts'
import type { Keyword } from '../keywords.ts'

const set = {
  format: 'recbole',
  formatName: 'RecBole atomic files',
  idSpace: perSource,
  headerOptional: false,
  licence: null,
  origin: 'https://recbole.io/docs/user_guide/data/atomic_files.html',
} as const

const typed = (names: readonly string[], types: readonly string[]): string[] =>
  names.flatMap((name) => types.map((type) => `${name}:${type}`))
const words = ['token', 'token_seq']
const numbers = ['float', 'token']

const column = (role: string, names: string[], required: boolean, holds: Column['holds']): Column => ({
  role,
  names,
  required,
  holds,
})
const listener = column('listener', typed(['user_id', 'user'], ['token']), true, 'id')
const artistId = column('artist id', typed(['artist_id', 'artists_id'], ['token']), true, 'id')
const trackId = column('track id', typed(['item_id', 'track_id', 'tracks_id', 'song_id'], ['token']), true, 'id')
const plays = column('plays', typed(['weight', 'plays', 'play_count', 'count', 'listen_count'], numbers), false, 'text')
const artist = column('artist', typed(['artist', 'artist_name', 'artists', 'name', 'band'], words), true, 'name')

/** With a header every column of which says its type nothing else is meant. */
const isTyped = (sample: Sample): number =>
  (sample.header ?? []).every((name) => /:(?:token|float)(?:seq)?$/.test(name)) ? 0.97 : 0

/** Whole plays; a row without a count, such as one with a moment, is one play. */
function readPlays(text: string): number | null {
  if (text === '') return 1
  const count = Number(text)
  return Number.isInteger(count) && count >= 1 && count <= MOST_PLAYS ? count : null
}

const items: TableFormat = {
  ...set,
  table: 'tracks',
  order: 1,
  columns: [
    trackId,
    column('title', typed(['title', 'track_name', 'song_name', 'name', 'item_name', 'track'], words), true, 'name'),
    { ...artist, names: typed(['artist', 'artist_name', 'artists', 'band'], words) },
  ],
  fileNames: ['.item'],
  brings: 'song and band names',
  detect: isTyped,
  toRow: ([id = '', title = '', name = '']) => ({ kind: 'track', id, artist: name, title }),
}

const artists: TableFormat = {
  ...set,
  table: 'artists',
  order: 1,
  columns: [artistId, artist],
  fileNames: ['.item'],
  brings: 'band names',
  detect: (sample) => (sample.header?.some((name) => /^(?:title|trackname)/.test(name)) ? 0 : isTyped(sample)),
  toRow: ([id = '', name = '']) => ({ kind: 'artist', id, name }),
}

const interactions: TableFormat = {
  ...set,
  table: 'interactions',
  order: 2,
  columns: [listener, trackId, plays],
  fileNames: ['.inter'],
  brings: 'who plays which song',
  detect: isTyped,
  toRow: ([user = '', id = '', count = '']): SourceRow | Keyword => {
    const times = readPlays(count)
    return times === null ? 'plays-invalid' : { kind: 'track-play', listener: user, trackId: id, plays: times }
  },
}

const artistInteractions: TableFormat = {
  ...set,
  table: 'artist interactions',
  order: 2,
  columns: [listener, artistId, plays],
  fileNames: ['.inter'],
  brings: 'who plays which band',
  detect: (sample) => isTyped(sample) * 0.99,
  toRow: ([user = '', id = '', count = '']): SourceRow | Keyword => {
    const times = readPlays(count)
    return times === null ? 'plays-invalid' : { kind: 'artist-play', listener: user, artistId: id, plays: times }
  },
}

const users: TableFormat = {
  ...set,
  table: 'users',
  order: 3,
  columns: [listener, column('country', typed(['country'], words), true, 'text')],
  fileNames: ['.user'],
  brings: 'the countries of the listeners',
  detect: isTyped,
  toRow: ([user = '', country = '']) => ({ kind: 'listener', id: user, country: country.trim() || null }),
}

export const recboleTables: readonly TableFormat[] = [items, artists, interactions, artistInteractions, users]

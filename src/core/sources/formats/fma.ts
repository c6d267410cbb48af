/** FMA, the Free Music Archive's metadata: tracks.csv with its header of three rows, and the genres that it numbers. */
import { readDuration, readWords } from '../columns/cells.ts'
import { readName } from '../fields.ts'
import type { Column, Label, TableFormat, TrackFacts } from '../format.ts'
import { readYear } from '../times.ts'

const set = {
  format: 'fma',
  formatName: 'FMA metadata',
  idSpace: 'fma',
  headerOptional: false,
  licence: 'CC BY 4.0 (metadata); each track has a licence of its own',
  origin: 'https://github.com/mdeff/fma',
} as const

const optional = (role: string, name: string): Column => ({ role, names: [name], required: false, holds: 'text' })
const unnoted = () => {}

const genres: TableFormat = {
  ...set,
  table: 'genres',
  order: 1,
  columns: [
    { role: 'genre id', names: ['genre_id'], required: true, holds: 'id' },
    { role: 'genre', names: ['title'], required: true, holds: 'name' },
    { role: 'tracks', names: ['#tracks'], required: true, holds: 'text' },
    optional('parent', 'parent'),
    optional('top level', 'top_level'),
  ],
  fileNames: ['genres.csv'],
  brings: 'genre names',
  detect: () => 1,
  toRow: ([id = '', name = '']) => ({ kind: 'tag', id, name }),
}

const tracks: TableFormat = {
  ...set,
  table: 'tracks',
  order: 2,
  columns: [
    { role: 'track id', names: ['track_id'], required: true, holds: 'id' },
    { role: 'title', names: ['track.title'], required: true, holds: 'name' },
    { role: 'artist', names: ['artist.name'], required: true, holds: 'name' },
    optional('album', 'album.title'),
    optional('released', 'album.date_released'),
    optional('recorded', 'track.date_recorded'),
    optional('duration', 'track.duration'),
    optional('main genre', 'track.genre_top'),
    optional('genres', 'track.genres'),
    optional('tags', 'track.tags'),
    optional('language', 'track.language_code'),
  ],
  fileNames: ['tracks.csv'],
  brings: 'tracks with their genres',
  detect: () => 1,
  toRow: ([id = '', title = '', artist = '', album = '', released = '', recorded = '', seconds = '', ...labels]) => {
    const facts: TrackFacts = {}
    const albumName = readName(album, unnoted)
    if (albumName !== '') facts.album = albumName
    const year = readYear(released) ?? readYear(recorded)
    if (year !== null) facts.year = year
    const duration = readDuration(seconds, 's')
    if (duration > 0) facts.durationMs = duration
    const found = labelsOf(labels)
    if (found.length > 0) facts.labels = found
    return { kind: 'track', id, artist, title, facts }
  },
}

/** The main genre by name, all genres by the numbers that genres.csv lists, tags and the language as they are. */
function labelsOf([mainGenre = '', genreIds = '', tags = '', language = '']: readonly string[]): Label[] {
  const label = (kind: Label['kind']) => (word: string) => ({ kind, name: word.toLowerCase(), weight: 1 }) as const
  return [
    ...readWords(mainGenre).map(label('genre')),
    ...readWords(genreIds).map((name) => ({ kind: 'genre', name, weight: 1, listed: true }) as const),
    ...readWords(tags).map(label('tag')),
    ...readWords(language).map(label('language')),
  ]
}

export const fmaTables: readonly TableFormat[] = [genres, tracks]

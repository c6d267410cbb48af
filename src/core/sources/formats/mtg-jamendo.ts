/** MTG-Jamendo: tracks with genres, instruments and moods, whose tags are as many fields as there are tags. */
import { readDuration } from '../columns/cells.ts'
import type { Label, LabelKind, TableFormat, TrackFacts } from '../format.ts'

const set = {
  format: 'mtg-jamendo',
  formatName: 'MTG-Jamendo',
  idSpace: 'mtg-jamendo',
  headerOptional: false,
  licence: 'CC BY-NC-SA 4.0 (metadata)',
  origin: 'https://github.com/MTG/mtg-jamendo-dataset',
} as const

const id = (role: string, name: string) => ({ role, names: [name], required: true, holds: 'id' }) as const
const name = (role: string, header: string) => ({ role, names: [header], required: true, holds: 'name' }) as const

const names: TableFormat = {
  ...set,
  table: 'names',
  order: 1,
  columns: [
    id('track id', 'TRACK_ID'),
    name('title', 'TRACK_NAME'),
    name('artist', 'ARTIST_NAME'),
    name('album', 'ALBUM_NAME'),
  ],
  fileNames: ['raw.meta.tsv'],
  brings: 'song and band names',
  detect: () => 1,
  toRow: ([track = '', title = '', artist = '', album = '']) => ({
    kind: 'track',
    id: track,
    artist,
    title,
    facts: { album },
  }),
}

const kinds: Record<string, LabelKind> = { genre: 'genre', 'mood/theme': 'mood' }

const tags: TableFormat = {
  ...set,
  table: 'tags',
  order: 2,
  columns: [
    id('track id', 'TRACK_ID'),
    id('artist id', 'ARTIST_ID'),
    id('album id', 'ALBUM_ID'),
    { role: 'path', names: ['PATH'], required: true, holds: 'text' },
    { role: 'duration', names: ['DURATION'], required: true, holds: 'text' },
    { role: 'tags', names: ['TAGS'], required: true, holds: 'text' },
  ],
  ragged: true,
  fileNames: ['autotagging.tsv', 'autotagging_moodtheme.tsv'],
  brings: 'genres, instruments and moods',
  detect: () => 1,
  // The table has no names: the ids that it has stand in for them until raw.meta.tsv gives some.
  toRow: ([track = '', artist = '', , , seconds = '', first = ''], rest) => {
    const facts: TrackFacts = { labels: [first, ...rest].flatMap(labelOf) }
    const duration = readDuration(seconds, 's')
    if (duration > 0) facts.durationMs = duration
    const number = /^track_0*(\d+)$/.exec(track)?.[1]
    if (number !== undefined) facts.uri = `https://www.jamendo.com/track/${number}`
    return { kind: 'track', standIn: true, id: track, artist, title: track, facts }
  },
}

/** `mood/theme---calm` is the mood calm; `instrument---piano` is a tag. */
function labelOf(text: string): Label[] {
  const [kind = '', label = ''] = text.trim().split('---')
  return label === '' ? [] : [{ kind: kinds[kind] ?? 'tag', name: label.toLowerCase(), weight: 1 }]
}

export const mtgJamendoTables: readonly TableFormat[] = [names, tags]

/** HetRec 2011 Last.fm 2k: 1,892 listeners with their bands, play counts and tags (four of its TAB-separated tables). */
import type { Column, Sample, SourceRow, TableFormat } from '../format.ts'

const set = {
  format: 'hetrec2011-lastfm',
  formatName: 'HetRec 2011 Last.fm',
  idSpace: 'hetrec2011-lastfm',
  headerOptional: false,
  licence: 'Non-commercial use; cite HetRec 2011 and Last.fm',
  origin: 'https://grouplens.org/datasets/hetrec-2011/',
} as const

const listener: Column = { role: 'listener', names: ['userID', 'user', 'listener'], required: true, holds: 'id' }
const artistId: Column = { role: 'artist id', names: ['artistID'], required: true, holds: 'id' }
const tagId: Column = { role: 'tag id', names: ['tagID'], required: true, holds: 'id' }
const plays: Column = {
  role: 'plays',
  names: ['weight', 'plays', 'playcount', 'listens', 'listeningCount', 'scrobbles', 'count'],
  required: true,
  holds: 'plays',
}

const artists: TableFormat = {
  ...set,
  table: 'artists',
  order: 1,
  columns: [
    { ...artistId, names: ['id', 'artistID'] },
    { role: 'artist', names: ['name', 'artistName', 'artist'], required: true, holds: 'name' },
    { role: 'web page', names: ['url'], required: false, holds: 'text' },
    { role: 'picture', names: ['pictureURL', 'picture'], required: false, holds: 'text' },
  ],
  fileNames: ['artists.dat'],
  brings: 'band names',
  detect: (sample) => (hasColumn(sample, 2) || sample.header?.includes('artistid') ? 1 : hint(sample, 'artist', 0.4)),
  toRow: ([id, name]) => ({ kind: 'artist', id: id as string, name: name as string }),
}

const tags: TableFormat = {
  ...set,
  table: 'tags',
  order: 2,
  columns: [tagId, { role: 'tag', names: ['tagValue', 'tagName', 'tag'], required: true, holds: 'name' }],
  fileNames: ['tags.dat'],
  brings: 'tag names',
  detect: () => 1,
  toRow: ([id, name]) => ({ kind: 'tag', id: id as string, name: name as string }),
}

const userArtists: TableFormat = {
  ...set,
  table: 'user_artists',
  order: 3,
  columns: [listener, artistId, plays],
  fileNames: ['user_artists.dat'],
  brings: 'who plays which band how often',
  detect: () => 1,
  toRow: ([user, artist, count]) => ({
    kind: 'artist-play',
    listener: user as string,
    artistId: artist as string,
    plays: Number(count),
  }),
}

const taggings: TableFormat = {
  ...set,
  table: 'user_taggedartists',
  order: 4,
  columns: [
    listener,
    artistId,
    tagId,
    { role: 'day', names: ['day'], required: true, holds: 'text' },
    { role: 'month', names: ['month'], required: true, holds: 'text' },
    { role: 'year', names: ['year'], required: true, holds: 'text' },
  ],
  fileNames: ['user_taggedartists.dat'],
  brings: 'who tagged which band',
  detect: () => 1,
  toRow: ([user, artist, tag, day, month, year]): SourceRow => ({
    kind: 'tagging',
    listener: user as string,
    artistId: artist as string,
    tagId: tag as string,
    date: isoDate(Number(year), Number(month), Number(day)),
  }),
}

/** The importable tables; `user_friends.dat` is not among them. */
export const hetrecTables: readonly TableFormat[] = [artists, tags, userArtists, taggings]

/** `2009-04-01`, or null for a day that never was or lies before 2002, when Last.fm began. */
function isoDate(year: number, month: number, day: number): string | null {
  if (!(year >= 2002 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

function hasColumn(sample: Sample, column: number): boolean {
  return (sample.mapping[column] ?? -1) >= 0
}

function hint(sample: Sample, word: string, confidence: number): number {
  return sample.fileName.includes(word) ? confidence + 0.3 : confidence
}

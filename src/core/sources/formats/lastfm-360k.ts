/** Last.fm 360K: how often 359,347 listeners played their bands, by name and MBID, and a profile of each listener. */
import { isMbid } from '../fields.ts'
import type { Sample, TableFormat } from '../format.ts'

const set = {
  format: 'lastfm-360k',
  formatName: 'Last.fm 360K',
  idSpace: 'lastfm-360k',
  headerOptional: true,
  licence: 'Non-commercial use; cite Òscar Celma and Last.fm',
  origin: 'http://ocelma.net/MusicRecommendationDataset/lastfm-360K.html',
} as const

const listener = {
  role: 'listener',
  names: ['user', 'user_id', 'usersha1', 'userid'],
  required: true,
  holds: 'id',
} as const
const text = (role: string, names: string[]) => ({ role, names, required: false, holds: 'text' }) as const

const sha1 = /^[0-9a-f]{40}$/i

const plays: TableFormat = {
  ...set,
  table: 'plays',
  order: 1,
  columns: [
    listener,
    {
      role: 'artist MBID',
      names: ['artmbid', 'artist_mbid', 'artist-mbid', 'musicbrainz-artist-id'],
      required: false,
      holds: 'mbid',
    },
    { role: 'artist', names: ['artname', 'artist_name', 'artist-name', 'artist'], required: true, holds: 'name' },
    { role: 'plays', names: ['plays', 'playcount', 'total-plays'], required: true, holds: 'plays' },
  ],
  fileNames: ['usersha1-artmbid-artname-plays.tsv'],
  brings: 'who plays which band how often',
  detect: (sample) =>
    shapes(sample, 4, ([user, mbid, , count]) => isUser(user) && isMbidOrEmpty(mbid) && /^\d+$/.test(count ?? '')),
  toRow: ([user, mbid, name, count]) => ({
    kind: 'named-artist-play',
    listener: user as string,
    artist: name as string,
    mbid: mbid === '' ? null : (mbid as string),
    plays: Number(count),
  }),
}

const profiles: TableFormat = {
  ...set,
  table: 'profiles',
  order: 2,
  columns: [
    listener,
    text('gender (not kept)', ['gender']),
    text('age (not kept)', ['age']),
    text('country', ['country']),
    text('joined', ['signup', 'registered', 'joined']),
  ],
  fileNames: ['usersha1-profile.tsv'],
  brings: 'the countries of the listeners',
  detect: (sample) =>
    shapes(
      sample,
      5,
      ([user, gender, age]) => isUser(user) && /^[mf]?$/.test(gender ?? '') && /^-?\d*$/.test(age ?? ''),
    ),
  toRow: ([user, , , country]) => ({
    kind: 'listener',
    id: user as string,
    country: (country as string).trim() || null,
  }),
}

/** Plays first: a profile then meets its listener. */
export const lastfm360kTables: readonly TableFormat[] = [plays, profiles]

const isUser = (field: string | undefined) => field !== undefined && sha1.test(field)
const isMbidOrEmpty = (field: string | undefined) => field === '' || (field !== undefined && isMbid(field))

/** Share of the records that look like this table; listeners are SHA-1 digests, which no other set has. */
function shapes(sample: Sample, width: number, fits: (fields: readonly string[]) => boolean): number {
  // With a header all of the table's columns must be there: other sets have listeners and plays too.
  if (sample.header !== null) return sample.mapping.every((index) => index >= 0) ? 0.9 : 0
  const fitting = sample.records.filter((fields) => fields.length === width && fits(fields)).length
  const share = fitting / Math.max(1, sample.records.length)
  return share > 0.8 ? share : 0
}

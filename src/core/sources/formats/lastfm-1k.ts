/** Last.fm 1K: every play of 992 listeners with its moment, and a profile of each listener. */
import { isMbid } from '../fields.ts'
import type { Sample, TableFormat } from '../format.ts'
import { readListenMoment } from '../times.ts'

const set = {
  format: 'lastfm-1k',
  formatName: 'Last.fm 1K',
  idSpace: 'lastfm-1k',
  headerOptional: true,
  licence: 'Non-commercial use; cite Òscar Celma and Last.fm',
  origin: 'http://ocelma.net/MusicRecommendationDataset/lastfm-1K.html',
} as const

const listener = { role: 'listener', names: ['userid', '#id', 'user_id', 'user'], required: true, holds: 'id' } as const
const text = (role: string, names: string[]) => ({ role, names, required: false, holds: 'text' }) as const

const USER = /^user_\d{6}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

const listens: TableFormat = {
  ...set,
  table: 'listens',
  order: 1,
  columns: [
    listener,
    { role: 'moment', names: ['timestamp', 'time'], required: true, holds: 'text' },
    text('artist MBID', ['artid', 'musicbrainz-artist-id', 'artist_mbid']),
    { role: 'artist', names: ['artname', 'artist-name', 'artist_name'], required: true, holds: 'name' },
    text('track MBID', ['traid', 'musicbrainz-track-id', 'track_mbid']),
    { role: 'title', names: ['traname', 'track-name', 'track_name'], required: true, holds: 'name' },
  ],
  fileNames: ['userid-timestamp-artid-artname-traid-traname.tsv'],
  brings: 'who played which song when',
  detect: (sample) => {
    if (sample.header !== null) return sample.mapping.every((index) => index >= 0) ? 0.95 : 0
    return share(sample, ([user = '', moment = '', artist = ''], width) => {
      const shaped = width === 6 && MOMENT.test(moment) && (artist === '' || isMbid(artist))
      return shaped ? (USER.test(user) ? 1 : 0.8) : 0
    })
  },
  toRow: ([user = '', moment = '', , artist = '', mbid = '', title = '']) => {
    const at = readListenMoment(moment)
    if (at === null) return 'date-invalid'
    const named = { id: null, artist, title }
    const track = isMbid(mbid) ? { ...named, facts: { mbid: mbid.toLowerCase() } } : named
    return { kind: 'listen', listener: user, track, at, msPlayed: null }
  },
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
    text('joined', ['registered', 'signup']),
  ],
  fileNames: ['userid-profile.tsv'],
  brings: 'the countries of the listeners',
  detect: (sample) => share(sample, ([user = ''], width) => (width === 5 && USER.test(user) ? 1 : 0)),
  toRow: ([user = '', , , country = '']) => ({ kind: 'listener', id: user, country: country.trim() || null }),
}

/** Listens first: a profile then meets its listener. */
export const lastfm1kTables: readonly TableFormat[] = [listens, profiles]

/** The mean of how sure each record makes; 0 where a fifth of them or more are none. */
function share(sample: Sample, sure: (fields: readonly string[], width: number) => number): number {
  const each = sample.records.map((fields) => sure(fields, fields.length))
  const good = each.filter((value) => value > 0)
  if (good.length < each.length * 0.8 || good.length === 0) return 0
  return Math.min(0.98, good.reduce((sum, value) => sum + value, 0) / good.length)
}

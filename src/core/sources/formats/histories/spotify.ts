/** What Spotify hands out to its listeners: extended and short history, playlists, library; and plays of its API. */
import { readName } from '../../fields.ts'
import {
  type DocumentFormat,
  ownIdSpace,
  ownListener,
  type RecordSink,
  type SourceRow,
  type TrackFacts,
} from '../../format.ts'
import type { Keyword } from '../../keywords.ts'
import { readListenTime } from '../../listen-time.ts'
import { readLocation } from '../../locations.ts'
import { entryRow } from '../lists/list-files.ts'
import { playRow } from './plays.ts'
import { type Fields, firstOf, isObject, objectOf, type Read, recordsAt, textOf } from './records.ts'

const set = {
  format: 'spotify-export',
  formatName: 'Spotify export',
  idSpace: ownIdSpace,
  order: 1,
  brings: 'what you played on Spotify',
  licence: null,
  origin: 'https://www.spotify.com/account/privacy/',
  own: true,
} as const

const playFields = ['time', 'artist', 'title', 'album', 'milliseconds'] as const

/** A shorter play than this counts only where it was not left early. */
const leastPlay = 30_000
/** How a play ends that its listener left, or that broke off. */
const leftBy = new Set([
  ...['fwdbtn', 'backbtn', 'endplay', 'logout', 'trackerror', 'remote', 'clickrow', 'clickside', 'appload'],
  ...['unexpected-exit', 'unexpected-exit-while-paused', 'unknown', 'uriopen', 'popup'],
])

const address = (value: unknown): string | null => {
  const uri = textOf(value)
  return uri.startsWith('spotify:track:') ? readLocation(uri, null) : null
}

/** The play began as long before its end as it lasted. */
function beganAt(end: unknown, msPlayed: number): number | null | 'date-invalid' {
  const at = readListenTime(textOf(end))
  return typeof at === 'number' ? at - Math.round(msPlayed / 1000) : at
}

const isDuration = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1e9

/** Who listened from where with what is never looked at, so that nothing of it can be kept. */
function extendedPlay(play: Fields, note: RecordSink['note']): Read {
  const artist = textOf(play.master_metadata_album_artist_name)
  const title = textOf(play.master_metadata_track_name)
  const album = textOf(play.master_metadata_album_album_name)
  const { ms_played: msPlayed } = play
  const shown = [textOf(play.ts), artist, title, album, String(Number(msPlayed))]
  const spoken = [play.spotify_episode_uri, play.episode_name, play.audiobook_uri, play.audiobook_title]
  if (spoken.some((value) => textOf(value) !== '')) return { row: 'not-music', shown }
  if (!isDuration(msPlayed)) return { row: 'value-out-of-range', shown }
  const left = play.skipped === true || leftBy.has(textOf(play.reason_end))
  if (play.incognito_mode === true || (msPlayed < leastPlay && left)) return { row: 'play-skipped', shown }
  const uri = address(play.spotify_track_uri)
  const at = beganAt(play.ts, msPlayed)
  if (at === 'date-invalid') return { row: at, shown }
  const named = { artist, title, album, at, msPlayed, id: uri, ...(uri === null ? {} : { uri }) }
  return { row: playRow(named, note), shown }
}

function shortPlay(play: Fields, note: RecordSink['note']): Read {
  const artist = textOf(play.artistName)
  const title = textOf(play.trackName)
  const { msPlayed } = play
  const shown = [textOf(play.endTime), artist, title, '', String(Number(msPlayed))]
  if (textOf(play.podcastName) !== '' || textOf(play.episodeName) !== '') return { row: 'not-music', shown }
  if (!isDuration(msPlayed)) return { row: 'value-out-of-range', shown }
  // This form does not say why a play ended.
  if (msPlayed < leastPlay) return { row: 'play-skipped', shown }
  const at = beganAt(play.endTime, msPlayed)
  return { row: at === 'date-invalid' ? at : playRow({ artist, title, at, msPlayed }, note), shown }
}

const isList = (text: string) => /^\s*\[/.test(text)

const extended: DocumentFormat = {
  ...set,
  table: 'extended-history',
  fileNames: ['Streaming_History_Audio_*.json', 'endsong_*.json'],
  fields: playFields,
  detect: ({ text }) => (isList(text) && text.includes('"ms_played"') && text.includes('"ts"') ? 1 : 0),
  createReader: (sink) => recordsAt(sink, ['[]'], extendedPlay),
}

const short: DocumentFormat = {
  ...set,
  table: 'history',
  fileNames: ['StreamingHistory_music_*.json'],
  fields: playFields,
  detect: ({ text }) => (isList(text) && text.includes('"endTime"') && text.includes('"msPlayed"') ? 1 : 0),
  createReader: (sink) => recordsAt(sink, ['[]'], shortPlay),
}

const trackFields = ['artist', 'title', 'album', 'address'] as const

/** `spotify:local:artist:album:title:seconds` */
function localTrack(uri: string): Fields {
  const [, , artistName, albumName, trackName] = uri.split(':').map((part) => {
    const spaced = part.replaceAll('+', ' ')
    try {
      return decodeURIComponent(spaced)
    } catch {
      return spaced
    }
  })
  return { artistName, albumName, trackName }
}

const lists: DocumentFormat = {
  ...set,
  table: 'playlists',
  order: 2,
  fileNames: ['Playlist1.json'],
  fields: trackFields,
  detect: ({ text }) => (/^\s*\{\s*"playlists"\s*:\s*\[/.test(text) && text.includes('"items"') ? 1 : 0),
  createReader: (sink) => {
    let name: string | null = null
    let place = 0
    const item = (record: Fields, note: RecordSink['note']): Read => {
      const local = objectOf(record.localTrack)
      const track = isObject(record.track) ? record.track : localTrack(textOf(local.uri))
      const { artistName, trackName, albumName, trackUri } = track
      const shown = [textOf(artistName), textOf(trackName), textOf(albumName), textOf(trackUri)]
      if (isObject(record.episode) || isObject(record.audiobook)) return { row: 'not-music', shown }
      const entry = {
        list: `${place} ${name ?? ''}`,
        listName: name,
        artist: textOf(artistName),
        title: textOf(trackName),
        album: textOf(albumName),
        location: address(trackUri) ?? '',
      }
      return { row: entryRow(entry, note), shown }
    }
    return recordsAt(sink, ['.playlists[].items[]'], item, ['.playlists[].name'], (_, value) => {
      name = readName(textOf(value), sink.note) || null
      place += 1
    })
  },
}

const library: DocumentFormat = {
  ...set,
  table: 'library',
  order: 2,
  fileNames: ['YourLibrary.json'],
  fields: trackFields,
  detect: ({ text }) => (/^\s*\{\s*"tracks"\s*:\s*\[/.test(text) && /"uri"\s*:\s*"spotify:track:/.test(text) ? 1 : 0),
  createReader: (sink) => recordsAt(sink, ['.tracks[]'], like),
}

function like(record: Fields, note: RecordSink['note']): Read {
  const shown = [textOf(record.artist), textOf(record.track), textOf(record.album), textOf(record.uri)]
  return { row: liked(record, note), shown }
}

function liked(record: Fields, note: RecordSink['note']): SourceRow | Keyword {
  const artist = readName(textOf(record.artist), note)
  const title = readName(textOf(record.track), note)
  if (artist === '' || title === '') return 'name-empty'
  const facts: TrackFacts = {}
  const album = readName(textOf(record.album), note)
  if (album !== '') facts.album = album
  const uri = address(record.uri)
  if (uri !== null) facts.uri = uri
  return { kind: 'named-track-play', listener: ownListener, track: { id: uri, artist, title, facts }, plays: null }
}

/** `recently played` of the API: one play, or a page of them. */
const recent: DocumentFormat = {
  ...set,
  table: 'recent-plays',
  fileNames: ['recently played .json'],
  fields: playFields,
  detect: ({ text }) => {
    if (!/^\s*\{/.test(text) || !/"uri"\s*:\s*"spotify:/.test(text)) return 0
    return /"played_at"\s*:/.test(text) || /^\s*\{\s*"track"\s*:\s*\{/.test(text) ? 0.9 : 0
  },
  createReader: (sink) => {
    let inner: ReturnType<typeof recordsAt> | null = null
    return {
      push: (piece) => {
        inner ??= recordsAt(sink, [/^\s*\{\s*"track"/.test(piece) ? '' : '.items[]'], recentPlay)
        inner.push(piece)
      },
      end: () => inner?.end(),
    }
  },
}

function recentPlay(record: Fields, note: RecordSink['note']): Read {
  const track = objectOf(record.track)
  const artist = textOf(objectOf(firstOf(track.artists)).name)
  const title = textOf(track.name)
  const album = textOf(objectOf(track.album).name)
  const uri = address(track.uri)
  const shown = [textOf(record.played_at), artist, title, album, '']
  const isrc = textOf(objectOf(track.external_ids).isrc)
  const { duration_ms: durationMs } = track
  const play = {
    ...{ artist, title, album, isrc, id: uri, at: textOf(record.played_at) },
    ...(uri === null ? {} : { uri }),
    ...(isDuration(durationMs) ? { durationMs } : {}),
  }
  return { row: playRow(play, note), shown }
}

export const spotifyDocuments: readonly DocumentFormat[] = [extended, short, lists, library, recent]

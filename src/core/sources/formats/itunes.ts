/** iTunes and Music `Library.xml`: tracks with plays, likes and places, and the playlists of them. */
import { readName } from '../fields.ts'
import {
  type DocumentFormat,
  ownIdSpace,
  ownListener,
  type RecordSink,
  type SourceRow,
  type TrackFacts,
} from '../format.ts'
import type { Keyword } from '../keywords.ts'
import { readLocation } from '../locations.ts'
import { xmlReader } from '../xml.ts'

const fields = ['artist', 'title', 'album', 'plays', 'location'] as const

type Dictionary = Record<string, string>
type Named = { artist: string; title: string; id: string | null }

export const itunes: DocumentFormat = {
  format: 'itunes-library',
  formatName: 'iTunes library',
  table: 'library',
  idSpace: ownIdSpace,
  order: 1,
  fileNames: ['Library.xml', 'iTunes Music Library.xml'],
  brings: 'your iTunes library with its plays and playlists',
  licence: null,
  origin: null,
  own: true,
  fields,
  detect: ({ text }) =>
    /<plist\b/.test(text) && /<key>(?:Tracks|Major Version|Music Folder|Library Persistent ID)<\/key>/.test(text)
      ? 1
      : 0,
  createReader: (sink) => {
    const tracks = new Map<string, Named>()
    // The dictionary that is open, and the key last read in each.
    const keys: string[] = []
    let track: Dictionary | null = null
    let playlist: Dictionary | null = null
    let line = 0
    return xmlReader(sink.note, {
      open: (element) => {
        if (element.name !== 'dict') return
        if (isTrack(keys)) {
          track = {}
          line = element.line
        } else if (isPlaylist(keys)) playlist = {}
        keys.push('')
      },
      close: ({ name, text, line: at }) => {
        if (name === 'key') {
          keys[keys.length - 1] = text
          return
        }
        if (name === 'dict') {
          keys.pop()
          if (track !== null && isTrack(keys)) {
            handTrack(sink, track, line, tracks)
            track = null
          } else if (isPlaylist(keys)) playlist = null
          return
        }
        const value = name === 'true' || name === 'false' ? name : text
        const key = keys.at(-1) ?? ''
        if (track !== null && isTrack(keys.slice(0, -1))) track[key] = value
        else if (playlist !== null && isPlaylist(keys.slice(0, -1))) playlist[key] = value
        else if (playlist !== null && key === 'Track ID') handItem(sink, playlist, tracks.get(value), at, value)
      },
    })
  },
}

/** Within `Tracks`, each key is a track. */
const isTrack = (keys: readonly string[]) => keys.length === 2 && keys[0] === 'Tracks'
/** Within the array `Playlists`. */
const isPlaylist = (keys: readonly string[]) => keys.length === 1 && keys[0] === 'Playlists'

function handTrack(sink: RecordSink, track: Dictionary, line: number, tracks: Map<string, Named>): void {
  const row = trackRow(track, sink.note)
  if (typeof row === 'string') {
    sink.reject(row, line, [track.Artist, track.Name, track.Album].join('\t'))
    return
  }
  const { id, artist, title } = row.kind === 'named-track-play' ? row.track : row
  tracks.set(track['Track ID'] ?? '', { id, artist, title })
  const shown = [artist, title, track.Album ?? '', track['Play Count'] ?? '', track.Location ?? '']
  sink.row(row, line, shown)
}

/** Four stars of five, in the file's hundredths. */
const likedRating = 80

type TrackRow = Extract<SourceRow, { kind: 'named-track-play' | 'track' }>

/** Played or liked it is a play, else a track of the library. */
function trackRow(track: Dictionary, note: RecordSink['note']): TrackRow | Keyword {
  if (track.Podcast === 'true' || track.Movie === 'true' || track['TV Show'] === 'true') return 'not-music'
  const artist = readName(track.Artist ?? track['Album Artist'] ?? '', note)
  const title = readName(track.Name ?? '', note)
  if (artist === '' || title === '') return 'name-empty'
  const written = track.Location ?? ''
  const location = readLocation(written, null)
  if (written !== '' && location === null) note('location-ignored')
  const named = { id: location, artist, title, facts: factsOf(track, location, note) }
  const plays = Number(track['Play Count'] ?? 0)
  if (!Number.isInteger(plays) || plays < 0 || plays > 10_000_000) return 'plays-invalid'
  const liked = track.Loved === 'true' || Number(track.Rating ?? 0) >= likedRating
  if (plays === 0 && !liked) return { kind: 'track', ...named }
  return { kind: 'named-track-play', listener: ownListener, track: named, plays: plays === 0 ? null : plays }
}

function factsOf(track: Dictionary, location: string | null, note: RecordSink['note']): TrackFacts {
  const facts: TrackFacts = {}
  const album = readName(track.Album ?? '', note)
  if (album !== '') facts.album = album
  const year = Number(track.Year ?? 0)
  if (Number.isInteger(year) && year >= 1000 && year <= new Date().getUTCFullYear() + 1) facts.year = year
  const duration = Number(track['Total Time'] ?? 0)
  if (Number.isInteger(duration) && duration > 0 && duration < 1e9) facts.durationMs = duration
  const genre = readName(track.Genre ?? '', note)
  if (genre !== '') facts.labels = [{ kind: 'genre', name: genre, weight: 1 }]
  if (location !== null) facts.uri = location
  return facts
}

/** Lists that iTunes makes of everything are no choice of the listener's. */
const ownMaking = ['Master', 'Distinguished Kind', 'Folder', 'Movies', 'TV Shows', 'Podcasts', 'Music', 'Audiobooks']

function handItem(sink: RecordSink, list: Dictionary, track: Named | undefined, line: number, id: string): void {
  if (ownMaking.some((key) => list[key] !== undefined && list[key] !== 'false')) return
  const name = readName(list.Name ?? '', sink.note) || null
  if (track === undefined) {
    sink.reject('name-empty', line, `${name ?? ''}\t${id}`)
    return
  }
  const listId = list['Playlist Persistent ID'] ?? list['Playlist ID'] ?? name ?? ''
  sink.row({ kind: 'list-entry', list: listId, name, track }, line, [track.artist, track.title, '', '', ''])
}

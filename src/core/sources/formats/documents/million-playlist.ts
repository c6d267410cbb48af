/** Slices of the Million Playlist Dataset: a list a record, its tracks in their order. */
import { readName } from '../../fields.ts'
import type { DocumentFormat, RecordSink, TrackFacts, TrackRef } from '../../format.ts'
import { type Fields, objectOf, type Read, recordsAt, textOf } from '../histories/records.ts'

const set = 'million-playlist-dataset'

export const millionPlaylist: DocumentFormat = {
  format: set,
  formatName: 'Million Playlist Dataset',
  table: 'playlists',
  idSpace: 'spotify',
  order: 1,
  fileNames: ['mpd.slice.0-999.json'],
  brings: 'playlists with their tracks in order',
  licence: 'Spotify’s terms for research',
  origin: 'https://www.aicrowd.com/challenges/spotify-million-playlist-dataset-challenge',
  fields: ['pid', 'name', 'tracks'],
  detect: ({ text }) => {
    if (!/^\s*\{/.test(text) || !/"playlists"\s*:\s*\[/.test(text)) return 0
    return text.includes('"pid"') && text.includes('"track_uri"') ? 0.98 : 0
  },
  createReader: (sink) => recordsAt(sink, ['.playlists[]'], readList),
}

function readList(list: Fields, note: RecordSink['note']): Read {
  const { pid, tracks } = list
  const name = readName(textOf(list.name), note)
  const shown = [String(Number(pid)), name, Array.isArray(tracks) ? String(tracks.length) : '']
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || !Array.isArray(tracks)) {
    return { row: 'schema-mismatch', shown }
  }
  const found = tracks.map((track) => readTrack(objectOf(track), note))
  const good = found.filter((track) => track !== null)
  if (good.length === 0 || good.length < found.length) return { row: 'name-empty', shown }
  return { row: { kind: 'list', id: String(pid), name: name || null, tracks: good }, shown }
}

function readTrack(track: Fields, note: RecordSink['note']): TrackRef | null {
  const id = textOf(track.track_uri)
  const artist = readName(textOf(track.artist_name), note)
  const title = readName(textOf(track.track_name), note)
  if (id === '' || artist === '' || title === '') return null
  const facts: TrackFacts = { uri: id }
  const album = readName(textOf(track.album_name), note)
  if (album !== '') facts.album = album
  const { duration_ms: durationMs } = track
  if (typeof durationMs === 'number' && durationMs > 0 && durationMs < 1e9) facts.durationMs = Math.round(durationMs)
  return { id, artist, title, facts }
}

/** Histories of scrobblers that keep their own: Pano Scrobbler (lines of JSON) and Maloja. */
import type { DocumentFormat, RecordSink } from '../../format.ts'
import { playRow } from './plays.ts'
import { type Fields, firstOf, objectOf, type Read, recordLines, recordsAt, textOf } from './records.ts'

const fields = ['time', 'artist', 'title', 'album'] as const
const shared = { table: 'listens', order: 1, licence: null, own: true, fields } as const

export const pano: DocumentFormat = {
  ...shared,
  format: 'pano-scrobbler',
  formatName: 'Pano Scrobbler history',
  idSpace: 'pano-scrobbler',
  fileNames: ['Pano Scrobbler .jsonl'],
  brings: 'what your phone played',
  origin: null,
  detect: ({ text }) => (/^\s*\{[^\r\n]*"timeMs"\s*:/.test(text) && /"track"\s*:/.test(text) ? 1 : 0),
  createReader: (sink) => recordLines(sink, panoPlay),
}

function panoPlay(record: Fields, note: RecordSink['note']): Read {
  const { artist, track, album, timeMs, durationMs } = record
  const shown = [String(timeMs ?? ''), textOf(artist), textOf(track), textOf(album)]
  if (typeof timeMs !== 'number') return { row: 'date-invalid', shown }
  const duration = typeof durationMs === 'number' ? { durationMs } : {}
  const named = { artist: textOf(artist), title: textOf(track), album: textOf(album) }
  return { row: playRow({ ...named, ...duration, at: Math.floor(timeMs / 1000) }, note), shown }
}

export const maloja: DocumentFormat = {
  ...shared,
  format: 'maloja',
  formatName: 'Maloja history',
  idSpace: 'maloja',
  fileNames: ['Maloja export .json'],
  brings: 'what you played, as Maloja knows it',
  origin: 'https://github.com/krateng/maloja',
  detect: ({ text }) =>
    /^\s*\{/.test(text) && /"scrobbles"\s*:\s*\[/.test(text) && /"artists"\s*:\s*\[/.test(text) ? 1 : 0,
  createReader: (sink) => recordsAt(sink, ['.scrobbles[]'], malojaPlay),
}

function malojaPlay(record: Fields, note: RecordSink['note']): Read {
  const track = objectOf(record.track)
  const artist = textOf(firstOf(track.artists))
  const title = textOf(track.title)
  const album = textOf(objectOf(track.album).albumtitle)
  const shown = [String(record.time ?? ''), artist, title, album]
  if (typeof record.time !== 'number') return { row: 'date-invalid', shown }
  const length = typeof track.length === 'number' ? { durationMs: track.length * 1000 } : {}
  const played = typeof record.duration === 'number' ? Math.round(record.duration * 1000) : null
  return { row: playRow({ artist, title, album, at: record.time, msPlayed: played, ...length }, note), shown }
}

/** `.scrobbler.log`: what a portable player played, as it will be sent to Last.fm (Audioscrobbler log 1.0 and 1.1). */
import { readMbid, readName } from '../fields.ts'
import { type DocumentFormat, ownListener, type RecordSink, type SourceRow, type TrackFacts } from '../format.ts'
import type { Keyword } from '../keywords.ts'
import { lineSplitter } from '../lines.ts'
import { earliestListen, latestListen } from '../times.ts'

const fields = ['artist', 'album', 'track', 'number', 'duration', 'rating', 'timestamp', 'mbid'] as const

export const scrobblerLog: DocumentFormat = {
  format: 'scrobbler-log',
  formatName: 'Player log (.scrobbler.log)',
  table: 'listens',
  idSpace: 'scrobbler-log',
  order: 1,
  fileNames: ['.scrobbler.log', 'audioscrobbler.log'],
  brings: 'what your player played',
  licence: null,
  origin: null,
  own: true,
  fields,
  detect: ({ text }) => (/^#AUDIOSCROBBLER\/1\.[01]\s/.test(text) ? 1 : 0),
  createReader: (sink) =>
    lineSplitter(
      (text, line) => {
        if (text.trim() === '') return sink.note('blank-line')
        if (text.startsWith('#')) return
        const cells = text.split('\t')
        const row = readPlay(cells, sink.note)
        if (typeof row === 'string') sink.reject(row, line, text)
        else sink.row(row, line, cells)
      },
      (text, line) => sink.reject('row-too-long', line, text),
    ),
}

/** Rated `S` is skipped: heard for less than half of it, and no play by the log's own rules. */
const skipped = 'S'

function readPlay(cells: readonly string[], note: RecordSink['note']): SourceRow | Keyword {
  const [artist = '', album = '', title = '', , seconds = '', rating = '', timestamp = '', mbid = ''] = cells
  if (cells.length < 7) return 'columns-missing'
  const names = { artist: readName(artist, note), title: readName(title, note) }
  if (names.artist === '' || names.title === '' || artist === '<Untagged>') return 'name-empty'
  const at = playedAt(timestamp)
  if (at === 'date-invalid') return at
  if (rating === skipped) return 'play-skipped'
  const facts: TrackFacts = {}
  const albumName = readName(album, note)
  if (albumName !== '') facts.album = albumName
  if (/^[1-9]\d{0,5}$/.test(seconds)) facts.durationMs = Number(seconds) * 1000
  const recording = mbid === '' ? '' : readMbid(mbid, note)
  if (recording !== '') facts.mbid = recording
  return { kind: 'listen', listener: ownListener, track: { id: null, ...names, facts }, at, msPlayed: null }
}

/** Seconds since 1970; null from a player without a clock, which counts from 1970 on. */
function playedAt(timestamp: string): number | null | 'date-invalid' {
  if (!/^\d{1,12}$/.test(timestamp)) return 'date-invalid'
  const seconds = Number(timestamp)
  if (seconds < 86_400 * 366) return null
  return seconds >= earliestListen && seconds <= latestListen() ? seconds : 'date-invalid'
}

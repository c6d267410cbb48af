/** One play of the listener's own, out of whatever names it. */
import { readMbid, readName } from '../../fields.ts'
import { ownListener, type RecordSink, type SourceRow, type TrackFacts } from '../../format.ts'
import type { Keyword } from '../../keywords.ts'
import { readListenTime } from '../../listen-time.ts'
import { readIsrc } from '../lists/list-files.ts'

export type WrittenPlay = {
  artist: string
  title: string
  album?: string
  /** When it began, in whatever form. */
  at: string | number | null | undefined
  id?: string | null
  mbid?: string
  isrc?: string
  uri?: string
  durationMs?: number
  msPlayed?: number | null
}

/** A play to a row, or the keyword that refuses it. */
export function playRow(play: WrittenPlay, note: RecordSink['note']): SourceRow | Keyword {
  const artist = readName(play.artist, note)
  const title = readName(play.title, note)
  if (artist === '' || title === '') return 'name-empty'
  const at = readListenTime(play.at)
  if (at === 'date-invalid') return at
  const facts: TrackFacts = {}
  const album = readName(play.album ?? '', note)
  if (album !== '') facts.album = album
  const mbid = play.mbid === undefined || play.mbid === '' ? '' : readMbid(play.mbid, note)
  if (mbid !== '') facts.mbid = mbid
  const isrc = readIsrc(play.isrc ?? '')
  if (isrc !== null) facts.isrc = isrc
  if (play.uri !== undefined) facts.uri = play.uri
  const { durationMs } = play
  if (durationMs !== undefined && durationMs > 0 && durationMs < 1e9) facts.durationMs = Math.round(durationMs)
  return {
    kind: 'listen',
    listener: ownListener,
    track: { id: play.id ?? null, artist, title, facts },
    at,
    msPlayed: play.msPlayed ?? null,
  }
}

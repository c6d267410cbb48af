/** ListenBrainz: the export's listens and feedback, its older JSON array, and the form of its API. */
import { isMbid } from '../../fields.ts'
import { type ContentHead, type DocumentFormat, ownListener, type RecordSink } from '../../format.ts'
import { playRow } from './plays.ts'
import { type Fields, firstOf, objectOf, type Read, recordLines, recordsAt, textOf } from './records.ts'

const set = {
  format: 'listenbrainz-export',
  formatName: 'ListenBrainz export',
  idSpace: 'listenbrainz',
  order: 1,
  brings: 'what you played, as ListenBrainz knows it',
  licence: null,
  origin: 'https://listenbrainz.org',
  own: true,
} as const

const fields = ['time', 'artist', 'title', 'album'] as const

const looksLike = (text: string) => /"listened_at"/.test(text) && /"track_metadata"/.test(text)

/** The recording: as submitted, then as corrected by hand or mapped. */
function recordingOf(metadata: Fields, info: Fields): string {
  const mapping = objectOf(metadata.mbid_mapping)
  const found = [info.recording_mbid, metadata.recording_mbid, mapping.recording_mbid].map(textOf)
  return found.find((mbid) => isMbid(mbid)) ?? ''
}

function listen(record: Fields, note: RecordSink['note']): Read {
  const metadata = objectOf(record.track_metadata)
  const info = objectOf(metadata.additional_info)
  const artist = textOf(metadata.artist_name)
  const title = textOf(metadata.track_name)
  const album = textOf(metadata.release_name)
  const at = record.listened_at
  const shown = [String(at ?? ''), artist, title, album]
  if (at !== null && at !== undefined && typeof at !== 'number') return { row: 'date-invalid', shown }
  const msid = [metadata.recording_msid, record.recording_msid, info.recording_msid].map(textOf).find(isMbid)
  const isrc = textOf(Array.isArray(info.isrc) ? firstOf(info.isrc) : info.isrc)
  const seconds = typeof info.duration === 'number' ? info.duration * 1000 : undefined
  const durationMs = typeof info.duration_ms === 'number' ? info.duration_ms : seconds
  const play = {
    ...{ artist, title, album, at: at ?? null, isrc, mbid: recordingOf(metadata, info), id: msid ?? null },
    ...(durationMs === undefined ? {} : { durationMs }),
  }
  return { row: playRow(play, note), shown }
}

const isLine = (text: string) => /^\s*\{[^\r\n]*\}\s*(?:[\r\n]|$)/.test(text)

const lines: DocumentFormat = {
  ...set,
  table: 'listens',
  fileNames: ['listens/<year>/<month>.jsonl'],
  fields,
  detect: ({ text }) => (/^\s*\{/.test(text) && looksLike(text) && !isPayload(text) ? 1 : 0),
  createReader: (sink) => recordLines(sink, listen),
}

const isPayload = (text: string) => /^\s*\{\s*(?:"listen_type"|"payload")\s*:/.test(text)

const array: DocumentFormat = {
  ...set,
  table: 'listens-array',
  fileNames: ['listens .json'],
  fields,
  detect: ({ text }) => (/^\s*\[/.test(text) && looksLike(text) ? 1 : 0),
  createReader: (sink) => recordsAt(sink, ['[]'], listen),
}

const payload: DocumentFormat = {
  ...set,
  table: 'listens-payload',
  fileNames: ['payload .json'],
  fields,
  detect: ({ text }) => (isPayload(text) && looksLike(text) ? 1 : 0),
  createReader: (sink) => recordsAt(sink, ['.payload[]', '.payload.listens[]'], listen),
}

/** A score on a track that only its id names; the listens say which it is. */
const feedback: DocumentFormat = {
  ...set,
  table: 'feedback',
  order: 2,
  fileNames: ['feedback.jsonl'],
  brings: 'what you loved and hated',
  fields: ['recording', 'score'],
  detect: ({ text }: ContentHead) =>
    isLine(text) && /"score"\s*:\s*-?\d/.test(text) && /"recording_m[bs]id"/.test(text) && !looksLike(text) ? 1 : 0,
  createReader: (sink) => recordLines(sink, opinion),
}

function opinion(record: Fields): Read {
  const trackId = [record.recording_msid, record.recording_mbid].map(textOf).find(isMbid)
  const shown = [trackId ?? '', String(Number(record.score))]
  if (trackId === undefined) return { row: 'schema-mismatch', shown }
  if (record.score === 1) return { row: { kind: 'track-play', listener: ownListener, trackId, plays: null }, shown }
  if (record.score === -1) return { row: { kind: 'track-hide', listener: ownListener, trackId }, shown }
  return { row: record.score === 0 ? 'no-opinion' : 'value-out-of-range', shown }
}

export const listenbrainzDocuments: readonly DocumentFormat[] = [lines, array, payload, feedback]

/** What all playlist files share: one format of several tables, and how an entry becomes a record. */
import { readMbid, readName } from '../../fields.ts'
import { type DocumentReader, ownIdSpace, type RecordSink, type SourceRow, type TrackFacts } from '../../format.ts'
import type { Keyword } from '../../keywords.ts'
import { readLocation } from '../../locations.ts'

export const listFiles = {
  format: 'playlist-files',
  formatName: 'Playlists',
  idSpace: ownIdSpace,
  order: 1,
  brings: 'your playlists',
  licence: null,
  origin: null,
  own: true,
} as const

export const entryFields = ['artist', 'title', 'album', 'seconds', 'location'] as const

/** An entry as its file writes it; '' for what the file does not say. */
export type WrittenEntry = {
  list?: string
  listName?: string | null
  artist?: string
  title?: string
  album?: string
  seconds?: number | null
  location?: string
  /** A `spotify:track:` address beside a location of another kind. */
  spotify?: string
  mbid?: string
  isrc?: string
}

/** Told of each entry as it is written, with the line and text that stand for it. */
export type OnEntry = (entry: WrittenEntry, line: number, text: string) => void

/** Reads the entries of one kind of list; what is no entry goes to `sink`. */
export type EntryReader = (sink: Pick<RecordSink, 'note' | 'reject'>, onEntry: OnEntry) => DocumentReader

/** Makes a format's reader of its reader of entries. */
export function entriesToRows(read: EntryReader): (sink: RecordSink) => DocumentReader {
  return (sink) => read(sink, (entry, line, text) => handEntry(sink, entry, line, text))
}

/** An entry to a record: by its names, else by where it lies; the keyword that refuses it where it says neither. */
export function entryRow(entry: WrittenEntry, note: RecordSink['note']): SourceRow | Keyword {
  const artist = readName(entry.artist ?? '', note)
  const title = readName(entry.title ?? '', note)
  const written = entry.location || entry.spotify || ''
  // Relative paths are resolved by whoever knows where the file lies.
  const location = readLocation(written, null)
  if (written.trim() !== '' && location === null) note('location-ignored')
  const named = artist !== '' && title !== ''
  if (!named && location === null) return 'name-empty'
  const facts: TrackFacts = {}
  const album = readName(entry.album ?? '', note)
  if (album !== '') facts.album = album
  const { seconds } = entry
  if (seconds !== undefined && seconds !== null && seconds > 0 && seconds < 1e6) {
    facts.durationMs = Math.round(seconds * 1000)
  }
  const mbid = entry.mbid === undefined || entry.mbid === '' ? '' : readMbid(entry.mbid, note)
  if (mbid !== '') facts.mbid = mbid
  const isrc = readIsrc(entry.isrc ?? '')
  if (isrc !== null) facts.isrc = isrc
  if (location !== null) facts.uri = location
  const track = named ? { id: null, artist, title, facts } : { id: location, artist: '', title, facts }
  return { kind: 'list-entry', list: entry.list ?? null, name: entry.listName ?? null, track }
}

/** An ISRC in capitals without hyphens, or null. */
export function readIsrc(text: string): string | null {
  const isrc = text.trim().replaceAll('-', '').toUpperCase()
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc) ? isrc : null
}

/** Hands an entry to the sink as what it is. */
export function handEntry(sink: RecordSink, entry: WrittenEntry, line: number, text: string): void {
  const row = entryRow(entry, sink.note)
  if (typeof row === 'string') {
    sink.reject(row, line, text)
    return
  }
  const seconds = entry.seconds === undefined || entry.seconds === null ? '' : String(entry.seconds)
  sink.row(row, line, [entry.artist ?? '', entry.title ?? '', entry.album ?? '', seconds, entry.location ?? ''])
}

/** `Artist - Title` in two, at the first ` - `; a label without one is a title. */
export function splitLabel(label: string): { artist: string; title: string } {
  const at = label.indexOf(' - ')
  return at < 0
    ? { artist: '', title: label.trim() }
    : { artist: label.slice(0, at).trim(), title: label.slice(at + 3).trim() }
}

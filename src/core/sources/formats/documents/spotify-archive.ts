/** Spotify playlist archive: Markdown lists of every track that was ever in a playlist. */
import { readName } from '../../fields.ts'
import type { DocumentFormat, DocumentReader, RecordSink, TrackFacts, TrackRef } from '../../format.ts'
import { lineSplitter } from '../../lines.ts'

const listTitle = /^###\s+\[(.*)\]\(https:\/\/open\.spotify\.com\/playlist\/([A-Za-z0-9]{22})\)/m
/** Title, artists, album, length, and the days on which it came and went. */
const row =
  /^\|\s*\[(.*)\]\(https:\/\/open\.spotify\.com\/track\/([A-Za-z0-9]{22})\)\s*\|(.*)\|\s*(?:\[(.*)\]\(https:\/\/open\.spotify\.com\/album\/\w*\))?\s*\|\s*(\d+(?::\d\d)*)\s*\|\s*(\d{4}-\d\d-\d\d)\s*\|/
const artist = /\[(.*?)\]\(https:\/\/open\.spotify\.com\/artist\/[A-Za-z0-9]+\)/
const heading = /^\|\s*Title\s*\|\s*Artist\(s\)\s*\||^\|[-|\s]+\|\s*$/

/** The lists of all that ever was in them, in the order of the day on which tracks came: the file is in that of titles. */
export const spotifyArchive: DocumentFormat = {
  format: 'spotify-playlist-archive',
  formatName: 'Spotify playlist archive',
  table: 'cumulative',
  idSpace: 'spotify',
  order: 1,
  fileNames: ['playlists/cumulative/*.md'],
  brings: 'playlists with every track that was ever in them',
  licence: 'Spotify’s terms',
  origin: 'https://github.com/mackorone/spotify-playlist-archive',
  fields: ['track', 'artist', 'title', 'album', 'added'],
  detect: ({ text }) => (listTitle.test(text) && /^\|\s*Title\s*\|.*\|\s*Added\s*\|/m.test(text) ? 0.98 : 0),
  createReader: readList,
}

type Entry = { track: TrackRef; line: number; added: string }

function readList(sink: RecordSink): DocumentReader {
  const entries: Entry[] = []
  let list: { id: string; name: string | null } | null = null
  const lines = lineSplitter(
    (text, line) => {
      const named = listTitle.exec(text)
      if (named !== null && list === null) {
        list = { id: named[2] as string, name: readName(named[1] as string, sink.note) || null }
        return
      }
      if (!text.startsWith('|') || heading.test(text)) return
      const entry = readEntry(text, line, sink.note)
      if (typeof entry === 'string') sink.reject(entry, line, text)
      else entries.push(entry)
    },
    (text, line) => sink.reject('row-too-long', line, text),
  )
  return {
    push: lines.push,
    end: () => {
      lines.end()
      entries.sort((a, b) => (a.added < b.added ? -1 : a.added > b.added ? 1 : a.line - b.line))
      for (const { track, line, added } of entries) {
        const { id, artist: band, title: name, facts } = track
        const shown = [id ?? '', band, name, facts?.album ?? '', added]
        sink.row({ kind: 'list-entry', list: list?.id ?? null, name: list?.name ?? null, track }, line, shown)
      }
    },
  }
}

function readEntry(text: string, line: number, note: RecordSink['note']): Entry | 'schema-mismatch' | 'name-empty' {
  const [, written, id, artists = '', albumName = '', length = '', added = ''] = row.exec(text) ?? []
  if (written === undefined || id === undefined) return 'schema-mismatch'
  // The first one is the band, the others are its guests.
  const names = { artist: readName(artist.exec(artists)?.[1] ?? '', note), title: readName(written, note) }
  if (names.artist === '' || names.title === '') return 'name-empty'
  const uri = `spotify:track:${id}`
  const seconds = length.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const facts: TrackFacts = { uri, durationMs: seconds * 1000 }
  const album = readName(albumName, note)
  if (album !== '') facts.album = album
  return { track: { id: uri, ...names, facts }, line, added }
}

/** Million Song Dataset, the Last.fm part: tags and similar tracks, a document a track. */
import { readName } from '../../fields.ts'
import type { DocumentFormat, Label, RecordSink, SourceRow, TrackFacts } from '../../format.ts'
import { jsonCheck, jsonRecords } from '../../json-records.ts'
import type { Keyword } from '../../keywords.ts'
import { type Fields, objectOf, textOf } from '../histories/records.ts'

export const msdLastfm: DocumentFormat = {
  format: 'million-song-dataset',
  formatName: 'Million Song Dataset',
  table: 'lastfm',
  idSpace: 'million-song-dataset',
  order: 1,
  fileNames: ['lastfm_train.zip', 'lastfm_subset.zip', 'TR….json'],
  brings: 'tags and similar tracks',
  licence: 'research only',
  origin: 'http://millionsongdataset.com/lastfm/',
  onePerFile: true,
  fields: ['track', 'artist', 'title', 'tags', 'similar'],
  detect: ({ text }) => {
    if (!/^\s*[[{]/.test(text)) return 0
    return ['track_id', 'similars', 'tags', 'artist', 'title'].every((key) => text.includes(`"${key}"`)) ? 0.97 : 0
  },
  createCheck: jsonCheck,
  createReader: (sink) =>
    jsonRecords(sink, (value, line) => {
      const track = objectOf(value)
      const tags = pairsOf(track.tags)
      const similar = pairsOf(track.similars)
      const names = [textOf(track.track_id), textOf(track.artist), textOf(track.title)]
      const shown = [...names, tags.map(([tag]) => tag).join(', '), String(similar.length)]
      const row = readTrack(track, { tags, similar }, sink.note)
      if (typeof row === 'string') sink.reject(row, line, shown.join('\t'))
      else sink.row(row, line, shown)
    }),
}

type Pair = [text: string, weight: number]

/** `[[text, number or digits], …]`; what is none of it is passed over. */
function pairsOf(value: unknown): Pair[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((pair): Pair[] => {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string') return []
    const weight = Number(pair[1])
    return Number.isFinite(weight) && weight >= 0 ? [[pair[0], weight]] : []
  })
}

function readTrack(
  track: Fields,
  { tags, similar }: { tags: readonly Pair[]; similar: readonly Pair[] },
  note: RecordSink['note'],
): SourceRow | Keyword {
  const id = textOf(track.track_id)
  if (!/^TR[A-Z0-9]{16}$/.test(id)) return 'schema-mismatch'
  const artist = readName(textOf(track.artist), note)
  const title = readName(textOf(track.title), note)
  if (artist === '' || title === '') return 'name-empty'
  const facts: TrackFacts = {}
  const labels = tags.flatMap(([tag, weight]): Label[] => {
    const name = readName(tag, note)
    return name === '' ? [] : [{ kind: 'tag', name, weight: Math.min(1, weight / 100) }]
  })
  if (labels.length > 0) facts.labels = labels
  if (similar.length > 0) facts.similar = similar.map(([other, weight]) => ({ id: other, weight: Math.min(1, weight) }))
  return { kind: 'track', id, artist, title, facts }
}

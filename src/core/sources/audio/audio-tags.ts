/** What an audio file says of its track: its tags, else its name; a damaged file is a reason, never a fault. */
import { type IAudioMetadata, parseFile } from 'music-metadata'
import { isPlaceholder } from '#core/catalog/cleaning/flags.ts'
import { isMbid, readName } from '../fields.ts'
import type { RecordSink, TrackFacts, TrackRef } from '../format.ts'
import { readIsrc } from '../formats/lists/list-files.ts'
import type { Keyword, RepairKeyword } from '../keywords.ts'
import { namesFromPath } from '../locations.ts'
import type { ListedFile } from './audio-folder.ts'

/** `track.id` is the path: it stands for the file in every source of the listener's own. `notes`: what was put right. */
export type Tagged = { notes: RepairKeyword[] } & (
  | { track: TrackRef & { id: string; facts: TrackFacts }; problem: null }
  | { track: null; problem: Keyword }
)

/**
 * Read a file's tags. What they lack of band and title is taken from the file's name, as `Artist - Title` or
 * `Artist/Album/07 Title`. Never throws: a file of no use comes with the keyword that says why.
 */
export async function readTags(file: ListedFile): Promise<Tagged> {
  const notes: RepairKeyword[] = []
  const useless = (problem: Keyword): Tagged => ({ track: null, problem, notes })
  const note = (keyword: RepairKeyword) => void notes.push(keyword)
  if (file.bytes === 0) return useless('empty-file')
  let metadata: IAudioMetadata
  try {
    metadata = await parseFile(file.path, { skipCovers: true })
  } catch (error) {
    return useless(problemOf(error))
  }
  const { format, common } = metadata
  if (format.container === undefined) return useless('audio-unreadable')
  if (format.hasVideo === true && format.hasAudio !== true) return useless('not-music')
  const guessed = namesFromPath(file.name)
  const artist = readName(bandOf(common) ?? guessed.artist, note)
  const title = readName(titleOf(common) ?? guessed.title, note)
  if (artist === '' || title === '') return useless('name-empty')
  return { track: { id: file.path, artist, title, facts: factsOf(metadata, file.path, note) }, problem: null, notes }
}

function problemOf(error: unknown): Keyword {
  const code = (error as { code?: unknown }).code
  if (code === 'EACCES' || code === 'EPERM') return 'permission-denied'
  if (code === 'ENOENT') return 'not-found'
  return typeof code === 'string' && code.startsWith('E') ? 'read-error' : 'audio-unreadable'
}

type Common = IAudioMetadata['common']

/** Names that programs write where they know none. */
const unknownBand = /^[[(<]?\s*(?:unknown(?: artist)?|untagged|no artist)\s*[\])>]?$/i
const manyBands = /^(?:various(?: artists)?|va|verschiedene(?: interpreten)?)$/i

function bandOf({ artist, albumartist }: Common): string | undefined {
  const isName = (name: string | undefined) =>
    name !== undefined && name.trim() !== '' && !unknownBand.test(name.trim())
  if (isName(artist)) return artist
  return isName(albumartist) && !manyBands.test((albumartist as string).trim()) ? albumartist : undefined
}

/** A stand-in for a title gives way to the file's name. */
function titleOf({ title }: Common): string | undefined {
  if (title === undefined || title.trim() === '') return undefined
  return isPlaceholder(title) ? undefined : title
}

function factsOf({ common, format }: IAudioMetadata, path: string, note: RecordSink['note']): TrackFacts {
  const facts: TrackFacts = { uri: path }
  const album = readName(common.album ?? '', note)
  if (album !== '') facts.album = album
  const { year } = common
  if (year !== undefined && Number.isInteger(year) && year >= 1000 && year <= new Date().getUTCFullYear() + 1) {
    facts.year = year
  }
  const { duration } = format
  if (duration !== undefined && duration > 0 && duration < 1e6) facts.durationMs = Math.round(duration * 1000)
  const mbid = common.musicbrainz_recordingid?.trim().toLowerCase() ?? ''
  if (isMbid(mbid)) facts.mbid = mbid
  else if (mbid !== '') note('mbid-invalid')
  const isrc = readIsrc(common.isrc?.[0] ?? '')
  if (isrc !== null) facts.isrc = isrc
  const genres = (common.genre ?? []).flatMap((genre) => genre.split(/[;/\0]/)).map((genre) => readName(genre, note))
  const labels = [...new Set(genres)].filter((genre) => genre !== '' && genre.length <= 100)
  if (labels.length > 0) facts.labels = labels.map((name) => ({ kind: 'genre', name, weight: 1 }))
  return facts
}

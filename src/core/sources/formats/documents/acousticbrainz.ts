/** AcousticBrainz high-level documents: what 18 classifiers heard in a recording, and its tags. */
import { isMbid, readName } from '../../fields.ts'
import type { DocumentFormat, RecordSink, Sound, SourceRow, TrackFacts } from '../../format.ts'
import { jsonCheck, jsonRecords } from '../../json-records.ts'
import type { Keyword } from '../../keywords.ts'
import { type KnownPart, knownLayouts } from '../../known-layouts.ts'
import { soundClasses, soundClassifiers } from '../../sounds.ts'
import { readYear } from '../../times.ts'
import { type Fields, firstOf, isObject, objectOf, textOf } from '../histories/records.ts'

const fields = ['mbid', 'artist', 'title', 'album', 'date'] as const

/** Nine tenths of a document are what classifiers say, in the same order and words but for the shares. */
const knownClassifiers = knownLayouts('{"highlevel":', placesOfClasses)

export const acousticbrainz: DocumentFormat = {
  format: 'acousticbrainz',
  formatName: 'AcousticBrainz high-level',
  table: 'highlevel',
  idSpace: 'musicbrainz-recording',
  order: 1,
  fileNames: ['acousticbrainz-highlevel-json-*.tar.zst', '*.json'],
  brings: 'how recordings sound',
  licence: 'CC0',
  origin: 'https://acousticbrainz.org/download',
  onePerFile: true,
  fields,
  detect: ({ text }) => {
    if (!/^\s*[[{]/.test(text) || !/"highlevel"\s*:/.test(text)) return 0
    return /"(?:danceability|genre_dortmund|mood_acoustic)"\s*:/.test(text) ? 0.98 : 0
  },
  createCheck: jsonCheck,
  createReader: (sink) =>
    jsonRecords(
      sink,
      (value, line, known) => {
        const document = objectOf(value)
        const tags = objectOf(objectOf(document.metadata).tags)
        const shown = shownFields(tags)
        const row = readDocument(document, tags, known, sink.note)
        if (typeof row === 'string') sink.reject(row, line, shown.join('\t'))
        else sink.row(row, line, shown)
      },
      knownClassifiers,
    ),
}

/** Why a low-level document is not read; null for anything else. */
export function lowLevelRefusal(text: string): string | null {
  if (!/^\s*[[{]/.test(text) || /"highlevel"\s*:/.test(text) || !/"(?:lowlevel|rhythm|tonal)"\s*:/.test(text))
    return null
  return (
    'This is AcousticBrainz’s low-level data: 589 GB of measurements that Sidetrack has no use for. ' +
    'Choose the high-level dump (39 GB), which says how each recording sounds.'
  )
}

/** Values of tags are lists, a few are texts. */
const tagOf = (tags: Fields, name: string): string => textOf(tags[name]) || textOf(firstOf(tags[name]))

const mbidOf = (tags: Fields): string => tagOf(tags, 'musicbrainz_recordingid') || tagOf(tags, 'musicbrainz_trackid')
const dateOf = (tags: Fields): string => tagOf(tags, 'originaldate') || tagOf(tags, 'date')

function shownFields(tags: Fields): string[] {
  return [mbidOf(tags), ...['artist', 'title', 'album'].map((name) => tagOf(tags, name)), dateOf(tags)]
}

function readDocument(
  document: Fields,
  tags: Fields,
  known: KnownPart<Int32Array> | null,
  note: RecordSink['note'],
): SourceRow | Keyword {
  if (!isObject(document.highlevel)) return 'schema-mismatch'
  const mbid = mbidOf(tags).toLowerCase()
  if (!isMbid(mbid)) return 'schema-mismatch'
  const artist = readName(tagOf(tags, 'artist'), note)
  const title = readName(tagOf(tags, 'title'), note)
  if (artist === '' || title === '') return 'name-empty'
  const sound = known === null ? soundOf(sharesOf(document.highlevel)) : knownSound(known)
  if (sound === null) return 'value-out-of-range'
  const facts: TrackFacts = { mbid }
  const year = readYear(tagOf(tags, 'originaldate')) ?? readYear(tagOf(tags, 'date'))
  if (year !== null) facts.year = year
  const album = readName(tagOf(tags, 'album'), note)
  if (album !== '') facts.album = album
  const { length } = objectOf(objectOf(document.metadata).audio_properties)
  if (typeof length === 'number' && length > 0 && length < 1e6) facts.durationMs = Math.round(length * 1000)
  return { kind: 'track', id: mbid, artist, title, facts, sound }
}

const classifiers: [string, readonly string[]][] = Object.entries(soundClassifiers)

/** What is said of every class, undefined where nothing is. */
function sharesOf(highlevel: Fields): unknown[] {
  return classifiers.flatMap(([classifier, names]) => {
    const all = objectOf(objectOf(highlevel[classifier]).all)
    return names.map((name) => all[name])
  })
}

const isShare = (share: unknown): share is number => typeof share === 'number' && share >= 0 && share <= 1

/** Shares of all classes, NaN where one is not said; null where one is no probability. */
function soundOf(said: readonly unknown[]): Sound | null {
  const sound = new Float32Array(soundClasses.length).fill(Number.NaN)
  for (const [place, share] of said.entries()) {
    if (share === undefined) continue
    if (!isShare(share)) return null
    sound[place] = share
  }
  return sound
}

/** Where among the numbers of a layout each class is said, -1 where it is not; null where one is no number. */
function placesOfClasses(numbered: unknown): Int32Array | null {
  const said = sharesOf(objectOf(numbered))
  if (!said.every((place) => place === undefined || typeof place === 'number')) return null
  return Int32Array.from(said, (place) => (place as number | undefined) ?? -1)
}

function knownSound({ numbers, prepared: places }: KnownPart<Int32Array>): Sound | null {
  const sound = new Float32Array(places.length)
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i] as number
    const share = place < 0 ? Number.NaN : (numbers[place] as number)
    if (place >= 0 && !isShare(share)) return null
    sound[i] = share
  }
  return sound
}

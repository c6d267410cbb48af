/** The cells of one row of a feature table to what it says of its track. */
import type { ColumnRole } from '#api/columns.ts'
import { readMbid, readName } from '../fields.ts'
import type { Label, LabelKind, Similar, TrackFacts, TrackFeature } from '../format.ts'
import { dateOrderOf, readYear } from '../times.ts'
import * as cells from './cells.ts'

/** A column of a file with its role; `header` is '' where the file has none. */
export type RoleColumn = { role: ColumnRole; header: string; index: number }

type Draft = {
  facts: TrackFacts
  features: Partial<Record<TrackFeature, number>>
  labels: Label[]
  similar: { artist: string[]; title: string[]; weight: number[] }
}

/** Puts what one cell says into the draft; false when its value is out of range. */
type CellReader = (cell: string, draft: Draft) => boolean

/** Told of nothing: what is tidied up in optional fields is not counted. */
const unnoted = () => {}

const shares = new Set<ColumnRole>([
  ...(['danceability', 'energy', 'valence', 'arousal', 'acousticness', 'instrumentalness'] as const),
  ...(['liveness', 'speechiness'] as const),
])
const labelKinds: Partial<Record<ColumnRole, LabelKind>> = {
  genre: 'genre',
  mood: 'mood',
  tag: 'tag',
  language: 'language',
}

/** Most words of a cell that become labels, and most characters of one. */
const mostLabels = 100
const longestLabel = 100
const longestLyrics = 200_000

/**
 * Makes the function that reads a row's cells: what they say of the track, or null where a number is out of range.
 * The scale of each column (shares or per cent, milliseconds or seconds, day or month first) is settled once, from
 * `sample`, the first records of the file.
 */
export function createTrackCells(
  columns: readonly RoleColumn[],
  sample: readonly (readonly string[])[],
): (fields: readonly string[]) => TrackFacts | null {
  const seenIn = ({ index }: RoleColumn) =>
    sample.map((row) => row[index] ?? '').filter((cell) => !cells.isAbsent(cell))
  const inPercent = columns.some((one) => shares.has(one.role) && cells.scaleOf(seenIn(one), one.header) === 'percent')
  const readers = columns.flatMap((column) => {
    const read = cellReader(column, seenIn(column), inPercent)
    return read === null ? [] : [{ index: column.index, read }]
  })
  return (fields) => {
    const draft: Draft = { facts: {}, features: {}, labels: [], similar: { artist: [], title: [], weight: [] } }
    for (const { index, read } of readers) {
      const cell = fields[index] ?? ''
      if (!cells.isAbsent(cell) && !read(cell, draft)) return null
    }
    return finished(draft)
  }
}

function finished({ facts, features, labels, similar }: Draft): TrackFacts {
  if (Object.keys(features).length > 0) facts.features = features
  if (labels.length > 0) facts.labels = labels
  const named = similar.artist.flatMap((artist, at): Similar[] => {
    const title = similar.title[at] ?? ''
    return artist === '' || title === '' ? [] : [{ artist, title, weight: similar.weight[at] ?? 1 }]
  })
  if (named.length > 0) facts.similar = named
  return facts
}

function cellReader({ role, header }: RoleColumn, seen: readonly string[], inPercent: boolean): CellReader | null {
  if (shares.has(role)) {
    const found = cells.scaleOf(seen, header)
    // A column that begins with zeros and ones stands beside others in per cent.
    const scale = found === 'share' && inPercent && seen.every((cell) => /^[01]$/.test(cell)) ? 'percent' : found
    return number(role as TrackFeature, (cell) => cells.readShare(cell, scale))
  }
  const kind = labelKinds[role]
  if (kind !== undefined) return labels(kind)
  switch (role) {
    case 'tempo':
      return number('tempo', (cell) => {
        const tempo = cells.readNumber(cell)
        // 0 stands for unknown, a share of 1 for a tempo that somebody scaled by numbers that are lost.
        return tempo >= 0 && tempo <= 1 ? null : within(tempo, 1, 1000)
      })
    case 'loudness': {
      const withUnit = seen.some((cell) => UNIT.test(cell))
      return number('loudness', (cell) =>
        withUnit && !UNIT.test(cell) ? null : within(cells.readNumber(cell.replace(UNIT, '')), -100, 20),
      )
    }
    case 'musicalKey':
      return keyReader
    case 'mode':
      return number('mode', cells.readMode)
    case 'timeSignature':
      return number('timeSignature', cells.readTimeSignature)
    case 'activity':
      return activityReader(header)
    case 'similarArtist':
      return (cell, draft) => draft.similar.artist.push(readName(cell, unnoted)) > 0
    case 'similarTitle':
      return (cell, draft) => draft.similar.title.push(readName(cell, unnoted)) > 0
    case 'similarScore':
      return (cell, draft) => draft.similar.weight.push(Math.min(1, Math.max(0, cells.readNumber(cell)) || 0)) > 0
    default:
      return factReader(role, header, seen)
  }
}

/** What goes into `TrackFacts` itself. */
function factReader(role: ColumnRole, header: string, seen: readonly string[]): CellReader | null {
  switch (role) {
    case 'album':
      return text((facts, value) => {
        facts.album = value
      })
    case 'year': {
      const order = dateOrderOf(seen)
      return (cell, { facts }) => {
        const year = readYear(cell, order)
        if (year !== null) facts.year ??= year
        return true
      }
    }
    case 'duration': {
      const unit = cells.timeUnitOf(seen, header)
      return (cell, { facts }) => {
        const duration = cells.readDuration(cell, unit)
        if (duration > 0) facts.durationMs = duration
        return !Number.isNaN(duration)
      }
    }
    case 'popularity':
      return popularityReader(seen)
    case 'explicit':
      return (cell, { facts }) => {
        const explicit = cells.readTruth(cell)
        if (explicit !== null) facts.explicit = explicit
        return explicit !== null
      }
    case 'mbid':
      return text((facts, value) => {
        const mbid = readMbid(value, unnoted)
        if (mbid !== '') facts.mbid = mbid
      })
    case 'isrc':
      return text((facts, value) => {
        const isrc = value.replaceAll('-', '').toUpperCase()
        if (/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(isrc)) facts.isrc = isrc
      })
    case 'uri':
      return text((facts, value) => {
        facts.uri = value
      })
    case 'lyrics':
      return (cell, { facts }) => {
        const lyrics = cell.trim().slice(0, longestLyrics)
        if (lyrics !== '') facts.lyrics = lyrics
        return true
      }
    default:
      return null
  }
}

const UNIT = /\s*db\s*$/i

function within(number: number, least: number, most: number): number {
  return number >= least && number <= most ? number : Number.NaN
}

/** `read` gives null for a value that says nothing and NaN for one out of range. */
function number(feature: TrackFeature, read: (cell: string) => number | null): CellReader {
  return (cell, { features }) => {
    const value = read(cell)
    if (value !== null && !Number.isNaN(value)) features[feature] ??= value
    return !Number.isNaN(value)
  }
}

function text(put: (facts: TrackFacts, value: string) => void): CellReader {
  return (cell, { facts }) => {
    const value = readName(cell, unnoted)
    if (value !== '') put(facts, value)
    return true
  }
}

/** The label of a truth value is a slip of whoever made the table. */
const NO_LABEL = /^(?:true|false|\d+(?:\.\d+)?)$/i

function labels(kind: LabelKind): CellReader {
  return (cell, draft) => {
    for (const word of cells.readWords(cell).slice(0, mostLabels)) {
      const name = readName(word, unnoted).toLowerCase()
      if (name === '' || name.length > longestLabel || NO_LABEL.test(name)) continue
      if (!draft.labels.some((label) => label.kind === kind && label.name === name)) {
        draft.labels.push({ kind, name, weight: 1 })
      }
    }
    return true
  }
}

/** `Good for Work/Study` with 1 is the activity `work/study`; a column of words names its activities itself. */
function activityReader(header: string): CellReader {
  const named = /^good[\s_]+for[\s_]+(.+)$/i.exec(header.trim())?.[1]?.toLowerCase()
  if (named === undefined) {
    return (cell, draft) => {
      for (const word of cells.readWords(cell)) {
        draft.labels.push({ kind: 'activity', name: word.toLowerCase().slice(0, longestLabel), weight: 1 })
      }
      return true
    }
  }
  return (cell, { labels: found }) => {
    const good = cells.readTruth(cell)
    if (good === true) found.push({ kind: 'activity', name: named, weight: 1 })
    return good !== null
  }
}

const keyReader: CellReader = (cell, { features }) => {
  const read = cells.readKey(cell)
  if (read === null) return true
  if (Number.isNaN(read.key)) return false
  features.musicalKey ??= read.key
  if (read.mode !== null) features.mode ??= read.mode
  return true
}

/** 0 to 100; a column of shares is multiplied, one of counts is no popularity. */
function popularityReader(seen: readonly string[]): CellReader | null {
  const numbers = seen.map(cells.readNumber)
  if (numbers.some((value) => value > 100)) return null
  const factor = numbers.some((value) => value % 1 !== 0) && numbers.every((value) => !(value > 1)) ? 100 : 1
  return (cell, { facts }) => {
    const popularity = within(cells.readNumber(cell) * factor, 0, 100)
    if (!Number.isNaN(popularity)) facts.popularity = popularity
    return !Number.isNaN(popularity)
  }
}

/** What every data-set format is: how to recognise a table by its content, and how a record becomes a row. */
import type { ColumnTarget } from '#api/columns.ts'
import { TrackFeature } from '#api/track-facts.ts'
import type { Keyword, RepairKeyword } from './keywords.ts'

/** How a track sounds, in the units of the table `track_feature`. */
export const trackFeatures = TrackFeature.options
export type { TrackFeature }

export type LabelKind = 'genre' | 'mood' | 'activity' | 'tag' | 'language'
/** `weight` is 0 to 1: how sure or how strong. A `listed` name is the id of a tag that the same source lists. */
export type Label = { kind: LabelKind; name: string; weight: number; listed?: true }

/** A track of the same source that is called similar, by its id or by its names; `weight` is 0 to 1. */
export type Similar = ({ id: string } | { artist: string; title: string }) & { weight: number }

/** What a source says of a track beyond its names; a field that it does not say is left out. */
export type TrackFacts = {
  album?: string
  year?: number
  durationMs?: number
  mbid?: string
  isrc?: string
  uri?: string
  explicit?: boolean
  /** 0 to 100. */
  popularity?: number
  features?: Partial<Record<TrackFeature, number>>
  labels?: readonly Label[]
  lyrics?: string
  similar?: readonly Similar[]
}

/** Of each class of AcousticBrainz's classifiers how sure it is, 0 to 1 (`sounds.ts`); NaN where it is not said. */
export type Sound = Float32Array<ArrayBuffer>

/** A track that a record names; `id` is null where the source has none and its names stand for it. */
export type TrackRef = { id: string | null; artist: string; title: string; facts?: TrackFacts }

/** One record of a source, in the terms of that source: ids are the source's own, names are as written. */
export type SourceRow =
  | { kind: 'artist'; id: string; name: string }
  /** Names that only stand in for real ones (`standIn`) give way where the source has named the id before. */
  | ({ kind: 'track'; standIn?: true; sound?: Sound } & TrackRef)
  /** `plays` is null for a like, which counts once however often it is repeated; plays add up. */
  | { kind: 'artist-play'; listener: string; artistId: string; plays: number | null }
  /** A band without an id of the source's own: its name stands for it. */
  | { kind: 'named-artist-play'; listener: string; artist: string; mbid: string | null; plays: number }
  | { kind: 'track-play'; listener: string; trackId: string; plays: number | null }
  | { kind: 'named-track-play'; listener: string; track: TrackRef; plays: number | null }
  /** A listener wants to hear no more of a track; it says nothing of what else they like. */
  | { kind: 'track-hide'; listener: string; trackId: string }
  /** One play; `at` in seconds since 1970, null where no clock ran. */
  | { kind: 'listen'; listener: string; track: TrackRef; at: number | null; msPlayed: number | null }
  /** A list in its order, a listener of its own. */
  | { kind: 'list'; id: string; name: string | null; tracks: readonly TrackRef[] }
  /**
   * One entry of a list whose entries are records of their own, in order. `list` and `name` null: the file is the list.
   * A track without names (artist '') is known by where it lies, its id.
   */
  | { kind: 'list-entry'; list: string | null; name: string | null; track: TrackRef }
  | { kind: 'tag'; id: string; name: string }
  | { kind: 'tagging'; listener: string; artistId: string; tagId: string; date: string | null }
  | { kind: 'listener'; id: string; country: string | null }

/** The listener whose own history or lists a source holds. */
export const ownListener = 'me'

/** Ids of a listener's own files: absolute paths and `spotify:track:` addresses, which mean the same in every source. */
export const ownIdSpace = 'own'

/** A record that cannot be kept. `line` counts physical lines from 1; `text` is at most 500 characters of it. */
export type Reject = { keyword: Keyword; line: number; text: string }

export type Column = {
  /** The role, as shown to people and used by `toRow`. */
  role: string
  /** Header names it goes by, as usually written; compared without case, spaces and underscores. */
  names: readonly string[]
  required: boolean
  /** Which rules its fields are read by (`fields.ts`). */
  holds: 'id' | 'name' | 'plays' | 'mbid' | 'text'
}

/** Ids that mean something within their source only: the space of each such source is its own. */
export const perSource = 'per-source'

/** What `detect` sees: the first records of a file, already decoded and split. */
export type Sample = {
  /** Base name without compression suffix, lower case; a hint, never the decision. */
  fileName: string
  delimiter: string
  /** Header fields folded as `Column.names` are compared; null where the first record is data. */
  header: readonly string[] | null
  /** For each of this table's columns the field index, or -1; without a header the columns in their order. */
  mapping: readonly number[]
  /** Up to 200 records, header left out. */
  records: readonly (readonly string[])[]
}

/** One kind of file of a data set. */
export type FormatInfo = {
  /** The data set, stable: `hetrec2011-lastfm`, `million-playlists`. */
  format: string
  formatName: string
  table: string
  /** Ids of one space mean the same thing in every source of that space. */
  idSpace: string
  /** Files read first come first: songs before the likes that name them. */
  order: number
  /** How people's copies are called, to name a missing partner. */
  fileNames: readonly string[]
  /** What it adds, to name a missing partner: "song and band names". */
  brings: string
  licence: string | null
  origin: string | null
  /** True for a listener's own history, lists or files. */
  own?: boolean
}

/** A table of a data set. TAB-separated copies have no quotes, all others RFC 4180 quotes (C3). */
export type TableFormat = FormatInfo & {
  columns: readonly Column[]
  /** Set where its columns are roles, guessed or mapped. */
  target?: ColumnTarget
  /** Where its fields are parted by anything but the usual delimiters. */
  delimiters?: readonly string[]
  /** `backslash`: a quote within quotes is written `\\"`. */
  quoting?: 'backslash'
  /** Its last column repeats: records are as long as they like, and `toRow` gets the fields behind it as `rest`. */
  ragged?: true
  /** True where people pass it on without a header; `detect` then judges by the shapes of the fields. */
  headerOptional: boolean
  /** 0 (certainly not) to 1 (certainly), from content; called only when all required columns are there. */
  detect: (sample: Sample) => number
  /**
   * Fields in the order of `columns` (missing optional ones are ''), to a row or the keyword that refuses it.
   * Ids, names and plays have passed the rules of their columns by then. A record that is several (a listener with
   * all songs in one line) gives as many rows, each with its own place in the ledger.
   */
  toRow: (fields: readonly string[], rest: readonly string[]) => SourceRow | readonly SourceRow[] | Keyword
}

/** The decoded beginning of a file. */
export type ContentHead = {
  text: string
  /** Base name without compression suffix, lower case; a hint, never the decision. */
  fileName: string
  /** True where `text` is all there is. */
  whole: boolean
}

/** Where a document reader hands its records; every record ends in exactly one `row` or `reject`. */
export type RecordSink = {
  /** `fields` are shown in the preview, in the order of the format's `fields`. */
  row: (row: SourceRow, line: number, fields: readonly string[]) => void
  reject: (keyword: Keyword, line: number, text: string) => void
  /** Something was put right. */
  note: (keyword: RepairKeyword) => void
}

/** Takes a file's text piece by piece (whole lines, but for a very long one) and hands over its records. */
export type DocumentReader = { push: (text: string) => void; end: () => void }

/** A file whose records are not rows of a table: JSON documents, entries of a list, lines of a log. */
export type DocumentFormat = FormatInfo & {
  /** True where each file is one record, as in folders of documents. */
  onePerFile?: boolean
  /** Names of the fields that a preview shows. */
  fields: readonly string[]
  /** 0 (certainly not) to 1 (certainly), from content. */
  detect: (head: ContentHead) => number
  /** May throw `RefusedFile` from `push` or `end`, which refuses the file as a whole. */
  createReader: (sink: RecordSink) => DocumentReader
  /** Throws as `createReader`'s does and hands over nothing: what finds a broken file at a fraction of reading it. */
  createCheck?: () => DocumentReader
}

/** What every data-set format is: how to recognise a table by its content, and how a record becomes a row. */
import type { Keyword } from './keywords.ts'

/** One fact of a source, in the terms of that source: ids are the source's own, names are as written. */
export type SourceRow =
  | { kind: 'artist'; id: string; name: string }
  | { kind: 'track'; id: string; artist: string; title: string }
  /** `plays` is null for a like, which counts once however often it is repeated; plays add up. */
  | { kind: 'artist-play'; listener: string; artistId: string; plays: number | null }
  /** A band without an id of the source's own: its name stands for it. */
  | { kind: 'named-artist-play'; listener: string; artist: string; mbid: string | null; plays: number }
  | { kind: 'track-play'; listener: string; trackId: string; plays: number | null }
  | { kind: 'tag'; id: string; name: string }
  | { kind: 'tagging'; listener: string; artistId: string; tagId: string; date: string | null }
  | { kind: 'listener'; id: string; country: string | null }

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

/** One table of a data set: one file of it. TAB-separated copies have no quotes, all others RFC 4180 quotes (C3). */
export type TableFormat = {
  /** The data set, stable: `hetrec2011-lastfm`, `million-playlists`. */
  format: string
  formatName: string
  table: string
  /** Ids of one space mean the same thing in every source of that space. */
  idSpace: string
  /** Tables read first come first: songs before the likes that name them. */
  order: number
  columns: readonly Column[]
  /** How people's copies are called, to name a missing partner. */
  fileNames: readonly string[]
  /** What it adds, to name a missing partner: "song and band names". */
  brings: string
  licence: string | null
  origin: string | null
  /** True where people pass it on without a header; `detect` then judges by the shapes of the fields. */
  headerOptional: boolean
  /** 0 (certainly not) to 1 (certainly), from content; called only when all required columns are there. */
  detect: (sample: Sample) => number
  /**
   * Fields in the order of `columns` (missing optional ones are ''), to a row or the keyword that refuses it.
   * Ids, names and plays have passed the rules of their columns by then.
   */
  toRow: (fields: readonly string[]) => SourceRow | Keyword
}

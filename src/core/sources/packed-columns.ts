/** The rows that large tables are full of, as one text with the lengths of its fields, numbers and words beside it. */
import type { SourceRow } from './format.ts'
import type { NewWords, WordSender } from './words.ts'

export type Columns = {
  kind: ColumnKind
  /** All texts, one behind the other. */
  text: string
  /** Of each text; −1 where it is null, −2 where it is the one in the same field of the row before. */
  lengths: Int32Array<ArrayBuffer>
  /** Of each text that comes again and again, its place on the list of words; −1 where it is null. */
  words: Int32Array<ArrayBuffer>
  newWords: NewWords
  /** NaN where it is null. */
  numbers: Float64Array<ArrayBuffer>
}

type ColumnKind = 'track' | 'track-play' | 'named-artist-play'
type Row<K extends ColumnKind> = Extract<SourceRow, { kind: K }>

type Writer = {
  text: (value: string | null) => void
  /** For one field of a kind, in which the same text stands in many rows that follow each other. */
  repeated: (value: string) => void
  word: (value: string | null) => void
  number: (value: number | null) => void
}
type Reader = {
  text: () => string
  textOrNull: () => string | null
  repeated: () => string
  word: () => string
  wordOrNull: () => string | null
  number: () => number
  numberOrNull: () => number | null
}
type Form<K extends ColumnKind> = {
  /** False, before anything is written, for a row that says more than its columns hold. */
  write: (row: Row<K>, to: Writer) => boolean
  read: (from: Reader) => Row<K>
}

const forms: { [K in ColumnKind]: Form<K> } = {
  track: {
    write: (row, to) => {
      if (row.facts !== undefined || row.standIn !== undefined || row.sound !== undefined) return false
      to.text(row.id)
      to.word(row.artist)
      to.text(row.title)
      return true
    },
    read: (from) => ({ kind: 'track', id: from.textOrNull(), artist: from.word(), title: from.text() }),
  },
  'track-play': {
    write: (row, to) => {
      to.repeated(row.listener)
      to.text(row.trackId)
      to.number(row.plays)
      return true
    },
    read: (from) => ({
      kind: 'track-play',
      listener: from.repeated(),
      trackId: from.text(),
      plays: from.numberOrNull(),
    }),
  },
  'named-artist-play': {
    write: (row, to) => {
      to.repeated(row.listener)
      to.word(row.artist)
      to.word(row.mbid)
      to.number(row.plays)
      return true
    },
    read: (from) => ({
      kind: 'named-artist-play',
      listener: from.repeated(),
      artist: from.word(),
      mbid: from.wordOrNull(),
      plays: from.number(),
    }),
  },
}

const isColumnKind = (kind: string): kind is ColumnKind => kind in forms

/** Pack rows that are all of one such kind; null for any others. */
export function packColumns(rows: readonly SourceRow[], { placeOf, take }: WordSender): Columns | null {
  const kind = rows[0]?.kind
  if (kind === undefined || !isColumnKind(kind)) return null
  const texts: string[] = []
  const lengths: number[] = []
  const words: number[] = []
  const numbers: number[] = []
  let last: string | null = null
  const text = (value: string | null): void => {
    lengths.push(value === null ? -1 : value.length)
    if (value !== null) texts.push(value)
  }
  const to: Writer = {
    text,
    repeated: (value) => {
      if (value === last) lengths.push(-2)
      else text(value)
      last = value
    },
    word: (value) => void words.push(value === null ? -1 : placeOf(value)),
    number: (value) => void numbers.push(value ?? Number.NaN),
  }
  const { write } = forms[kind] as Form<ColumnKind>
  for (const row of rows) if (row.kind !== kind || !write(row, to)) return null
  return {
    kind,
    text: texts.join(''),
    lengths: Int32Array.from(lengths),
    words: Int32Array.from(words),
    newWords: take(),
    numbers: Float64Array.from(numbers),
  }
}

/** The `count` rows that were packed; `list` holds all words that were sent. */
export function unpackColumns(columns: Columns, list: readonly string[], count: number): SourceRow[] {
  const { kind, text, lengths, words, numbers } = columns
  let at = 0
  let field = 0
  let word = 0
  let number = 0
  let last = ''
  const textOrNull = (): string | null => {
    const length = lengths[field++] as number
    if (length < 0) return null
    at += length
    return text.slice(at - length, at)
  }
  const wordOrNull = (): string | null => {
    const place = words[word++] as number
    return place < 0 ? null : (list[place] as string)
  }
  const numberOrNull = (): number | null => {
    const value = numbers[number++] as number
    return Number.isNaN(value) ? null : value
  }
  const from: Reader = {
    text: () => textOrNull() as string,
    textOrNull,
    repeated: () => {
      last = textOrNull() ?? last
      return last
    },
    word: () => wordOrNull() as string,
    wordOrNull,
    number: () => numberOrNull() as number,
    numberOrNull,
  }
  const { read } = forms[kind] as Form<ColumnKind>
  const rows: SourceRow[] = []
  for (let i = 0; i < count; i += 1) rows.push(read(from))
  return rows
}

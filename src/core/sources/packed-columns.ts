/** The rows that large tables are full of, as one text with the lengths of its fields, numbers and words beside it. */
import type { SourceRow } from './format.ts'
import { type NewWords, ownCopy, wordReceiver, wordSender } from './words.ts'

export type Columns = {
  kind: ColumnKind
  /** All texts, one behind the other. */
  text: string
  /** Of each text; −1 where it is null, −2 where it is what it was before. */
  lengths: Int32Array<ArrayBuffer>
  /** Of each text that comes again and again, its place on the list of words. */
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
  word: (value: string) => void
  /** For a field that mostly says the same wherever the word before it stands. */
  textOfWord: (value: string | null) => void
  number: (value: number | null) => void
}
type Reader = {
  text: () => string
  textOrNull: () => string | null
  repeated: () => string
  word: () => string
  textOfWord: () => string | null
  number: () => number
  numberOrNull: () => number | null
}
type Form<K extends ColumnKind> = {
  /** False for a row that says more than its columns hold. */
  fits: (row: Row<K>) => boolean
  write: (row: Row<K>, to: Writer) => void
  read: (from: Reader) => Row<K>
}

const forms: { [K in ColumnKind]: Form<K> } = {
  track: {
    fits: ({ facts, standIn, sound }) => facts === undefined && standIn === undefined && sound === undefined,
    write: (row, to) => {
      to.text(row.id)
      to.word(row.artist)
      to.text(row.title)
    },
    read: (from) => ({ kind: 'track', id: from.textOrNull(), artist: from.word(), title: from.text() }),
  },
  'track-play': {
    fits: () => true,
    write: (row, to) => {
      to.repeated(row.listener)
      to.text(row.trackId)
      to.number(row.plays)
    },
    read: (from) => ({
      kind: 'track-play',
      listener: from.repeated(),
      trackId: from.text(),
      plays: from.numberOrNull(),
    }),
  },
  'named-artist-play': {
    fits: () => true,
    write: (row, to) => {
      to.repeated(row.listener)
      to.word(row.artist)
      to.textOfWord(row.mbid)
      to.number(row.plays)
    },
    read: (from) => ({
      kind: 'named-artist-play',
      listener: from.repeated(),
      artist: from.word(),
      mbid: from.textOfWord(),
      plays: from.number(),
    }),
  },
}

const isColumnKind = (kind: string): kind is ColumnKind => kind in forms

/** Makes the function that packs rows that are all of one such kind; it returns null for any others. */
export function columnPacker(): (rows: readonly SourceRow[]) => Columns | null {
  const { placeOf, take } = wordSender()
  /** What the other side knows of each word. */
  const textsOfWords: (string | null)[] = []
  return (rows) => {
    const kind = rows[0]?.kind
    if (kind === undefined || !isColumnKind(kind)) return null
    const { fits, write } = forms[kind] as Form<ColumnKind>
    // Before anything is written: what is kept for later must have been sent.
    if (!rows.every((row) => row.kind === kind && fits(row))) return null
    const texts: string[] = []
    const lengths: number[] = []
    const words: number[] = []
    const numbers: number[] = []
    const text = (value: string | null): void => {
      lengths.push(value === null ? -1 : value.length)
      if (value !== null) texts.push(value)
    }
    let last: string | null = null
    let word = 0
    const to: Writer = {
      text,
      repeated: (value) => {
        if (value === last) lengths.push(-2)
        else text(value)
        last = value
      },
      word: (value) => {
        word = placeOf(value)
        words.push(word)
      },
      textOfWord: (value) => {
        if (textsOfWords[word] === value) return void lengths.push(-2)
        text(value)
        textsOfWords[word] = value === null ? null : ownCopy(value)
      },
      number: (value) => void numbers.push(value ?? Number.NaN),
    }
    for (const row of rows as Row<ColumnKind>[]) write(row, to)
    return {
      kind,
      text: texts.join(''),
      lengths: Int32Array.from(lengths),
      words: Int32Array.from(words),
      newWords: take(),
      numbers: Float64Array.from(numbers),
    }
  }
}

/** Makes the function that gives back the rows, `count` of them, that one packer packed, in the same order. */
export function columnUnpacker(): (columns: Columns, count: number) => SourceRow[] {
  const listOf = wordReceiver()
  const textsOfWords: (string | null)[] = []
  return ({ kind, text, lengths, words, newWords, numbers }, count) => {
    const list = listOf(newWords)
    let at = 0
    let field = 0
    let nextWord = 0
    let nextNumber = 0
    let last = ''
    let word = 0
    const textOr = <T>(before: T): string | null | T => {
      const length = lengths[field++] as number
      if (length === -2) return before
      if (length === -1) return null
      at += length
      return text.slice(at - length, at)
    }
    const textOrNull = (): string | null => textOr(null)
    const numberOrNull = (): number | null => {
      const value = numbers[nextNumber++] as number
      return Number.isNaN(value) ? null : value
    }
    const from: Reader = {
      text: () => textOrNull() as string,
      textOrNull,
      repeated: () => {
        last = textOr(last) as string
        return last
      },
      word: () => {
        word = words[nextWord++] as number
        return list[word] as string
      },
      textOfWord: () => {
        const before = textsOfWords[word]
        const value = textOr(before) as string | null
        if (value !== before) textsOfWords[word] = value === null ? null : ownCopy(value)
        return value
      },
      number: () => numberOrNull() as number,
      numberOrNull,
    }
    const { read } = forms[kind] as Form<ColumnKind>
    const rows: SourceRow[] = []
    for (let i = 0; i < count; i += 1) rows.push(read(from))
    return rows
  }
}

/** The rows that large tables are full of, as one text with the lengths of its fields and numbers beside it. */
import type { SourceRow } from './format.ts'

export type Columns = {
  kind: ColumnKind
  /** All texts, one behind the other. */
  text: string
  /** Of each text; −1 where it is null. */
  lengths: Int32Array<ArrayBuffer>
  /** NaN where it is null. */
  numbers: Float64Array<ArrayBuffer>
}

type ColumnKind = 'track' | 'track-play' | 'named-artist-play'
type Row<K extends ColumnKind> = Extract<SourceRow, { kind: K }>

type Writer = { text: (value: string | null) => void; number: (value: number | null) => void }
type Reader = {
  text: () => string
  textOrNull: () => string | null
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
      to.text(row.artist)
      to.text(row.title)
      return true
    },
    read: (from) => ({ kind: 'track', id: from.textOrNull(), artist: from.text(), title: from.text() }),
  },
  'track-play': {
    write: (row, to) => {
      to.text(row.listener)
      to.text(row.trackId)
      to.number(row.plays)
      return true
    },
    read: (from) => ({
      kind: 'track-play',
      listener: from.text(),
      trackId: from.text(),
      plays: from.numberOrNull(),
    }),
  },
  'named-artist-play': {
    write: (row, to) => {
      to.text(row.listener)
      to.text(row.artist)
      to.text(row.mbid)
      to.number(row.plays)
      return true
    },
    read: (from) => ({
      kind: 'named-artist-play',
      listener: from.text(),
      artist: from.text(),
      mbid: from.textOrNull(),
      plays: from.number(),
    }),
  },
}

const isColumnKind = (kind: string): kind is ColumnKind => kind in forms

/** Pack rows that are all of one such kind; null for any others. */
export function packColumns(rows: readonly SourceRow[]): Columns | null {
  const kind = rows[0]?.kind
  if (kind === undefined || !isColumnKind(kind)) return null
  const texts: string[] = []
  const lengths: number[] = []
  const numbers: number[] = []
  const to: Writer = {
    text: (value) => {
      lengths.push(value === null ? -1 : value.length)
      if (value !== null) texts.push(value)
    },
    number: (value) => void numbers.push(value ?? Number.NaN),
  }
  const { write } = forms[kind] as Form<ColumnKind>
  for (const row of rows) if (row.kind !== kind || !write(row, to)) return null
  return { kind, text: texts.join(''), lengths: Int32Array.from(lengths), numbers: Float64Array.from(numbers) }
}

/** The `count` rows that were packed. */
export function unpackColumns({ kind, text, lengths, numbers }: Columns, count: number): SourceRow[] {
  let at = 0
  let field = 0
  let number = 0
  const textOrNull = (): string | null => {
    const length = lengths[field++] as number
    if (length < 0) return null
    at += length
    return text.slice(at - length, at)
  }
  const numberOrNull = (): number | null => {
    const value = numbers[number++] as number
    return Number.isNaN(value) ? null : value
  }
  const from: Reader = {
    text: () => textOrNull() as string,
    textOrNull,
    number: () => numberOrNull() as number,
    numberOrNull,
  }
  const { read } = forms[kind] as Form<ColumnKind>
  const rows: SourceRow[] = []
  for (let i = 0; i < count; i += 1) rows.push(read(from))
  return rows
}

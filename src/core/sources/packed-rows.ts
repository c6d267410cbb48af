/** Rows on their way from the thread that reads to the one that stores. */
import type { Sound, SourceRow } from './format.ts'
import { type Columns, packColumns, unpackColumns } from './packed-columns.ts'
import type { RowBatch } from './reader.ts'
import { soundClasses } from './sounds.ts'

/**
 * Plain rows of large tables are columns. Any other rows are written and read as JSON, in a third of the time that the
 * structured clone of the same objects takes, with the shares of sounds beside it, bit by bit.
 */
export type PackedBatch = Omit<RowBatch, 'rows' | 'lines'> & {
  lines: Int32Array<ArrayBuffer>
  rows: { columns: Columns } | { json: string; sounds: Float32Array<ArrayBuffer> }
}

const classes = soundClasses.length

/** Pack a batch to be posted, name the buffers that may be transferred, and say about how many bytes it takes. */
export function packBatch({ rows, lines, ...rest }: RowBatch): {
  batch: PackedBatch
  buffers: ArrayBuffer[]
  bytes: number
} {
  const places = Int32Array.from(lines)
  const columns = packColumns(rows)
  if (columns !== null) {
    const buffers = [places.buffer, columns.lengths.buffer, columns.numbers.buffer]
    const bytes = sizeOf(buffers) + columns.text.length
    return { batch: { ...rest, lines: places, rows: { columns } }, buffers, bytes }
  }
  const heard: Sound[] = []
  const plain = rows.map((row) =>
    row.kind === 'track' && row.sound !== undefined ? { ...row, sound: heard.push(row.sound) - 1 } : row,
  )
  const sounds = new Float32Array(heard.length * classes)
  heard.forEach((sound, place) => {
    sounds.set(sound, place * classes)
  })
  const json = JSON.stringify(plain)
  const buffers = [places.buffer, sounds.buffer]
  return { batch: { ...rest, lines: places, rows: { json, sounds } }, buffers, bytes: sizeOf(buffers) + json.length }
}

const sizeOf = (buffers: readonly ArrayBuffer[]): number => buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)

/** The batch that was packed. */
export function unpackBatch({ rows: packed, lines, ...rest }: PackedBatch): RowBatch {
  const rows =
    'columns' in packed ? unpackColumns(packed.columns, lines.length) : unpackJson(packed.json, packed.sounds)
  return { ...rest, rows, lines }
}

function unpackJson(json: string, sounds: Float32Array<ArrayBuffer>): SourceRow[] {
  const rows = JSON.parse(json) as SourceRow[]
  if (sounds.length === 0) return rows
  for (const row of rows as { sound?: Sound | number }[]) {
    if (typeof row.sound === 'number') row.sound = sounds.subarray(row.sound * classes, (row.sound + 1) * classes)
  }
  return rows
}

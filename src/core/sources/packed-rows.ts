/** Rows on their way from the thread that reads to the one that stores. */
import type { Sound, SourceRow } from './format.ts'
import { type Columns, columnPacker, columnUnpacker } from './packed-columns.ts'
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

type Packed = { batch: PackedBatch; buffers: ArrayBuffer[]; bytes: number }

/**
 * Makes the function that packs batches to be posted, names the buffers that may be transferred, and says about how many
 * bytes each takes. They come out in the same order, by one and the same unpacker.
 */
export function batchPacker(): (batch: RowBatch) => Packed {
  const packColumns = columnPacker()
  return ({ rows, lines, ...rest }) => {
    const places = Int32Array.from(lines)
    const columns = packColumns(rows)
    if (columns === null) return packJson(rows, { ...rest, lines: places })
    const { lengths, words, numbers, text, newWords } = columns
    const buffers = [places.buffer, lengths.buffer, words.buffer, numbers.buffer]
    const letters = newWords.words.reduce((sum, word) => sum + word.length, text.length)
    return { batch: { ...rest, lines: places, rows: { columns } }, buffers, bytes: sizeOf(buffers) + letters }
  }
}

function packJson(rows: readonly SourceRow[], rest: Omit<PackedBatch, 'rows'>): Packed {
  const heard: Sound[] = []
  const plain = rows.map((row) =>
    row.kind === 'track' && row.sound !== undefined ? { ...row, sound: heard.push(row.sound) - 1 } : row,
  )
  const sounds = new Float32Array(heard.length * classes)
  heard.forEach((sound, place) => {
    sounds.set(sound, place * classes)
  })
  const json = JSON.stringify(plain)
  const buffers = [rest.lines.buffer, sounds.buffer]
  return { batch: { ...rest, rows: { json, sounds } }, buffers, bytes: sizeOf(buffers) + json.length }
}

const sizeOf = (buffers: readonly ArrayBuffer[]): number => buffers.reduce((sum, { byteLength }) => sum + byteLength, 0)

/** Makes the function that gives back the batches that one packer packed, in their order. */
export function batchUnpacker(): (batch: PackedBatch) => RowBatch {
  const unpackColumns = columnUnpacker()
  return ({ rows: packed, lines, ...rest }) => {
    const rows =
      'columns' in packed ? unpackColumns(packed.columns, lines.length) : unpackJson(packed.json, packed.sounds)
    return { ...rest, rows, lines }
  }
}

function unpackJson(json: string, sounds: Float32Array<ArrayBuffer>): SourceRow[] {
  const rows = JSON.parse(json) as SourceRow[]
  if (sounds.length === 0) return rows
  for (const row of rows as { sound?: Sound | number }[]) {
    if (typeof row.sound === 'number') row.sound = sounds.subarray(row.sound * classes, (row.sound + 1) * classes)
  }
  return rows
}

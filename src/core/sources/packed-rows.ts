/** Rows on their way from the thread that reads to the one that stores: one text, and what sounds beside it. */
import type { Sound, SourceRow } from './format.ts'
import type { RowBatch } from './reader.ts'
import { soundClasses } from './sounds.ts'

/**
 * Written and read as JSON, rows take a third of the time that the structured clone of the same objects takes; shares
 * of sounds go beside it, bit by bit.
 */
export type PackedBatch = Omit<RowBatch, 'rows' | 'lines'> & {
  /** A JSON list of rows; `sound` is a place in `sounds`. */
  rows: string
  lines: Int32Array<ArrayBuffer>
  /** Shares of one sound after the other. */
  sounds: Float32Array<ArrayBuffer>
}

const classes = soundClasses.length

/** Pack a batch to be posted; the buffers of `lines` and `sounds` may be transferred. */
export function packBatch({ rows, lines, ...rest }: RowBatch): PackedBatch {
  const heard: Sound[] = []
  const plain = rows.map((row) =>
    row.kind === 'track' && row.sound !== undefined ? { ...row, sound: heard.push(row.sound) - 1 } : row,
  )
  const sounds = new Float32Array(heard.length * classes)
  heard.forEach((sound, place) => {
    sounds.set(sound, place * classes)
  })
  return { ...rest, rows: JSON.stringify(plain), lines: Int32Array.from(lines), sounds }
}

/** The batch that was packed. */
export function unpackBatch({ rows: text, lines, sounds, ...rest }: PackedBatch): RowBatch {
  const rows = JSON.parse(text) as SourceRow[]
  if (sounds.length > 0) {
    for (const row of rows as { sound?: Sound | number }[]) {
      if (typeof row.sound === 'number') row.sound = sounds.subarray(row.sound * classes, (row.sound + 1) * classes)
    }
  }
  return { ...rest, rows, lines: Array.from(lines) }
}

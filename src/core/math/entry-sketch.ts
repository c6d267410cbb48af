/**
 * A few kilobytes that say how much two matrices differ without keeping either: every entry adds or takes 1 at a place
 * that its row and column decide, and the squares of the differences of two such sketches add up to the number of entries
 * that only one of them has (Charikar et al. 2002, count sketch; the second moment of Alon et al. 1996). Exact where none
 * differs, within some 4 % (one standard deviation) where many do.
 */
const places = 1024

/** The sums at each place, and after them how many entries there are. */
export type EntrySketch = Int32Array

export const emptySketch = (): EntrySketch => new Int32Array(places + 1)

/** Add an entry; row and column are whole numbers from 0 that mean the same in every sketch. */
export function addEntry(sketch: EntrySketch, row: number, column: number): void {
  const hash = scramble(scramble(row + 1) ^ column)
  const place = hash & (places - 1)
  sketch[place] = (sketch[place] as number) + (hash < 0 ? -1 : 1)
  sketch[places] = (sketch[places] as number) + 1
}

/** The finishing steps of MurmurHash3 (Appleby 2011). */
function scramble(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** Of all entries that either matrix has, the share that only one of them has, 0 to 1 (Jaccard distance). */
export function shareDiffering(a: EntrySketch, b: EntrySketch): number {
  let differing = 0
  for (let place = 0; place < places; place += 1) differing += ((a[place] as number) - (b[place] as number)) ** 2
  const either = ((a[places] as number) + (b[places] as number) + differing) / 2
  return either === 0 ? 0 : Math.min(1, differing / either)
}

/** As bytes to store, little-endian. */
export function sketchBytes(sketch: EntrySketch): Uint8Array {
  const view = new DataView(new ArrayBuffer(sketch.length * 4))
  sketch.forEach((value, i) => {
    view.setInt32(i * 4, value, true)
  })
  return new Uint8Array(view.buffer)
}

/** A sketch from its bytes; null for bytes of another length. */
export function sketchOf(bytes: Uint8Array): EntrySketch | null {
  if (bytes.length !== (places + 1) * 4) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Int32Array.from({ length: places + 1 }, (_, i) => view.getInt32(i * 4, true))
}

/** Looks through run-length and bit-packed values before they are unpacked: a few bytes may claim billions of them. */
import { refuse } from './footer.ts'

/** Writers fill the last run up to a multiple of eight; some write a whole block. */
const FILLING = 1024

type Runs = {
  /** The bytes that hold them: from, to. */
  place: readonly [number, number]
  /** Bits of a value. */
  width: number
  /** Values that there must be. */
  count: number
}

/**
 * Walks runs as Parquet's hybrid of RLE and bit packing writes them, until `count` values are told; returns how many of
 * them are `wanted`. Throws `RefusedFile` archive-corrupt where they are fewer, or claim to be far more.
 */
export function checkRuns(page: Uint8Array, { place: [from, to], width, count }: Runs, wanted = -1): number {
  let at = from
  let told = 0
  let found = 0
  while (told < count) {
    let header = 0
    let factor = 1
    for (;;) {
      const byte = page[at]
      if (at >= to || byte === undefined || factor > 2 ** 35) throw refuse.corrupt()
      at += 1
      header += (byte & 0x7f) * factor
      if (byte < 0x80) break
      factor *= 128
    }
    const isPacked = header % 2 === 1
    const length = Math.floor(header / 2) * (isPacked ? 8 : 1)
    const used = Math.min(length, count - told)
    if (length > count - told + FILLING) throw refuse.corrupt()
    if (wanted >= 0)
      found += isPacked ? packedMatches(page, at, { width, used, wanted }) : page[at] === wanted ? used : 0
    at += isPacked ? Math.floor(header / 2) * width : Math.ceil(width / 8)
    told += length
  }
  return found
}

/** How many of the first `used` values, of at most 8 bits each, are `wanted`. */
function packedMatches(
  page: Uint8Array,
  from: number,
  { width, used, wanted }: { width: number; used: number; wanted: number },
): number {
  const mask = (1 << width) - 1
  let found = 0
  for (let i = 0; i < used; i++) {
    const bit = i * width
    const at = from + (bit >> 3)
    const two = (page[at] ?? 0) | ((page[at + 1] ?? 0) << 8)
    if (((two >> (bit & 7)) & mask) === wanted) found++
  }
  return found
}

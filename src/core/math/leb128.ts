/** Whole numbers ≥ 0 as little-endian base-128 bytes: small numbers take one byte. */

/** Numbers are encoded here and copied out: most are far shorter than they might be. */
let scratch = new Uint8Array(1024)

/** Encode `values[from..to)`; with `ascending`, as differences from the value before. */
export function encodeNumbers(values: Int32Array, from = 0, to = values.length, ascending = false): Uint8Array {
  if (scratch.length < (to - from) * 5) scratch = new Uint8Array((to - from) * 5)
  const bytes = scratch
  let at = 0
  let before = 0
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number
    let rest = ascending ? value - before : value
    before = value
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
  }
  return bytes.slice(0, at)
}

/** Decode into `out` from `offset` on; returns how many numbers there were. The caller provides enough room. */
export function decodeNumbers(bytes: Uint8Array, out: Int32Array, offset = 0, ascending = false): number {
  let count = 0
  let value = 0
  let shift = 0
  let before = 0
  for (const byte of bytes) {
    value |= (byte & 127) << shift
    if (byte > 127) {
      shift += 7
      continue
    }
    before = ascending ? before + value : value
    out[offset + count++] = before
    value = 0
    shift = 0
  }
  return count
}

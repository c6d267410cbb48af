/** Places in an order, found without comparing. */

/** Bits of a key that are sorted by at once: three rounds for 32. */
const digit = 11

/**
 * The place of each value among the others, the largest first: one more than how many others are larger. `leftOut` is the
 * index of a value that does not count among the others, −1 for none. Linear in the values (radix sort of their bits).
 */
export function placesOf(values: Float32Array, leftOut: number): Int32Array {
  const { keys, order } = sorted(descendingKeys(values))
  const places = new Int32Array(values.length)
  let larger = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    let others = 0
    for (; to < order.length && keys[to] === keys[from]; to += 1) {
      const i = order[to] as number
      places[i] = larger + 1
      if (i !== leftOut) others += 1
    }
    larger += others
    from = to
  }
  return places
}

/** Numbers that ascend as the values descend; equal for 0 and −0. */
function descendingKeys(values: Float32Array): Uint32Array {
  const floats = new Float32Array(values.length)
  for (let i = 0; i < floats.length; i += 1) floats[i] = (values[i] as number) + 0
  const keys = new Uint32Array(floats.buffer)
  for (let i = 0; i < keys.length; i += 1) {
    const bits = keys[i] as number
    keys[i] = bits >>> 31 === 1 ? bits : ~(bits | 0x80000000)
  }
  return keys
}

type Ordered = { keys: Uint32Array; order: Int32Array }

/** The keys ascending, and where each of them stood; overwrites the keys it is given. */
function sorted(given: Uint32Array): Ordered {
  let from: Ordered = { keys: given, order: Int32Array.from({ length: given.length }, (_, i) => i) }
  let to: Ordered = { keys: new Uint32Array(given.length), order: new Int32Array(given.length) }
  const mask = (1 << digit) - 1
  const next = new Int32Array(mask + 1)
  for (let shift = 0; shift < 32; shift += digit) {
    const { keys, order } = from
    next.fill(0)
    for (let i = 0; i < keys.length; i += 1) {
      const bucket = ((keys[i] as number) >>> shift) & mask
      next[bucket] = (next[bucket] as number) + 1
    }
    let before = 0
    for (let bucket = 0; bucket <= mask; bucket += 1) {
      const count = next[bucket] as number
      next[bucket] = before
      before += count
    }
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as number
      const bucket = (key >>> shift) & mask
      const at = next[bucket] as number
      next[bucket] = at + 1
      to.keys[at] = key
      to.order[at] = order[i] as number
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** Seeded random numbers: small, fast, the same on every machine. Not for secrets. */

/** sfc32 (Doty-Humphrey's Small Fast Counter), seeded through splitmix32. Returns 32-bit unsigned integers. */
export function random32(seed: number): () => number {
  let state = seed >>> 0
  const split = () => {
    state = (state + 0x9e3779b9) | 0
    let t = state ^ (state >>> 16)
    t = Math.imul(t, 0x21f0aaad)
    t ^= t >>> 15
    t = Math.imul(t, 0x735a2d97)
    return (t ^ (t >>> 15)) | 0
  }
  let a = split()
  let b = split()
  let c = split()
  let counter = 1
  return () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
}

/** A number in [0, 1) from a 32-bit source. */
export function uniform(next: () => number): number {
  return next() / 4294967296
}

/** A seed for part `part` of work that starts from `seed`. */
export function derivedSeed(seed: number, part: number): number {
  return (Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b)) >>> 0
}

/** Shuffle `values[from..to)` in place (Fisher–Yates). */
export function shuffle(values: Int32Array, from: number, to: number, next: () => number): void {
  for (let i = to - 1; i > from; i -= 1) {
    const j = from + (next() % (i - from + 1))
    const kept = values[i] as number
    values[i] = values[j] as number
    values[j] = kept
  }
}

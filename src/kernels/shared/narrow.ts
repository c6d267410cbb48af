/**
 * Rows of bfloat16, the upper halves of floats: half the memory to read, and widened by a shift. Each group of 8 floats is
 * four words, of which word j holds float j in its lower half and float 4 + j in its upper; a last group of 4 floats leaves
 * the upper halves 0. A narrow row of `bytes` bytes of floats takes (bytes + 31) / 32 · 16 bytes.
 */
import { laneSums } from './dots.ts'
import { madd } from './simd.ts'

/** Write a row of `bytes` bytes of floats as a narrow row, rounded to the nearest. */
export function narrowRow(row: usize, bytes: usize, out: usize): void {
  const half = i32x4.splat(0x8000)
  const whole = bytes & ~31
  let k: usize = 0
  for (; k < whole; k += 32) {
    const low = i32x4.shr_u(i32x4.add(v128.load(row + k), half), 16)
    const high = v128.and(i32x4.add(v128.load(row + k, 16), half), i32x4.splat(0xffff0000))
    v128.store(out + (k >> 1), v128.or(low, high))
  }
  if (k < bytes) v128.store(out + (k >> 1), i32x4.shr_u(i32x4.add(v128.load(row + k), half), 16))
}

/** Four narrow rows times x, `bytes` bytes of floats long, in four lanes; two sums a row so that none waits long. */
export function narrowDots(h0: usize, h1: usize, h2: usize, h3: usize, x: usize, bytes: usize): v128 {
  const upper = i32x4.splat(0xffff0000)
  let a0 = f32x4.splat(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let b3 = a0
  const whole = bytes & ~31
  let k: usize = 0
  for (; k < whole; k += 32) {
    const low = v128.load(x + k)
    const high = v128.load(x + k, 16)
    const at = k >> 1
    let words = v128.load(h0 + at)
    a0 = madd(i32x4.shl(words, 16), low, a0)
    b0 = madd(v128.and(words, upper), high, b0)
    words = v128.load(h1 + at)
    a1 = madd(i32x4.shl(words, 16), low, a1)
    b1 = madd(v128.and(words, upper), high, b1)
    words = v128.load(h2 + at)
    a2 = madd(i32x4.shl(words, 16), low, a2)
    b2 = madd(v128.and(words, upper), high, b2)
    words = v128.load(h3 + at)
    a3 = madd(i32x4.shl(words, 16), low, a3)
    b3 = madd(v128.and(words, upper), high, b3)
  }
  if (k < bytes) {
    const low = v128.load(x + k)
    const at = k >> 1
    a0 = madd(i32x4.shl(v128.load(h0 + at), 16), low, a0)
    a1 = madd(i32x4.shl(v128.load(h1 + at), 16), low, a1)
    a2 = madd(i32x4.shl(v128.load(h2 + at), 16), low, a2)
    a3 = madd(i32x4.shl(v128.load(h3 + at), 16), low, a3)
  }
  return laneSums(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3))
}

/** out += Σ of four narrow rows, each times its weight. */
export function addNarrowRows(
  out: usize,
  h0: usize,
  h1: usize,
  h2: usize,
  h3: usize,
  weights: v128,
  bytes: usize,
): void {
  const upper = i32x4.splat(0xffff0000)
  const w0 = v128.shuffle<f32>(weights, weights, 0, 0, 0, 0)
  const w1 = v128.shuffle<f32>(weights, weights, 1, 1, 1, 1)
  const w2 = v128.shuffle<f32>(weights, weights, 2, 2, 2, 2)
  const w3 = v128.shuffle<f32>(weights, weights, 3, 3, 3, 3)
  const whole = bytes & ~31
  let k: usize = 0
  for (; k < whole; k += 32) {
    const at = k >> 1
    let words = v128.load(h0 + at)
    let low = madd(w0, i32x4.shl(words, 16), v128.load(out + k))
    let high = madd(w0, v128.and(words, upper), v128.load(out + k, 16))
    words = v128.load(h1 + at)
    low = madd(w1, i32x4.shl(words, 16), low)
    high = madd(w1, v128.and(words, upper), high)
    words = v128.load(h2 + at)
    low = madd(w2, i32x4.shl(words, 16), low)
    high = madd(w2, v128.and(words, upper), high)
    words = v128.load(h3 + at)
    v128.store(out + k, madd(w3, i32x4.shl(words, 16), low))
    v128.store(out + k, madd(w3, v128.and(words, upper), high), 16)
  }
  if (k < bytes) {
    const at = k >> 1
    let low = madd(w0, i32x4.shl(v128.load(h0 + at), 16), v128.load(out + k))
    low = madd(w1, i32x4.shl(v128.load(h1 + at), 16), low)
    low = madd(w2, i32x4.shl(v128.load(h2 + at), 16), low)
    v128.store(out + k, madd(w3, i32x4.shl(v128.load(h3 + at), 16), low))
  }
}

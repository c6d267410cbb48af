/** Products of four rows with one vector at a time, so that the vector is loaded once for all four. */
import { madd } from './simd.ts'

/** The sums of four vectors' lanes, in four lanes. */
export function laneSums(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const even = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7))
  const odd = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(even, odd, 0, 1, 4, 5), v128.shuffle<f32>(even, odd, 2, 3, 6, 7))
}

/** The float rows at h0 to h3 times x, `bytes` long, in four lanes; one after the other, as memory is read fastest. */
export function streamDots(h0: usize, h1: usize, h2: usize, h3: usize, x: usize, bytes: usize): v128 {
  return laneSums(rowDot(h0, x, bytes), rowDot(h1, x, bytes), rowDot(h2, x, bytes), rowDot(h3, x, bytes))
}

/** The product of one row, still in four lanes; four sums so that none waits for the one before. */
function rowDot(h: usize, x: usize, bytes: usize): v128 {
  let s0 = f32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  const end = h + bytes
  const whole = h + (bytes & ~63)
  for (; h < whole; h += 64, x += 64) {
    s0 = madd(v128.load(h), v128.load(x), s0)
    s1 = madd(v128.load(h, 16), v128.load(x, 16), s1)
    s2 = madd(v128.load(h, 32), v128.load(x, 32), s2)
    s3 = madd(v128.load(h, 48), v128.load(x, 48), s3)
  }
  for (; h < end; h += 16, x += 16) s0 = madd(v128.load(h), v128.load(x), s0)
  return f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
}

/** Rows of signed bytes at h0 to h3, `bytes` long, times 16-bit numbers at x, exactly, in four lanes of floats. */
export function byteDots(h0: usize, h1: usize, h2: usize, h3: usize, x: usize, bytes: usize): v128 {
  let s0 = i32x4.splat(0)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  for (let k: usize = 0; k < bytes; k += 16) {
    const low = v128.load(x + (k << 1))
    const high = v128.load(x + (k << 1), 16)
    s0 = i32x4.add(s0, byteDot(v128.load(h0 + k), low, high))
    s1 = i32x4.add(s1, byteDot(v128.load(h1 + k), low, high))
    s2 = i32x4.add(s2, byteDot(v128.load(h2 + k), low, high))
    s3 = i32x4.add(s3, byteDot(v128.load(h3 + k), low, high))
  }
  const even = i32x4.add(v128.shuffle<i32>(s0, s1, 0, 4, 1, 5), v128.shuffle<i32>(s0, s1, 2, 6, 3, 7))
  const odd = i32x4.add(v128.shuffle<i32>(s2, s3, 0, 4, 1, 5), v128.shuffle<i32>(s2, s3, 2, 6, 3, 7))
  return f32x4.convert_i32x4_s(
    i32x4.add(v128.shuffle<i32>(even, odd, 0, 1, 4, 5), v128.shuffle<i32>(even, odd, 2, 3, 6, 7)),
  )
}

function byteDot(row: v128, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(row), low),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(row), high),
  )
}

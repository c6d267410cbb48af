/**
 * Scans of all rows with one query, src/core/math/scan.ts in SIMD. Pointers are bytes; float rows and query are `stride`
 * floats, a multiple of 4; byte rows and query are `stride` numbers, a multiple of 16; zeros stand behind the vector.
 * Rows whose mask is 0 are passed over; with a mask at 0 there is none.
 */
import { byteDots, streamDots } from './shared/dots.ts'
import { offer } from './shared/heap.ts'

/** out[row] = rows[row] · query for rows [first, last) where mask[row] is not 0; others get −Infinity. */
export function dotScan(rows: usize, stride: i32, query: usize, mask: usize, out: usize, first: i32, last: i32): void {
  const bytes = (<usize>stride) << 2
  let row = first
  for (; row + 4 <= last; row += 4) {
    const to = out + ((<usize>row) << 2)
    if (mask !== 0 && load<u32>(mask + <usize>row) === 0) {
      v128.store(to, f32x4.splat(-Infinity))
      continue
    }
    const at = rows + <usize>row * bytes
    v128.store(to, streamDots(at, at + bytes, at + 2 * bytes, at + 3 * bytes, query, bytes))
    if (mask === 0) continue
    for (let lane: usize = 0; lane < 4; lane++) {
      if (load<u8>(mask + <usize>row + lane) === 0) store<f32>(to + (lane << 2), -Infinity)
    }
  }
  for (; row < last; row++) {
    const at = rows + <usize>row * bytes
    const score = f32x4.extract_lane(streamDots(at, at, at, at, query, bytes), 0)
    const kept = mask === 0 || load<u8>(mask + <usize>row) !== 0
    store<f32>(out + ((<usize>row) << 2), kept ? score : -Infinity)
  }
}

/**
 * The rows of [first, last) with the largest products, into a heap of at most `most` scores and row numbers whose worst
 * stands first; it holds `held` already. Returns how many it holds then. With `scales`, rows and query are bytes and 16-bit
 * numbers, and a row's product counts times its scale. `pending` holds 64 whole numbers.
 */
export function topRows(
  rows: usize,
  stride: i32,
  query: usize,
  scales: usize,
  mask: usize,
  first: i32,
  last: i32,
  scores: usize,
  ids: usize,
  most: i32,
  held: i32,
  pending: usize,
): i32 {
  const bytes = scales === 0 ? (<usize>stride) << 2 : <usize>stride
  if (mask === 0) {
    let row = first
    for (; row + 4 <= last; row += 4) {
      held = offerFour(rows, bytes, query, scales, scores, ids, most, held, row, row + 1, row + 2, row + 3, 4)
    }
    for (; row < last; row++) {
      held = offerFour(rows, bytes, query, scales, scores, ids, most, held, row, row, row, row, 1)
    }
    return held
  }
  let waiting = 0
  for (let row = first; row < last; row += 16) {
    let kept = keptOf(mask + <usize>row, last - row)
    for (; kept !== 0; kept &= kept - 1) {
      store<i32>(pending + ((<usize>waiting) << 2), row + ctz(kept))
      waiting++
    }
    if (waiting <= 48 && row + 16 < last) continue
    held = offerPending(rows, bytes, query, scales, scores, ids, most, held, pending, waiting)
    waiting = 0
  }
  return held
}

/** A bit for each of the next 16 rows, at most `left`, whose mask is not 0. */
function keptOf(mask: usize, left: i32): i32 {
  if (left >= 16) return i8x16.bitmask(i8x16.ne(v128.load(mask), i8x16.splat(0)))
  let kept = 0
  for (let row = 0; row < left; row++) kept |= i32(load<u8>(mask + <usize>row) !== 0) << row
  return kept
}

/** Offer rows that lie apart: all their lines are asked for before the first is used, so that they arrive together. */
function offerPending(
  rows: usize,
  bytes: usize,
  query: usize,
  scales: usize,
  scores: usize,
  ids: usize,
  most: i32,
  held: i32,
  pending: usize,
  count: i32,
): i32 {
  let all: i32 = 0
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>load<i32>(pending + ((<usize>i) << 2)) * bytes
    for (let line: usize = 0; line < bytes; line += 64) all ^= load<i32>(row + line)
  }
  for (let i = 0; i < count; i += 4) {
    const at = pending + ((<usize>i) << 2)
    const left = count - i
    const r0 = load<i32>(at)
    const r1 = left > 1 ? load<i32>(at, 4) : r0
    const r2 = left > 2 ? load<i32>(at, 8) : r0
    const r3 = left > 3 ? load<i32>(at, 12) : r0
    held = offerFour(rows, bytes, query, scales, scores, ids, most, held, r0, r1, r2, r3, min(left, 4))
  }
  // What was read has to be put somewhere, or it would not be read.
  store<i32>(pending, all)
  return held
}

function offerFour(
  rows: usize,
  bytes: usize,
  query: usize,
  scales: usize,
  scores: usize,
  ids: usize,
  most: i32,
  held: i32,
  r0: i32,
  r1: i32,
  r2: i32,
  r3: i32,
  count: i32,
): i32 {
  const h0 = rows + <usize>r0 * bytes
  const h1 = rows + <usize>r1 * bytes
  const h2 = rows + <usize>r2 * bytes
  const h3 = rows + <usize>r3 * bytes
  let found: v128
  if (scales === 0) found = streamDots(h0, h1, h2, h3, query, bytes)
  else {
    let scale = v128.load_zero<f32>(scales + ((<usize>r0) << 2))
    scale = v128.load_lane<f32>(scales + ((<usize>r1) << 2), scale, 1)
    scale = v128.load_lane<f32>(scales + ((<usize>r2) << 2), scale, 2)
    scale = v128.load_lane<f32>(scales + ((<usize>r3) << 2), scale, 3)
    found = f32x4.mul(byteDots(h0, h1, h2, h3, query, bytes), scale)
  }
  // Rows come in ascending order, so that an equal score is a worse one.
  if (held === most && !v128.any_true(f32x4.gt(found, v128.load_splat<f32>(scores)))) return held
  held = offer(f32x4.extract_lane(found, 0), r0, scores, ids, most, held)
  if (count > 1) held = offer(f32x4.extract_lane(found, 1), r1, scores, ids, most, held)
  if (count > 2) held = offer(f32x4.extract_lane(found, 2), r2, scores, ids, most, held)
  if (count > 3) held = offer(f32x4.extract_lane(found, 3), r3, scores, ids, most, held)
  return held
}

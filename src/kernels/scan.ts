/**
 * Scans of all rows with one query, src/core/math/scan.ts in SIMD. Pointers are bytes; float rows and query are `stride`
 * floats, a multiple of 4; byte rows and query are `stride` numbers, a multiple of 16; zeros stand behind the vector.
 * Rows whose mask is 0 are passed over; with a mask at 0 there is none.
 */
import { byteDots, streamDots } from './shared/dots.ts'

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
 * numbers, and a row's product counts times its scale. `pending` holds 4 whole numbers.
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
  let waiting = 0
  for (let row = first; row < last; row++) {
    if (mask !== 0) {
      if (row + 16 <= last && !v128.any_true(v128.load(mask + <usize>row))) {
        row += 15
        continue
      }
      if (load<u8>(mask + <usize>row) === 0) continue
    }
    store<i32>(pending + ((<usize>waiting) << 2), row)
    waiting++
    if (waiting < 4) continue
    held = offerFour(rows, bytes, query, scales, scores, ids, most, held, pending, 4)
    waiting = 0
  }
  if (waiting === 0) return held
  for (let lane = waiting; lane < 4; lane++) store<i32>(pending + ((<usize>lane) << 2), load<i32>(pending))
  return offerFour(rows, bytes, query, scales, scores, ids, most, held, pending, waiting)
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
  pending: usize,
  count: i32,
): i32 {
  const r0 = <usize>load<i32>(pending)
  const r1 = <usize>load<i32>(pending, 4)
  const r2 = <usize>load<i32>(pending, 8)
  const r3 = <usize>load<i32>(pending, 12)
  const h0 = rows + r0 * bytes
  const h1 = rows + r1 * bytes
  const h2 = rows + r2 * bytes
  const h3 = rows + r3 * bytes
  let found: v128
  if (scales === 0) found = streamDots(h0, h1, h2, h3, query, bytes)
  else {
    let scale = v128.load_zero<f32>(scales + (r0 << 2))
    scale = v128.load_lane<f32>(scales + (r1 << 2), scale, 1)
    scale = v128.load_lane<f32>(scales + (r2 << 2), scale, 2)
    scale = v128.load_lane<f32>(scales + (r3 << 2), scale, 3)
    found = f32x4.mul(byteDots(h0, h1, h2, h3, query, bytes), scale)
  }
  // Rows come in ascending order, so that an equal score is a worse one.
  if (held === most && !v128.any_true(f32x4.gt(found, v128.load_splat<f32>(scores)))) return held
  held = offer(f32x4.extract_lane(found, 0), <i32>r0, scores, ids, most, held)
  if (count > 1) held = offer(f32x4.extract_lane(found, 1), <i32>r1, scores, ids, most, held)
  if (count > 2) held = offer(f32x4.extract_lane(found, 2), <i32>r2, scores, ids, most, held)
  if (count > 3) held = offer(f32x4.extract_lane(found, 3), <i32>r3, scores, ids, most, held)
  return held
}

/** Whether (score, id) is worse than what stands at `place` of the heap. */
function worse(score: f32, id: i32, scores: usize, ids: usize, place: i32): bool {
  const other = load<f32>(scores + ((<usize>place) << 2))
  return score < other || (score === other && id > load<i32>(ids + ((<usize>place) << 2)))
}

function put(score: f32, id: i32, scores: usize, ids: usize, place: i32): void {
  store<f32>(scores + ((<usize>place) << 2), score)
  store<i32>(ids + ((<usize>place) << 2), id)
}

function move(scores: usize, ids: usize, from: i32, to: i32): void {
  put(load<f32>(scores + ((<usize>from) << 2)), load<i32>(ids + ((<usize>from) << 2)), scores, ids, to)
}

/** Keep a row if the heap has room or something worse; returns how many are kept. */
function offer(score: f32, id: i32, scores: usize, ids: usize, most: i32, held: i32): i32 {
  if (held < most) {
    let place = held
    while (place > 0 && worse(score, id, scores, ids, (place - 1) >> 1)) {
      move(scores, ids, (place - 1) >> 1, place)
      place = (place - 1) >> 1
    }
    put(score, id, scores, ids, place)
    return held + 1
  }
  if (most === 0 || worse(score, id, scores, ids, 0)) return held
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= held) break
    if (child + 1 < held) {
      const at = (<usize>(child + 1)) << 2
      if (worse(load<f32>(scores + at), load<i32>(ids + at), scores, ids, child)) child++
    }
    // The worse child comes up while the newcomer is better than it.
    if (worse(score, id, scores, ids, child)) break
    move(scores, ids, child, place)
    place = child
  }
  put(score, id, scores, ids, place)
  return held
}

/**
 * Scores of every item for many listeners, and the best of them, src/core/math/rank-kernel.ts in SIMD. Pointers are bytes.
 */
import { offer, sortHeap } from './shared/heap.ts'
import { addProduct } from './shared/product.ts'

/** Items of a panel: as many as a tile of `addProduct` has columns. */
const panelItems = 12

/**
 * scores[listener] = rows[listener] · items for `count` rows of `size` floats. Panel p holds items 12·p to 12·p + 11, factor
 * by factor; a listener's scores take `scoreBytes`, room for all panels.
 */
export function scoreRows(
  rows: usize,
  count: i32,
  size: i32,
  panels: usize,
  panelCount: i32,
  scores: usize,
  scoreBytes: usize,
): void {
  const rowBytes = (<usize>size) << 2
  const panelBytes: usize = panelItems << 2
  memory.fill(scores, 0, <usize>count * scoreBytes)
  for (let panel = 0; panel < panelCount; panel++) {
    const to = scores + <usize>panel * panelBytes
    addProduct(to, scoreBytes, count, panelItems, rows, rowBytes, 4, panels, panelBytes, size)
    panels += rowBytes * panelItems
  }
}

/**
 * The `k` largest of `columns` scores and their places, best first, into `best` and `ids`; returns how many there are.
 * Scores of −Infinity are left out. `sums` gets the others' number, sum and sum of squares as doubles. There is room behind
 * the scores for up to 3 more.
 */
export function bestOf(scores: usize, columns: i32, k: i32, best: usize, ids: usize, sums: usize): i32 {
  const none = f32x4.splat(-Infinity)
  const whole = (columns + 3) & ~3
  for (let i = columns; i < whole; i++) store<f32>(scores + ((<usize>i) << 2), -Infinity)
  let counts = i32x4.splat(0)
  let sum = f64x2.splat(0)
  let squares = f64x2.splat(0)
  let held = 0
  for (let i = 0; i < whole; i += 4) {
    const found = v128.load(scores + ((<usize>i) << 2))
    const listed = f32x4.ne(found, none)
    counts = i32x4.sub(counts, listed)
    const finite = v128.and(found, listed)
    const low = f64x2.promote_low_f32x4(finite)
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(finite, finite, 2, 3, 2, 3))
    sum = f64x2.add(sum, f64x2.add(low, high))
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)))
    // Items come in ascending order, so that an equal score is a worse one.
    const better = held < k ? listed : f32x4.gt(found, v128.load_splat<f32>(best))
    for (let lanes = k === 0 ? 0 : i32x4.bitmask(better); lanes !== 0; lanes &= lanes - 1) {
      const place = i + ctz(lanes)
      held = offer(load<f32>(scores + ((<usize>place) << 2)), place, best, ids, k, held)
    }
  }
  sortHeap(best, ids, held)
  const count =
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3)
  store<f64>(sums, <f64>count)
  store<f64>(sums, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1), 8)
  store<f64>(sums, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1), 16)
  return held
}

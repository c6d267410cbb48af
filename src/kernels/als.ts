/**
 * Implicit ALS, src/core/math/als-kernel.ts in SIMD: the same functions over rows of `width` floats (a multiple of 4,
 * with zeros behind the factors), `stride` bytes apart; rows of the other side are narrow. Pointers are bytes.
 */
import { addNarrowRows, narrowDots, narrowRow } from './shared/narrow.ts'
import { addProduct } from './shared/product.ts'
import { laneSum, madd } from './shared/simd.ts'

/** rows ← rows·rotation for `count` rows, in place. `copy` holds count × width floats. */
export function rotateRows(rows: usize, stride: usize, width: i32, count: i32, rotation: usize, copy: usize): void {
  const bytes = (<usize>width) << 2
  for (let row: usize = 0; row < <usize>count; row++) {
    memory.copy(copy + row * bytes, rows + row * stride, bytes)
    memory.fill(rows + row * stride, 0, bytes)
  }
  addProduct(rows, stride, count, width, copy, bytes, 4, rotation, bytes, width)
}

/** Write `count` rows as narrow ones, one after the other. */
export function narrowRows(rows: usize, width: i32, count: i32, out: usize): void {
  const bytes = (<usize>width) << 2
  const narrow = ((bytes + 31) >> 5) << 4
  for (let row: usize = 0; row < <usize>count; row++) narrowRow(rows + row * bytes, bytes, out + row * narrow)
}

/** sums (width × width doubles, on and right of the diagonal) += rowsᵀ·rows. `product` holds width × width floats. */
export function gramRows(rows: usize, stride: usize, width: i32, count: i32, sums: usize, product: usize): void {
  const bytes = (<usize>width) << 2
  memory.fill(product, 0, bytes * <usize>width)
  for (let at = 0; at < width; at += 4) {
    const strip = product + <usize>at * bytes + ((<usize>at) << 2)
    const from = rows + ((<usize>at) << 2)
    addProduct(strip, bytes, 4, width - at, from, 4, stride, from, stride, count)
  }
  for (let row = 0; row < width; row++) {
    for (let column = row & ~3; column < width; column += 4) {
      const place = <usize>(row * width + column)
      const four = v128.load(product + (place << 2))
      const out = sums + (place << 3)
      const high = v128.shuffle<f32>(four, four, 2, 3, 0, 1)
      v128.store(out, f64x2.add(v128.load(out), f64x2.promote_low_f32x4(four)))
      v128.store(out, f64x2.add(v128.load(out, 16), f64x2.promote_low_f32x4(high)), 16)
    }
  }
}

/** Entries whose rows are fetched at once, a power of two: their lines lie in the nearest cache together. */
const ahead: i32 = 32

/**
 * Read a number of every line of the rows of entries [from, to), four lines at a time, so that all these reads wait for
 * memory together. Returns what hangs on each of them, without which they would be left out.
 */
function fetchRows(indices: usize, from: i32, to: i32, other: usize, narrow: usize): i32 {
  let all: i32 = 0
  for (let i = from; i < to; i++) {
    const h = other + <usize>load<i32>(indices + ((<usize>i) << 2)) * narrow
    for (let line: usize = 0; line < narrow; line += 256) {
      all ^= load<i32>(h + line) ^ load<i32>(h + line, 64) ^ load<i32>(h + line, 128) ^ load<i32>(h + line, 192)
    }
  }
  return all
}

/** Σ over entries [from, to) of c (target − h·x) h onto `out` where there is one; returns Σ c (target − h·x)². */
function entries(
  indices: usize,
  confidence: usize,
  from: i32,
  to: i32,
  other: usize,
  narrow: usize,
  bytes: usize,
  x: usize,
  target: f32,
  out: usize,
  fetched: usize,
): f32 {
  let squares = f32x4.splat(0)
  const goal = f32x4.splat(target)
  for (let i = from; i < to; i += 4) {
    // Rows are met first with a target; from then on the nearer caches hold them.
    if (target !== 0 && ((i - from) & (ahead - 1)) === 0) {
      store<i32>(fetched, fetchRows(indices, i, min(i + ahead, to), other, narrow))
    }
    const at = indices + ((<usize>i) << 2)
    const left = to - i
    const h0 = other + <usize>load<i32>(at) * narrow
    const h1 = left > 1 ? other + <usize>load<i32>(at, 4) * narrow : h0
    const h2 = left > 2 ? other + <usize>load<i32>(at, 8) * narrow : h0
    const h3 = left > 3 ? other + <usize>load<i32>(at, 12) * narrow : h0
    const products = narrowDots(h0, h1, h2, h3, x, bytes)
    // What lies behind the last entry weighs nothing.
    const c = v128.and(
      i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left)),
      confidence === 0 ? f32x4.splat(1) : v128.load(confidence + ((<usize>i) << 2)),
    )
    const missed = f32x4.sub(goal, products)
    const weighted = f32x4.mul(c, missed)
    squares = madd(weighted, missed, squares)
    if (out !== 0) addNarrowRows(out, h0, h1, h2, h3, weighted, bytes)
  }
  return laneSum(squares)
}

/**
 * Solve rows [first, last) by up to `steps` steps of conjugate gradient from where they stand, preconditioned by the
 * diagonal; a row whose error is below `enough` of its objective takes its last. `scratch` holds 5 × width floats.
 */
export function solveRows(
  indptr: usize,
  indices: usize,
  confidence: usize,
  ridges: usize,
  diagonal: usize,
  rows: usize,
  other: usize,
  stride: usize,
  width: i32,
  first: i32,
  last: i32,
  steps: i32,
  enough: f32,
  scratch: usize,
): void {
  const bytes = (<usize>width) << 2
  const narrow = ((bytes + 31) >> 5) << 4
  const residual = scratch
  const direction = scratch + bytes
  const image = direction + bytes
  const inverse = image + bytes
  const fetched = inverse + bytes
  for (let row = first; row < last; row++) {
    const from = load<i32>(indptr + ((<usize>row) << 2))
    const to = load<i32>(indptr + ((<usize>row) << 2), 4)
    const x = rows + <usize>row * stride
    if (from === to) {
      memory.fill(x, 0, bytes)
      continue
    }
    const ridge = f32x4.splat(load<f32>(ridges + ((<usize>row) << 2)))

    // r = Σ c (1 − h·x) h − D x
    let sum = f32x4.splat(0)
    for (let k: usize = 0; k < bytes; k += 16) {
      const d = f32x4.add(v128.load(diagonal + k), ridge)
      const value = v128.load(x + k)
      const product = f32x4.mul(d, value)
      v128.store(inverse + k, f32x4.div(f32x4.splat(1), d))
      v128.store(residual + k, f32x4.neg(product))
      sum = madd(product, value, sum)
    }
    const least =
      enough * (laneSum(sum) + entries(indices, confidence, from, to, other, narrow, bytes, x, 1, residual, fetched))

    // q = r / D
    sum = f32x4.splat(0)
    for (let k: usize = 0; k < bytes; k += 16) {
      const r = v128.load(residual + k)
      const q = f32x4.mul(r, v128.load(inverse + k))
      v128.store(direction + k, q)
      sum = madd(r, q, sum)
    }
    let error = laneSum(sum)
    for (let step = 1; error > 1e-12; step++) {
      const further = step < steps && error > least
      // A q = D q + Σ c (h·q) h; its product with q needs no A q.
      sum = f32x4.splat(0)
      for (let k: usize = 0; k < bytes; k += 16) {
        const q = v128.load(direction + k)
        const d = f32x4.add(v128.load(diagonal + k), ridge)
        const product = f32x4.mul(d, q)
        if (further) v128.store(image + k, f32x4.neg(product))
        sum = madd(product, q, sum)
      }
      const out = further ? image : 0
      const curvature =
        laneSum(sum) + entries(indices, confidence, from, to, other, narrow, bytes, direction, 0, out, fetched)
      const length = f32x4.splat(error / curvature)
      for (let k: usize = 0; k < bytes; k += 16) {
        v128.store(x + k, madd(length, v128.load(direction + k), v128.load(x + k)))
      }
      if (!further) break

      // r −= length A q; q = r / D + turn q
      sum = f32x4.splat(0)
      for (let k: usize = 0; k < bytes; k += 16) {
        const r = madd(length, v128.load(image + k), v128.load(residual + k))
        v128.store(residual + k, r)
        sum = madd(f32x4.mul(r, r), v128.load(inverse + k), sum)
      }
      const before = error
      error = laneSum(sum)
      const turn = f32x4.splat(error / before)
      for (let k: usize = 0; k < bytes; k += 16) {
        const z = f32x4.mul(v128.load(residual + k), v128.load(inverse + k))
        v128.store(direction + k, madd(turn, v128.load(direction + k), z))
      }
    }
  }
}

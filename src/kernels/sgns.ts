/**
 * One block of skip-gram with negative sampling: src/core/math/sgns-kernel.ts `sgnsBlock` in SIMD. A group of up to
 * 16 contexts × 6 targets is one small matrix product for the dots and one pass that moves inputs and outputs, so that
 * each row is loaded once for each (Ji et al. 2016). All pointers and row lengths are bytes.
 */
import { exponential, madd, sumsOf } from './shared/simd.ts'

const mostContexts = 16
const mostTargets = 6
/** Every 64th centre's dots are kept for the loss. */
const sampleMask = 63
/** Rows of centres to come are fetched together, as many as the first cache (32 KiB) holds beside the contexts. */
const bytesFetched: usize = 28672

/**
 * What lies in `scratch`: dots, then gradients, [context][target]; addresses of contexts' inputs, of targets' outputs; a
 * row of zeros; behind it the addresses of rows to fetch (src/core/math/sgns-epoch.ts, scratchLengths).
 */
const dots: usize = 0
const contextRows: usize = 448
const targetRows: usize = 512
const zeros: usize = 576

/**
 * Learn from `count` centres. `items`, `from`, `to`, i32 each: a centre's item and its window [from, to) in the block.
 * `negatives`: `negative` items for each centre, in turn; `window`: most items on either side. Writes the dots of sampled centres, negated for true targets,
 * to `samples` and returns how many.
 */
export function sgnsBlock(
  inputs: usize,
  outputs: usize,
  stride: usize,
  length: usize,
  items: usize,
  from: usize,
  to: usize,
  count: i32,
  negatives: usize,
  negative: i32,
  rate: f32,
  scratch: usize,
  samples: usize,
  window: i32,
): i32 {
  const together = <i32>max(1, bytesFetched / (<usize>(negative + 2) * stride))
  const toFetch = scratch + zeros + stride
  let sampled = 0
  let fetched = 0
  for (let i = 0; i < count; i++) {
    if (i === fetched) {
      fetched = min(i + together, count)
      fetch(inputs, outputs, stride, length, items, i, fetched, count, negatives, negative, window, toFetch)
    }
    const at = (<usize>i) << 2
    const last = load<i32>(to + at)
    const positive = load<u32>(items + at)
    const drawn = negatives + ((<usize>(i * negative)) << 2)
    let next = load<i32>(from + at)
    while (next < last) {
      // 1. Up to 16 contexts: the window's items but the centre.
      let contexts = 0
      while (next < last && contexts < mostContexts) {
        if (next !== i) {
          const row = inputs + load<u32>(items + ((<usize>next) << 2)) * stride
          store<usize>(scratch + contextRows + ((<usize>contexts) << 2), row)
          contexts++
        }
        next++
      }
      if (contexts === 0) break
      if (contexts & 1) store<usize>(scratch + contextRows + ((<usize>contexts) << 2), scratch + zeros)
      // 2. Up to 6 targets at a time: the centre first, then its negatives.
      for (let first = 0; first <= negative; first += mostTargets) {
        placeTargets(scratch, first, negative, positive, drawn, outputs, stride)
        multiply(scratch, contexts, length)
        if ((i & sampleMask) === 0) sampled = sample(scratch, contexts, first === 0, samples, sampled)
        toGradients(scratch, contexts, first === 0, rate)
        move(scratch, contexts, length)
      }
    }
  }
  return sampled
}

/**
 * Bring the rows of centres [first, last) and of the contexts that enter their windows into the cache: read a word of each
 * line, line by line. So misses wait side by side, where otherwise each would hold up the sums that need it.
 */
function fetch(
  inputs: usize,
  outputs: usize,
  stride: usize,
  length: usize,
  items: usize,
  first: i32,
  last: i32,
  count: i32,
  negatives: usize,
  negative: i32,
  window: i32,
  rows: usize,
): void {
  let end = rows
  for (let i = first; i < last; i++) {
    const entering = min(i + window, count - 1)
    store<usize>(end, outputs + load<u32>(items + ((<usize>i) << 2)) * stride)
    store<usize>(end, inputs + load<u32>(items + ((<usize>entering) << 2)) * stride, 4)
    end += 8
    for (let n = i * negative; n < (i + 1) * negative; n++) {
      store<usize>(end, outputs + load<u32>(negatives + ((<usize>n) << 2)) * stride)
      end += 4
    }
  }
  let seen = 0
  for (let line: usize = 0; line < length; line += 64) {
    for (let row = rows; row < end; row += 4) seen |= load<i32>(load<usize>(row) + line)
  }
  // Used, so that the compiler keeps the reads.
  store<i32>(end, seen)
}

/** Write the addresses of a group's output rows; the row of zeros for none, for the centre drawn again and for an item drawn twice. */
function placeTargets(
  scratch: usize,
  first: i32,
  negative: i32,
  positive: u32,
  drawn: usize,
  outputs: usize,
  stride: usize,
): void {
  const rows = scratch + targetRows
  const centre = outputs + positive * stride
  for (let t = 0; t < mostTargets; t++) {
    const n = first + t - 1
    let row = scratch + zeros
    if (n < 0) row = centre
    else if (n < negative) {
      row = outputs + load<u32>(drawn + ((<usize>n) << 2)) * stride
      if (row === centre) row = scratch + zeros
      for (let before = 0; before < t; before++) {
        if (load<usize>(rows + ((<usize>before) << 2)) === row) row = scratch + zeros
      }
    }
    store<usize>(rows + ((<usize>t) << 2), row)
  }
}

/** dots[c][t] = input of context c · output of target t, two contexts × six targets at a time. */
function multiply(scratch: usize, contexts: i32, length: usize): void {
  const o0 = load<usize>(scratch + targetRows)
  const o1 = load<usize>(scratch + targetRows, 4)
  const o2 = load<usize>(scratch + targetRows, 8)
  const o3 = load<usize>(scratch + targetRows, 12)
  const o4 = load<usize>(scratch + targetRows, 16)
  const o5 = load<usize>(scratch + targetRows, 20)
  let out = scratch + dots
  for (let c = 0; c < contexts; c += 2) {
    const x = load<usize>(scratch + contextRows + ((<usize>c) << 2))
    const y = load<usize>(scratch + contextRows + ((<usize>c) << 2), 4)
    let x0 = f32x4.splat(0)
    let x1 = x0
    let x2 = x0
    let x3 = x0
    let x4 = x0
    let x5 = x0
    let y0 = x0
    let y1 = x0
    let y2 = x0
    let y3 = x0
    let y4 = x0
    let y5 = x0
    for (let k: usize = 0; k < length; k += 16) {
      const p = v128.load(x + k)
      const q = v128.load(y + k)
      let o = v128.load(o0 + k)
      x0 = madd(p, o, x0)
      y0 = madd(q, o, y0)
      o = v128.load(o1 + k)
      x1 = madd(p, o, x1)
      y1 = madd(q, o, y1)
      o = v128.load(o2 + k)
      x2 = madd(p, o, x2)
      y2 = madd(q, o, y2)
      o = v128.load(o3 + k)
      x3 = madd(p, o, x3)
      y3 = madd(q, o, y3)
      o = v128.load(o4 + k)
      x4 = madd(p, o, x4)
      y4 = madd(q, o, y4)
      o = v128.load(o5 + k)
      x5 = madd(p, o, x5)
      y5 = madd(q, o, y5)
    }
    v128.store(out, sumsOf(x0, x1, x2, x3))
    v128.store(out, sumsOf(x4, x5, y0, y1), 16)
    v128.store(out, sumsOf(y2, y3, y4, y5), 32)
    out += 48
  }
}

/** Keep the dots of a group, negated for the true target; the loss is the mean of log(1 + exp(kept)). */
function sample(scratch: usize, contexts: i32, withTrue: bool, samples: usize, sampled: i32): i32 {
  for (let c = 0; c < contexts; c++) {
    for (let t = 0; t < mostTargets; t++) {
      if (load<usize>(scratch + targetRows + ((<usize>t) << 2)) === scratch + zeros) continue
      const dot = load<f32>(scratch + dots + ((<usize>(c * mostTargets + t)) << 2))
      store<f32>(samples + ((<usize>sampled) << 2), withTrue && t === 0 ? -dot : dot)
      sampled++
    }
  }
  return sampled
}

/** gradient = (label − σ(dot)) · rate in place, 0 where there is no target. */
function toGradients(scratch: usize, contexts: i32, withTrue: bool, rate: f32): void {
  const one = f32x4.splat(1)
  const step = f32x4.splat(-rate)
  const end = scratch + dots + <usize>(contexts * mostTargets * 4)
  for (let at = scratch + dots; at < end; at += 16) {
    v128.store(at, f32x4.div(step, f32x4.add(one, exponential(f32x4.neg(v128.load(at))))))
  }
  if (withTrue) {
    for (let at = scratch + dots; at < end; at += mostTargets * 4) store<f32>(at, load<f32>(at) + rate)
  }
  for (let t = 0; t < mostTargets; t++) {
    if (load<usize>(scratch + targetRows + ((<usize>t) << 2)) !== scratch + zeros) continue
    for (let at = scratch + dots + ((<usize>t) << 2); at < end; at += mostTargets * 4) store<f32>(at, 0)
  }
}

/** For each context in turn: inputs[c] += Σ_t gradient[c][t] · outputs[t], and outputs[t] += gradient[c][t] · inputs[c] as it was. */
function move(scratch: usize, contexts: i32, length: usize): void {
  const o0 = load<usize>(scratch + targetRows)
  const o1 = load<usize>(scratch + targetRows, 4)
  const o2 = load<usize>(scratch + targetRows, 8)
  const o3 = load<usize>(scratch + targetRows, 12)
  const o4 = load<usize>(scratch + targetRows, 16)
  const o5 = load<usize>(scratch + targetRows, 20)
  const end = scratch + contextRows + ((<usize>contexts) << 2)
  for (let k: usize = 0; k < length; k += 16) {
    let p0 = v128.load(o0 + k)
    let p1 = v128.load(o1 + k)
    let p2 = v128.load(o2 + k)
    let p3 = v128.load(o3 + k)
    let p4 = v128.load(o4 + k)
    let p5 = v128.load(o5 + k)
    let gradient = scratch + dots
    for (let row = scratch + contextRows; row < end; row += 4) {
      const at = load<usize>(row) + k
      const x = v128.load(at)
      let g = v128.load32_splat(gradient)
      let moved = madd(g, p0, x)
      p0 = madd(g, x, p0)
      g = v128.load32_splat(gradient, 4)
      moved = madd(g, p1, moved)
      p1 = madd(g, x, p1)
      g = v128.load32_splat(gradient, 8)
      moved = madd(g, p2, moved)
      p2 = madd(g, x, p2)
      g = v128.load32_splat(gradient, 12)
      moved = madd(g, p3, moved)
      p3 = madd(g, x, p3)
      g = v128.load32_splat(gradient, 16)
      moved = madd(g, p4, moved)
      p4 = madd(g, x, p4)
      g = v128.load32_splat(gradient, 20)
      moved = madd(g, p5, moved)
      p5 = madd(g, x, p5)
      v128.store(at, moved)
      gradient += 24
    }
    v128.store(o0 + k, p0)
    v128.store(o1 + k, p1)
    v128.store(o2 + k, p2)
    v128.store(o3 + k, p3)
    v128.store(o4 + k, p4)
    v128.store(o5 + k, p5)
  }
}

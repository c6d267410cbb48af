/** Rows of float vectors: normalising, scanning, the largest k. */

/** Scale each row of `rows` (n × size) to length 1 in place; rows of zeros stay zero. */
export function normaliseRows(rows: Float32Array, size: number): void {
  for (let at = 0; at < rows.length; at += size) {
    let sum = 0
    for (let k = 0; k < size; k += 1) sum += (rows[at + k] as number) ** 2
    if (sum === 0) continue
    const scale = 1 / Math.sqrt(sum)
    for (let k = 0; k < size; k += 1) rows[at + k] = (rows[at + k] as number) * scale
  }
}

/** out[i] = rows[i] · query for every row where `mask[i]` is not 0; others get −Infinity. */
export function dotScan(
  rows: Float32Array,
  size: number,
  query: Float32Array,
  mask: Uint8Array,
  out: Float32Array,
): void {
  for (let row = 0, at = 0; row < out.length; row += 1, at += size) {
    if (mask[row] === 0) {
      out[row] = Number.NEGATIVE_INFINITY
      continue
    }
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let k = 0
    for (; k + 3 < size; k += 4) {
      a += (rows[at + k] as number) * (query[k] as number)
      b += (rows[at + k + 1] as number) * (query[k + 1] as number)
      c += (rows[at + k + 2] as number) * (query[k + 2] as number)
      d += (rows[at + k + 3] as number) * (query[k + 3] as number)
    }
    for (; k < size; k += 1) a += (rows[at + k] as number) * (query[k] as number)
    out[row] = a + b + c + d
  }
}

/** Row numbers of the k largest finite scores, best first; equal scores by row number. */
export function topK(scores: Float32Array | Float64Array, k: number): Int32Array {
  const heap = new Int32Array(Math.min(k, scores.length))
  let size = 0
  // A binary heap with the worst kept row on top.
  const worse = (a: number, b: number) => {
    const difference = (scores[a] as number) - (scores[b] as number)
    return difference < 0 || (difference === 0 && a > b)
  }
  const sink = (start: number) => {
    let at = start
    for (;;) {
      const left = 2 * at + 1
      if (left >= size) return
      const child = left + 1 < size && worse(heap[left + 1] as number, heap[left] as number) ? left + 1 : left
      if (!worse(heap[child] as number, heap[at] as number)) return
      swap(heap, at, child)
      at = child
    }
  }
  for (let row = 0; row < scores.length; row += 1) {
    if (scores[row] === Number.NEGATIVE_INFINITY) continue
    if (size < heap.length) {
      let at = size++
      heap[at] = row
      while (at > 0 && worse(heap[at] as number, heap[(at - 1) >> 1] as number)) {
        swap(heap, at, (at - 1) >> 1)
        at = (at - 1) >> 1
      }
    } else if (size > 0 && worse(heap[0] as number, row)) {
      heap[0] = row
      sink(0)
    }
  }
  return heap.slice(0, size).sort((a, b) => (worse(a, b) ? 1 : -1))
}

function swap(values: Int32Array, a: number, b: number): void {
  const kept = values[a] as number
  values[a] = values[b] as number
  values[b] = kept
}

/** Row numbers of finite scores, best first, equal scores by row number; only as many are sorted as are taken. */
export function* bestFirst(scores: Float32Array | Float64Array): Generator<number> {
  let taken = 0
  for (let k = 256; ; k *= 16) {
    const best = topK(scores, k)
    for (; taken < best.length; taken += 1) yield best[taken] as number
    if (best.length < k) return
  }
}

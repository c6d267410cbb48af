/** Rows of floats: putting them in another order without a second copy. */

/** Row numbers of items by how often they occur, the most frequent first; equal ones by number. Returns each item's row. */
export function rowsByFrequency(counts: Int32Array): Int32Array {
  const items = Int32Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const rowOf = new Int32Array(counts.length)
  items.forEach((item, row) => {
    rowOf[item] = row
  })
  return rowOf
}

/**
 * Put row `rowOf[i]` at place i and drop what lies behind the first `size` of its `stride` numbers. Works in place, by
 * the cycles of the permutation; returns the rows, rowOf.length × size, as a view of the same memory.
 */
export function arrangeRows<T extends ArrayBufferLike>(
  rows: Float32Array<T>,
  stride: number,
  size: number,
  rowOf: Int32Array,
): Float32Array<T> {
  const done = new Uint8Array(rowOf.length)
  const first = new Float32Array(stride)
  const move = (from: number, to: number) => rows.copyWithin(to * stride, from * stride, (from + 1) * stride)
  for (let start = 0; start < rowOf.length; start += 1) {
    if (done[start] !== 0 || rowOf[start] === start) continue
    first.set(rows.subarray(start * stride, (start + 1) * stride))
    let at = start
    for (let from = rowOf[at] as number; from !== start; from = rowOf[at] as number) {
      move(from, at)
      done[at] = 1
      at = from
    }
    rows.set(first, at * stride)
    done[at] = 1
  }
  for (let row = 1; row < rowOf.length; row += 1) rows.copyWithin(row * size, row * stride, row * stride + size)
  return rows.subarray(0, rowOf.length * size) as Float32Array<T>
}

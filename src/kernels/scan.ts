/**
 * Dot products of float rows with one query, src/core/math/vectors.ts `dotScan` in SIMD. Pointers are bytes; rows and
 * query are `stride` floats each, a multiple of 4 with zeros behind the vector.
 */
import { laneSum, madd } from './shared/simd.ts'

/** out[row] = rows[row] · query for rows [first, last) where mask[row] is not 0; others get −Infinity. */
export function dotScan(rows: usize, stride: i32, query: usize, mask: usize, out: usize, first: i32, last: i32): void {
  const bytes = (<usize>stride) << 2
  for (let row = first; row < last; row++) {
    if (load<u8>(mask + <usize>row) === 0) {
      store<f32>(out + ((<usize>row) << 2), -Infinity)
      continue
    }
    const at = rows + <usize>row * bytes
    let a = f32x4.splat(0)
    for (let k: usize = 0; k < bytes; k += 16) a = madd(v128.load(at + k), v128.load(query + k), a)
    store<f32>(out + ((<usize>row) << 2), laneSum(a))
  }
}

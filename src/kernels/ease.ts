/** The matrix products of EASE's inverse, src/core/math/ease-kernel.ts in SIMD. Pointers are bytes. */
import { addProduct } from './shared/product.ts'

/** Rows that share the columns of `scaled` while these lie in the nearest cache. */
const strip: i32 = 32

/** Columns [first, last) of scaled (pivots × stride) = block (pivots × pivots) · panel (pivots × stride); multiples of 4. */
export function scalePanel(
  block: usize,
  panel: usize,
  scaled: usize,
  stride: i32,
  first: i32,
  last: i32,
  pivots: i32,
): void {
  const bytes = (<usize>stride) << 2
  const shift = (<usize>first) << 2
  const blockRow = (<usize>pivots) << 2
  for (let row: usize = 0; row < <usize>pivots; row++) {
    memory.fill(scaled + row * bytes + shift, 0, (<usize>(last - first)) << 2)
  }
  addProduct(scaled + shift, bytes, pivots, last - first, block, blockRow, 4, panel + shift, bytes, pivots)
}

/**
 * Rows [first, last) of a matrix (rows × stride) on and right of the diagonal minus Σ_p panel[p][row] scaled[p], where
 * `panel` holds minus that share already. Left of the diagonal nothing counts and a few numbers may change.
 */
export function takePivots(
  matrix: usize,
  panel: usize,
  scaled: usize,
  stride: i32,
  first: i32,
  last: i32,
  pivots: i32,
): void {
  const bytes = (<usize>stride) << 2
  for (let row = first; row < last; row += strip) {
    const rows = min(strip, last - row)
    const from = row & ~3
    const shift = (<usize>from) << 2
    const c = matrix + <usize>row * bytes + shift
    addProduct(c, bytes, rows, stride - from, panel + ((<usize>row) << 2), 4, bytes, scaled + shift, bytes, pivots)
  }
}

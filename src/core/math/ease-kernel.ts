/**
 * Inverse of a symmetric positive definite matrix by blocked sweeps (the sweep operator of Goodnight 1979 on blocks of
 * pivots): n³/2 multiply-adds, all but n² of them in one plain matrix product, in the place of the matrix itself. For
 * EASE's closed form (Steck 2019, equations 7 and 8).
 */

/** Pivots swept at once. */
export const easeBlock = 32

export type EaseState = {
  size: number
  /** size × size; only entries on and right of the diagonal are kept up to date until `finishInverse`. */
  matrix: Float32Array
  /** easeBlock × size: the rows of the pivots being swept, and the same times the inverse of their own block. */
  panel: Float32Array
  scaled: Float32Array
}

export type EaseSlice = { firstRow: number; lastRow: number; pivots: number }

/** Take the pivots' share off rows [firstRow, lastRow), right of the diagonal: row i loses Σ_p panel[p][i] scaled[p]. */
export function easeRows(state: EaseState, slice: EaseSlice, cancel: Int32Array): void {
  const { size, matrix, panel, scaled } = state
  for (let row = slice.firstRow; row < slice.lastRow; row += 1) {
    if (Atomics.load(cancel, 0) !== 0) return
    for (let p = 0; p < slice.pivots; p += 1) {
      const share = panel[p * size + row] as number
      if (share === 0) continue
      const at = row * size
      for (let j = row; j < size; j += 1) {
        matrix[at + j] = (matrix[at + j] as number) - share * (scaled[p * size + j] as number)
      }
    }
  }
}

/**
 * Lay out the pivots [first, last) for `easeRows`: their rows into `panel`, and times the inverse of their own block into
 * `scaled`; both are 0 at the pivots themselves. Returns that inverse, or null when the matrix is not positive definite.
 */
export function pivotPanel(state: EaseState, first: number, last: number): Float64Array | null {
  const { size, matrix, panel, scaled } = state
  const pivots = last - first
  const block = new Float64Array(pivots * pivots)
  for (let p = 0; p < pivots; p += 1) {
    const row = first + p
    for (let j = 0; j < size; j += 1) {
      const at = j >= row ? row * size + j : j * size + row
      const pivot = j >= first && j < last
      if (pivot) block[p * pivots + j - first] = matrix[at] as number
      panel[p * size + j] = pivot ? 0 : (matrix[at] as number)
    }
  }
  if (!invertInPlace(block, pivots)) return null
  scaled.fill(0)
  for (let p = 0; p < pivots; p += 1) {
    for (let q = 0; q < pivots; q += 1) {
      const share = block[p * pivots + q] as number
      for (let j = 0; j < size; j += 1) {
        scaled[p * size + j] = (scaled[p * size + j] as number) + share * (panel[q * size + j] as number)
      }
    }
  }
  return block
}

/** Put the swept pivots' own rows in their place after `easeRows` has been over all others. */
export function storePivots(state: EaseState, first: number, last: number, inverse: Float64Array): void {
  const { size, matrix, scaled } = state
  const pivots = last - first
  for (let p = 0; p < pivots; p += 1) {
    const row = first + p
    for (let j = 0; j < first; j += 1) matrix[j * size + row] = scaled[p * size + j] as number
    for (let q = p; q < pivots; q += 1) matrix[row * size + first + q] = -(inverse[p * pivots + q] as number)
    for (let j = last; j < size; j += 1) matrix[row * size + j] = scaled[p * size + j] as number
  }
}

/** After all sweeps the matrix is minus its inverse, right of the diagonal: make it EASE's weights, 0 on the diagonal. */
export function finishWeights({ size, matrix }: EaseState): void {
  const diagonal = Float64Array.from({ length: size }, (_, i) => matrix[i * size + i] as number)
  for (let i = 0; i < size; i += 1) {
    matrix[i * size + i] = 0
    for (let j = i + 1; j < size; j += 1) {
      const value = matrix[i * size + j] as number
      matrix[i * size + j] = -value / (diagonal[j] as number)
      matrix[j * size + i] = -value / (diagonal[i] as number)
    }
  }
}

/** Gauss–Jordan without exchanges, for positive definite blocks; false when a pivot is not positive. */
function invertInPlace(block: Float64Array, size: number): boolean {
  for (let p = 0; p < size; p += 1) {
    const pivot = block[p * size + p] as number
    if (!(pivot > 0) || !Number.isFinite(pivot)) return false
    block[p * size + p] = 1
    for (let j = 0; j < size; j += 1) block[p * size + j] = (block[p * size + j] as number) / pivot
    for (let i = 0; i < size; i += 1) {
      if (i === p) continue
      const share = block[i * size + p] as number
      block[i * size + p] = 0
      for (let j = 0; j < size; j += 1) {
        block[i * size + j] = (block[i * size + j] as number) - share * (block[p * size + j] as number)
      }
    }
  }
  return true
}

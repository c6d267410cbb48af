/**
 * Inverse of a symmetric positive definite matrix by blocked sweeps (the sweep operator of Goodnight 1979 on blocks of
 * pivots): n³/2 multiply-adds, all but a few in one plain matrix product, in the place of the matrix itself. For EASE's
 * closed form (Steck 2019, equations 7 and 8). The products run in src/kernels/ease.ts; here they are in plain arithmetic.
 */
import { kernelExports, pointer, type Wasm } from './wasm.ts'

/** Pivots swept at once. */
export const easeBlock = 64

export type EaseState = {
  size: number
  /** Floats of a row: the size up to a multiple of 4. */
  stride: number
  /** size × stride; only entries on and right of the diagonal count until `finishWeights`. */
  matrix: Float32Array
  /** Up to easeBlock × stride: minus the rows of the pivots being swept; and these rows times the inverse of their block. */
  panel: Float32Array
  scaled: Float32Array
  /** Up to easeBlock × easeBlock: minus that inverse, a row after the other. */
  block: Float32Array
  wasm: Wasm | null
}

/** `scale` fills columns [first, last) of `scaled`, multiples of 4; `take` takes the pivots off rows [first, last). */
export type EaseSlice = { step: 'scale' | 'take'; first: number; last: number; pivots: number }

type Product = (state: EaseState, slice: EaseSlice) => void
type Kernel = { scalePanel: Product; takePivots: Product }

/** Rows taken between two looks at `cancel`. */
const rowsBetweenLooks = 64

/** Do a slice; `cancel[0]` ≠ 0 ends it early. */
export function easeSlice(state: EaseState, slice: EaseSlice, cancel: Int32Array): void {
  const { scalePanel, takePivots } = state.wasm === null ? reference : compiled(state.wasm)
  if (slice.step === 'scale') scalePanel(state, slice)
  for (let first = slice.first; slice.step === 'take' && first < slice.last; first += rowsBetweenLooks) {
    if (Atomics.load(cancel, 0) !== 0) return
    takePivots(state, { ...slice, first, last: Math.min(first + rowsBetweenLooks, slice.last) })
  }
}

const reference: Kernel = {
  /** scaled = block · panel. */
  scalePanel: ({ stride, panel, scaled, block }, { first, last, pivots }) => {
    for (let p = 0; p < pivots; p += 1) {
      for (let j = first; j < last; j += 1) {
        let sum = 0
        for (let q = 0; q < pivots; q += 1) sum += (block[p * pivots + q] as number) * (panel[q * stride + j] as number)
        scaled[p * stride + j] = sum
      }
    }
  },
  /** Row i gains Σ_p panel[p][i] scaled[p]. */
  takePivots: ({ size, stride, matrix, panel, scaled }, { first, last, pivots }) => {
    for (let row = first; row < last; row += 1) {
      for (let p = 0; p < pivots; p += 1) {
        const share = panel[p * stride + row] as number
        for (let j = row; j < size; j += 1) {
          matrix[row * stride + j] = (matrix[row * stride + j] as number) + share * (scaled[p * stride + j] as number)
        }
      }
    }
  },
}

/** The same in WebAssembly; every array must lie in its memory. */
function compiled(wasm: Wasm): Kernel {
  const kernel = kernelExports<Record<keyof Kernel, (...numbers: number[]) => void>>(wasm)
  return {
    scalePanel: ({ stride, panel, scaled, block }, { first, last, pivots }) =>
      kernel.scalePanel(pointer(block), pointer(panel), pointer(scaled), stride, first, last, pivots),
    takePivots: ({ stride, matrix, panel, scaled }, { first, last, pivots }) =>
      kernel.takePivots(pointer(matrix), pointer(panel), pointer(scaled), stride, first, last, pivots),
  }
}

/**
 * Lay out the pivots [first, last): minus their rows into `panel`, 0 at the pivots themselves, and minus the inverse of
 * their own block into `block`. False when the matrix is not positive definite.
 */
export function pivotPanel(state: EaseState, first: number, last: number): boolean {
  const { size, stride, matrix, panel, block } = state
  const pivots = last - first
  const own = new Float64Array(pivots * pivots)
  for (let p = 0; p < pivots; p += 1) {
    const row = first + p
    for (let j = 0; j < size; j += 1) {
      const value = matrix[j >= row ? row * stride + j : j * stride + row] as number
      const pivot = j >= first && j < last
      if (pivot) own[p * pivots + j - first] = value
      panel[p * stride + j] = pivot ? 0 : -value
    }
  }
  if (!invertInPlace(own, pivots)) return false
  own.forEach((value, at) => {
    block[at] = -value
  })
  return true
}

/** Put the swept pivots' own rows in their place after all other rows have lost them. */
export function storePivots(state: EaseState, first: number, last: number): void {
  const { size, stride, matrix, scaled, block } = state
  const pivots = last - first
  for (let p = 0; p < pivots; p += 1) {
    const row = first + p
    for (let j = 0; j < first; j += 1) matrix[j * stride + row] = scaled[p * stride + j] as number
    for (let q = p; q < pivots; q += 1) matrix[row * stride + first + q] = block[p * pivots + q] as number
    for (let j = last; j < size; j += 1) matrix[row * stride + j] = scaled[p * stride + j] as number
  }
}

/** After all sweeps the matrix is minus its inverse, right of the diagonal: make it EASE's weights, 0 on the diagonal. */
export function finishWeights({ size, stride, matrix }: EaseState): void {
  const diagonal = Float64Array.from({ length: size }, (_, i) => matrix[i * stride + i] as number)
  for (let i = 0; i < size; i += 1) {
    matrix[i * stride + i] = 0
    for (let j = i + 1; j < size; j += 1) {
      const value = matrix[i * stride + j] as number
      matrix[i * stride + j] = -value / (diagonal[j] as number)
      matrix[j * stride + i] = -value / (diagonal[i] as number)
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

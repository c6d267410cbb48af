/**
 * Implicit alternating least squares (Hu, Koren, Volinsky 2008) with the unobserved weight and frequency-scaled
 * regularisation of Rendle et al. 2021 ("Revisiting the Performance of iALS"). Minimises
 *   Σ_observed c (1 − w·h)² + α₀ Σ_all (w·h)² + λ Σ_rows (n + α₀ m)^ν ‖w‖²   with n the row's entries, m the other side.
 *
 * Before one side is solved, both are turned into the eigenvectors of the other's Gram matrix HᵀH, which changes no
 * product w·h. There α₀ HᵀH is the diagonal α₀ Λ, so that a row's equations (D + Σ c h hᵀ) w = Σ c h, D = α₀ Λ + ridge,
 * cost no product with a Gram matrix, and D, exact for the row's own ridge, is the preconditioner of the warm-started
 * conjugate gradient (Takács et al. 2011 without either).
 *
 * An item i may count c_i among all: α₀ Σ c_i (w·h_i)². Listeners then see the Gram matrix of √c_i h_i, and an item's
 * equations are divided by c_i, which leaves α₀ Λ as it is and makes its entries weigh c / c_i, its ridge ridge / c_i.
 *
 * Rows of the other side are read as bfloat16, half the memory, which leaves the objective as it is.
 *
 * These functions are what src/kernels/als.ts computes, in plain arithmetic. Rows have `width` floats, the factors and
 * zeros up to a multiple of 4.
 */
import { narrowRows, narrowWords, widened } from './narrow-rows.ts'
import { kernelExports, pointer, type Wasm } from './wasm.ts'

export type AlsSide = {
  width: number
  /** rows × width, solved in place. */
  rows: Float32Array
  /** These rows as they were last turned, and the other side's, as narrow rows (see narrow-rows.ts). */
  narrow: Uint32Array
  other: Uint32Array
  /** What each row holds of the other side; `confidence` is null where every c is 1, else padded by 3 zeros. */
  indptr: Int32Array
  indices: Int32Array
  confidence: Float32Array | null
  /** λ (n + α₀ m)^ν of each row. */
  ridges: Float32Array
  /** Where rows count differently in the Gram matrix: the root of what each counts. */
  roots: Float32Array | null
}

/** What one thread needs for itself. */
export type AlsWork = {
  /** rowsPerChunk × width. */
  scratch: Float32Array
  /** width × width. */
  product: Float32Array
  /** width × width: the Gram matrix of the rows that this thread has been over, on and right of the diagonal. */
  sums: Float64Array
}

export type AlsPass = {
  /** `turn` rotates rows and copies them narrow; `gram` sums their Gram matrix; `solve` turns where `warm`, solves, and sums. */
  pass: 'turn' | 'gram' | 'solve'
  side: AlsSide
  /** width × width: row k of it times a row's factor k, summed, is the turned row. */
  rotation: Float32Array
  /** α₀ Λ. */
  diagonal: Float32Array
  warm: boolean
  /** At most so many steps for a row, and the share of its objective below which its error needs only one more. */
  steps: number
  enough: number
  work: AlsWork
  /** The next chunk of rows that nobody has taken. */
  next: Int32Array
  wasm: Wasm | null
}

/** Rows that stay in a processor's nearest cache while all is done to them. */
export const rowsPerChunk = 64

/** Take chunks of rows until there are none. `progress[0]` counts rows; `cancel[0]` ≠ 0 ends early. */
export function alsPass(task: AlsPass, progress: Int32Array, cancel: Int32Array): void {
  const { side, work, rotation, pass } = task
  const { rotateRows, narrowRows, solveRows, gramRows } = task.wasm === null ? reference : compiled(task.wasm)
  const rows = side.indptr.length - 1
  const words = narrowWords(side.width)
  for (;;) {
    const first = Atomics.add(task.next, 0, 1) * rowsPerChunk
    if (first >= rows || Atomics.load(cancel, 0) !== 0) return
    const last = Math.min(first + rowsPerChunk, rows)
    const chunk = side.rows.subarray(first * side.width, last * side.width)
    if (pass === 'turn' || (pass === 'solve' && task.warm)) rotateRows(chunk, side.width, rotation, work.scratch)
    if (pass === 'turn') narrowRows(chunk, side.width, side.narrow.subarray(first * words, last * words))
    if (pass === 'solve') solveRows(task, first, last)
    if (pass !== 'turn') gramRows(weighted(chunk, side, first, work), side.width, work)
    Atomics.add(progress, 0, last - first)
  }
}

/** Rows times the roots of what they count, in the scratch of the thread; the rows themselves where all count 1. */
function weighted(chunk: Float32Array, { width, roots }: AlsSide, first: number, { scratch }: AlsWork): Float32Array {
  if (roots === null) return chunk
  for (let at = 0; at < chunk.length; at += width) {
    const root = roots[first + at / width] as number
    for (let k = at; k < at + width; k += 1) scratch[k] = root * (chunk[k] as number)
  }
  return scratch.subarray(0, chunk.length)
}

type Kernel = {
  rotateRows: (rows: Float32Array, width: number, rotation: Float32Array, scratch: Float32Array) => void
  narrowRows: (rows: Float32Array, width: number, out: Uint32Array) => void
  gramRows: (rows: Float32Array, width: number, work: AlsWork) => void
  solveRows: (task: AlsPass, first: number, last: number) => void
}

const reference: Kernel = { rotateRows, narrowRows, gramRows, solveRows }

/** The same in WebAssembly; every array must lie in its memory. */
function compiled(wasm: Wasm): Kernel {
  const kernel = kernelExports<Record<keyof Kernel, (...numbers: number[]) => void>>(wasm)
  return {
    rotateRows: (rows, width, rotation, scratch) =>
      kernel.rotateRows(pointer(rows), width * 4, width, rows.length / width, pointer(rotation), pointer(scratch)),
    narrowRows: (rows, width, out) => kernel.narrowRows(pointer(rows), width, rows.length / width, pointer(out)),
    gramRows: (rows, width, { sums, product }) =>
      kernel.gramRows(pointer(rows), width * 4, width, rows.length / width, pointer(sums), pointer(product)),
    solveRows: ({ side, diagonal, steps, enough, work }, first, last) => {
      const { indptr, indices, confidence, ridges, rows, other, width } = side
      const arrays = [indptr, indices].map(pointer).concat(confidence === null ? 0 : pointer(confidence))
      const more = [ridges, diagonal, rows, other].map(pointer)
      kernel.solveRows(...arrays, ...more, width * 4, width, first, last, steps, enough, pointer(work.scratch))
    },
  }
}

/** rows ← rows · rotation. */
function rotateRows(rows: Float32Array, width: number, rotation: Float32Array): void {
  const turned = new Float64Array(width)
  for (let at = 0; at < rows.length; at += width) {
    turned.fill(0)
    for (let k = 0; k < width; k += 1) {
      const value = rows[at + k] as number
      for (let j = 0; j < width; j += 1) {
        turned[j] = (turned[j] as number) + value * (rotation[k * width + j] as number)
      }
    }
    rows.set(turned, at)
  }
}

/** sums += rowsᵀ · rows. */
function gramRows(rows: Float32Array, width: number, { sums }: Pick<AlsWork, 'sums'>): void {
  for (let at = 0; at < rows.length; at += width) {
    for (let k = 0; k < width; k += 1) {
      const value = rows[at + k] as number
      for (let j = k; j < width; j += 1) {
        sums[k * width + j] = (sums[k * width + j] as number) + value * (rows[at + j] as number)
      }
    }
  }
}

/** The whole Gram matrix rowsᵀ·rows, width × width. */
export function gramOf(rows: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width * width)
  gramRows(rows, width, { sums })
  for (let k = 0; k < width; k += 1) {
    for (let j = 0; j < k; j += 1) sums[k * width + j] = sums[j * width + k] as number
  }
  return sums
}

/**
 * Solve rows [first, last): `steps` steps of preconditioned conjugate gradient from where they stand. As A ≥ D, half of the
 * error rᵀD⁻¹r is the most that a row's objective can still fall; below `enough` of it a row takes its last step.
 */
function solveRows({ side, diagonal, steps, enough }: AlsPass, first: number, last: number): void {
  const { width, rows, indptr, ridges } = side
  const residual = new Float64Array(width)
  const direction = new Float64Array(width)
  const image = new Float64Array(width)
  for (let row = first; row < last; row += 1) {
    const x = rows.subarray(row * width, (row + 1) * width)
    if (indptr[row] === indptr[row + 1]) {
      x.fill(0)
      continue
    }
    const d = diagonal.map((value) => value + (ridges[row] as number))
    // r = Σ c (1 − h·x) h − D x, q = r / D
    let objective = 0
    for (let k = 0; k < width; k += 1) {
      residual[k] = -(d[k] as number) * (x[k] as number)
      objective -= (residual[k] as number) * (x[k] as number)
    }
    objective += addEntries(side, row, x, 1, residual)
    let error = 0
    for (let k = 0; k < width; k += 1) {
      direction[k] = (residual[k] as number) / (d[k] as number)
      error += (residual[k] as number) * (direction[k] as number)
    }
    let left = steps
    while (left > 0 && error > 1e-12) {
      left = error > enough * objective ? left - 1 : 0
      // −A q = −D q − Σ c (h·q) h
      for (let k = 0; k < width; k += 1) image[k] = -(d[k] as number) * (direction[k] as number)
      addEntries(side, row, direction, 0, image)
      let curvature = 0
      for (let k = 0; k < width; k += 1) curvature -= (direction[k] as number) * (image[k] as number)
      const length = error / curvature
      const before = error
      error = 0
      for (let k = 0; k < width; k += 1) {
        x[k] = (x[k] as number) + length * (direction[k] as number)
        residual[k] = (residual[k] as number) + length * (image[k] as number)
        error += (residual[k] as number) ** 2 / (d[k] as number)
      }
      const turn = error / before
      for (let k = 0; k < width; k += 1) {
        direction[k] = (residual[k] as number) / (d[k] as number) + turn * (direction[k] as number)
      }
    }
  }
}

/** out += Σ c (target − h·x) h over a row's entries; returns Σ c (target − h·x)². */
function addEntries(side: AlsSide, row: number, x: Float32Array | Float64Array, target: number, out: Float64Array) {
  const { width, other, indptr, indices, confidence } = side
  const words = narrowWords(width)
  let squares = 0
  for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) {
    const h = widened(other.subarray((indices[i] as number) * words), width)
    let missed = target
    for (let k = 0; k < width; k += 1) missed -= (h[k] as number) * (x[k] as number)
    const weight = (confidence === null ? 1 : (confidence[i] as number)) * missed
    squares += weight * missed
    for (let k = 0; k < width; k += 1) out[k] = (out[k] as number) + weight * (h[k] as number)
  }
  return squares
}

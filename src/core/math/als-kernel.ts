/**
 * Implicit alternating least squares (Hu, Koren, Volinsky 2008) with the unobserved weight and frequency-scaled
 * regularisation of Rendle et al. 2021 ("Revisiting the Performance of iALS"), solved by warm-started conjugate
 * gradient (Takács et al. 2011), reference kernel. Minimises
 *   Σ_observed c (1 − w·h)² + α₀ Σ_all (w·h)² + λ Σ_rows (n + α₀ m)^ν ‖w‖²   with n the row's entries, m the other side.
 */
import type { Csr } from './csr.ts'

export type AlsSide = {
  factors: number
  /** Rows of this side and what they hold of the other, c as float weights. */
  indptr: Int32Array
  indices: Int32Array
  confidence: Float32Array
  /** rows × factors, solved in place. */
  rows: Float32Array
  /** otherRows × factors. */
  other: Float32Array
  /** factors × factors: otherᵀ·other. */
  gram: Float32Array
}

export type AlsSlice = {
  firstRow: number
  lastRow: number
  unobservedWeight: number
  regularization: number
  regularizationExponent: number
  steps: number
}

/** Solve rows [firstRow, lastRow) for the least squares above. `progress[0]` counts rows; `cancel[0]` ≠ 0 ends early. */
export function alsRows(side: AlsSide, slice: AlsSlice, progress: Int32Array, cancel: Int32Array): void {
  const { factors: f, indptr, indices, confidence, rows, other, gram } = side
  const { unobservedWeight: a0 } = slice
  const otherRows = other.length / f
  const residual = new Float64Array(f)
  const direction = new Float64Array(f)
  const image = new Float64Array(f)
  for (let row = slice.firstRow; row < slice.lastRow; row += 1) {
    if (Atomics.load(cancel, 0) !== 0) return
    Atomics.add(progress, 0, 1)
    const from = indptr[row] as number
    const to = indptr[row + 1] as number
    const x = rows.subarray(row * f, row * f + f)
    if (from === to) {
      x.fill(0)
      continue
    }
    const ridge = slice.regularization * (to - from + a0 * otherRows) ** slice.regularizationExponent

    // r = b − A x with b = Σ c h, A = Σ c h hᵀ + α₀ G + ridge I
    for (let k = 0; k < f; k += 1) {
      let sum = ridge * (x[k] as number)
      for (let j = 0; j < f; j += 1) sum += a0 * (gram[k * f + j] as number) * (x[j] as number)
      residual[k] = -sum
    }
    for (let i = from; i < to; i += 1) {
      const h = (indices[i] as number) * f
      let dot = 0
      for (let k = 0; k < f; k += 1) dot += (other[h + k] as number) * (x[k] as number)
      const weight = (confidence[i] as number) * (1 - dot)
      for (let k = 0; k < f; k += 1) residual[k] = (residual[k] as number) + weight * (other[h + k] as number)
    }
    direction.set(residual)
    let error = squaredLength(residual)

    for (let step = 0; step < slice.steps && error > 1e-10; step += 1) {
      for (let k = 0; k < f; k += 1) {
        let sum = ridge * (direction[k] as number)
        for (let j = 0; j < f; j += 1) sum += a0 * (gram[k * f + j] as number) * (direction[j] as number)
        image[k] = sum
      }
      for (let i = from; i < to; i += 1) {
        const h = (indices[i] as number) * f
        let dot = 0
        for (let k = 0; k < f; k += 1) dot += (other[h + k] as number) * (direction[k] as number)
        const weight = (confidence[i] as number) * dot
        for (let k = 0; k < f; k += 1) image[k] = (image[k] as number) + weight * (other[h + k] as number)
      }
      let curvature = 0
      for (let k = 0; k < f; k += 1) curvature += (direction[k] as number) * (image[k] as number)
      const length = error / curvature
      for (let k = 0; k < f; k += 1) {
        x[k] = (x[k] as number) + length * (direction[k] as number)
        residual[k] = (residual[k] as number) - length * (image[k] as number)
      }
      const before = error
      error = squaredLength(residual)
      const turn = error / before
      for (let k = 0; k < f; k += 1) direction[k] = (residual[k] as number) + turn * (direction[k] as number)
    }
  }
}

function squaredLength(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return sum
}

/** Gram matrix rowsᵀ·rows into `out` (factors × factors). */
export function gramMatrix(rows: Float32Array, factors: number, out: Float32Array): void {
  const sums = new Float64Array(factors * factors)
  for (let r = 0; r < rows.length; r += factors) {
    for (let k = 0; k < factors; k += 1) {
      const value = rows[r + k] as number
      if (value === 0) continue
      for (let j = k; j < factors; j += 1)
        sums[k * factors + j] = (sums[k * factors + j] as number) + value * (rows[r + j] as number)
    }
  }
  for (let k = 0; k < factors; k += 1) {
    for (let j = k; j < factors; j += 1) {
      out[k * factors + j] = sums[k * factors + j] as number
      out[j * factors + k] = sums[k * factors + j] as number
    }
  }
}

/** How plays become confidence: `presence` 1 for every item, `log` 1 + alpha·ln(1 + plays), `plays` 1 + alpha·plays. */
export function confidences(matrix: Csr, transform: string, alpha: number, out: Float32Array): void {
  matrix.data.forEach((plays, i) => {
    out[i] = transform === 'plays' ? 1 + alpha * plays : transform === 'log' ? 1 + alpha * Math.log1p(plays) : 1
  })
}

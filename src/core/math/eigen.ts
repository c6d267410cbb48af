/** Eigenvalues and eigenvectors of a symmetric matrix, in double precision. */

export type Eigen = {
  /** The size eigenvalues, in no order. */
  values: Float64Array
  /** size × size: row k is the unit eigenvector of value k. */
  vectors: Float64Array
}

/**
 * Householder tridiagonalisation and implicit QL (Golub & Van Loan 2013, algorithms 8.3.1 and 8.3.3; Bowdler et al. 1968).
 * Reads the whole of `matrix` (size × size). Throws when it holds numbers that are not finite.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  // What is smaller than this is left over from rounding, as most numbers are where the rank is low.
  const rounding = Number.EPSILON * matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const { diagonal, beside, vectors } = tridiagonal(matrix.slice(), size, rounding)
  for (let low = 0; low < size; low += 1) {
    for (let turn = 0; ; turn += 1) {
      const high = firstSplit(diagonal, beside, low, rounding)
      if (high === low) break
      if (turn === mostTurns) throw new Error('the eigenvalues of a matrix with numbers that are not finite')
      implicitStep(diagonal, beside, vectors, low, high)
    }
  }
  return { values: diagonal, vectors }
}

/** Two or three turns find a value; what is not found in many never will be. */
const mostTurns = 60

/** A = Vᵀ T V: T's diagonal and what lies beside it (entry i between i and i + 1), and the rows V. Overwrites `a`. */
function tridiagonal(a: Float64Array, size: number, rounding: number) {
  const diagonal = new Float64Array(size)
  const beside = new Float64Array(size)
  const scales = new Float64Array(size)
  const image = new Float64Array(size)
  for (let k = 0; k + 1 < size; k += 1) {
    // Reflect what is left of row k onto its first entry; the reflection v stays in row k of a.
    const row = a.subarray(k * size, (k + 1) * size)
    let square = 0
    for (let j = k + 1; j < size; j += 1) square += (row[j] as number) ** 2
    diagonal[k] = row[k] as number
    const head = row[k + 1] as number
    const length = head > 0 ? -Math.sqrt(square) : Math.sqrt(square)
    beside[k] = length
    if (square - head * head <= rounding * rounding) {
      beside[k] = head
      continue
    }
    row[k + 1] = head - length
    const scale = 1 / (length * (length - head))
    scales[k] = scale
    // p = scale A v, w = p − (scale pᵀv / 2) v, A −= v wᵀ + w vᵀ
    let along = 0
    for (let i = k + 1; i < size; i += 1) {
      let sum = 0
      for (let j = k + 1; j < size; j += 1) sum += (a[i * size + j] as number) * (row[j] as number)
      image[i] = sum * scale
      along += sum * scale * (row[i] as number)
    }
    const half = (scale * along) / 2
    for (let i = k + 1; i < size; i += 1) image[i] = (image[i] as number) - half * (row[i] as number)
    for (let i = k + 1; i < size; i += 1) {
      const v = row[i] as number
      const w = image[i] as number
      for (let j = k + 1; j < size; j += 1) {
        a[i * size + j] = (a[i * size + j] as number) - v * (image[j] as number) - w * (row[j] as number)
      }
    }
  }
  if (size > 0) diagonal[size - 1] = a[size * size - 1] as number
  return { diagonal, beside, vectors: reflections(a, scales, size) }
}

/** The product of the reflections, last first, as rows. */
function reflections(a: Float64Array, scales: Float64Array, size: number): Float64Array {
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1
  for (let k = size - 2; k >= 0; k -= 1) {
    const scale = scales[k] as number
    if (scale === 0) continue
    for (let i = k + 1; i < size; i += 1) {
      let sum = 0
      for (let j = k + 1; j < size; j += 1) sum += (vectors[i * size + j] as number) * (a[k * size + j] as number)
      const share = sum * scale
      for (let j = k + 1; j < size; j += 1) {
        vectors[i * size + j] = (vectors[i * size + j] as number) - share * (a[k * size + j] as number)
      }
    }
  }
  return vectors
}

/** The first place from `low` at which T falls apart: what lies beside its diagonal is no more than rounding. */
function firstSplit(diagonal: Float64Array, beside: Float64Array, low: number, rounding: number): number {
  for (let i = low; i + 1 < diagonal.length; i += 1) {
    if (Math.abs(beside[i] as number) <= rounding) return i
  }
  return diagonal.length - 1
}

/** One QL step with Wilkinson's shift on T[low..high], its rotations also done to the rows of `vectors`. */
function implicitStep(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  low: number,
  high: number,
): void {
  const size = diagonal.length
  const corner = diagonal[low] as number
  const next = beside[low] as number
  let g = ((diagonal[low + 1] as number) - corner) / (2 * next)
  const reach = Math.hypot(g, 1)
  g = (diagonal[high] as number) - corner + next / (g + (g < 0 ? -reach : reach))
  let sine = 1
  let cosine = 1
  let shift = 0
  for (let i = high - 1; i >= low; i -= 1) {
    const f = sine * (beside[i] as number)
    const b = cosine * (beside[i] as number)
    const r = Math.hypot(f, g)
    beside[i + 1] = r
    if (r === 0) {
      diagonal[i + 1] = (diagonal[i + 1] as number) - shift
      beside[high] = 0
      return
    }
    sine = f / r
    cosine = g / r
    g = (diagonal[i + 1] as number) - shift
    const turn = ((diagonal[i] as number) - g) * sine + 2 * cosine * b
    shift = sine * turn
    diagonal[i + 1] = g + shift
    g = cosine * turn - b
    rotate(vectors, size, i, sine, cosine)
  }
  diagonal[low] = (diagonal[low] as number) - shift
  beside[low] = g
  beside[high] = 0
}

function rotate(vectors: Float64Array, size: number, row: number, sine: number, cosine: number): void {
  const at = row * size
  for (let j = at; j < at + size; j += 1) {
    const upper = vectors[j] as number
    const lower = vectors[j + size] as number
    vectors[j + size] = sine * upper + cosine * lower
    vectors[j] = cosine * upper - sine * lower
  }
}

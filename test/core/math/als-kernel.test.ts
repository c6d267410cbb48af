import { describe, expect, test } from 'vitest'
import { type AlsSide, type AlsSlice, alsRows, confidences, gramMatrix } from '#core/math/als-kernel.ts'
import { type Csr, transpose } from '#core/math/csr.ts'
import { randomFloats, randomMatrix } from './csr-of.ts'

const flags = () => ({ progress: new Int32Array(1), cancel: new Int32Array(1) })

function sideOf(matrix: Csr, factors: number, rows: Float32Array, other: Float32Array): AlsSide {
  const confidence = new Float32Array(matrix.indices.length)
  confidences(matrix, 'log', 2, confidence)
  const gram = new Float32Array(factors ** 2)
  gramMatrix(other, factors, gram)
  return { factors, indptr: matrix.indptr, indices: matrix.indices, confidence, rows, other, gram }
}

const settings = { unobservedWeight: 0.3, regularization: 0.05, regularizationExponent: 0.7 }

/** The objective of the kernel's head comment, every term written out. */
function objective(users: AlsSide, items: AlsSide): number {
  const { factors: f } = users
  const m = users.rows.length / f
  const n = users.other.length / f
  let sum = 0
  const dot = (u: number, i: number) => {
    let product = 0
    for (let k = 0; k < f; k += 1) product += (users.rows[u * f + k] as number) * (users.other[i * f + k] as number)
    return product
  }
  for (let u = 0; u < m; u += 1) {
    for (let i = 0; i < n; i += 1) sum += settings.unobservedWeight * dot(u, i) ** 2
    for (let at = users.indptr[u] as number; at < (users.indptr[u + 1] as number); at += 1) {
      sum += (users.confidence[at] as number) * (1 - dot(u, users.indices[at] as number)) ** 2
    }
  }
  for (const [side, others] of [
    [users, n],
    [items, m],
  ] as const) {
    for (let row = 0; row < side.indptr.length - 1; row += 1) {
      const entries = (side.indptr[row + 1] as number) - (side.indptr[row] as number)
      const ridge = (entries + settings.unobservedWeight * others) ** settings.regularizationExponent
      let squared = 0
      for (let k = 0; k < f; k += 1) squared += (side.rows[row * f + k] as number) ** 2
      sum += settings.regularization * ridge * squared
    }
  }
  return sum
}

/** Solve A x = b by Cholesky decomposition, in doubles. */
function cholesky(a: number[][], b: number[]): number[] {
  const size = b.length
  const l = a.map((row) => row.map(() => 0))
  const at = (i: number, j: number) => l[i]?.[j] as number
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = a[i]?.[j] as number
      for (let k = 0; k < j; k += 1) sum -= at(i, k) * at(j, k)
      ;(l[i] as number[])[j] = i === j ? Math.sqrt(sum) : sum / at(j, j)
    }
  }
  const y: number[] = []
  for (let i = 0; i < size; i += 1) {
    y[i] = (b[i] as number) - y.reduce((sum, value, k) => sum + at(i, k) * value, 0)
    y[i] = (y[i] as number) / at(i, i)
  }
  const x = new Array<number>(size).fill(0)
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = y[i] as number
    for (let k = i + 1; k < size; k += 1) sum -= at(k, i) * (x[k] as number)
    x[i] = sum / at(i, i)
  }
  return x
}

describe('alsRows', () => {
  test.each([1, 2, 3, 7, 8])('with %i factors and enough steps solves what a dense Cholesky solves', (factors) => {
    const [rows, columns] = [9, 13]
    const matrix = randomMatrix(rows, columns, 0.4, factors)
    const other = randomFloats(columns * factors, 5)
    const side = sideOf(matrix, factors, randomFloats(rows * factors, 6), other)
    alsRows(side, { ...settings, firstRow: 0, lastRow: rows, steps: 40 }, flags().progress, flags().cancel)
    for (let row = 0; row < rows; row += 1) {
      const from = matrix.indptr[row] as number
      const to = matrix.indptr[row + 1] as number
      const ridge =
        settings.regularization * (to - from + settings.unobservedWeight * columns) ** settings.regularizationExponent
      const h = (item: number, k: number) => other[item * factors + k] as number
      const b = new Array<number>(factors).fill(0)
      const a = b.map((_, k) => b.map((__, j) => (k === j ? ridge : 0)))
      const add = (item: number, weight: number) => {
        for (let k = 0; k < factors; k += 1) {
          for (let j = 0; j < factors; j += 1)
            (a[k] as number[])[j] = (a[k]?.[j] as number) + weight * h(item, k) * h(item, j)
        }
      }
      for (let item = 0; item < columns; item += 1) add(item, settings.unobservedWeight)
      for (let i = from; i < to; i += 1) {
        const item = matrix.indices[i] as number
        add(item, side.confidence[i] as number)
        for (let k = 0; k < factors; k += 1) b[k] = (b[k] as number) + (side.confidence[i] as number) * h(item, k)
      }
      const expected = from === to ? b : cholesky(a, b)
      const found = side.rows.subarray(row * factors, (row + 1) * factors)
      expected.forEach((value, k) => {
        expect(found[k]).toBeCloseTo(value, 3)
      })
    }
  })

  test.each([1, 3, 20])('with %i steps lowers the objective with every sweep', (steps) => {
    const factors = 6
    const matrix = randomMatrix(40, 30, 0.2, 3)
    const users = sideOf(matrix, factors, randomFloats(40 * factors, 1), randomFloats(30 * factors, 2))
    const turned = transpose(matrix)
    const items = sideOf(turned, factors, users.other, users.rows)
    let before = objective(users, items)
    for (let sweep = 0; sweep < 10; sweep += 1) {
      for (const side of [users, items]) {
        gramMatrix(side.other, factors, side.gram)
        const slice: AlsSlice = { ...settings, firstRow: 0, lastRow: side.indptr.length - 1, steps }
        alsRows(side, slice, flags().progress, flags().cancel)
        const now = objective(users, items)
        expect(now).toBeLessThanOrEqual(before * (1 + 1e-6))
        before = now
      }
    }
  })

  test('does the rows of its slice only, counts them, and ends early when told to', () => {
    const matrix = randomMatrix(9, 5, 0.9, 4)
    const side = sideOf(matrix, 2, new Float32Array(18).fill(9), randomFloats(10, 2))
    const { progress, cancel } = flags()
    alsRows(side, { ...settings, firstRow: 2, lastRow: 5, steps: 3 }, progress, cancel)
    const changed = Array.from({ length: 9 }, (_, row) => side.rows[row * 2] !== 9)
    expect(changed).toEqual([false, false, true, true, true, false, false, false, false])
    expect(progress[0]).toBe(3)
    cancel[0] = 1
    alsRows(side, { ...settings, firstRow: 0, lastRow: 9, steps: 3 }, progress, cancel)
    expect(progress[0]).toBe(3)
  })

  test('gives a row with nothing in it a vector of zeros', () => {
    const matrix = randomMatrix(3, 4, 0, 1)
    const side = sideOf(matrix, 2, randomFloats(6, 1), randomFloats(8, 2))
    alsRows(side, { ...settings, firstRow: 0, lastRow: 3, steps: 3 }, flags().progress, flags().cancel)
    expect([...side.rows]).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('confidences', () => {
  test('follow the chosen transform', () => {
    const matrix = { ...randomMatrix(1, 3, 1, 1), data: Int32Array.from([1, 10, 1000]) }
    const out = new Float32Array(3)
    const of = (transform: string, alpha: number) => {
      confidences(matrix, transform, alpha, out)
      return [...out]
    }
    expect(of('presence', 40)).toEqual([1, 1, 1])
    expect(of('plays', 2)).toEqual([3, 21, 2001])
    const logarithms = of('log', 2)
    ;[1, 10, 1000].forEach((plays, i) => {
      expect(logarithms[i]).toBeCloseTo(1 + 2 * Math.log(1 + plays), 4)
    })
  })
})

describe('gramMatrix', () => {
  test.each([1, 2, 5])('of rows with %i factors is rowsᵀ·rows', (factors) => {
    const rows = randomFloats(factors * 11, 3)
    const out = new Float32Array(factors ** 2)
    gramMatrix(rows, factors, out)
    for (let k = 0; k < factors; k += 1) {
      for (let j = 0; j < factors; j += 1) {
        let sum = 0
        for (let r = 0; r < 11; r += 1) sum += (rows[r * factors + k] as number) * (rows[r * factors + j] as number)
        expect(out[k * factors + j]).toBeCloseTo(sum, 5)
      }
    }
  })
})

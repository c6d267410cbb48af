/** Truncated SVD against its definition: the nearest matrix of a low rank. */
import { describe, expect, test } from 'vitest'
import { gramOf } from '#core/math/als-kernel.ts'
import type { Csr } from '#core/math/csr.ts'
import { symmetricEigen } from '#core/math/eigen.ts'
import { trainSvd } from '#core/training/svd.ts'
import { randomMatrix } from '../math/csr-of.ts'
import { matrixOf } from './matrices.ts'

const silent = () => {}

/** Rows of entries as they are weighted, dense. */
function weighted({ rows, columns, indptr, indices }: Csr, exponent: number): Float32Array {
  const counts = new Float64Array(columns)
  for (const column of indices) counts[column] = (counts[column] as number) + 1
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) {
      const column = indices[i] as number
      out[row * columns + column] = (counts[column] as number) ** -exponent
    }
  }
  return out
}

async function scoresOf(matrix: Csr, factors: number, itemExponent: number, popularity = 0): Promise<Float32Array> {
  const { scorer } = await trainSvd(matrix, { factors, itemExponent, popularity }, 1, silent)
  const out = new Float32Array(matrix.rows * matrix.columns)
  for (let row = 0; row < matrix.rows; row += 1) {
    scorer(row, out.subarray(row * matrix.columns, (row + 1) * matrix.columns))
  }
  return out
}

const missed = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0)

describe('truncated SVD', () => {
  test.each([
    [1, 1],
    [5, 3],
    [13, 29],
    [31, 12],
  ])('with as many factors as %i listeners and %i items can have gives the matrix back', async (rows, columns) => {
    const matrix = randomMatrix(rows, columns, 0.4, rows)
    const whole = weighted(matrix, 0.3)
    const found = await scoresOf(matrix, 64, 0.3)
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] as number, 4)
    })
  })

  test.each([1, 5, 12])('with %i factors misses little more than the nearest matrix of that rank', async (factors) => {
    const matrix = randomMatrix(90, 70, 0.2, 4)
    const whole = weighted(matrix, 0.25)
    const { values } = symmetricEigen(gramOf(whole, 70), 70)
    const least = values
      .sort()
      .subarray(0, 70 - factors)
      .reduce((sum, value) => sum + value, 0)
    const found = missed(await scoresOf(matrix, factors, 0.25), whole)
    expect(found / least).toBeGreaterThan(0.999)
    expect(found / least).toBeLessThan(1.02)
  })

  test('multiplies scores by popularity where told to', async () => {
    const matrix = matrixOf([[0, 1], [0], [0, 2]], 3)
    const plain = await scoresOf(matrix, 2, 0)
    const scaled = await scoresOf(matrix, 2, 0, 1)
    plain.forEach((value, i) => {
      expect(scaled[i]).toBeCloseTo(value * ([3, 1, 1][i % 3] as number), 5)
    })
  })

  test('of nobody and of nothing is nothing', async () => {
    expect([...(await scoresOf(matrixOf([[], []], 2), 2, 0.25))]).toEqual([0, 0, 0, 0])
    expect(await scoresOf(matrixOf([], 3), 2, 0.25)).toHaveLength(0)
  })
})

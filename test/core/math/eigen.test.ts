import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '#core/math/eigen.ts'
import { randomFloats } from './csr-of.ts'

function symmetric(size: number, rank: number, seed: number): Float64Array {
  const x = randomFloats(rank * size, seed)
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    let sum = 0
    for (let r = 0; r < rank; r += 1) sum += (x[r * size + i] as number) * (x[r * size + j] as number)
    return sum
  })
}

describe('symmetricEigen', () => {
  test.each([
    [1, 1],
    [2, 3],
    [3, 1],
    [8, 20],
    [17, 17],
    [31, 5],
    [64, 100],
    [64, 6],
    [101, 1],
  ])('of size %i, rank at most %i, gives orthonormal vectors that the matrix only scales', (size, rank) => {
    const matrix = symmetric(size, rank, size)
    const { values, vectors } = symmetricEigen(matrix, size)
    const row = (k: number) => vectors.subarray(k * size, (k + 1) * size)
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
    for (let k = 0; k < size; k += 1) {
      for (let j = 0; j <= k; j += 1) expect(dot(row(k), row(j))).toBeCloseTo(j === k ? 1 : 0, 10)
      for (let i = 0; i < size; i += 1) {
        const image = dot(matrix.subarray(i * size, (i + 1) * size), row(k))
        expect(image).toBeCloseTo((values[k] as number) * (row(k)[i] as number), 9)
      }
    }
  })

  test('of low rank and a wide range of sizes is found to the rounding of the largest', () => {
    const matrix = symmetric(40, 6, 5).map((value, at) => value * 1e-30 ** ((at % 40) / 40 + Math.floor(at / 40) / 40))
    const { values } = symmetricEigen(matrix, 40)
    expect(values.every(Number.isFinite)).toBe(true)
    const trace = matrix.reduce((sum, value, at) => sum + (at % 41 === 0 ? value : 0), 0)
    expect(values.reduce((a, b) => a + b, 0) / trace).toBeCloseTo(1, 9)
  })

  test('of a diagonal, of nothing and of zeros is exact', () => {
    expect([...symmetricEigen(Float64Array.of(3, 0, 0, 5), 2).values].sort()).toEqual([3, 5])
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0])
    expect(symmetricEigen(new Float64Array(0), 0).values.length).toBe(0)
  })

  test('of numbers that are not finite throws', () => {
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow(/not finite/)
  })
})

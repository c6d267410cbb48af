/** Folding a listener into ALS: against the normal equations, and against the listener as learned. */
import { afterAll, describe, expect, test } from 'vitest'
import { trainAls } from '#core/training/als.ts'
import { type FoldInParameters, foldIn, prepareFoldIn } from '#core/training/als-fold-in.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { kernelWorker, resources } from '../library.ts'
import { randomFloats, randomMatrix } from '../math/csr-of.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

const settings: FoldInParameters = { unobservedWeight: 0.3, regularization: 0.05, regularizationExponent: 0.7 }

/** What is left of the normal equations (α₀ HᵀH + ridge + Σ c h hᵀ) x = Σ c h at x. */
function left(itemFactors: Float32Array, factors: number, x: Float32Array, items: number[], c: number[]): number[] {
  const all = itemFactors.length / factors
  const ridge =
    settings.regularization * (items.length + settings.unobservedWeight * all) ** settings.regularizationExponent
  const h = (item: number, k: number) => itemFactors[item * factors + k] as number
  const product = (item: number) => x.reduce((sum, value, k) => sum + value * h(item, k), 0)
  return Array.from(x, (value, k) => {
    let sum = ridge * value
    for (let item = 0; item < all; item += 1) sum += settings.unobservedWeight * product(item) * h(item, k)
    items.forEach((item, i) => {
      sum -= (c[i] as number) * (1 - product(item)) * h(item, k)
    })
    return sum
  })
}

describe('foldIn', () => {
  test.each([1, 2, 5, 16, 33])('with %i factors solves the normal equations', (factors) => {
    const itemFactors = randomFloats(40 * factors, factors)
    const fold = prepareFoldIn(itemFactors, factors, settings)
    const items = [3, 17, 18, 39]
    const c = [1, 2.5, 4, 1]
    for (const rest of left(itemFactors, factors, foldIn(fold, items, c), items, c)) expect(rest).toBeCloseTo(0, 4)
    const ones = [1, 1, 1, 1]
    for (const rest of left(itemFactors, factors, foldIn(fold, items, null), items, ones))
      expect(rest).toBeCloseTo(0, 4)
  })

  test('of a listener without items is zeros', () => {
    const fold = prepareFoldIn(randomFloats(20, 1), 4, settings)
    expect([...foldIn(fold, [], null)]).toEqual([0, 0, 0, 0])
  })

  test.each([0, 0.5])('of a learned listener scores items as learning did, unobserved ^ %d', async (exponent) => {
    const matrix = randomMatrix(80, 50, 0.2, 4)
    const usual = { factors: 7, confidence: 'presence', alpha: 1, minCount: 1, iterations: 6 }
    const parameters = { ...settings, ...usual, unobservedExponent: exponent }
    const { vectors, size, scorer, gram } = await trainAls(matrix, parameters, 1, pool, () => {})
    expect(gram === null).toBe(exponent === 0)
    const fold = prepareFoldIn(vectors, size, settings, gram)
    // Learning ends with the items' Gram matrix diagonal, so that nothing needs turning.
    expect(fold.vectors).toBeNull()
    const learned = new Float32Array(50)
    for (const listener of [0, 11, 79]) {
      scorer(listener, learned)
      const items = matrix.indices.subarray(matrix.indptr[listener], matrix.indptr[listener + 1])
      const vector = foldIn(fold, items, null)
      learned.forEach((score, item) => {
        const product = vector.reduce((sum, value, k) => sum + value * (vectors[item * size + k] as number), 0)
        // Learning reads items as bfloat16, which rounds by up to 1/256.
        expect(Math.abs(product - score)).toBeLessThan(2e-3)
      })
    }
  })
})

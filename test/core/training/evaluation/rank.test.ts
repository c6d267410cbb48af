import { afterAll, describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { random32, uniform } from '#core/math/random.ts'
import { sharedFloat32 } from '#core/math/shared.ts'
import { trainEase } from '#core/training/ease.ts'
import { trainEaseDual } from '#core/training/ease-dual.ts'
import type { Scorer } from '#core/training/evaluation/metrics.ts'
import { rankListeners } from '#core/training/evaluation/rank.ts'
import { trainItemKnn } from '#core/training/item-knn.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { trainUserKnn } from '#core/training/user-knn.ts'
import { kernelWorker, resources } from '../../library.ts'
import { checkerboard, itemsOf, matrixOf } from '../matrices.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

const k = 7
const itemKnn = { weighting: 'tfidf', neighbours: 20, shrinkage: 1, asymmetry: 0.5, popularity: 0 } as const
const userKnn = { neighbours: 15, shrinkage: 0, rarity: 0.5, popularity: -0.3 }
const dual = { regularization: 5, listenerExponent: 0.2, itemExponent: 0.25, zeroDiagonal: true }

function factorsOf(rows: number, columns: number, size: number) {
  const next = random32(rows * 31 + columns)
  const fill = (length: number) => sharedFloat32(length).map(() => uniform(next) - 0.5) as Float32Array
  const listeners = sharedFloat32(rows * size)
  const items = sharedFloat32(columns * size)
  listeners.set(fill(rows * size))
  items.set(fill(columns * size))
  const scorer: Scorer = (listener, out) => {
    for (let item = 0; item < columns; item += 1) {
      let sum = 0
      for (let f = 0; f < size; f += 1) sum += (listeners[listener * size + f] ?? 0) * (items[item * size + f] ?? 0)
      out[item] = sum
    }
  }
  return { scorer, factors: () => ({ listeners, items, size }) }
}

describe('rankListeners', () => {
  test.each([
    [1, 1, 1],
    [3, 5, 2],
    [4, 40, 3],
    [5, 41, 17],
    [67, 101, 8],
  ])(
    'over threads finds what scoring one by one finds: %i listeners, %i items, %i factors',
    async (rows, columns, size) => {
      const matrix = checkerboard(rows, columns, 0.3, 9)
      const listeners = Int32Array.from({ length: rows }, (_, row) => rows - 1 - row)
      const model = factorsOf(rows, columns, size)
      const fast = await rankListeners(model, matrix, listeners, k, pool)
      const slow = await rankListeners({ scorer: model.scorer }, matrix, listeners, k, pool)
      expect([...fast.items]).toEqual([...slow.items])
      fast.scores.forEach((score, i) => {
        if (fast.items[i] !== -1) expect(score).toBeCloseTo(slow.scores[i] as number, 5)
      })
    },
  )

  test.each([
    ['item-kNN', (matrix: Csr) => trainItemKnn(matrix, { ...itemKnn, popularity: 0.2 }, pool, () => {})],
    ['user-kNN', (matrix: Csr) => trainUserKnn(matrix, userKnn, pool, () => {})],
    ['EASE of all items', (matrix: Csr) => trainEase(matrix, { regularization: 5, memoryMb: 8 }, pool, () => {})],
    ['EASE of some items', (matrix: Csr) => trainEase(matrix, { regularization: 5, memoryMb: 0.02 }, pool, () => {})],
    ['EASE of listeners', (matrix: Csr) => trainEaseDual(matrix, dual, pool, () => {})],
  ] as const)('over threads finds what %s finds scoring one by one', async (_, train) => {
    const matrix = checkerboard(61, 101, 0.3, 4)
    const listeners = Int32Array.from({ length: 61 }, (__, row) => row)
    const { scorer, scoring } = await train(matrix)
    const noScorer = () => {
      throw new Error('scored on this thread')
    }
    const fast = await rankListeners({ scoring, scorer: noScorer }, matrix, listeners, k, pool)
    const slow = await rankListeners({ scorer }, matrix, listeners, k, pool)
    expect(fast).toEqual(slow)
    expect(new Set(fast.items).size).toBeGreaterThan(k)
  })

  test('never lists what a listener has, and lists nothing twice', async () => {
    const matrix = checkerboard(20, 30, 0.5, 3)
    const listeners = Int32Array.from({ length: 20 }, (_, row) => row)
    const { items } = await rankListeners(factorsOf(20, 30, 4), matrix, listeners, k, pool)
    for (const row of listeners) {
      const list = [...items.subarray(row * k, row * k + k)]
      expect(new Set([...list, ...itemsOf(matrix, row)]).size).toBe(k + itemsOf(matrix, row).length)
    }
  })

  test('ends short lists with −1', async () => {
    const matrix = matrixOf([[0, 1, 2]], 4)
    const { items } = await rankListeners(factorsOf(1, 4, 2), matrix, Int32Array.of(0), k, pool)
    expect([...items]).toEqual([3, -1, -1, -1, -1, -1, -1])
  })

  test('of nobody is nothing', async () => {
    const { items } = await rankListeners(factorsOf(1, 4, 2), matrixOf([[]], 4), new Int32Array(0), k, pool)
    expect(items).toHaveLength(0)
  })
})

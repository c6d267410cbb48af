import { afterAll, expect, test } from 'vitest'
import { trainEase } from '#core/training/ease.ts'
import { trainEaseDual } from '#core/training/ease-dual.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { kernelWorker, resources } from '../library.ts'
import { checkerboard, itemsOf } from './matrices.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

test('over listeners gives the scores of EASE over items, for what a listener does not have', async () => {
  const matrix = checkerboard(30, 50, 0.4, 11)
  const silent = () => {}
  const plain = { regularization: 7, listenerExponent: 0, itemExponent: 0, zeroDiagonal: true }
  const primal = await trainEase(matrix, { regularization: 7, memoryMb: 10 }, pool, silent)
  const dual = await trainEaseDual(matrix, plain, pool, silent)
  const a = new Float32Array(50)
  const b = new Float32Array(50)
  for (let row = 0; row < 30; row += 1) {
    primal.scorer(row, a)
    dual.scorer(row, b)
    const own = new Set(itemsOf(matrix, row))
    for (let item = 0; item < 50; item += 1) if (!own.has(item)) expect(b[item]).toBeCloseTo(a[item] as number, 4)
  }
})

test('says what to do where the listeners cannot be told apart', async () => {
  const matrix = checkerboard(4, 3, 1, 1)
  const weights = { regularization: 0, listenerExponent: 0, itemExponent: 0, zeroDiagonal: false }
  await expect(trainEaseDual(matrix, weights, pool, () => {})).rejects.toMatchObject({
    code: 'training-diverged',
    message: expect.stringContaining('larger regularization'),
  })
})

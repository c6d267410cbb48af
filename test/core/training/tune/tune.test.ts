/** Searches by a clock that every look at it moves on, so that what they do does not hang on the machine. */
import { afterAll, expect, test } from 'vitest'
import { kernelPool } from '#core/training/kernel-pool.ts'
import type { RankerName } from '#core/training/rankers.ts'
import { tune } from '#core/training/tune/tune.ts'
import { kernelWorker, resources } from '../../library.ts'
import { randomMatrix } from '../../math/csr-of.ts'

const matrix = randomMatrix(60, 40, 0.25, 3)
const pool = kernelPool({ kernelWorker, resources }, 1)
afterAll(() => pool.close())

async function search(name: RankerName, seconds: number) {
  const clock = { ms: 0 }
  const tried: string[] = []
  const tuned = await tune(name, matrix, {
    valid: null,
    k: 5,
    seed: 1,
    seconds,
    pool,
    set: { 'als.iterations': 2, 'als.factors': 4, alsCopies: 2 },
    state: {},
    report: () => {},
    clock: () => {
      clock.ms += 100
      return clock.ms
    },
    onTrial: (model) => tried.push(model),
  })
  return { tuned, tried, spent: clock.ms / 1000 }
}

test('a hybrid finds its members and their weights within its time', async () => {
  const { tuned, tried, spent } = await search('hybrid', 120)
  expect(spent).toBeLessThanOrEqual(121)
  expect(new Set(tried)).toEqual(new Set(['als', 'svd', 'ease', 'itemknn', 'userknn', 'sgns']))
  expect(tuned.trials).toBe(tried.length)
  expect(tuned.score).toBeGreaterThan(0)
  const weights = Object.entries(tuned.values).filter(([name]) => name.endsWith('Weight') && !name.includes('.'))
  expect(weights.reduce((sum, [, weight]) => sum + (weight as number), 0)).toBeCloseTo(1, 2)
})

test('too short a time leaves a hybrid of the usual ALS', async () => {
  const { tuned, tried } = await search('hybrid', 0.5)
  expect(tried).toEqual([])
  expect(tuned.values).toMatchObject({ alsWeight: 1, easeWeight: 0, alsCopies: 1, 'als.factors': 4 })
})

test('a single model is searched to the end of its time and not beyond', async () => {
  const { tried, spent } = await search('itemknn', 40)
  expect(tried.length).toBeGreaterThan(3)
  expect(spent).toBeLessThanOrEqual(41)
})

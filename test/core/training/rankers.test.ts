/** What every model that ranks must do, whatever it is: one suite, run on each. */
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { readBenchmark } from '#core/training/benchmark/data.ts'
import { accuracyByListener, meanAccuracy } from '#core/training/evaluation/evaluate.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { completeParameters, type ParameterValues } from '#core/training/parameters.ts'
import { memberNames } from '#core/training/ranker-parameters.ts'
import { parametersOf, type RankerName, rankerNames, rankWith, trainRanker } from '#core/training/rankers.ts'
import { hasData } from '../../data.ts'
import { kernelWorker, resources } from '../library.ts'
import { checkerboard, itemsOf, matrixOf } from './matrices.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

const small: Partial<Record<RankerName, ParameterValues>> = {
  als: { factors: 8, iterations: 6 },
  sgns: { vectorSize: 16, epochs: 30, window: 50 },
  svd: { factors: 2 },
  ease: { regularization: 5 },
  hybrid: { alsCopies: 1, sgnsWeight: 0.2, itemknnWeight: 0.5 },
}

function valuesFor(name: RankerName): ParameterValues {
  const own = completeParameters(name, parametersOf(name), small[name] ?? {})
  if (name !== 'hybrid') return own
  const members = memberNames.map((member) =>
    Object.entries(completeParameters(member, parametersOf(member), small[member] ?? {})).map(
      ([key, value]) => [`${member}.${key}`, value] as const,
    ),
  )
  return { ...own, ...Object.fromEntries(members.flat()) }
}

const train = (name: RankerName, matrix: Csr) =>
  trainRanker(name, matrix, valuesFor(name), { seed: 3, pool, report: () => {} })
const everyone = (matrix: Csr) => Int32Array.from({ length: matrix.rows }, (_, row) => row)

describe.each(rankerNames)('%s', (name) => {
  const matrix = checkerboard(60, 40, 0.5, 5)

  test('learns the checkerboard: listeners get items of their own colour', async () => {
    const lists = await rankWith(await train(name, matrix), matrix, everyone(matrix), 3, pool)
    let right = 0
    for (let row = 0; row < matrix.rows; row += 1) {
      for (const item of lists.items.subarray(row * 3, row * 3 + 3)) if (item % 2 === row % 2) right += 1
    }
    expect(right / (matrix.rows * 3)).toBeGreaterThan(0.9)
  })

  test('ranks one listener as it ranks many, and nothing that a listener has', async () => {
    const model = await train(name, matrix)
    const all = await rankWith(model, matrix, everyone(matrix), 5, pool)
    const one = await rankWith(model, matrix, Int32Array.of(7), 5, pool)
    expect([...one.items]).toEqual([...all.items.subarray(35, 40)])
    for (let row = 0; row < matrix.rows; row += 1) {
      const own = new Set(itemsOf(matrix, row))
      for (const item of all.items.subarray(row * 5, row * 5 + 5)) expect(own.has(item)).toBe(false)
    }
  })

  test('has a whole list for a listener without items, each item once', async () => {
    const cold = matrixOf([...Array.from({ length: 20 }, (_, row) => [row % 5, 5 + (row % 3)]), []], 9)
    const lists = await rankWith(await train(name, cold), cold, Int32Array.of(20), 9, pool)
    expect([...lists.items].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('ends short lists with −1 where items run out, and bears two items and one listener', async () => {
    const tiny = matrixOf([[0]], 2)
    const lists = await rankWith(await train(name, tiny), tiny, Int32Array.of(0), 4, pool)
    expect([...lists.items]).toEqual([1, -1, -1, -1])
  })
})

describe.skipIf(!hasData('lightgcn-lastfm'))('on real listeners (LightGCN’s Last.fm split), recall@20', () => {
  const path = (file: string) => join(process.env.SIDETRACK_DATA ?? '../shared/data', 'lightgcn-lastfm', file)
  const data = readBenchmark({ train: path('data1.txt.gz'), test: path('test1.txt'), valid: null })

  // Popularity reaches .037. The floors lie a little below what the usual settings reach.
  test.each([
    ['als', 0.26],
    ['svd', 0.2],
    ['ease', 0.265],
    ['itemknn', 0.26],
    ['userknn', 0.265],
  ] as const)('%s is at least %d', async (name, floor) => {
    const values = completeParameters(name, parametersOf(name), {})
    const model = await trainRanker(name, data.train, values, { seed: 1, pool, report: () => {} })
    const lists = await rankWith(model, data.train, data.test.listeners, 20, pool)
    expect(meanAccuracy(accuracyByListener(lists, data.test, 20)).recall).toBeGreaterThan(floor)
  })
})

/** Neighbours as lists of their own: their order and their bounds. */
import { afterAll, describe, expect, test } from 'vitest'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { neighboursWithin, trainNeighbours } from '#core/training/neighbour-lists.ts'
import { resolveParameters } from '#core/training/parameters.ts'
import { columnCounts } from '#core/training/rankers.ts'
import { kernelWorker, resources } from '../library.ts'
import { randomMatrix } from '../math/csr-of.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

describe('lists of neighbours', () => {
  test('come by similarity times listeners to a power, each column’s own, without itself', async () => {
    const matrix = randomMatrix(80, 30, 0.2, 5)
    const counts = columnCounts(matrix)
    const values = resolveParameters('neighbours', { neighbours: 12, popularity: 0.5 })
    const { perItem, lists } = await trainNeighbours(matrix, values, pool, () => {})
    expect(perItem).toBe(12)
    for (let column = 0; column < matrix.columns; column += 1) {
      const { neighbours, similarities } = lists(column)
      expect(neighbours).toHaveLength(12)
      expect(new Set(neighbours).size).toBe(12)
      expect([...neighbours]).not.toContain(column)
      const votes = [...similarities].map((value, i) => value * Math.sqrt(counts[neighbours[i] as number] as number))
      votes.slice(1).forEach((vote, i) => {
        expect(vote).toBeLessThanOrEqual((votes[i] as number) + 1e-6)
      })
    }
  })

  test('are shorter where an item shares listeners with few others', async () => {
    const matrix = { ...randomMatrix(1, 4, 1, 1), columns: 6 }
    const { lists } = await trainNeighbours(matrix, resolveParameters('neighbours', {}), pool, () => {})
    expect(lists(0).neighbours).toHaveLength(3)
    expect(lists(5).neighbours).toHaveLength(0)
  })

  test.each([
    [1000, 200, 1e9, 200],
    [1000, 200, 80_000, 10],
    [1_000_000, 200, 1000, 1],
    [0, 200, 1000, 125],
  ])('of %i items that should keep %i within %i bytes keep %i', (items, wanted, bytes, kept) => {
    expect(neighboursWithin(items, wanted, bytes)).toBe(kept)
  })
})

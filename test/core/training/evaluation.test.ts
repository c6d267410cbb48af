import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { evaluate, ndcgAtK, popularityScorer, recallAtK } from '#core/training/evaluation/metrics.ts'
import { entriesToLearn, holdOut } from '#core/training/interactions.ts'
import { evenSlices } from '#core/training/kernel-pool.ts'
import { fromSortedEntries } from '../math/csr-of.ts'

/** A matrix from each listener's items. */
function matrixOf(items: readonly (readonly number[])[], columns: number): Csr {
  const pairs = items.flatMap((list, row) => list.map((column) => [row, column] as const))
  return fromSortedEntries(
    {
      rowOf: Int32Array.from(pairs, ([row]) => row),
      columnOf: Int32Array.from(pairs, ([, column]) => column),
      data: Int32Array.from(pairs, ([row, column]) => row + column + 1),
    },
    items.length,
    columns,
  )
}
const itemsOf = (matrix: Csr, row: number) => [
  ...matrix.indices.subarray(matrix.indptr[row] as number, matrix.indptr[row + 1] as number),
]

describe('recallAtK', () => {
  test('is the share of hidden items among the first twenty', () => {
    const twentyOne = Array.from({ length: 21 }, (_, i) => i)
    expect(recallAtK([3, 1, 2], new Set([1, 9]))).toBe(0.5)
    expect(recallAtK([3, 1, 2], new Set([3, 2, 1]))).toBe(1)
    expect(recallAtK([], new Set([3]))).toBe(0)
    expect(recallAtK(twentyOne, new Set([20]))).toBe(0)
    expect(recallAtK(twentyOne, new Set([19]))).toBe(1)
  })
})

describe('ndcgAtK', () => {
  test('agrees with values worked out by hand', () => {
    expect(ndcgAtK([5], new Set([5]))).toBe(1)
    expect(ndcgAtK([1, 5], new Set([5]))).toBeCloseTo(1 / Math.log2(3), 12)
    // Hits at places 1 and 3 of two hidden items: (1 + 1/2) / (1 + 1/log2 3).
    expect(ndcgAtK([7, 0, 8], new Set([7, 8]))).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 12)
    expect(ndcgAtK([0, 1], new Set([9]))).toBe(0)
    // More hidden than twenty: the best possible list is twenty long.
    const twenty = Array.from({ length: 20 }, (_, i) => i)
    expect(ndcgAtK(twenty, new Set([...twenty, 97, 98, 99]))).toBeCloseTo(1, 12)
  })

  test('property: lies between 0 and 1 and never falls when a hit moves up', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(25).keys()], { minLength: 2 }), fc.nat(23), (list, place) => {
        const at = 1 + (place % (list.length - 1))
        const hidden = new Set([list[at] as number, 99])
        const better = [...list]
        better[at] = list[at - 1] as number
        better[at - 1] = list[at] as number
        const value = ndcgAtK(list, hidden)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(ndcgAtK(better, hidden)).toBeGreaterThanOrEqual(value)
      }),
      { seed: 1 },
    )
  })
})

describe('evaluate', () => {
  const train = matrixOf([[0, 1], [2], [0, 3]], 30)
  const heldOut = { train, listeners: [0, 2], hidden: [Int32Array.of(5), Int32Array.of(1, 29)] }

  test('averages over listeners and never counts what they have already', async () => {
    // Scores fall with the item's number; listener 0 has items 0 and 1, so item 5 comes fourth (2, 3, 4, 5).
    const scorer = (_: number, out: Float32Array) => out.set(out.map((__, item) => -item))
    const found = await evaluate(heldOut, scorer)
    // Listener 2 has 0 and 3: item 1 comes first, item 29 twenty-eighth.
    const first = 1 / Math.log2(5)
    const second = 1 / (1 + 1 / Math.log2(3))
    expect(found?.listeners).toBe(2)
    expect(found?.recallAt20).toBeCloseTo((1 + 0.5) / 2, 12)
    expect(found?.ndcgAt20).toBeCloseTo((first + second) / 2, 12)
  })

  test('says nothing where nothing was hidden', async () => {
    expect(await evaluate({ train, listeners: [], hidden: [] }, popularityScorer(new Int32Array(30)))).toBeNull()
  })

  test('of popularity gives everyone the same items', async () => {
    const out = new Float32Array(3)
    const scorer = popularityScorer(Int32Array.of(3, 1, 2))
    scorer(0, out)
    expect([...out]).toEqual([3, 1, 2])
  })
})

describe('holdOut', () => {
  const listeners = fc.array(fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 15 }), { maxLength: 40 })

  test('property: parts what each listener has into train and hidden, nothing twice, nothing lost', () => {
    fc.assert(
      fc.property(listeners, fc.nat(1000), (items, seed) => {
        const matrix = matrixOf(items, 40)
        const left = entriesToLearn(matrix, seed)
        const { train, listeners: chosen, hidden } = holdOut(matrix, seed)
        expect(train.indices).toHaveLength(left)
        const hiddenOf = new Map(chosen.map((listener, i) => [listener, [...(hidden[i] as Int32Array)]]))
        expect(train.rows).toBe(matrix.rows)
        expect(train.columns).toBe(40)
        items.forEach((list, row) => {
          const mine = hiddenOf.get(row) ?? []
          expect([...itemsOf(train, row), ...mine].sort((a, b) => a - b)).toEqual([...list].sort((a, b) => a - b))
          if (hiddenOf.has(row)) expect(mine.length).toBe(Math.max(1, Math.floor(list.length / 5)))
        })
      }),
      { seed: 2 },
    )
  })

  test('property: chooses a quarter of the listeners with five items or more, and the same for a seed', () => {
    fc.assert(
      fc.property(listeners, fc.nat(1000), (items, seed) => {
        const found = holdOut(matrixOf(items, 40), seed)
        const eligible = items.filter((list) => list.length >= 5).length
        expect(found.listeners).toHaveLength(Math.floor(eligible / 4))
        for (const listener of found.listeners) expect(items[listener]?.length).toBeGreaterThanOrEqual(5)
        expect(holdOut(matrixOf(items, 40), seed)).toEqual(found)
      }),
      { seed: 3, numRuns: 50 },
    )
  })

  test('keeps the plays beside their items', () => {
    const items = Array.from({ length: 30 }, (_, row) => Array.from({ length: 10 }, (__, i) => (row + i * 3) % 40))
    const matrix = matrixOf(items, 40)
    const { train } = holdOut(matrix, 1)
    for (let row = 0; row < train.rows; row += 1) {
      for (let i = train.indptr[row] as number; i < (train.indptr[row + 1] as number); i += 1) {
        expect(train.data[i]).toBe(row + (train.indices[i] as number) + 1)
      }
    }
  })

  test('measures on a thousand listeners at most', () => {
    const items = Array.from({ length: 5000 }, () => [0, 1, 2, 3, 4])
    expect(holdOut(matrixOf(items, 5), 1).listeners).toHaveLength(1000)
  })
})

test('property: slices for threads cover every row once, in order, and share the entries', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (lengths, parts) => {
      const indptr = new Int32Array(lengths.length + 1)
      lengths.forEach((length, row) => {
        indptr[row + 1] = (indptr[row] as number) + length
      })
      const bounds = evenSlices(indptr, parts)
      expect(bounds).toHaveLength(parts + 1)
      expect([bounds[0], bounds.at(-1)]).toEqual([0, lengths.length])
      expect(bounds).toEqual([...bounds].sort((a, b) => a - b))
      const total = indptr.at(-1) as number
      for (let part = 0; part < parts; part += 1) {
        const size = (indptr[bounds[part + 1] as number] as number) - (indptr[bounds[part] as number] as number)
        expect(size).toBeLessThanOrEqual(total / parts + 20)
      }
    }),
    { seed: 4 },
  )
})

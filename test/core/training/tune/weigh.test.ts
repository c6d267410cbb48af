import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TopLists } from '#core/math/rank-kernel.ts'
import { ndcgAtK, recallAtK } from '#core/training/evaluation/metrics.ts'
import { blendLists } from '#core/training/hybrid.ts'
import { blendTable } from '#core/training/tune/blend-table.ts'
import { weigh } from '#core/training/tune/weigh.ts'

const never = () => false

test('weights go to where a score is highest, and add up to 1', async () => {
  const distance = ([a = 0, b = 0, c = 0]: readonly number[]) => {
    const sum = a + b + c
    return -Math.abs(a / sum - 0.6) - Math.abs(b / sum - 0.4) - c / sum
  }
  const { weights } = await weigh(3, distance, never)
  expect(weights[0]).toBeCloseTo(0.6, 1)
  expect(weights[1]).toBeCloseTo(0.4, 1)
  expect(weights[2]).toBe(0)
})

test('a member that adds nothing stays out', async () => {
  expect((await weigh(2, ([a = 0]) => (a > 0 ? 1 : 0), never)).weights).toEqual([1, 0])
})

test('out of time the first member stands alone', async () => {
  expect(
    (
      await weigh(
        2,
        ([, b = 0]) => b,
        () => true,
      )
    ).weights,
  ).toEqual([1, 0])
})

/** Lists of 3 listeners over 12 items, best first, with scores of any scale. */
const lists = fc
  .record({
    orders: fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { minLength: 0, maxLength: 6 }), {
      minLength: 3,
      maxLength: 3,
    }),
    step: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ orders, step }): TopLists => {
    const k = 6
    const items = new Int32Array(3 * k).fill(-1)
    const scores = new Float32Array(3 * k).fill(Number.NEGATIVE_INFINITY)
    orders.forEach((order, place) => {
      order.forEach((item, i) => {
        items[place * k + i] = item
        scores[place * k + i] = (6 - i) * step
      })
    })
    const listeners = Int32Array.from([0, 1, 2])
    return {
      k,
      listeners,
      items,
      scores,
      means: new Float32Array(3).fill(0.5),
      deviations: new Float32Array(3).fill(2),
    }
  })

test('a table of blends says what the blended lists reach', () => {
  const weight = fc.integer({ min: 0, max: 8 })
  const hidden = [Int32Array.from([1, 2]), Int32Array.from([3]), Int32Array.from([0, 5, 11])]
  fc.assert(
    fc.property(
      lists,
      lists,
      weight,
      weight,
      fc.constantFrom('score' as const, 'place' as const),
      (a, b, x, y, blend) => {
        const blended = blendLists(
          [
            { lists: a, weight: x },
            { lists: b, weight: y },
          ],
          3,
          blend,
        )
        const expected = hidden.map((items, place) => {
          const ranked = blended.items.subarray(place * 3, place * 3 + 3).filter((item) => item >= 0)
          const wanted = new Set(items)
          return recallAtK(ranked, wanted, 3) + ndcgAtK(ranked, wanted, 3)
        })
        const table = blendTable([a, b], { listeners: a.listeners, hidden }, 3, blend)
        expect(table([x, y])).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 3, 4)
      },
    ),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepBest, type TopLists } from '#core/math/rank-kernel.ts'
import { emptyLists, layDesk } from '#core/training/evaluation/rank.ts'
import { blendLists } from '#core/training/hybrid.ts'
import { modelMemory } from '#core/training/model-memory.ts'

/** Lists of one listener without items, from the scores of all items. */
function listsOf(scores: readonly number[], k: number): TopLists {
  const lists = emptyLists(Int32Array.of(0), k)
  const desk = layDesk({ columns: scores.length, k, rows: 1, size: 0, space: modelMemory(1), module: null })
  const owned = { indptr: Int32Array.of(0, 0), indices: new Int32Array(0) }
  keepBest(Float32Array.from(scores), desk, owned, lists, 0)
  return lists
}
const scores = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 5 })

test('property: whole lists blend to the weighted sum of scores on one scale', () => {
  fc.assert(
    fc.property(scores, scores, fc.double({ min: 0.1, max: 3, noNaN: true }), (a, b, weight) => {
      const blended = blendLists(
        [
          { lists: listsOf(a, 5), weight: 1 },
          { lists: listsOf(b, 5), weight },
        ],
        5,
      )
      const scaled = (values: readonly number[]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / 5
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5)
        return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0))
      }
      const [za, zb] = [scaled(a), scaled(b)]
      blended.items.forEach((item, i) => {
        expect(blended.scores[i]).toBeCloseTo((za[item] as number) + weight * (zb[item] as number), 3)
      })
    }),
    { seed: 4 },
  )
})

test('one member alone keeps its order, and the last one listed counts like what is not listed', () => {
  const a = listsOf([5, 4, 3, 0, 0, 0], 3)
  const b = listsOf([0, 0, 0, 3, 2, 1], 3)
  expect([...blendLists([{ lists: a, weight: 1 }], 4).items]).toEqual([0, 1, 2, -1])
  const blended = blendLists(
    [
      { lists: a, weight: 3 },
      { lists: b, weight: 0.1 },
    ],
    4,
  )
  expect([...blended.items]).toEqual([0, 1, 3, 4])
})

test('property: a blend of blends is the blend of all', () => {
  fc.assert(
    fc.property(scores, scores, scores, (a, b, c) => {
      const [first, second, third] = [listsOf(a, 5), listsOf(b, 5), listsOf(c, 5)]
      const pair = blendLists(
        [
          { lists: first, weight: 1 },
          { lists: second, weight: 1 },
        ],
        5,
      )
      const nested = blendLists(
        [
          { lists: pair, weight: 2 },
          { lists: third, weight: 0.5 },
        ],
        5,
      )
      const flat = [first, second].map((lists) => ({ lists, weight: 1 }))
      const whole = blendLists([...flat, { lists: third, weight: 0.5 }], 5)
      nested.items.forEach((item, i) => {
        expect(nested.scores[i]).toBeCloseTo(whole.scores[whole.items.indexOf(item)] as number, 3)
      })
    }),
    { seed: 5 },
  )
})

test('by place, an item counts 1 / (place + 8) in each list that has it', () => {
  const a = { lists: listsOf([5, 4, 3, 0, 0, 0], 3), weight: 1 }
  const b = { lists: listsOf([0, 0, 0, 3, 2, 9], 3), weight: 2 }
  const blended = blendLists([a, b], 6, 'place')
  expect([...blended.items]).toEqual([5, 3, 4, 0, 1, 2])
  expect([...blended.scores].map((score) => score.toFixed(4))).toEqual(
    [2 / 9, 2 / 10, 2 / 11, 1 / 9, 1 / 10, 1 / 11].map((score) => score.toFixed(4)),
  )
})

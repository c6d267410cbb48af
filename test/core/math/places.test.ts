/** Places of values among each other. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placesOf } from '#core/math/places.ts'
import { bestFirst, topK } from '#core/math/vectors.ts'

const values = fc.oneof(
  fc.float32Array({ noNaN: true, maxLength: 60 }),
  fc.array(fc.constantFrom(-1, -0, 0, 0.5, 2), { maxLength: 60 }).map((list) => Float32Array.from(list)),
)

test('property: a place is one more than how many others are larger', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -1, max: 59 }), (list, leftOut) => {
      const expected = Array.from(list, (value) => 1 + list.filter((other, i) => i !== leftOut && other > value).length)
      expect([...placesOf(list, leftOut)]).toEqual(expected)
    }),
    { seed: 1 },
  )
})

test('property: best first gives every finite score in the order of the largest k', () => {
  const long = fc.array(fc.constantFrom(-2, 0, 1, 1.5, Number.NEGATIVE_INFINITY), { minLength: 200, maxLength: 700 })
  fc.assert(
    fc.property(long, (list) => {
      const scores = Float64Array.from(list)
      expect([...bestFirst(scores)]).toEqual([...topK(scores, scores.length)])
    }),
    { seed: 2, numRuns: 50 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberSet } from '#core/math/number-set.ts'

test('a number is new the first time only', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(20), fc.nat(1_000_000))), (numbers) => {
      const isNew = numberSet()
      const seen = new Set<number>()
      for (const number of numbers) {
        expect(isNew(number)).toBe(!seen.has(number))
        seen.add(number)
      }
    }),
  )
})

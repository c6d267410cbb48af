import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idOfRow, popularityOrder, popularityRow } from '#core/math/popularity-order.ts'

const counts = fc.array(fc.integer({ min: -1, max: 400_000_000 }), { maxLength: 60 })

test('property: every id with listeners stands in the order once', () => {
  fc.assert(
    fc.property(counts, (listeners) => {
      const order = popularityOrder(Int32Array.from(listeners))
      const ids = listeners.flatMap((known, id) => (known >= 0 ? [id] : []))
      expect([...order].map(idOfRow).sort((a, b) => a - b)).toEqual(ids)
      expect([...order]).toEqual([...order].sort((a, b) => a - b))
    }),
  )
})

test('property: clearly better known comes first, equally known by id', () => {
  const listeners = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(listeners, listeners, fc.nat(2 ** 31), fc.nat(2 ** 31), (more, fewer, a, b) => {
      if (more > fewer * 1.1 + 1 && fewer < 300_000) {
        expect(popularityRow(a, more)).toBeLessThan(popularityRow(b, fewer))
      }
      expect(popularityRow(a, more) < popularityRow(b, more)).toBe(a < b)
    }),
  )
})

test('row numbers of the largest ids stay whole', () => {
  const row = popularityRow(2 ** 32 - 1, 0)
  expect(Number.isSafeInteger(row)).toBe(true)
  expect(idOfRow(row)).toBe(2 ** 32 - 1)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeRows, rowsByFrequency } from '#core/math/rows.ts'

test('property: rows by frequency are a permutation in which counts never rise', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 60 }), (list) => {
      const counts = Int32Array.from(list)
      const rowOf = rowsByFrequency(counts)
      expect([...rowOf].sort((a, b) => a - b)).toEqual([...counts.keys()])
      const inOrder = new Int32Array(list.length)
      rowOf.forEach((row, item) => {
        inOrder[row] = counts[item] as number
      })
      expect([...inOrder]).toEqual([...list].sort((a, b) => b - a))
    }),
    { seed: 1 },
  )
})

test('property: arranged rows stand where they are asked for, without what padded them', () => {
  const permutation = fc.nat(30).chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }))
  fc.assert(
    fc.property(permutation, fc.integer({ min: 1, max: 9 }), fc.nat(5), (order, size, padding) => {
      const stride = size + padding
      const rows = Float32Array.from({ length: order.length * stride }, (_, i) => i)
      const found = arrangeRows(rows.slice(), stride, size, Int32Array.from(order))
      const expected = order.flatMap((row) => [...rows.subarray(row * stride, row * stride + size)])
      expect([...found]).toEqual(expected)
    }),
    { seed: 2 },
  )
})

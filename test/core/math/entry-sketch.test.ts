import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addEntry, emptySketch, shareDiffering, sketchBytes, sketchOf } from '#core/math/entry-sketch.ts'

const sketchOfEntries = (entries: Iterable<readonly [number, number]>) => {
  const sketch = emptySketch()
  for (const [row, column] of entries) addEntry(sketch, row, column)
  return sketch
}
/** Entries `from` to `to` of rows of a hundred. */
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [Math.floor((from + i) / 100), (from + i) % 100] as const)

const id = fc.integer({ min: 0, max: 2 ** 31 - 1 })

describe('a sketch of entries', () => {
  test('differs in nothing from that of the same entries in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 300 }), (entries) => {
        expect(shareDiffering(sketchOfEntries(entries), sketchOfEntries([...entries].reverse()))).toBe(0)
      }),
    )
  })

  test('of a single other entry differs in exactly that', () => {
    fc.assert(
      fc.property(id, id, (row, column) => {
        const more = [...range(0, 9), [row, column + 1000] as const]
        expect(shareDiffering(sketchOfEntries(range(0, 9)), sketchOfEntries(more))).toBeCloseTo(0.1, 10)
      }),
    )
  })

  test.each([
    ['came', range(0, 10_000), range(0, 12_500), 0.2],
    ['went', range(0, 10_000), range(0, 5000), 0.5],
    ['went and as much came', range(0, 10_000), range(2000, 12_000), 1 / 3],
    ['came in place of all', range(0, 5000), range(5000, 10_000), 1],
  ])('tells how much %s', (_, then, now, share) => {
    expect(Math.abs(shareDiffering(sketchOfEntries(then), sketchOfEntries(now)) / share - 1)).toBeLessThan(0.12)
  })

  test('is read back as it was stored, and not from other bytes', () => {
    const sketch = sketchOfEntries(range(0, 777))
    expect(sketchOf(sketchBytes(sketch))).toEqual(sketch)
    expect(sketchOf(new Uint8Array(8))).toBeNull()
  })
})

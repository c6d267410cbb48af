import fc from 'fast-check'
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js'
import { expect, test } from 'vitest'
import { checkRuns } from '#core/sources/parquet/hybrid-runs.ts'
import { RefusedFile } from '#core/sources/refusal.ts'

/** A run header: LEB128 of twice the length, or of twice the groups of eight and one. */
function varint(number: number): number[] {
  return number < 128 ? [number] : [(number % 128) | 128, ...varint(Math.floor(number / 128))]
}

test('property: counts what the decoder reads', () => {
  const rle = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 3 }))
  const packed = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(fc.oneof(rle, packed), { minLength: 1, maxLength: 6 }), fc.nat(3), (runs, wanted) => {
      const width = 2
      let count = 0
      const bytes = runs.flatMap((run) => {
        if (run.length === 2 && (run[1] as number) <= 3) {
          count += run[0] as number
          return [...varint((run[0] as number) * 2), run[1] as number]
        }
        const groups = Math.floor(run.length / width)
        count += groups * 8
        return [...varint(groups * 2 + 1), ...run.slice(0, groups * width)]
      })
      const page = Uint8Array.from(bytes)
      const values: number[] = new Array(count)
      readRleBitPackedHybrid({ view: new DataView(page.buffer), offset: 0 }, width, values, page.length)
      expect(checkRuns(page, { place: [0, page.length], width, count }, wanted)).toBe(
        values.filter((value) => value === wanted).length,
      )
    }),
    { numRuns: 500, seed: 11 },
  )
})

test.each([
  ['a run of a billion', [...varint(2 * 2 ** 30), 1]],
  ['a billion packed values of no width', varint(2 * 2 ** 27 + 1)],
  ['a run that ends before the page does', []],
  ['a length that never ends', [255, 255, 255, 255, 255, 255, 255, 255]],
])('%s is refused before it is unpacked', (_, bytes) => {
  const page = Uint8Array.from(bytes)
  expect(() => checkRuns(page, { place: [0, page.length], width: 1, count: 1000 })).toThrow(RefusedFile)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineSplitter } from '#core/sources/lines.ts'

function split(pieces: readonly string[]): [string, number][] {
  const lines: [string, number][] = []
  const splitter = lineSplitter(
    (text, line) => lines.push([text, line]),
    (text, line) => lines.push([`${text.length} too long`, line]),
  )
  for (const piece of pieces) splitter.push(piece)
  splitter.end()
  return lines
}

test('property: lines do not depend on where the text was cut', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '\r'), { maxLength: 30 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat(30), { maxLength: 5 }), (whole, cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
      const pieces = places.slice(1).map((end, i) => whole.slice(places[i], end))
      expect(split(pieces)).toEqual(split([whole]))
      const expected = whole.split(/\r\n|\n|\r/)
      if (expected.at(-1) === '') expected.pop()
      expect(split([whole]).map(([line]) => line)).toEqual(expected)
    }),
  )
})

test('a line over a mebibyte is handed over by its beginning, and the next one reads on', () => {
  expect(split(['x'.repeat(1024 * 1024), 'y\nnext\n'])).toEqual([
    ['500 too long', 1],
    ['next', 2],
  ])
})

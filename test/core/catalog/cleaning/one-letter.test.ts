import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOneEdit, oneLetterApart } from '#core/catalog/cleaning/one-letter.ts'

const pairsOf = (...keys: string[]) =>
  oneLetterApart(keys.map((key, i) => ({ id: i, key })))
    .map(([a, b]) => [keys[a], keys[b]])
    .sort()

/** Every way to make one edit of a key. */
function edit(key: string, way: number, at: number, letter: string): string {
  const place = at % key.length
  if (way === 0) return key.slice(0, place) + letter + key.slice(place)
  if (way === 1) return key.slice(0, place) + key.slice(place + 1)
  if (way === 2) return key.slice(0, place) + letter + key.slice(place + 1)
  return key.slice(0, place) + (key[place + 1] ?? '') + key[place] + key.slice(place + 2)
}

describe('names one letter apart', () => {
  test('are found, whichever letter was added, left out, changed or swapped', () => {
    expect(pairsOf('metallica', 'metalica', 'rihanna', 'rhianna', 'portishead')).toEqual([
      ['metallica', 'metalica'],
      ['rihanna', 'rhianna'],
    ])
  })

  test('are none where they are short, where a digit differs, or where many form a series', () => {
    expect(pairsOf('slow', 'low', 'sum41', 'sum42x', 'blink182', 'blink183')).toEqual([])
    expect(pairsOf(...Array.from('abcdefghijklmnopqrs', (letter) => `disciple${letter}`))).toEqual([])
  })

  const key = fc.stringMatching(/^[a-zäß]{6,20}$/)
  test('are found after any edit', () => {
    fc.assert(
      fc.property(key, fc.nat(3), fc.nat(100), fc.constantFrom('x', 'ö'), (name, way, at, letter) => {
        const other = edit(name, way, at, letter)
        fc.pre(other !== name && other.length >= 6 && !other.includes('undefined'))
        expect(isOneEdit(name, other)).toBe(true)
        expect(isOneEdit(other, name)).toBe(true)
        expect(pairsOf(name, other)).toHaveLength(1)
      }),
    )
  })

  test('are those that comparing every two of them finds', () => {
    const near = fc.stringMatching(/^[ab]{6,8}$/)
    fc.assert(
      fc.property(fc.uniqueArray(near, { minLength: 2, maxLength: 8 }), (keys) => {
        const all = keys.flatMap((one, i) => keys.slice(i + 1).filter((two) => isOneEdit(one, two)))
        expect(pairsOf(...keys)).toHaveLength(all.length)
      }),
    )
  })
})

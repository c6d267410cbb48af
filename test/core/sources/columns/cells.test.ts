import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as cells from '#core/sources/columns/cells.ts'

describe('cells of feature tables', () => {
  test.each([
    ['C Maj', { key: 0, mode: 1 }],
    ['D min', { key: 2, mode: 0 }],
    ['F# Maj', { key: 6, mode: 1 }],
    ['Bb', { key: 10, mode: null }],
    ['Cb', { key: 11, mode: null }],
    ['C#/Db', { key: 1, mode: null }],
    ['11', { key: 11, mode: null }],
    ['-1', null],
  ])('the key %s', (cell, key) => expect(cells.readKey(cell)).toEqual(key))

  test.each(['12', 'X', '2.5'])('no key %s', (cell) => expect(cells.readKey(cell)?.key).toBeNaN())

  test.each([
    ['3:05', 's', 185_000],
    ['1:02:03', 's', 3_723_000],
    ['215.5', 's', 215_500],
    ['211160', 'ms', 211_160],
  ] as const)('the duration %s in %s', (cell, unit, ms) => expect(cells.readDuration(cell, unit)).toBe(ms))

  test('the unit of durations is that of the header, else that of their size', () => {
    expect(cells.timeUnitOf(['200'], 'duration_ms')).toBe('ms')
    expect(cells.timeUnitOf(['200000'], 'length (s)')).toBe('s')
    expect(cells.timeUnitOf(['211160', '167066'], 'length')).toBe('ms')
    expect(cells.timeUnitOf(['211', '167'], 'length')).toBe('s')
  })

  test.each([
    ['4/4', 4],
    ['3', 3],
    ['0', null],
  ])('the time signature %s', (cell, beats) => expect(cells.readTimeSignature(cell)).toBe(beats))

  test('shares come as shares, per cent or standard scores', () => {
    expect(cells.scaleOf(['0.5', '1', 'x'], 'energy')).toBe('share')
    expect(cells.scaleOf(['5', '71'], 'energy')).toBe('percent')
    expect(cells.scaleOf(['0.5'], 'danceability_%')).toBe('percent')
    expect(cells.scaleOf(['-0.68', '1.5'], 'valence')).toBe('standard')
    expect(cells.readShare('71', 'percent')).toBeCloseTo(0.71)
    expect(cells.readShare('101', 'percent')).toBeNaN()
    expect(cells.readShare('0', 'standard')).toBe(0.5)
  })

  test('standard scores stay in their order between 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }), (a, b) => {
        const [x, y] = [a, b].map((value) => cells.readShare(String(value / 100), 'standard')) as [number, number]
        expect(x > 0 && x < 1).toBe(true)
        expect(Math.sign(x - y)).toBe(Math.sign(a - b))
      }),
    )
  })

  test.each([
    ["['rock', \"guns n' roses\"]", ['rock', "guns n' roses"]],
    ['[1, 21]', ['1', '21']],
    ['["a\\"b"]', ['a"b']],
    ['rock, pop', ['rock', 'pop']],
    ['indie rock,pop', ['indie rock', 'pop']],
    ['set()', []],
    ['[]', []],
    ['', []],
  ])('the words of %s', (cell, words) => expect(cells.readWords(cell)).toEqual(words))

  test('every list literal gives back its words', () => {
    const word = fc.string({ minLength: 6, maxLength: 12 }).map((text) => `w${text.replace(/[\s\\]/g, '_')}w`)
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(cells.readWords(JSON.stringify(words))).toEqual(words)
        expect(cells.readWords(`[${words.map((one) => `'${one.replace(/'/g, "\\'")}'`).join(', ')}]`)).toEqual(words)
      }),
    )
  })

  test('the track is the first artist’s, and a comma within a name is no separator', () => {
    expect(cells.mainArtist("['Simon', 'Garfunkel']", false)).toBe('Simon')
    expect(cells.mainArtist('A;B', false)).toBe('A')
    expect(cells.mainArtist('A,B', true)).toBe('A')
    expect(cells.mainArtist('Tyler, The Creator,B', true)).toBe('Tyler, The Creator')
    expect(cells.mainArtist('Earth, Wind & Fire', false)).toBe('Earth, Wind & Fire')
  })
})

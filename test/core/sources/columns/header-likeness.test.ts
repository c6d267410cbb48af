import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeHeader } from '#core/sources/columns/header-likeness.ts'

const bands = ['Björk', 'Portishead', 'Massive Attack', 'Tricky', 'Low', 'Can', 'Air', 'Blur', 'Slint', 'Neu!']
const table = (header: string[], row: (band: string, at: number) => string[]) => [header, ...bands.map(row)]

describe('the first record names the columns', () => {
  test.each([
    ['two names that are known', table(['Artist', 'Titel'], (band) => [band, 'Lied'])],
    ['words above numbers', table(['Wer', 'Wann'], (band, at) => [band, String(1990 + at)])],
    ['words above numbered things', table(['Regalfach', 'Wer spielt'], (band, at) => [`Regal ${at}`, band])],
    ['words above moments', table(['Wer', 'Wann'], (band, at) => [band, `${at + 1} May 2004`])],
    ['names as programs write them', table(['nom_artiste', 'nom_titre'], (band) => [band, `Song of ${band}`])],
    ['small letters above names', table(['esittäjä', 'kappale'], (band) => [band, `Song of ${band}`])],
    ['one known name above a few values again and again', table(['Wer', 'Genre'], (band) => [band, 'Pop'])],
    [
      'names above a few values again and again, twice',
      table(['Laune', 'Stil'], (_, at) => [at % 2 === 0 ? 'Froh' : 'Trüb', 'Pop']),
    ],
  ])('%s', (_, records) => {
    expect(looksLikeHeader(records)).toBe(true)
    expect(looksLikeHeader(records.slice(1))).toBe(false)
  })
})

describe('the first record is one of the records', () => {
  test.each([
    ['a number in it', table(['Wer', '1994'], (band, at) => [band, String(1990 + at)])],
    ['words above words', table(['Radiohead', 'Creep'], (band) => [band, `Song of ${band}`])],
    ['a band that comes again, above numbered songs', table(['Low', 'Creep'], (band, at) => [band, `Song ${at}`])],
    ['a band in small letters among others', table(['k.d. lang', 'Constant Craving'], (band) => [band, `Of ${band}`])],
    ['nothing below it', [['Wer', 'Was']]],
  ])('%s', (_, records) => {
    expect(looksLikeHeader(records)).toBe(false)
  })

  test('whatever else it looks like, where a cell of it comes again below', () => {
    const word = fc.constantFrom('Alpha', 'beta_gamma', 'delta', 'Epsilon Zeta', 'eta.theta')
    const records = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(word, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
      )
    fc.assert(
      fc.property(records, (rows) => {
        expect(looksLikeHeader([rows[0] as string[], ...rows])).toBe(false)
      }),
    )
  })
})

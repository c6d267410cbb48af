import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateOrderOf, readListenMoment, readMoment, readYear } from '#core/sources/times.ts'

const noon = Date.UTC(2005, 3, 27, 12, 30, 0) / 1000
const midnight = Date.UTC(2005, 3, 27) / 1000

describe('moments', () => {
  test.each([
    ['2005-04-27T12:30:00Z', noon],
    ['2005-04-27T12:30:00.123Z', noon],
    ['2005-04-27T14:30:00+02:00', noon],
    ['2005-04-27T07:30:00-0500', noon],
    ['2005-04-27 12:30:00', noon],
    ['2005-04-27 12:30', noon],
    ['2005-04-27', midnight],
    ['2005/04/27 12:30:00', noon],
    [String(noon), noon],
    [String(noon * 1000), noon],
    ['Apr 27, 2005', midnight],
    ['Apr 27, 2005, 12:30', noon],
    ['April 27, 2005 12:30 PM', noon],
    ['27 Apr 2005 12:30', noon],
    ['27 Apr 2005, 12:30', noon],
    ['Wed, 27 Apr 2005 12:30:00 GMT', noon],
    ['4/27/2005 12:30', noon],
    ['27/04/2005 12:30', noon],
    ['27.04.2005', midnight],
    ['4/27/05 12:30 PM', noon],
  ])('reads %s', (text, seconds) => expect(readMoment(text)).toBe(seconds))

  test.each(['', 'soon', '2005-02-30', '2005-13-01', '03/04/2005', '3/4/05 12:00', '2005-04-27 25:00', '12:30', '42'])(
    'refuses %j',
    (text) => expect(readMoment(text)).toBeNull(),
  )

  test('an order that the column has shown settles day and month', () => {
    expect(readMoment('03/04/2005', 'day-first')).toBe(Date.UTC(2005, 3, 3) / 1000)
    expect(readMoment('03/04/2005', 'month-first')).toBe(Date.UTC(2005, 2, 4) / 1000)
  })

  test('a play lies between 2002 and tomorrow', () => {
    expect(readListenMoment('2001-12-31T23:59:59Z')).toBeNull()
    expect(readListenMoment('2002-01-01T00:00:00Z')).toBe(1_009_843_200)
    expect(readListenMoment(String(Math.floor(Date.now() / 1000) + 3 * 86_400))).toBeNull()
  })

  test('every moment is read back from its ISO form, in any zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: -840, max: 840 }), (at, offset) => {
        const local = new Date((at + offset * 60) * 1000).toISOString().slice(0, 19)
        const two = (n: number) => String(n).padStart(2, '0')
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
        expect(readMoment(`${local}${zone}`)).toBe(at)
        expect(readMoment(new Date(at * 1000).toISOString())).toBe(at)
      }),
    )
  })
})

describe('years', () => {
  test.each([
    ['1999', 1999],
    ['1999.0', 1999],
    ['1999-00-00', 1999],
    ['1999-05', 1999],
    ['1999-05-17', 1999],
    ['1999-05-17T00:00:00Z', 1999],
    ['Apr 27, 2005', 2005],
    ['April 2005', 2005],
    ['29th April 2013', 2013],
    ['10/27/82', 1982],
    ['4/16/07', 2007],
  ])('reads %s', (text, year) => expect(readYear(text)).toBe(year))

  test.each(['', '0', '1066', '9999', '3/4/05', '03/04/2005', 'unknown'])('knows none in %j', (text) =>
    expect(readYear(text)).toBeNull(),
  )
})

describe('the order of a column', () => {
  test('is that of its unmistakable dates', () => {
    expect(dateOrderOf(['3/4/05', '10/27/82'])).toBe('month-first')
    expect(dateOrderOf(['3/4/05', '27/10/1982 12:00'])).toBe('day-first')
  })
  test('is unknown without one, and where they contradict each other', () => {
    expect(dateOrderOf(['3/4/05', '1999', ''])).toBeNull()
    expect(dateOrderOf(['27/10/82', '10/27/82'])).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { Coverage } from '../../src/api/schemas.ts'
import { thinSpots } from '../../src/renderer/parts/thin.ts'

const good: Coverage = {
  of: 'track',
  total: 1000,
  decades: [
    { decade: 1970, count: 100 },
    { decade: 1990, count: 900 },
  ],
  unknownDecade: 0,
  bands: 100,
  bandsWithGenre: 90,
  genres: [{ name: 'rock', bands: 90 }],
  listeners: { none: 100, one: 100, few: 300, some: 300, many: 200 },
  withSound: 0,
}
const kinds = (change: Partial<Coverage>) => thinSpots({ ...good, ...change }).map(({ kind }) => kind)

describe('a source is thin', () => {
  it('nowhere when it is well described and listened to, or empty', () => {
    expect(kinds({})).toEqual([])
    expect(kinds({ total: 0, unknownDecade: 0, bands: 0, bandsWithGenre: 0 })).toEqual([])
  })
  it('where nobody or hardly anybody listens', () => {
    expect(kinds({ listeners: { none: 1000, one: 0, few: 0, some: 0, many: 0 } })).toEqual(['noListeners'])
    expect(thinSpots({ ...good, listeners: { none: 0, one: 700, few: 300, some: 0, many: 0 } })).toEqual([
      { kind: 'fewListeners', share: 0.7 },
    ])
  })
  it('where years or genres are not known', () => {
    expect(kinds({ unknownDecade: 501 })).toEqual(['unknownYears'])
    expect(kinds({ bandsWithGenre: 40 })).toEqual(['unknownGenres'])
  })
  it('where hardly anything is older than 1980', () => {
    expect(
      thinSpots({
        ...good,
        decades: [
          { decade: 2000, count: 990 },
          { decade: 1970, count: 10 },
        ],
      }),
    ).toEqual([{ kind: 'fewBefore1980', count: 10 }])
  })
})

import { describe, expect, it } from 'vitest'
import { pictureOf, shapes } from '../../src/renderer/elements/artwork-shape.ts'

describe('artwork', () => {
  it('is the same every time for the same music', () => {
    const input = { name: 'Metallica', genre: 'thrash metal', year: 1981 }
    expect(pictureOf(input)).toEqual(pictureOf({ ...input }))
  })

  it('is the same within a decade and differs between decades', () => {
    const of = (year: number) => pictureOf({ name: 'X', genre: 'jazz', year }).from
    expect(of(1981)).toBe(of(1989))
    expect(of(1981)).not.toBe(of(2011))
  })

  it('uses every shape about equally often', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 5000; i++) {
      const { shape } = pictureOf({ name: `Band ${i}`, genre: undefined, year: undefined })
      counts.set(shape, (counts.get(shape) ?? 0) + 1)
    }
    expect(counts.size).toBe(shapes.length)
    for (const count of counts.values()) expect(count).toBeGreaterThan(5000 / shapes.length / 1.4)
  })

  it('keeps genres of one family in one hue family', () => {
    const hue = (genre: string) => Number(/ (\d+)\)$/.exec(pictureOf({ name: 'X', genre, year: 1990 }).from)?.[1])
    expect(hue('thrash metal')).toBe(hue('doom metal'))
    expect(hue('thrash metal')).not.toBe(hue('house'))
  })
})

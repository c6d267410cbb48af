import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vectorFile } from '#core/training/vector-files.ts'

const values = {
  names: ['Portishead', 'The  "The"', '=cmd'],
  dimensions: 2,
  vectors: Float32Array.of(1, -0.5, 0.1, 2, 3, 4),
}

describe('vectors as files', () => {
  test('word2vec text: counts, then a word and its numbers a line', () => {
    const text = Buffer.concat([...vectorFile('word2vec', values)]).toString()
    expect(text).toBe('3 2\nPortishead 1 -0.5\nThe_"The" 0.100000001 2\n=cmd 3 4\n')
  })

  test('CSV: bands with quotes, and no formula that runs', () => {
    const text = Buffer.concat([...vectorFile('csv', values)]).toString()
    expect(text.split('\n').slice(0, 4)).toEqual([
      'band,v0,v1',
      '"Portishead",1,-0.5',
      '"The  ""The""",0.100000001,2',
      `"'=cmd",3,4`,
    ])
  })

  test('every float comes back from text and binary alike', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 8 }), (numbers) => {
        const vectors = Float32Array.from(numbers)
        const file = { names: ['x'], dimensions: vectors.length, vectors }
        const [, line = ''] = Buffer.concat([...vectorFile('word2vec', file)])
          .toString()
          .split('\n')
        const read = Float32Array.from(line.split(' ').slice(1), Number)
        expect(read.every((value, at) => value === vectors[at])).toBe(true)
        const binary = Buffer.concat([...vectorFile('word2vec-binary', file)])
        const at = binary.indexOf('\nx ') + 3
        vectors.forEach((value, index) => {
          expect(Object.is(binary.readFloatLE(at + index * 4), value)).toBe(true)
        })
      }),
    )
  })
})

/** Parameters as algorithms take them. */
import { describe, expect, test } from 'vitest'
import { alsParameters, resolveParameters } from '#core/training/parameters.ts'
import { randomMatrix } from '../math/csr-of.ts'

const weightOf = (rows: number, columns: number, density: number) => {
  const matrix = randomMatrix(rows, columns, density, 3)
  const { unobservedWeight } = alsParameters(resolveParameters('als', { unobservedRatio: 4 }), matrix)
  return { matrix, unobservedWeight }
}

describe('the weight of what listeners do not have', () => {
  test.each([
    [60, 40, 0.1],
    [500, 900, 0.02],
  ])('all of it together weighs as asked for against what they have, in %i × %i', (rows, columns, density) => {
    const { matrix, unobservedWeight } = weightOf(rows, columns, density)
    expect((unobservedWeight * rows * columns) / matrix.indices.length).toBeCloseTo(4, 10)
  })

  test('does not pass one half where most are there', () => {
    expect(weightOf(40, 30, 0.6).unobservedWeight).toBe(0.5)
  })

  test('is taken as it is from a model that says the weight itself', () => {
    const matrix = randomMatrix(60, 40, 0.1, 3)
    expect(alsParameters({ unobservedWeight: 0.3, factors: 8 }, matrix).unobservedWeight).toBe(0.3)
  })
})

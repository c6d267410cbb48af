/** How much work a trial is beside other trials of the same model: what foretells whether it ends in time. */
import type { Csr } from '#core/math/csr.ts'
import type { ParameterValues } from '../parameters.ts'
import type { SingleName } from '../rankers.ts'

/** Multiply-adds, about: learning, and ranking for so many listeners. Models whose settings cost nothing count as one. */
export function workOf(name: SingleName, matrix: Csr, values: ParameterValues, listeners: number): number {
  const entries = matrix.indices.length
  const { rows, columns } = matrix
  if (name === 'als') {
    const factors = values.factors as number
    const iteration = factors * (8 * entries + 3 * (rows + columns) * factors)
    return iteration * ((values.iterations as number) + 1) + listeners * columns * factors
  }
  if (name === 'svd') {
    const factors = values.factors as number
    return factors * (28 * entries + 20 * rows * factors) + listeners * columns * factors
  }
  if (name === 'sgns') {
    const { vectorSize, epochs, window, negative } = values as Record<string, number>
    const word = (vectorSize as number) * (window as number) * ((negative as number) + 1)
    return 2 * entries * (epochs as number) * word + listeners * columns * (vectorSize as number)
  }
  // The others compare everything with everything, or invert it, whatever they are set to, and rank one by one.
  const everything = name === 'ease' ? Math.min(rows, columns) ** 3 : entries * (entries / Math.max(1, columns))
  return everything + listeners * columns * 10
}

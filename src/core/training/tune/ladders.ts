/** What a search may try: for each model the values of each parameter that matters, in order, and where it starts. */
import type { ParameterValues } from '../parameters.ts'
import type { SingleName } from '../rankers.ts'

/** Values in an order in which neighbours behave alike. */
export type Ladder = { name: string; values: readonly (number | string)[]; start: number }

const ladder = (name: string, start: number | string, ...values: (number | string)[]): Ladder => ({
  name,
  values,
  start: values.indexOf(start),
})

/** Parameters with the strongest effect come first: a search that runs out of time has seen those. */
export const ladders: Record<SingleName, readonly Ladder[]> = {
  als: [
    ladder('unobservedRatio', 40, 2, 4, 8, 12, 20, 28, 40, 55, 80, 120, 200, 400),
    ladder('regularization', 0.01, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1),
    ladder('unobservedExponent', 0.2, 0, 0.1, 0.2, 0.3, 0.4, 0.5),
    ladder('factors', 64, 32, 64, 96, 128, 192, 256, 384, 512),
    ladder('iterations', 12, 6, 8, 10, 12, 16),
    ladder('regularizationExponent', 1, 0.5, 0.75, 1),
    ladder('confidence', 'presence', 'presence', 'log', 'bm25'),
  ],
  ease: [
    ladder('regularization', 20, 0.5, 1, 2, 3.5, 5, 7, 10, 14, 20, 30, 45, 70, 100, 200, 400, 800),
    ladder('itemExponent', 0.25, 0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4),
    ladder('listenerExponent', 0, 0, 0.1, 0.25, 0.4, 0.5),
    ladder('diagonal', 'free', 'zero', 'free'),
  ],
  svd: [
    ladder('factors', 128, 32, 64, 96, 128, 192, 256, 384),
    ladder('itemExponent', 0.25, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
    ladder('popularity', 0, -0.2, -0.1, 0, 0.1, 0.2, 0.3),
  ],
  itemknn: [
    ladder('popularity', 0.15, -0.1, 0, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5),
    ladder('neighbours', 400, 30, 60, 100, 200, 400, 800),
    ladder('asymmetry', 0.5, 0.2, 0.35, 0.5, 0.65, 0.8),
    ladder('shrinkage', 0, 0, 1, 3, 10, 30, 100),
    ladder('weighting', 'cosine', 'cosine', 'tfidf', 'bm25'),
  ],
  userknn: [
    ladder('neighbours', 200, 25, 50, 100, 200, 400, 800),
    ladder('popularity', -0.3, -0.5, -0.35, -0.3, -0.2, -0.1, 0, 0.1),
    ladder('rarity', 0.5, 0, 0.25, 0.5, 0.75, 1),
    ladder('shrinkage', 0, 0, 1, 3, 10),
  ],
  sgns: [
    ladder('epochs', 20, 5, 10, 20, 40, 80),
    ladder('nsExponent', 0.5, -0.5, 0, 0.25, 0.5, 0.75, 1),
    ladder('vectorSize', 100, 32, 64, 100, 150, 200),
    ladder('negative', 8, 3, 5, 8, 15, 25),
    ladder('window', 8, 3, 5, 8, 16, 50),
    ladder('learningRate', 0.05, 0.01, 0.025, 0.05, 0.1),
  ],
}

/** Places on each ladder as values. */
export function valuesAt(rungs: readonly Ladder[], places: readonly number[]): ParameterValues {
  return Object.fromEntries(rungs.map(({ name, values }, i) => [name, values[places[i] as number] as number | string]))
}

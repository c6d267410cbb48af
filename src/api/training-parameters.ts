/** The parameters of each algorithm, their usual values and bounds, as window, command line and core know them. Names are the field's own. */
import type { Algorithm } from './schemas.ts'

export type NumberParameter = { type: 'number'; default: number; min: number; max: number; integer: boolean }
export type ChoiceParameter = { type: 'choice'; default: string; choices: readonly string[] }
export type Parameter = NumberParameter | ChoiceParameter

export const number = (standard: number, min: number, max: number): NumberParameter => ({
  type: 'number',
  default: standard,
  min,
  max,
  integer: false,
})
export const whole = (standard: number, min: number, max: number): NumberParameter => ({
  ...number(standard, min, max),
  integer: true,
})

export const trainingParameters = {
  /** Word2Vec over listeners' item sets. */
  sgns: {
    vectorSize: whole(100, 2, 1024),
    window: whole(8, 1, 1000),
    minCount: whole(2, 1, 1_000_000),
    sample: number(0, 0, 1),
    negative: whole(8, 1, 100),
    nsExponent: number(0.5, -1, 1),
    learningRate: number(0.05, 0.0001, 1),
    epochs: whole(20, 1, 1000),
  },
  /**
   * Implicit ALS. `alpha` scales how much more plays are trusted; `presence` ignores plays. `unobservedRatio` is what all
   * that listeners do not have weighs together, against what they have: the same in small libraries and large ones. With an
   * `unobservedExponent` above 0, not to have what everyone has says more.
   */
  als: {
    factors: whole(64, 2, 1024),
    regularization: number(0.005, 0, 10),
    regularizationExponent: number(1, 0, 2),
    unobservedRatio: number(40, 0, 100_000),
    unobservedExponent: number(0, 0, 1),
    confidence: { type: 'choice', default: 'presence', choices: ['presence', 'log', 'plays', 'bm25'] },
    alpha: number(1, 0, 1000),
    minCount: whole(2, 1, 1_000_000),
    iterations: whole(12, 1, 1000),
  },
  /** Item-based nearest neighbours. `popularity` is the power of its listeners by which a neighbour comes sooner. */
  neighbours: {
    neighbours: whole(200, 1, 2000),
    weighting: { type: 'choice', default: 'cosine', choices: ['cosine', 'tfidf', 'bm25'] },
    shrinkage: number(0, 0, 1_000_000),
    asymmetry: number(0.5, 0, 1),
    popularity: number(0.15, -1, 1),
    minCount: whole(2, 1, 1_000_000),
  },
} as const satisfies Record<Algorithm, Record<string, Parameter>>

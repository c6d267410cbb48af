/** What the models of the benchmark can be set to that the window does not train by itself: usual values and bounds. */
import { number, type Parameter, trainingParameters, whole } from '#api/training-parameters.ts'

/** Models that a hybrid blends, in the order in which they are trained. */
export const memberNames = ['als', 'svd', 'ease', 'itemknn', 'userknn', 'sgns'] as const

export const rankerParameters = {
  /** As the window trains it, but for where what is unobserved starts to be weighed. */
  als: { ...trainingParameters.als, unobservedExponent: number(0.2, 0, 1) },
  /** EASE. Exponents and a free diagonal need fewer listeners than items (see ease-dual.ts). */
  ease: {
    regularization: number(30, 0.001, 1_000_000),
    listenerExponent: number(0, 0, 1),
    itemExponent: number(0.25, 0, 1),
    diagonal: { type: 'choice', default: 'free', choices: ['zero', 'free'] },
    /** Most memory of the matrix that is inverted, in MiB. */
    memoryMb: whole(128, 1, 16_384),
  },
  svd: {
    factors: whole(128, 1, 2048),
    itemExponent: number(0.25, 0, 1),
    popularity: number(0, -1, 1),
  },
  itemknn: {
    weighting: { type: 'choice', default: 'cosine', choices: ['cosine', 'tfidf', 'bm25'] },
    neighbours: whole(400, 1, 10_000),
    shrinkage: number(0, 0, 1_000_000),
    asymmetry: number(0.5, 0, 1),
    popularity: number(0.15, -1, 1),
  },
  userknn: {
    neighbours: whole(200, 1, 10_000),
    shrinkage: number(0, 0, 1_000_000),
    rarity: number(0.5, 0, 2),
    popularity: number(-0.3, -1, 1),
  },
  /** What comes next in ordered lists (see next-track.ts). */
  nexttrack: {
    window: whole(8, 1, 1000),
    backward: number(0.5, 0, 1),
    sourceExponent: number(0.5, 0, 2),
    popularityExponent: number(0.25, 0, 2),
    decay: number(0.8, 0, 1),
    recent: whole(12, 1, 1000),
    /** What Word2Vec's scores count beside those of co-occurrence; 0 leaves it out. */
    sgnsWeight: number(0.2, 0, 100),
  },
  hybrid: {
    alsWeight: number(1, 0, 100),
    svdWeight: number(0.35, 0, 100),
    easeWeight: number(0.5, 0, 100),
    itemknnWeight: number(0, 0, 100),
    userknnWeight: number(0.35, 0, 100),
    sgnsWeight: number(0, 0, 100),
    blend: { type: 'choice', default: 'score', choices: ['score', 'place'] },
    /** ALS models under different seeds whose mean is taken. */
    alsCopies: whole(8, 1, 20),
  },
} as const satisfies Record<string, Record<string, Parameter>>

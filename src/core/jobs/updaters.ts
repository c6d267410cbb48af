/** How each algorithm takes in what is new. */
import { AppError } from '#api/errors.ts'
import type { Algorithm, ModelSummary } from '#api/schemas.ts'
import { type Csr, transpose } from '#core/math/csr.ts'
import type { EntrySketch } from '#core/math/entry-sketch.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { type NewModel, readVectors, saveModel } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { trainAls } from '#core/training/als.ts'
import type { KernelPool } from '#core/training/kernel-pool.ts'
import { alsParameters } from '#core/training/parameters.ts'
import { learners } from './learners.ts'

export type StoredModel = ModelSummary & { algorithm: Algorithm; dimensions: number; learnedFrom: EntrySketch | null }

type Update = {
  db: WritableDb
  model: StoredModel
  /** Listeners × items as they are now, and the row id of each column. */
  matrix: Csr
  itemIds: Int32Array
  fingerprint: string
  pool: KernelPool
  /** Gets the fraction done and interactions seen; may throw. */
  report: (fraction: number, handled: number) => void
}

/** Each returns what puts the new model in the old one's place and gives its id. Throws AppError training-diverged. */
export const updaters: Record<Algorithm, (update: Update) => Promise<() => number>> = {
  /** Neighbours are found in seconds, so all of them are found anew. */
  neighbours: async ({ db, model, matrix, itemIds, fingerprint, pool, report }) => {
    const checkpoints = { before: null, keep: () => {} }
    const { seed, parameters: values } = model
    const learned = await learners.neighbours({ train: matrix, values, seed, pool, checkpoints, report })
    const row = { ...asLearned(model, fingerprint, itemIds.length), dimensions: learned.size }
    return () => learned.save(db, row, itemIds)
  },
  als: async ({ db, model, matrix, itemIds, fingerprint, pool, report }) => {
    const { dimensions: factors } = model
    const { found } = oldVectors(db, model)
    const width = Math.ceil(factors / 4) * 4
    const itemFactors = new Float32Array(matrix.columns * width)
    itemIds.forEach((item, column) => {
      const vector = found(item)
      if (vector !== undefined) itemFactors.set(vector, column * width)
    })
    // From the items as they were: listeners new and old are solved, then items, new ones among them, and both again.
    const resume = { iteration: 0, userFactors: new Float32Array(matrix.rows * width), itemFactors }
    const parameters = { ...alsParameters(model.parameters, matrix), factors, iterations: updateIterations }
    const { vectors, gram } = await trainAls(matrix, parameters, model.seed, pool, report, { resume })
    if (!vectors.every(Number.isFinite)) {
      throw new AppError(
        'training-diverged',
        'Taking in what is new ran into numbers that are too large. The models you had stay in use. Learn again instead.',
      )
    }
    return () => saveModel(db, { ...asLearned(model, fingerprint, itemIds.length), gram }, itemIds, vectors)
  },
  /** New items are placed where what their listeners also have lies; the others stay where they are. */
  sgns: async ({ db, model, matrix, itemIds, fingerprint, report }) => {
    const { dimensions: size } = model
    const { found } = oldVectors(db, model)
    const place = placer(matrix, (column) => found(itemIds[column] as number), size)
    const kept: number[] = []
    const vectors = new Float32Array(itemIds.length * size)
    for (const [column, item] of itemIds.entries()) {
      const vector = found(item) ?? place(column)
      if (vector === null) continue
      vectors.set(vector, kept.length * size)
      kept.push(item)
      if (column % 1000 === 0) report(column / itemIds.length, column)
    }
    const rows = vectors.subarray(0, kept.length * size)
    return () => saveModel(db, asLearned(model, fingerprint, kept.length), Int32Array.from(kept), rows)
  },
}

const updateIterations = 2

/** What was learned stays said of a model: how well it was, and from how much. */
const asLearned = (model: StoredModel, fingerprint: string, items: number): NewModel => ({
  ...model,
  fingerprint,
  items,
})

function oldVectors(db: WritableDb, { id, dimensions }: StoredModel) {
  const { items, vectors } = readVectors(db, id, dimensions)
  const rowOf = new Map(Array.from(items, (item, row) => [item, row]))
  const found = (item: number): Float32Array | undefined => {
    const row = rowOf.get(item)
    return row === undefined ? undefined : vectors.subarray(row * dimensions, (row + 1) * dimensions)
  }
  return { found }
}

/** Listeners of a new item that are looked at. */
const mostListeners = 200

/** Places a column at the mean direction of what its listeners also have; null where nothing of that is known. */
function placer(matrix: Csr, known: (column: number) => Float32Array | undefined, size: number) {
  let byItem: Csr | null = null
  return (column: number): Float32Array | null => {
    byItem ??= transpose(matrix)
    const mean = new Float32Array(size)
    const from = byItem.indptr[column] as number
    const to = Math.min(from + mostListeners, byItem.indptr[column + 1] as number)
    for (const listener of byItem.indices.subarray(from, to)) {
      for (const other of matrix.indices.subarray(matrix.indptr[listener], matrix.indptr[listener + 1])) {
        const vector = known(other)?.slice()
        if (vector === undefined) continue
        normaliseRows(vector, size)
        for (let k = 0; k < size; k += 1) mean[k] = (mean[k] as number) + (vector[k] as number)
      }
    }
    normaliseRows(mean, size)
    return mean.some((value) => value !== 0) ? mean : null
  }
}

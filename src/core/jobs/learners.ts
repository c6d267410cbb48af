/** How each algorithm learns as part of a job, and how what it learned is saved. */
import { AppError } from '#api/errors.ts'
import type { Algorithm } from '#api/schemas.ts'
import type { Csr } from '#core/math/csr.ts'
import { type NewModel, saveModel } from '#core/store/model-rows.ts'
import { saveNeighbours } from '#core/store/neighbour-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { type AlsCheckpoint, trainAls } from '#core/training/als.ts'
import type { Scorer } from '#core/training/evaluation/metrics.ts'
import type { KernelPool } from '#core/training/kernel-pool.ts'
import { trainNeighbours } from '#core/training/neighbour-lists.ts'
import { alsParameters, type ParameterValues, type SgnsParameters } from '#core/training/parameters.ts'
import { columnCounts } from '#core/training/rankers.ts'
import { type SgnsCheckpoint, trainSgns } from '#core/training/sgns.ts'
import type { Trained } from '#core/training/trained.ts'
import type { LearningCheckpoints } from './learning-checkpoints.ts'

type Lesson = {
  train: Csr
  values: ParameterValues
  seed: number
  pool: KernelPool
  checkpoints: LearningCheckpoints
  /** Gets the fraction done and interactions seen; may throw. */
  report: (fraction: number, handled: number) => void
}

type Learned = {
  scorer: Scorer
  /** Numbers of a vector; neighbours of an item at most. */
  size: number
  /** Put it in the place of the model there was; `itemIds` are the rows of its columns. Returns its id. */
  save: (db: WritableDb, model: NewModel, itemIds: Int32Array) => number
}

type AlsFactors = Pick<AlsCheckpoint, 'userFactors' | 'itemFactors'>

/** Throw AppError training-diverged. Neighbours are found in seconds and keep no checkpoints. */
export const learners: Record<Algorithm, (lesson: Lesson) => Promise<Learned>> = {
  sgns: async ({ train, values, seed, pool, checkpoints: { before, keep }, report }) => {
    const resume = before && { resume: { epoch: before.round, checkpoint: before.matrices as SgnsCheckpoint } }
    const going = { onEpoch: keep, ...resume }
    const counts = columnCounts(train)
    return ofVectors(await trainSgns(train, counts, values as SgnsParameters, seed, pool, report, going), 'sgns')
  },
  als: async ({ train, values, seed, pool, checkpoints: { before, keep }, report }) => {
    const trained = await trainAls(train, alsParameters(values, train), seed, pool, report, {
      onIteration: (iteration, userFactors, itemFactors) => keep(iteration, { userFactors, itemFactors }),
      ...(before && { resume: { iteration: before.round, ...(before.matrices as AlsFactors) } }),
    })
    return ofVectors(trained, 'als', trained.gram)
  },
  neighbours: async ({ train, values, pool, report }) => {
    const { perItem, scorer, lists } = await trainNeighbours(train, values, pool, report)
    return { size: perItem, scorer, save: (db, model, itemIds) => saveNeighbours(db, model, ofItems(itemIds, lists)) }
  },
}

function ofVectors(trained: Trained, algorithm: Algorithm, gram: NewModel['gram'] = null): Learned {
  checkFinite(trained, algorithm)
  return {
    scorer: trained.scorer,
    size: trained.size,
    save: (db, model, itemIds) => saveModel(db, { ...model, gram }, itemIds, trained.vectors),
  }
}

function* ofItems(itemIds: Int32Array, lists: Awaited<ReturnType<typeof trainNeighbours>>['lists']) {
  for (const [column, item] of itemIds.entries()) {
    const { neighbours, similarities } = lists(column)
    yield { item, list: { neighbours: neighbours.map((other) => itemIds[other] as number), similarities } }
  }
}

/** Bad numbers never replace a good model. */
function checkFinite(trained: Trained, algorithm: Algorithm): void {
  for (const value of trained.vectors) {
    if (Number.isFinite(value)) continue
    const cure = algorithm === 'sgns' ? 'a smaller learningRate' : 'a larger regularization'
    throw new AppError(
      'training-diverged',
      `Learning ran into numbers that are too large. The model you had stays in use. Try ${cure}.`,
    )
  }
}

/** Training: read what listeners have, hide a little, learn, measure, and put the new model in the old one's place. */
import { availableParallelism } from 'node:os'
import { AppError } from '#api/errors.ts'
import type { Algorithm, JobPhase, Kind, TrainResult } from '#api/schemas.ts'
import { listenersAtPlace, listModels, saveModel } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { trainAls } from '#core/training/als.ts'
import { evaluate, popularityScorer } from '#core/training/evaluation/metrics.ts'
import { type HeldOut, holdOut, type Interactions, readInteractions } from '#core/training/interactions.ts'
import { type KernelFiles, type KernelPool, kernelPool } from '#core/training/kernel-pool.ts'
import {
  type AlsParameters,
  checkNames,
  type ParameterValues,
  resolveParameters,
  type SgnsParameters,
} from '#core/training/parameters.ts'
import { trainSgns } from '#core/training/sgns.ts'
import type { Trained } from '#core/training/trained.ts'
import { type JobControl, partOf } from './control.ts'

export type TrainTask = {
  algorithms: Algorithm[]
  /** Bands, tracks or both; tracks are passed over where listeners' items are bands only. */
  entities: Kind[]
  set: ParameterValues
  seed: number
  threads: number | null
}

/** How the work is usually shared between the algorithms, so that the time left is about right. */
const usualWork: Record<Algorithm, number> = { sgns: 6, als: 1 }

/** Fewer interactions than this say nothing about taste. */
const leastInteractions = 20

type Step = { algorithm: Algorithm; entity: Kind; values: ParameterValues }

/**
 * Learn one model per algorithm and entity. Each is saved when it is done, so that cancelling keeps those before it.
 * Throws AppError nothing-to-learn, bad-arguments, training-diverged.
 */
export async function trainModels(
  db: WritableDb,
  task: TrainTask,
  files: KernelFiles,
  control: JobControl,
): Promise<TrainResult> {
  checkNames(task.algorithms, task.set)
  const steps = plan(db, task)
  const total = steps.reduce((sum, step) => sum + usualWork[step.algorithm], 0)
  const pool = kernelPool(files, task.threads ?? Math.min(availableParallelism(), 8))
  const saved: number[] = []
  let before = 0
  try {
    for (const step of steps) {
      const part = partOf(control, before / total, (before + usualWork[step.algorithm]) / total)
      before += usualWork[step.algorithm]
      saved.push(await trainOne(db, step, task.seed, pool, part))
    }
  } finally {
    await pool.close()
  }
  return { models: listModels(db).filter((model) => saved.includes(model.id)) }
}

/** Bands first, since they are recommended from most. */
function plan(db: WritableDb, task: TrainTask): Step[] {
  const entities = task.entities.filter((entity) => entity === 'artist' || listenersAtPlace(db, 'track', 2) > 0)
  return entities.flatMap((entity) =>
    task.algorithms.map((algorithm) => ({ algorithm, entity, values: resolveParameters(algorithm, task.set) })),
  )
}

async function trainOne(
  db: WritableDb,
  { algorithm, entity, values }: Step,
  seed: number,
  pool: KernelPool,
  control: JobControl,
): Promise<number> {
  const started = performance.now()
  control.phase('preparing', 0, 0.05)
  const { itemIds, fingerprint, heldOut } = prepare(db, entity, values.minCount as number, seed)
  const phase: JobPhase = algorithm === 'sgns' ? 'learning-sgns' : 'learning-als'
  control.phase(phase, 0.05, 0.85)
  const counts = columnCounts(heldOut)
  const report = (fraction: number, handled: number) => control.report(fraction, handled)
  const trained =
    algorithm === 'sgns'
      ? await trainSgns(heldOut.train, counts, values as SgnsParameters, seed, pool, report)
      : await trainAls(heldOut.train, values as AlsParameters, seed, pool, report)
  checkFinite(trained, algorithm)
  control.phase('measuring', 0.85, 0.95)
  const tick = (fraction: number) => control.report(fraction)
  const quality = await evaluate(heldOut, trained.scorer, tick)
  const baseline = await evaluate(heldOut, popularityScorer(counts), tick)
  control.phase('saving', 0.95, 1)
  const model = {
    algorithm,
    entity,
    parameters: values,
    seed,
    seconds: (performance.now() - started) / 1000,
    quality,
    baseline,
    dimensions: trained.size,
    fingerprint,
    items: itemIds.length,
    listeners: heldOut.train.rows,
    interactions: heldOut.train.indices.length,
  }
  return db.transaction(() => {
    const id = saveModel(db, model, itemIds, trained.vectors)
    control.commit()
    return id
  })()
}

/** Read the interactions and hide some; the whole matrix is let go here, before learning needs the memory. */
function prepare(
  db: WritableDb,
  entity: Kind,
  minCount: number,
  seed: number,
): Pick<Interactions, 'itemIds' | 'fingerprint'> & { heldOut: HeldOut } {
  const { matrix, itemIds, fingerprint } = readInteractions(db, entity, minCount)
  checkEnough(matrix)
  return { itemIds, fingerprint, heldOut: holdOut(matrix, seed) }
}

function checkEnough(matrix: Interactions['matrix']): void {
  if (matrix.indices.length >= leastInteractions && matrix.columns >= 2) return
  throw new AppError(
    'nothing-to-learn',
    `There are ${matrix.indices.length} plays and likes to learn from; at least ${leastInteractions} are needed. Import a data set with listeners, such as user_artists.dat or user_item_interaction.csv.`,
  )
}

function columnCounts(heldOut: HeldOut): Int32Array {
  const counts = new Int32Array(heldOut.train.columns)
  for (const column of heldOut.train.indices) counts[column] = (counts[column] as number) + 1
  return counts
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

/** Training: read what listeners have, hide a little, learn, measure, and put the new model in the old one's place. */
import { availableParallelism } from 'node:os'
import { AppError } from '#api/errors.ts'
import type { Algorithm, Kind, TrainResult } from '#api/schemas.ts'
import { collectGarbage } from '#core/collect-garbage.ts'
import { type LoadedModel, modelCache } from '#core/recommending/model-cache.ts'
import { weighModels } from '#core/recommending/weigh-models.ts'
import { listenersAtPlace, listModels, type NewModel, saveWeights } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { evaluate, popularityScorer } from '#core/training/evaluation/metrics.ts'
import { type HeldOut, holdOut, type Interactions, readInteractions } from '#core/training/interactions.ts'
import { type KernelFiles, type KernelPool, kernelPool } from '#core/training/kernel-pool.ts'
import { checkNames, type ParameterValues, resolveParameters } from '#core/training/parameters.ts'
import { columnCounts } from '#core/training/rankers.ts'
import { shippedKernel } from '#core/training/shipped-kernel.ts'
import { type JobControl, partOf } from './control.ts'
import { findSettings, type Search } from './find-settings.ts'
import { learners } from './learners.ts'
import { learningCheckpoints } from './learning-checkpoints.ts'

export type TrainTask = {
  algorithms: Algorithm[]
  /** Bands, tracks or both; tracks are passed over where listeners' items are bands only. */
  entities: Kind[]
  set: ParameterValues
  seed: number
  threads: number | null
  /** Minutes to search for the best settings before learning; null or absent takes those given and the usual ones. */
  tuneMinutes?: number | null
}

/** How the work is usually shared between the algorithms, so that the time left is about right. */
const usualWork: Record<Algorithm, number> = { sgns: 6, als: 1, neighbours: 1 }

/** The share of the time in which models are learned; in the rest their parts in lists are found. */
const learning = 0.97

/** Fewer interactions than this say nothing about taste. */
const leastInteractions = 20

/** How far learning is: the models that are saved. What is learnt of the next one lies in the checkpoint. */
export type TrainPosition = {
  saved: { algorithm: Algorithm; entity: Kind; id: number }[]
  /** What a search for settings has tried, by step. */
  searches?: Record<string, Search>
}

type Step = { algorithm: Algorithm; entity: Kind; values: ParameterValues }

/**
 * Learn one model per algorithm and entity. Each is saved when it is done, so that cancelling keeps those before it, and
 * learning that was cut short goes on with the epoch or iteration it was at, to the same model on one thread.
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
  const threads = task.threads ?? Math.min(availableParallelism(), 8)
  let position = (control.memory.position as TrainPosition | null) ?? { saved: [] }
  const isSaved = (step: Step) =>
    position.saved.some(({ algorithm, entity }) => algorithm === step.algorithm && entity === step.entity)
  let before = 0
  for (const step of steps) {
    const from = before
    before += usualWork[step.algorithm]
    const part = partOf(control, (learning * from) / total, (learning * before) / total)
    if (isSaved(step)) continue
    position = await learnStep(db, step, { task, steps: steps.length, threads, files, part, position, control })
  }
  const scan = shippedKernel(files.resources, 'scan')
  const entities = [...new Set(steps.map((step) => step.entity))]
  for (const [i, entity] of entities.entries()) {
    const weighed = (count: number) => learning + ((1 - learning) * count) / entities.length
    await weigh(db, entity, task.seed, scan, partOf(control, weighed(i), weighed(i + 1)))
  }
  return { models: listModels(db).filter((model) => position.saved.some(({ id }) => id === model.id)) }
}

/** Bands first, since they are recommended from most. */
function plan(db: WritableDb, task: TrainTask): Step[] {
  const entities = task.entities.filter((entity) => entity === 'artist' || listenersAtPlace(db, 'track', 2) > 0)
  return entities.flatMap((entity) =>
    task.algorithms.map((algorithm) => ({ algorithm, entity, values: resolveParameters(algorithm, task.set) })),
  )
}

type Asked = {
  task: TrainTask
  steps: number
  threads: number
  files: KernelFiles
  part: JobControl
  position: TrainPosition
  control: JobControl
}

/** Find the settings of one model, learn it and save it. All that it needed is let go when this ends. */
async function learnStep(db: WritableDb, step: Step, asked: Asked): Promise<TrainPosition> {
  const { task, part, control } = asked
  // Threads hold the memory of what they learned until they end, so each model has threads of its own.
  const pool = kernelPool(asked.files, asked.threads)
  try {
    const found = await settings(db, step, pool, asked)
    const rest = { ...partOf(part, found.share, 1), memory: control.memory }
    const learnt = await learn(db, { ...step, values: found.values }, task.seed, pool, rest)
    return saveLearnt(db, step, learnt, found.position, control)
  } finally {
    await pool.close()
  }
}

/** The share of a step that a search for settings takes, and what it found. */
type Found = { values: ParameterValues; position: TrainPosition; share: number }

/** Values to learn with: those asked for, or the best that a search finds in its share of the minutes. */
async function settings(db: WritableDb, step: Step, pool: KernelPool, asked: Asked): Promise<Found> {
  const { task, steps, part, control } = asked
  let { position } = asked
  const minutes = task.tuneMinutes ?? null
  if (minutes === null) return { values: step.values, position, share: 0 }
  const share = 0.8
  part.phase('tuning', 0, share)
  const { heldOut } = prepare(db, step.entity, step.values.minCount as number, task.seed)
  const key = `${step.algorithm} ${step.entity}`
  const search = await findSettings(heldOut.train, {
    algorithm: step.algorithm,
    set: task.set,
    seed: task.seed,
    seconds: (minutes * 60) / steps,
    pool,
    before: position.searches?.[key] ?? null,
    report: part.report,
    save: (so) => {
      position = { ...position, searches: { ...position.searches, [key]: so } }
      control.memory.save(position)
    },
  })
  return { values: { ...step.values, ...search.values }, position, share }
}

/** Find the parts of an entity's models in lists, where all of them left out the same items of the data as it is. */
async function weigh(
  db: WritableDb,
  entity: Kind,
  seed: number,
  scan: WebAssembly.Module | null,
  control: JobControl,
): Promise<void> {
  control.phase('weighing', 0, 1)
  const learned = listModels(db).filter((model) => model.entity === entity && model.algorithm !== 'imported')
  const { minCount } = learned[0]?.parameters ?? {}
  const alike = learned.every((model) => !model.stale && model.seed === seed && model.parameters.minCount === minCount)
  const models = modelCache(db, scan)
    .load(entity, undefined)
    .filter(({ algorithm }) => algorithm !== 'imported')
  const { itemIds, heldOut } = prepare(db, entity, minCount as number, seed)
  const weights = alike ? await weighModels({ db, models, heldOut, itemIds, seed, report: control.report }) : null
  saveWeights(db, entity, new Map(weights?.map((weight, i) => [(models[i] as LoadedModel).id, weight])))
}

/** Puts the model in the old one's place; returns its id. */
type Learnt = { save: () => number }

async function learn(
  db: WritableDb,
  { algorithm, entity, values }: Step,
  seed: number,
  pool: KernelPool,
  control: JobControl,
): Promise<Learnt> {
  const started = performance.now()
  control.phase('preparing', 0, 0.05)
  const { itemIds, fingerprint, sketch, heldOut } = prepare(db, entity, values.minCount as number, seed)
  const { train } = heldOut
  control.phase(`learning-${algorithm}`, 0.05, 0.85)
  const key = JSON.stringify([algorithm, entity, values, seed, fingerprint, train.columns, train.indices.length])
  const checkpoints = learningCheckpoints(control.memory, key, train.columns)
  const report = (fraction: number, handled: number) => control.report(fraction, handled)
  const learned = await learners[algorithm]({ train, values, seed, pool, checkpoints, report })
  control.phase('measuring', 0.85, 0.95)
  const tick = (fraction: number) => control.report(fraction)
  const quality = await evaluate(heldOut, learned.scorer, tick)
  const baseline = await evaluate(heldOut, popularityScorer(columnCounts(train)), tick)
  control.phase('saving', 0.95, 1)
  const model: NewModel = {
    algorithm,
    entity,
    parameters: values,
    seed,
    seconds: (checkpoints.before?.seconds ?? 0) + (performance.now() - started) / 1000,
    quality,
    baseline,
    dimensions: learned.size,
    fingerprint,
    items: itemIds.length,
    listeners: train.rows,
    interactions: train.indices.length,
    learnedFrom: sketch,
  }
  return { save: () => learned.save(db, model, itemIds) }
}

/** The model takes the old one's place in the moment in which it is noted as saved. */
function saveLearnt(
  db: WritableDb,
  { algorithm, entity }: Step,
  { save }: Learnt,
  before: TrainPosition,
  { commit, memory }: JobControl,
): TrainPosition {
  return db.transaction(() => {
    const position = { ...before, saved: [...before.saved, { algorithm, entity, id: save() }] }
    memory.save(position)
    commit()
    return position
  })()
}

/** Read the interactions and hide some; what the model before needed is let go first. */
function prepare(
  db: WritableDb,
  entity: Kind,
  minCount: number,
  seed: number,
): Omit<Interactions, 'matrix'> & { heldOut: HeldOut } {
  collectGarbage()
  const { matrix, ...rest } = readInteractions(db, entity, minCount)
  checkEnough(matrix)
  return { ...rest, heldOut: holdOut(matrix, seed) }
}

function checkEnough(matrix: Interactions['matrix']): void {
  if (matrix.indices.length >= leastInteractions && matrix.columns >= 2) return
  throw new AppError(
    'nothing-to-learn',
    `There are ${matrix.indices.length} plays and likes to learn from; at least ${leastInteractions} are needed. Import a data set with listeners, such as user_artists.dat or user_item_interaction.csv.`,
  )
}

/**
 * Taking in what is new without learning everything again: each model is brought up to the interactions as they are in a
 * fraction of the time, says how far it has come from what it learned, and asks for a full learning when that is far.
 */
import { availableParallelism } from 'node:os'
import { AppError } from '#api/errors.ts'
import type { Kind, ModelUpdate, TrainResult } from '#api/schemas.ts'
import { shareDiffering } from '#core/math/entry-sketch.ts'
import { derivedSeed, random32 } from '#core/math/random.ts'
import { closestItems, overlapOf } from '#core/recommending/common-lists.ts'
import { modelCache } from '#core/recommending/model-cache.ts'
import { learnedFrom, listModels, replaceUpdated } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { entriesToLearn, readInteractions } from '#core/training/interactions.ts'
import { type KernelFiles, kernelPool } from '#core/training/kernel-pool.ts'
import { shippedKernel } from '#core/training/shipped-kernel.ts'
import { type JobControl, partOf } from './control.ts'
import { type StoredModel, updaters } from './updaters.ts'

/** Lists that are compared before and after: as many as tell, fewer where one takes long. */
const seedsFor = (items: number) => (items <= 100_000 ? 50 : 10)
const listLength = 20
/** Beyond one of these an update is a stopgap, and learning everything again is advised. */
const mostChanged = 0.2
const leastOverlap = 0.5

/**
 * Bring every model that was learned here up to the library as it is; those that are stay untouched. Throws AppError nothing-to-learn where none was,
 * and training-diverged; then the models stay as they were.
 */
export async function updateModels(
  db: WritableDb,
  threads: number | null,
  files: KernelFiles,
  control: JobControl,
): Promise<TrainResult> {
  const learned = listModels(db).filter(({ algorithm }) => algorithm !== 'imported')
  if (learned.length === 0) {
    throw new AppError('nothing-to-learn', 'Nothing has been learned yet that could take in what is new. Learn first.')
  }
  // A model that has seen all there is stays as it is: more passes, over what was hidden from it, would move its lists.
  const outdated = learned
    .filter(({ stale }) => stale)
    .map((model) => ({ ...model, learnedFrom: learnedFrom(db, model.id) })) as StoredModel[]
  const entities = [...new Set(outdated.map(({ entity }) => entity))]
  for (const [i, entity] of entities.entries()) {
    const part = partOf(control, i / entities.length, (i + 1) / entities.length)
    const models = outdated.filter((model) => model.entity === entity)
    await updateEntity(db, models, { entity, threads, files, control: { ...part, commit: control.commit } })
  }
  return { models: listModels(db).filter(({ algorithm }) => algorithm !== 'imported') }
}

type Task = { entity: Kind; threads: number | null; files: KernelFiles; control: JobControl }

/** All models of an entity change in one moment, so that lists never mix old and new. */
async function updateEntity(db: WritableDb, models: readonly StoredModel[], task: Task): Promise<void> {
  const { entity, files, control } = task
  const kernel = shippedKernel(files.resources, 'scan')
  const load = () => modelCache(db, kernel).load(entity, undefined)
  control.phase('measuring', 0, 0.1)
  const before = load()
  const seeds = sample(before[0]?.items ?? new Int32Array(0))
  const listsOf = (loaded: ReturnType<typeof load>) => seeds.map((seed) => closestItems(db, loaded, seed, listLength))
  const old = listsOf(before)
  const updates: { model: StoredModel; save: () => number; changed: number; seconds: number }[] = []
  for (const [i, model] of models.entries()) {
    const part = partOf(control, 0.1 + (0.8 * i) / models.length, 0.1 + (0.8 * (i + 1)) / models.length)
    updates.push({ model, ...(await update(db, model, { ...task, control: part })) })
  }
  control.phase('saving', 0.9, 1)
  db.transaction(() => {
    const saved = updates.map(({ save }) => save())
    const now = listsOf(load())
    const overlapAt20 = old.reduce((sum, list, i) => sum + overlapOf(list, now[i] as number[]), 0) / old.length
    updates.forEach(({ model, changed, seconds }, i) => {
      const learnAgain = changed > mostChanged || overlapAt20 < leastOverlap
      const updated: ModelUpdate = { at: new Date().toISOString(), changed, overlapAt20, seconds, learnAgain }
      replaceUpdated(db, saved[i] as number, model, updated)
    })
    control.commit()
  })()
}

async function update(db: WritableDb, model: StoredModel, { entity, threads, files, control }: Task) {
  const started = performance.now()
  control.phase('preparing', 0, 0.2)
  const { matrix, itemIds, fingerprint, sketch } = readInteractions(db, entity, model.parameters.minCount as number)
  if (matrix.columns < 2) {
    throw new AppError('nothing-to-learn', 'Your library no longer says who listens to what. Import such a data set.')
  }
  const changed =
    model.learnedFrom === null
      ? countChanged(model.interactions, entriesToLearn(matrix, model.seed))
      : shareDiffering(model.learnedFrom, sketch)
  control.phase(`learning-${model.algorithm}`, 0.2, 1)
  const pool = kernelPool(files, threads ?? Math.min(availableParallelism(), 8))
  try {
    const report = (fraction: number, handled: number) => control.report(fraction, handled)
    const save = await updaters[model.algorithm]({ db, model, matrix, itemIds, fingerprint, pool, report })
    return { save, changed, seconds: (performance.now() - started) / 1000 }
  } finally {
    await pool.close()
  }
}

/** The same as far as numbers tell, for models that say no more: what came is not told from what went. */
const countChanged = (before: number, now: number) => Math.abs(now - before) / Math.max(1, now, before)

function sample(items: Int32Array): number[] {
  const next = random32(derivedSeed(1, 80))
  const count = Math.min(items.length, seedsFor(items.length))
  return Array.from({ length: count }, () => items[next() % items.length] as number)
}

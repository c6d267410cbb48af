/** Removing a source: hidden at once, its rows deleted, the rest indexed afresh. */
import { AppError } from '#api/errors.ts'
import type { RemoveResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { dropModel, dropUnusedModels } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { removeSourceRows, shrink } from '#core/store/source-removal.ts'
import { abandonedSources, hideIndexedSource, isIndexDue, sourceName } from '#core/store/source-rows.ts'
import type { JobControl } from './control.ts'

/** Remove one source and everything that only it brought. Throws AppError source-not-found. */
export function removeSource(
  db: WritableDb,
  vocabulary: Vocabulary,
  sourceId: number,
  control: JobControl,
): RemoveResult {
  const name = sourceName(db, sourceId)
  if (name === null) throw noSource(sourceId)
  control.phase('removing', 0, 0.3)
  // From here on there is no way back: what is cut short is ended by the next job.
  control.commit()
  hideIndexedSource(db, sourceId)
  removeSourceRows(db, sourceId, (fraction) => control.show(fraction))
  control.stay('indexing', 0.3, 1)
  indexWithout(db, vocabulary, (fraction) => control.show(fraction))
  return { source: sourceId, name }
}

/** Index what is left, and forget models that nothing is left of. */
function indexWithout(db: WritableDb, vocabulary: Vocabulary, onProgress: (fraction: number) => void): void {
  db.transaction(() => {
    reindex(db, vocabulary, onProgress)
    dropUnusedModels(db)
  })()
  shrink(db)
}

/** Forget one model with its vectors. Throws AppError model-not-found. */
export function removeModel(db: WritableDb, modelId: number, control: JobControl): void {
  control.phase('removing', 0, 1)
  db.transaction(() => {
    if (!dropModel(db, modelId)) throw noModel(modelId)
    control.commit()
  })()
}

export const noSource = (id: number) => new AppError('source-not-found', `No source with the number ${id}.`)

export const noModel = (id: number) => new AppError('model-not-found', `There is no model with the number ${id}.`)

/** Delete what an import that did not finish has left; nothing of it was ever shown. */
export function clearSource(db: WritableDb, sourceId: number, tick: () => void = () => {}): void {
  removeSourceRows(db, sourceId, tick)
}

/**
 * After a crash: finish half-removed sources, and delete half-imported ones that no job can go on with. Returns whether
 * there were any.
 */
export function clearAbandoned(db: WritableDb, vocabulary: Vocabulary): boolean {
  const abandoned = abandonedSources(db)
  for (const sourceId of abandoned) clearSource(db, sourceId)
  const isDue = abandoned.length > 0 || isIndexDue(db)
  if (isDue) indexWithout(db, vocabulary, () => {})
  return isDue
}

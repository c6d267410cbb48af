/** Removing a source: hidden at once, its rows deleted, the rest indexed afresh. */
import { AppError } from '#api/errors.ts'
import type { RemoveResult } from '#api/schemas.ts'
import type { Vocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { dropUnusedModels } from '#core/store/model-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { removeSourceRows, shrink } from '#core/store/source-removal.ts'
import { hideSource, sourceName, unfinishedSources } from '#core/store/source-rows.ts'
import type { JobControl } from './control.ts'

/** Remove one source and everything that only it brought. Throws AppError source-not-found. */
export function removeSource(
  db: WritableDb,
  vocabulary: Vocabulary,
  sourceId: number,
  control: JobControl,
): RemoveResult {
  const name = sourceName(db, sourceId)
  if (name === null) throw new AppError('source-not-found', `No source with the number ${sourceId}.`)
  control.phase('removing', 0, 0.3)
  // From here on there is no way back, so cancelling is over too.
  hideSource(db, sourceId)
  removeSourceRows(db, sourceId, () => {})
  reindex(db, vocabulary, () => {})
  dropUnusedModels(db)
  shrink(db)
  return { source: sourceId, name }
}

/** Delete what an import that did not finish has left; nothing of it was ever shown. */
export function clearSource(db: WritableDb, sourceId: number): void {
  removeSourceRows(db, sourceId, () => {})
}

/** After a crash: delete half-imported and finish half-removed sources. Returns whether there were any. */
export function clearUnfinished(db: WritableDb, vocabulary: Vocabulary): boolean {
  const unfinished = unfinishedSources(db)
  for (const sourceId of unfinished) clearSource(db, sourceId)
  if (unfinished.length > 0) reindex(db, vocabulary, () => {})
  return unfinished.length > 0
}

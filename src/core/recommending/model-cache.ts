/** Models in memory, ready to scan: loaded on first use, dropped when a new one is saved. */
import type { Algorithm } from '#api/schemas.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type LoadedModel = {
  id: number
  algorithm: Algorithm
  size: number
  /** Band of each row, ascending or not. */
  items: Int32Array
  rowOf: ReadonlyMap<number, number>
  /** items × size, each row of length 1. */
  vectors: Float32Array
}

export type ModelCache = {
  /** The current models of bands, or only the one asked for by algorithm name or id. */
  load: (wanted: string | undefined) => LoadedModel[]
  clear: () => void
}

export function modelCache(db: ReadableDb): ModelCache {
  const loaded = new Map<number, LoadedModel>()
  const load = (wanted: string | undefined): LoadedModel[] => {
    const models = listModels(db).filter(
      (model) =>
        model.entity === 'artist' &&
        (wanted === undefined || model.algorithm === wanted || String(model.id) === wanted),
    )
    for (const id of loaded.keys()) if (!listModels(db).some((model) => model.id === id)) loaded.delete(id)
    return models.map(({ id, algorithm, dimensions }) => {
      const known = loaded.get(id)
      if (known !== undefined) return known
      const { items, vectors } = readVectors(db, id, dimensions)
      normaliseRows(vectors, dimensions)
      const rowOf = new Map<number, number>()
      items.forEach((item, row) => {
        rowOf.set(item, row)
      })
      const model = { id, algorithm, size: dimensions, items, rowOf, vectors }
      loaded.set(id, model)
      return model
    })
  }
  return { load, clear: () => loaded.clear() }
}

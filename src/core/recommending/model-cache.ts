/** Models in memory, ready to scan: loaded on first use, dropped when a new one is saved. */
import type { Algorithm, Kind } from '#api/schemas.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type LoadedModel = {
  id: number
  algorithm: Algorithm
  entity: Kind
  size: number
  /** Band or work of each row. */
  items: Int32Array
  rowOf: ReadonlyMap<number, number>
  /** items × size, each row of length 1. */
  vectors: Float32Array
}

export type ModelCache = {
  /** The current models of bands or of works, or only the one asked for by algorithm name or id. */
  load: (entity: Kind, wanted: string | undefined) => LoadedModel[]
  clear: () => void
}

export function modelCache(db: ReadableDb): ModelCache {
  const loaded = new Map<number, LoadedModel>()
  const load = (entity: Kind, wanted: string | undefined): LoadedModel[] => {
    const current = listModels(db)
    for (const id of loaded.keys()) if (!current.some((model) => model.id === id)) loaded.delete(id)
    const chosen = current.filter(
      ({ id, algorithm, entity: of }) =>
        of === entity && (wanted === undefined || algorithm === wanted || String(id) === wanted),
    )
    return chosen.map(({ id, algorithm, dimensions }) => {
      const known = loaded.get(id)
      if (known !== undefined) return known
      const { items, vectors } = readVectors(db, id, dimensions)
      normaliseRows(vectors, dimensions)
      const rowOf = new Map<number, number>()
      items.forEach((item, row) => {
        rowOf.set(item, row)
      })
      const model = { id, algorithm, entity, size: dimensions, items, rowOf, vectors }
      loaded.set(id, model)
      return model
    })
  }
  return { load, clear: () => loaded.clear() }
}

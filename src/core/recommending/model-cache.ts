/** Models in memory, ready to scan: loaded on first use, dropped when a new one is saved. */
import type { Algorithm, Kind } from '#api/schemas.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { listenerCounts, listModels, readVectors } from '#core/store/model-rows.ts'
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
  /** How far each row is to be believed, 0 to 1: two listeners say less than two hundred. */
  support: Float32Array
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
      const model = { id, algorithm, entity, size: dimensions, ...stillThere(db, entity, id, dimensions) }
      loaded.set(id, model)
      return model
    })
  }
  return { load, clear: () => loaded.clear() }
}

/** Listeners at which a row is believed half. */
const halfBelieved = 2

/** A model's rows of items that the library still has: sources may have gone since it was learned. */
function stillThere(
  db: ReadableDb,
  entity: Kind,
  id: number,
  size: number,
): Pick<LoadedModel, 'items' | 'rowOf' | 'vectors' | 'support'> {
  const stored = readVectors(db, id, size)
  const listeners = listenerCounts(db, entity)
  const kept = stored.items.reduce((rows: number[], item, row) => {
    if (listeners.has(item)) rows.push(row)
    return rows
  }, [])
  const items = Int32Array.from(kept, (row) => stored.items[row] as number)
  const vectors = kept.length === stored.items.length ? stored.vectors : new Float32Array(kept.length * size)
  if (vectors !== stored.vectors) {
    kept.forEach((row, at) => {
      vectors.set(stored.vectors.subarray(row * size, (row + 1) * size), at * size)
    })
  }
  normaliseRows(vectors, size)
  const support = Float32Array.from(items, (item) => {
    const count = listeners.get(item) ?? 0
    return count / (count + halfBelieved)
  })
  return { items, vectors, support, rowOf: new Map(Array.from(items, (item, row) => [item, row])) }
}

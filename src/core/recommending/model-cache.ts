/** Models in memory, ready to scan: loaded on first use, dropped when a new one is saved. */
import type { Kind, ModelOrigin, ModelSummary } from '#api/schemas.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { countVectors, eachVector, listenerCounts, listModels } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { type FoldIn, prepareFoldIn } from '#core/training/als-fold-in.ts'
import { alsParameters } from '#core/training/parameters.ts'
import { layScan, type VectorScan } from './vector-scan.ts'

export type LoadedModel = {
  id: number
  algorithm: ModelOrigin
  entity: Kind
  size: number
  /** Band or work of each row. */
  items: Int32Array
  rowOf: ReadonlyMap<number, number>
  /** One row an item, laid out to be scanned: factors of ALS as they are, other vectors at length 1. */
  scan: VectorScan
  /** What turns items into the listener who has them; null where vectors are compared by their direction. */
  fold: FoldIn | null
  /** How far each row is to be believed, 0 to 1: two listeners say less than two hundred. */
  support: Float32Array
}

export type ModelCache = {
  /** The current models of bands or of works, or only the one asked for by algorithm name or id. */
  load: (entity: Kind, wanted: string | undefined) => LoadedModel[]
  clear: () => void
}

/** `kernel` scans the models; where it is null its TypeScript reference does. */
export function modelCache(db: ReadableDb, kernel: WebAssembly.Module | null = null): ModelCache {
  const loaded = new Map<number, LoadedModel>()
  const load = (entity: Kind, wanted: string | undefined): LoadedModel[] => {
    const current = listModels(db)
    for (const id of loaded.keys()) if (!current.some((model) => model.id === id)) loaded.delete(id)
    const chosen = current.filter(
      ({ id, algorithm, entity: of }) =>
        of === entity && (wanted === undefined || algorithm === wanted || String(id) === wanted),
    )
    return chosen.map((summary) => {
      const { id, algorithm, dimensions } = summary
      const known = loaded.get(id)
      if (known !== undefined) return known
      const rows = stillThere(db, { id, entity, algorithm }, layoutOf(db, id, dimensions, kernel))
      const fold = algorithm === 'als' ? foldOf(rows.scan, summary) : null
      if (fold === null) normaliseRows(rows.scan.rows.vectors, rows.scan.rows.stride)
      const model = { id, algorithm, entity, size: dimensions, ...rows, fold }
      loaded.set(id, model)
      return model
    })
  }
  return { load, clear: () => loaded.clear() }
}

/** Listeners at which a row is believed half. */
const halfBelieved = 2

/** Room for all vectors of a model. */
function layoutOf(db: ReadableDb, id: number, size: number, module: WebAssembly.Module | null): VectorScan {
  return layScan({ count: countVectors(db, id), size, most: 0, threads: 1, coarse: false, module })
}

/** The zeros behind each row are factors too, which no listener has. */
function foldOf({ rows }: VectorScan, { parameters, listeners, items, interactions }: ModelSummary): FoldIn {
  const learned = { rows: listeners, columns: items, indices: { length: interactions } }
  const factors = rows.vectors.subarray(0, rows.count * rows.stride)
  return prepareFoldIn(factors, rows.stride, alsParameters(parameters, learned))
}

/** A model's rows of items that the library still has: sources may have gone since it was learned. */
function stillThere(
  db: ReadableDb,
  { id, entity, algorithm }: Pick<LoadedModel, 'id' | 'entity' | 'algorithm'>,
  scan: VectorScan,
): Pick<LoadedModel, 'items' | 'rowOf' | 'scan' | 'support'> {
  const listeners = listenerCounts(db, entity)
  const { rows } = scan
  const items: number[] = []
  for (const { item, vector } of eachVector(db, id, rows.size)) {
    if (!listeners.has(item)) continue
    rows.vectors.set(vector, items.length * rows.stride)
    items.push(item)
  }
  rows.count = items.length
  const support = Float32Array.from(items, (item) => {
    // Ready-made vectors do not come from the listeners of this library, whose number says nothing about them.
    if (algorithm === 'imported') return 1
    const count = listeners.get(item) ?? 0
    return count / (count + halfBelieved)
  })
  return { items: Int32Array.from(items), scan, support, rowOf: new Map(items.map((item, row) => [item, row])) }
}

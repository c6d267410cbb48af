/** Models in memory, ready to scan: loaded on first use, dropped when a new one is saved. */
import type { Kind, ModelOrigin, ModelSummary } from '#api/schemas.ts'
import { normaliseRows } from '#core/math/vectors.ts'
import { countVectors, eachVector, type ItemFacts, itemReader, listModels, readGram } from '#core/store/model-rows.ts'
import { itemsWithNeighbours } from '#core/store/neighbour-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { type FoldIn, prepareFoldIn } from '#core/training/als-fold-in.ts'
import { alsParameters } from '#core/training/parameters.ts'
import { layScan, type VectorScan } from './vector-scan.ts'

export type LoadedModel = {
  id: number
  algorithm: ModelOrigin
  entity: Kind
  /** Band or work of each row. */
  items: Int32Array
  rowOf: ReadonlyMap<number, number>
  /** Band, year (0 where it is not known) and title flags of each row; a band is its own. */
  artists: Int32Array
  years: Int32Array
  flags: Int32Array
  /** How far each row is to be believed, 0 to 1: two listeners say less than two hundred. */
  support: Float32Array
  /** Its part in lists, found on hidden items; null where none was found. */
  weight: number | null
  /** Null for a model of neighbours, whose lists are read where they are stored. */
  vectors: LoadedVectors | null
}

export type LoadedVectors = {
  size: number
  /** One row an item, laid out to be scanned: factors of ALS as they are, other vectors at length 1. */
  scan: VectorScan
  /** What turns items into the listener who has them; null where vectors are compared by their direction. */
  fold: FoldIn | null
  /**
   * What each row's product with such a listener is multiplied by. Much of what a listener who has the seed is likely to
   * have is what everybody has, whose factors are long: 1 / √length is halfway to a cosine. Null where `fold` is.
   */
  damping: Float32Array | null
}

export type ModelCache = {
  /** The current models of bands or of works, or only the one asked for by algorithm name or id. */
  load: (entity: Kind, wanted: string | undefined) => LoadedModel[]
  clear: () => void
}

/** `kernel` scans the models; where it is null its TypeScript reference does. */
export function modelCache(db: ReadableDb, kernel: WebAssembly.Module | null = null): ModelCache {
  const loaded = new Map<number, Content>()
  const load = (entity: Kind, wanted: string | undefined): LoadedModel[] => {
    const current = listModels(db)
    for (const id of loaded.keys()) if (!current.some((model) => model.id === id)) loaded.delete(id)
    const chosen = current.filter(
      ({ id, algorithm, entity: of }) =>
        of === entity && (wanted === undefined || algorithm === wanted || String(id) === wanted),
    )
    return chosen.map((summary) => {
      const known = loaded.get(summary.id)
      const content =
        known ?? (summary.algorithm === 'neighbours' ? neighbourModel(db, summary) : vectorModel(db, summary, kernel))
      loaded.set(summary.id, content)
      const { id, algorithm, weight } = summary
      return { id, algorithm, entity, weight, ...content }
    })
  }
  return { load, clear: () => loaded.clear() }
}

/** Listeners at which a row is believed half. */
const halfBelieved = 2

type Summary = ModelSummary & { dimensions: number }
/** What stays as it is while a model has its id. */
type Content = Omit<LoadedModel, 'id' | 'algorithm' | 'entity' | 'weight'>

function neighbourModel(db: ReadableDb, { id, algorithm, entity }: Summary): Content {
  const read = itemReader(db, entity)
  const rows: Row[] = []
  for (const item of itemsWithNeighbours(db, id)) {
    const facts = read(item)
    if (facts !== undefined) rows.push({ item, ...facts })
  }
  return { ...columnsOf(rows, algorithm), vectors: null }
}

/** The vectors of items that the library still has: sources may have gone since they were learned. */
function vectorModel(db: ReadableDb, summary: Summary, module: WebAssembly.Module | null): Content {
  const { id, algorithm, entity, dimensions: size } = summary
  const scan = layScan({ count: countVectors(db, id), size, most: 0, threads: 1, coarse: false, module })
  const read = itemReader(db, entity)
  const { rows } = scan
  const known: Row[] = []
  for (const { item, vector } of eachVector(db, id, size)) {
    const facts = read(item)
    if (facts === undefined) continue
    rows.vectors.set(vector, known.length * rows.stride)
    known.push({ item, ...facts })
  }
  rows.count = known.length
  const fold = algorithm === 'als' ? foldOf(scan, summary, readGram(db, id)) : null
  const damping = fold === null ? null : dampingOf(scan)
  if (fold === null) normaliseRows(rows.vectors, rows.stride)
  return { ...columnsOf(known, algorithm), vectors: { size, scan, fold, damping } }
}

function dampingOf({ rows: { vectors, stride, count } }: VectorScan): Float32Array {
  return Float32Array.from({ length: count }, (_, row) => {
    const length = Math.hypot(...vectors.subarray(row * stride, (row + 1) * stride))
    return length === 0 ? 0 : 1 / Math.sqrt(length)
  })
}

/** The zeros behind each row are factors too, which no listener has. */
function foldOf(
  { rows }: VectorScan,
  { parameters, listeners, items, interactions }: Summary,
  gram: Float64Array | null,
): FoldIn {
  const learned = { rows: listeners, columns: items, indices: { length: interactions } }
  const factors = rows.vectors.subarray(0, rows.count * rows.stride)
  return prepareFoldIn(factors, rows.stride, alsParameters(parameters, learned), gram)
}

type Row = ItemFacts & { item: number }

function columnsOf(rows: readonly Row[], algorithm: ModelOrigin): Omit<Content, 'vectors'> {
  return {
    items: Int32Array.from(rows, ({ item }) => item),
    rowOf: new Map(rows.map(({ item }, row) => [item, row])),
    artists: Int32Array.from(rows, ({ artistId }) => artistId),
    years: Int32Array.from(rows, ({ year }) => year ?? 0),
    flags: Int32Array.from(rows, ({ flags }) => flags),
    support: Float32Array.from(rows, ({ listeners }) => {
      // Ready-made vectors do not come from the listeners of this library, whose number says nothing about them.
      return algorithm === 'imported' ? 1 : listeners / (listeners + halfBelieved)
    }),
  }
}

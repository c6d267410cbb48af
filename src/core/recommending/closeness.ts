/** How close every band or work is to one seed in one model: by its place in the seed's own list, not by its cosine. */

import { decodeNumbers } from '#core/math/leb128.ts'
import { placesOf } from '#core/math/places.ts'
import * as browse from '#core/store/browse-rows.ts'
import { type NeighbourList, neighbourReader } from '#core/store/neighbour-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { foldIn } from '#core/training/als-fold-in.ts'
import type { LoadedModel, LoadedVectors } from './model-cache.ts'
import { allProducts } from './vector-scan.ts'

type VectorModel = LoadedModel & LoadedVectors

export type Closeness = {
  /** Of each row, from 1: how many rows are closer to the seed, plus one; 0 for a row that the model does not list. */
  places: Int32Array
  /** Cosine of a row and the seed in the model, −1 to 1. */
  similarityOf: (row: number) => number
}

/**
 * Cosines differ between models and libraries (0.97 may be far), places do not: the first place counts 1, and the
 * place `halfway` counts one half; 0 is no place and counts nothing.
 */
export function closenessAt(place: number, halfway: number): number {
  return place === 0 ? 0 : halfway / (halfway + place - 1)
}

/** The place that counts one half: about the 6th of 200 bands, the 60th of 40,000 or more. */
export function halfwayPlace(bands: number): number {
  return Math.min(60, Math.max(6, 0.3 * Math.sqrt(bands)))
}

/** Compare one band or work with every one of a model; null when the model cannot tell. The seed itself is left out. */
export function closenessTo(db: ReadableDb, model: LoadedModel, itemId: number): Closeness | null {
  return model.vectors === null ? inLists(db, model, itemId) : inVectors(db, { ...model, ...model.vectors }, itemId)
}

function inVectors(db: ReadableDb, model: VectorModel, itemId: number): Closeness | null {
  const query = seedVector(db, model, itemId)
  if (query === null) return null
  const products = allProducts(model.scan, query)
  model.damping?.forEach((factor, row) => {
    products[row] = (products[row] as number) * factor
  })
  const places = placesOf(products, model.rowOf.get(itemId) ?? -1)
  return {
    places,
    similarityOf: (row) => cosine(query, vectorOf(model, row)),
  }
}

/** Few enough listeners to look at each one's items. */
const mostListeners = 50

/**
 * What speaks for a seed. In ALS it is the listener who has nothing but the seed, folded in: the products with every
 * item's factors say how likely that listener is to have it, which finds what people have far better than the cosine of
 * two items. Elsewhere it is the item's own vector.
 */
function seedVector(db: ReadableDb, model: VectorModel, itemId: number): Float32Array | null {
  const row = model.rowOf.get(itemId)
  const has = row === undefined ? heardWith(db, model, itemId) : [{ row, weight: 1 }]
  if (has.length === 0) return null
  if (model.fold === null) return row === undefined ? meanVector(model, has) : vectorOf(model, row)
  const listener = foldIn(
    model.fold,
    has.map((one) => one.row),
    has.map((one) => one.weight),
  )
  return listener.subarray(0, model.size)
}

/** A row with how much it counts. */
type Weighted = { row: number; weight: number }

/** For an item that too few listeners have to be in the model: what those few also have. */
function heardWith(db: ReadableDb, { entity, rowOf }: LoadedModel, itemId: number): Weighted[] {
  const listeners = browse.listenersOf(db, entity, itemId)
  if (listeners === null || listeners.count === 0 || listeners.count > mostListeners) return []
  const ids = new Int32Array(listeners.count)
  decodeNumbers(listeners.ids, ids, 0, true)
  return browse.itemsOfListeners(db, entity, [...ids]).flatMap(({ itemId: other, listeners: weight }) => {
    const row = rowOf.get(other)
    return row === undefined ? [] : [{ row, weight }]
  })
}

function meanVector(model: VectorModel, has: readonly Weighted[]): Float32Array | null {
  const mean = new Float32Array(model.size)
  for (const { row, weight } of has) {
    const vector = vectorOf(model, row)
    for (let k = 0; k < model.size; k += 1) mean[k] = (mean[k] as number) + weight * (vector[k] as number)
  }
  const length = Math.hypot(...mean)
  return length === 0 ? null : mean.map((value) => value / length)
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, k) => sum + value * (b[k] as number), 0)
  const lengths = Math.hypot(...a) * Math.hypot(...b)
  return lengths === 0 ? 0 : Math.min(1, Math.max(-1, dot / lengths))
}

function vectorOf({ size, scan: { rows } }: VectorModel, row: number): Float32Array {
  return rows.vectors.subarray(row * rows.stride, row * rows.stride + size)
}

/** Lists looked through for an item that has none of its own. */
const mostLists = 50

/** By the places of the seed's own list; of one that has none, by the lists of what its few listeners also have. */
function inLists(db: ReadableDb, model: LoadedModel, itemId: number): Closeness | null {
  const listOf = neighbourReader(db, model.id)
  const own = listOf(itemId)
  const list = own ?? votesOf(heardWith(db, model, itemId), (row) => listOf(model.items[row] as number))
  const places = new Int32Array(model.items.length)
  const similarities = new Map<number, number>()
  list?.neighbours.forEach((other, i) => {
    const row = model.rowOf.get(other)
    if (row === undefined || other === itemId) return
    similarities.set(row, list.similarities[i] as number)
    places[row] = similarities.size
  })
  if (similarities.size === 0) return null
  return { places, similarityOf: (row) => similarities.get(row) ?? 0 }
}

function votesOf(has: readonly Weighted[], listOf: (row: number) => NeighbourList | null): NeighbourList {
  const votes = new Map<number, number>()
  const best = [...has].sort((a, b) => b.weight - a.weight || a.row - b.row).slice(0, mostLists)
  const whole = best.reduce((sum, { weight }) => sum + weight, 0)
  for (const { row, weight } of best) {
    const list = listOf(row)
    list?.neighbours.forEach((other, i) => {
      const vote = (weight / whole) * (list.similarities[i] as number)
      votes.set(other, (votes.get(other) ?? 0) + vote)
    })
  }
  const ranked = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return {
    neighbours: Int32Array.from(ranked, ([other]) => other),
    similarities: Float32Array.from(ranked, ([, vote]) => vote),
  }
}

/** How close every band or work is to one seed in one model: by its place in the seed's own list, not by its cosine. */

import { decodeNumbers } from '#core/math/leb128.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import type { LoadedModel } from './model-cache.ts'
import { allProducts } from './vector-scan.ts'

export type Closeness = {
  /** Cosine to the seed of each row of the model, −1 to 1. */
  similarity: Float32Array
  /** All similarities, ascending: a row's place follows from it. */
  sorted: Float32Array
}

/**
 * Cosines differ between models and libraries (0.97 may be far), places do not: the first place counts 1, and the
 * place `halfway` counts one half.
 */
export function closenessAt(place: number, halfway: number): number {
  return halfway / (halfway + place - 1)
}

/** The place that counts one half: about the 6th of 200 bands, the 60th of 40,000 or more. */
export function halfwayPlace(bands: number): number {
  return Math.min(60, Math.max(6, 0.3 * Math.sqrt(bands)))
}

/** From 1: how many rows are closer to the seed, plus one. */
export function placeOf(closeness: Closeness, row: number): number {
  const { sorted } = closeness
  const value = closeness.similarity[row] as number
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return sorted.length - low + 1
}

/** Compare one band or work with every one of a model; null when the model cannot tell. The seed itself is left out. */
export function closenessTo(db: ReadableDb, model: LoadedModel, itemId: number): Closeness | null {
  const query = seedVector(db, model, itemId)
  if (query === null) return null
  const similarity = allProducts(model.scan, query)
  const self = model.rowOf.get(itemId)
  const sorted = self === undefined ? similarity.slice() : similarity.filter((_, row) => row !== self)
  return { similarity, sorted: sorted.sort() }
}

/** Few enough listeners to look at each one's items. */
const mostListeners = 50

/**
 * An item's own vector; for one that too few listeners have to be in the model, the mean of what those few also have,
 * as new listeners are folded in.
 */
function seedVector(db: ReadableDb, model: LoadedModel, itemId: number): Float32Array | null {
  const row = model.rowOf.get(itemId)
  if (row !== undefined) return vectorOf(model, row)
  const listeners = browse.listenersOf(db, model.entity, itemId)
  if (listeners === null || listeners.count === 0 || listeners.count > mostListeners) return null
  const ids = new Int32Array(listeners.count)
  decodeNumbers(listeners.ids, ids, 0, true)
  const mean = new Float32Array(model.size)
  for (const { itemId: other, listeners: weight } of browse.itemsOfListeners(db, model.entity, [...ids])) {
    const otherRow = model.rowOf.get(other)
    if (otherRow === undefined) continue
    const vector = vectorOf(model, otherRow)
    for (let k = 0; k < model.size; k += 1) mean[k] = (mean[k] as number) + weight * (vector[k] as number)
  }
  const length = Math.hypot(...mean)
  return length === 0 ? null : mean.map((value) => value / length)
}

function vectorOf({ scan: { rows } }: LoadedModel, row: number): Float32Array {
  return rows.vectors.subarray(row * rows.stride, row * rows.stride + rows.size)
}

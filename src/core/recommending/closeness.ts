/** How close every band or work is to one seed in one model: by its place in the seed's own list, not by its cosine. */

import { decodeNumbers } from '#core/math/leb128.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { foldIn } from '#core/training/als-fold-in.ts'
import type { LoadedModel } from './model-cache.ts'
import { allProducts } from './vector-scan.ts'

export type Closeness = {
  /** How much each row of the model says for the seed: its product with the seed's vector. */
  products: Float32Array
  /** All products, ascending: a row's place follows from them. */
  sorted: Float32Array
  /** Cosine of a row and the seed's vector, −1 to 1. */
  similarityOf: (row: number) => number
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
  const value = closeness.products[row] as number
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
  const products = allProducts(model.scan, query)
  const self = model.rowOf.get(itemId)
  const sorted = self === undefined ? products.slice() : products.filter((_, row) => row !== self)
  return { products, sorted: sorted.sort(), similarityOf: (row) => cosine(query, vectorOf(model, row)) }
}

/** Few enough listeners to look at each one's items. */
const mostListeners = 50

/**
 * What speaks for a seed. In ALS it is the listener who has nothing but the seed, folded in: the products with every
 * item's factors say how likely that listener is to have it, which finds what people have far better than the cosine of
 * two items. Elsewhere it is the item's own vector.
 */
function seedVector(db: ReadableDb, model: LoadedModel, itemId: number): Float32Array | null {
  const row = model.rowOf.get(itemId)
  const has = row === undefined ? heardWith(db, model, itemId) : { rows: [row], weights: [1] }
  if (has.rows.length === 0) return null
  if (model.fold !== null) return foldIn(model.fold, has.rows, has.weights).subarray(0, model.size)
  return row === undefined ? meanVector(model, has) : vectorOf(model, row)
}

/** Rows with how much each counts. */
type Weighted = { rows: number[]; weights: number[] }

/** For an item that too few listeners have to be in the model: what those few also have. */
function heardWith(db: ReadableDb, model: LoadedModel, itemId: number): Weighted {
  const found: Weighted = { rows: [], weights: [] }
  const listeners = browse.listenersOf(db, model.entity, itemId)
  if (listeners === null || listeners.count === 0 || listeners.count > mostListeners) return found
  const ids = new Int32Array(listeners.count)
  decodeNumbers(listeners.ids, ids, 0, true)
  for (const { itemId: other, listeners: weight } of browse.itemsOfListeners(db, model.entity, [...ids])) {
    const row = model.rowOf.get(other)
    if (row === undefined) continue
    found.rows.push(row)
    found.weights.push(weight)
  }
  return found
}

function meanVector(model: LoadedModel, { rows, weights }: Weighted): Float32Array | null {
  const mean = new Float32Array(model.size)
  rows.forEach((row, i) => {
    const vector = vectorOf(model, row)
    for (let k = 0; k < model.size; k += 1)
      mean[k] = (mean[k] as number) + (weights[i] as number) * (vector[k] as number)
  })
  const length = Math.hypot(...mean)
  return length === 0 ? null : mean.map((value) => value / length)
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, k) => sum + value * (b[k] as number), 0)
  const lengths = Math.hypot(...a) * Math.hypot(...b)
  return lengths === 0 ? 0 : Math.min(1, Math.max(-1, dot / lengths))
}

function vectorOf({ scan: { rows } }: LoadedModel, row: number): Float32Array {
  return rows.vectors.subarray(row * rows.stride, row * rows.stride + rows.size)
}

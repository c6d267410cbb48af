/**
 * Truncated singular value decomposition of who has what (PureSVD, Cremonesi, Koren & Turrin 2010), where rare items count
 * more: each listener's row brought onto the strongest directions of all of them. Found by subspace iteration from random
 * directions (Halko, Martinsson & Tropp 2011, algorithm 4.4).
 */
import { gramOf } from '#core/math/als-kernel.ts'
import type { Csr } from '#core/math/csr.ts'
import { symmetricEigen } from '#core/math/eigen.ts'
import { derivedSeed } from '#core/math/random.ts'
import { sharedFloat32 } from '#core/math/shared.ts'
import { normalNumbers } from './als-model.ts'
import { popularityScale } from './item-knn.ts'
import { productScorer, type Trained } from './trained.ts'

export type SvdParameters = {
  /** Directions kept, at most as many as there are listeners or items. */
  factors: number
  /** An entry weighs (its item's listeners)^−itemExponent. */
  itemExponent: number
  /** Scores of an item are multiplied by its listeners to this power. */
  popularity: number
}

/** Directions carried along beside those that are kept, so that the last ones come out too. */
const spare = 16
/** More turns part directions of nearly the same strength, which ranks no better (see docs/decisions/0300). */
const turns = 6

/** Find the directions. `report` gets the fraction done; may throw. */
export async function trainSvd(
  matrix: Csr,
  { factors, itemExponent, popularity }: SvdParameters,
  seed: number,
  report: (fraction: number) => void,
): Promise<Pick<Trained, 'scorer'> & Required<Pick<Trained, 'factors'>>> {
  const weights = popularityScale(matrix, -itemExponent)
  const size = Math.min(factors, matrix.rows, matrix.columns)
  const width = size + spare
  let listeners = normalNumbers(matrix.rows, width, width, derivedSeed(seed, 7))
  let items = addItems(matrix, weights, listeners, width)
  for (let turn = 1; turn <= turns; turn += 1) {
    listeners = levelled(addListeners(matrix, weights, items, width), width)
    items = addItems(matrix, weights, listeners, width)
    report(turn / (turns + 1))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const directions = eigenOf(items, width).slice(0, size)
  const kept = {
    listeners: turnedTo(listeners, width, directions),
    items: turnedTo(items, width, directions),
    size,
  }
  const scales = popularityScale(matrix, popularity)
  kept.items.forEach((value, at) => {
    kept.items[at] = value * (scales[Math.floor(at / size)] as number)
  })
  return { scorer: productScorer(kept), factors: () => kept }
}

/** Yᵀ · listeners, where Y has each entry's weight. */
function addItems(matrix: Csr, weights: Float32Array, listeners: Float32Array, width: number): Float32Array {
  const items = new Float32Array(matrix.columns * width)
  eachEntry(matrix, (row, column) => {
    addTimes(items, column * width, weights[column] as number, listeners, row * width, width)
  })
  return items
}

/** Y · items. */
function addListeners(matrix: Csr, weights: Float32Array, items: Float32Array, width: number): Float32Array {
  const listeners = new Float32Array(matrix.rows * width)
  eachEntry(matrix, (row, column) => {
    addTimes(listeners, row * width, weights[column] as number, items, column * width, width)
  })
  return listeners
}

function eachEntry({ rows, indptr, indices }: Csr, visit: (row: number, column: number) => void): void {
  for (let row = 0; row < rows; row += 1) {
    for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) visit(row, indices[i] as number)
  }
}

function addTimes(
  out: Float32Array,
  to: number,
  weight: number,
  values: Float32Array,
  from: number,
  width: number,
): void {
  for (let k = 0; k < width; k += 1) out[to + k] = (out[to + k] as number) + weight * (values[from + k] as number)
}

type Direction = { value: number; vector: Float64Array }

/** The eigenvectors of rowsᵀ·rows, the strongest first. */
function eigenOf(rows: Float32Array, width: number): Direction[] {
  const { values, vectors } = symmetricEigen(gramOf(rows, width), width)
  const all = Array.from(values, (value, k) => ({ value, vector: vectors.subarray(k * width, (k + 1) * width) }))
  return all.sort((a, b) => b.value - a.value)
}

/** Of a column's share of the strongest, what is rounding. */
const rounding = 1e-10

/** Columns that span the same, each of length 1 and square to the others; zeros where there are fewer. */
function levelled(rows: Float32Array, width: number): Float32Array {
  const directions = eigenOf(rows, width)
  const least = rounding * (directions[0]?.value ?? 0)
  const scaled = directions.map(({ value, vector }) => {
    const scale = value > least ? 1 / Math.sqrt(value) : 0
    return { value, vector: vector.map((part) => part * scale) }
  })
  return turnedTo(rows, width, scaled)
}

/** Each row's products with the directions. */
function turnedTo(
  rows: Float32Array,
  width: number,
  directions: readonly Direction[],
): Float32Array<SharedArrayBuffer> {
  const count = directions.length
  const out = sharedFloat32((rows.length / width) * count)
  for (let from = 0, to = 0; from < rows.length; from += width) {
    for (const { vector } of directions) {
      let sum = 0
      for (let k = 0; k < width; k += 1) sum += (rows[from + k] as number) * (vector[k] as number)
      out[to] = sum
      to += 1
    }
  }
  return out
}

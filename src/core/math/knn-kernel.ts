/**
 * Item-based nearest neighbours (Sarwar et al. 2001; Deshpande & Karypis 2004): the items whose listeners are most alike,
 * found row by row from the sparse matrix, so that work grows with Σ over listeners of (their items)² and never with the
 * square of the catalogue.
 */
import type { Csr } from './csr.ts'

/** How an entry is weighted before rows are compared; an item is a document, its listeners are the terms. */
export type Weighting = 'cosine' | 'tfidf' | 'bm25'

export type KnnState = {
  /** Items × listeners, and the same entries as listeners × items; weights as `itemWeights` gives them. */
  itemIndptr: Int32Array
  itemIndices: Int32Array
  itemWeights: Float32Array
  userIndptr: Int32Array
  userIndices: Int32Array
  userWeights: Float32Array
  /** Length of each item's row. */
  lengths: Float32Array
  /** Added to the product of the lengths, so that a single shared listener says little. */
  shrinkage: number
  /** 0.5 is the cosine; nearer to 1, popular neighbours count more (Aiolli 2013, asymmetric cosine). */
  asymmetry: number
  perItem: number
  /** items × perItem: the neighbours of each item, nearest first, then −1. */
  neighbours: Int32Array
  similarities: Float32Array
}

export type KnnSlice = { firstItem: number; lastItem: number }

/**
 * Fill the neighbours of items [firstItem, lastItem): similarity = Σ w_ui w_uj / (|i|^2a |j|^2(1−a) + shrinkage). Items
 * that share no listener are no neighbours; equal ones are ordered by number. `progress[0]` counts items; `cancel[0]` ≠ 0
 * ends early.
 */
export function knnRows(state: KnnState, slice: KnnSlice, progress: Int32Array, cancel: Int32Array): void {
  const { itemIndptr, itemIndices, itemWeights, userIndptr, userIndices, userWeights, lengths, perItem } = state
  const sums = new Float32Array(lengths.length)
  const touched = new Int32Array(lengths.length)
  const own = lengths.map((length) => length ** (2 * state.asymmetry))
  const others = lengths.map((length) => length ** (2 * (1 - state.asymmetry)))
  const best = new Int32Array(perItem)
  for (let item = slice.firstItem; item < slice.lastItem; item += 1) {
    if (Atomics.load(cancel, 0) !== 0) return
    Atomics.add(progress, 0, 1)
    let count = 0
    for (let a = itemIndptr[item] as number; a < (itemIndptr[item + 1] as number); a += 1) {
      const user = itemIndices[a] as number
      const weight = itemWeights[a] as number
      const end = userIndptr[user + 1] as number
      for (let b = userIndptr[user] as number; b < end; b += 1) {
        const other = userIndices[b] as number
        if (sums[other] === 0) touched[count++] = other
        sums[other] = (sums[other] as number) + weight * (userWeights[b] as number)
      }
    }
    sums[item] = 0
    const scale = own[item] as number
    for (let t = 0; t < count; t += 1) {
      const other = touched[t] as number
      sums[other] = (sums[other] as number) / (scale * (others[other] as number) + state.shrinkage)
    }
    const found = nearest(sums, touched, count, best)
    for (let place = 0; place < perItem; place += 1) {
      const other = place < found ? (best[place] as number) : -1
      state.neighbours[item * perItem + place] = other
      state.similarities[item * perItem + place] = other < 0 ? 0 : (sums[other] as number)
    }
    for (let t = 0; t < count; t += 1) sums[touched[t] as number] = 0
  }
}

/** The largest positive sums of the touched items into `best`, largest first. Returns how many. */
function nearest(sums: Float32Array, touched: Int32Array, count: number, best: Int32Array): number {
  let size = 0
  // A binary heap with the worst kept item on top.
  const worse = (a: number, b: number) => {
    const difference = (sums[a] as number) - (sums[b] as number)
    return difference < 0 || (difference === 0 && a > b)
  }
  for (let t = 0; t < count; t += 1) {
    const item = touched[t] as number
    if (!((sums[item] as number) > 0)) continue
    if (size < best.length) {
      let at = size++
      while (at > 0 && worse(item, best[(at - 1) >> 1] as number)) {
        best[at] = best[(at - 1) >> 1] as number
        at = (at - 1) >> 1
      }
      best[at] = item
    } else if (size > 0 && worse(best[0] as number, item)) {
      let at = 0
      for (;;) {
        const left = 2 * at + 1
        if (left >= size) break
        const child = left + 1 < size && worse(best[left + 1] as number, best[left] as number) ? left + 1 : left
        if (!worse(best[child] as number, item)) break
        best[at] = best[child] as number
        at = child
      }
      best[at] = item
    }
  }
  best.subarray(0, size).sort((a, b) => (worse(a, b) ? 1 : -1))
  return size
}

/**
 * Weights of a listener × item matrix's entries. `cosine`: 1 for each. `tfidf`: (1 + ln plays) · idf. `bm25`:
 * idf · plays (k₁ + 1) / (plays + k₁ (1 − b + b · length)), k₁ = 1.2, b = 0.75, length = the item's listeners against the
 * mean (Robertson & Zaragoza 2009, equation 3.15). idf = ln(1 + items / items of the listener): who likes everything says
 * little about what belongs together.
 */
export function entryWeights(matrix: Csr, weighting: Weighting, out: Float32Array): void {
  if (weighting === 'cosine') {
    out.fill(1)
    return
  }
  const { rows, columns, indptr, indices, data } = matrix
  const listeners = new Int32Array(columns)
  for (const column of indices) listeners[column] = (listeners[column] as number) + 1
  const mean = Math.max(1, indices.length) / Math.max(1, columns)
  for (let row = 0; row < rows; row += 1) {
    const from = indptr[row] as number
    const to = indptr[row + 1] as number
    const idf = Math.log(1 + columns / (to - from))
    for (let i = from; i < to; i += 1) {
      const plays = Math.max(1, data[i] as number)
      const length = (listeners[indices[i] as number] as number) / mean
      out[i] =
        weighting === 'tfidf'
          ? idf * (1 + Math.log(plays))
          : (idf * plays * (saturation + 1)) / (plays + saturation * (1 - lengthShare + lengthShare * length))
    }
  }
}

/** k₁ and b of BM25 as text search has them. */
const saturation = 1.2
const lengthShare = 0.75

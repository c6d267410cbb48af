/** What accuracy does not say of recommended lists: how many items are reached, how known, how alike. */
import { type Csr, transpose } from '#core/math/csr.ts'
import type { TopLists } from '#core/math/rank-kernel.ts'

export type BeyondAccuracy = {
  coverage: number
  novelty: number
  popularityBias: number
  intraListDiversity: number
}

/** All four figures of the first k items of each list. */
export function beyondAccuracy(lists: TopLists, train: Csr, k: number): BeyondAccuracy {
  const byItem = transpose(train)
  const counts = Int32Array.from({ length: train.columns }, (_, i) => rowLength(byItem, i))
  const listeners = Math.max(1, listenersOf(train))
  const first = [...lists.listeners.keys()].map((i) => listOf(lists, i, k))
  return {
    coverage: coverage(first, train.columns),
    novelty: novelty(first, counts, listeners),
    popularityBias: popularityBias(first, counts, train, lists.listeners),
    intraListDiversity: intraListDiversity(first, byItem),
  }
}

function listOf({ items, k }: TopLists, i: number, length: number): Int32Array {
  return items.subarray(i * k, i * k + Math.min(k, length)).filter((item) => item >= 0)
}

/** Share of the catalogue that is in at least one list: |∪ lists| / items (Ge, Delgado-Battenfeld, Jannach 2010). */
export function coverage(lists: readonly Int32Array[], items: number): number {
  return items === 0 ? 0 : new Set(lists.flatMap((list) => [...list])).size / items
}

/**
 * Mean self-information of a recommended item in bits: −log2(listeners of the item / listeners), averaged over each list,
 * then over lists (Zhou et al. 2010; Vargas & Castells 2011). An item of nobody counts as one of one listener.
 */
export function novelty(lists: readonly Int32Array[], counts: Int32Array, listeners: number): number {
  return meanOf(lists, (list) =>
    meanOf([...list], (item) => -Math.log2(Math.max(1, counts[item] as number) / listeners)),
  )
}

/**
 * How much more popular lists are than what their listeners have: (mean popularity of the list − that of the listener's
 * items) / that of the listener's items, averaged over listeners (popularity lift, Abdollahpouri et al. 2019). 0 is fair;
 * listeners without items are left out.
 */
export function popularityBias(
  lists: readonly Int32Array[],
  counts: Int32Array,
  train: Csr,
  listeners: Int32Array,
): number {
  const lifts: number[] = []
  lists.forEach((list, i) => {
    const row = listeners[i] as number
    const own = train.indices.subarray(train.indptr[row], train.indptr[row + 1])
    if (own.length === 0 || list.length === 0) return
    const usual = meanOf([...own], (item) => counts[item] as number)
    lifts.push((meanOf([...list], (item) => counts[item] as number) - usual) / usual)
  })
  return meanOf(lifts, (lift) => lift)
}

/**
 * Mean of 1 − cosine over the pairs of a list, averaged over lists (Ziegler et al. 2005), where the cosine is that of the
 * items' listener sets, |a ∩ b| / √(|a|·|b|). Lists of fewer than two items are left out. `byItem` has a row an item.
 */
export function intraListDiversity(lists: readonly Int32Array[], byItem: Csr): number {
  const marks = new Int32Array(byItem.columns)
  let mark = 0
  const pairs = lists.filter((list) => list.length > 1)
  return meanOf(pairs, (list) => {
    let sum = 0
    for (let a = 0; a < list.length; a += 1) {
      mark += 1
      const first = list[a] as number
      for (const listener of rowOf(byItem, first)) marks[listener] = mark
      for (let b = a + 1; b < list.length; b += 1) {
        const second = list[b] as number
        let shared = 0
        for (const listener of rowOf(byItem, second)) if (marks[listener] === mark) shared += 1
        const size = Math.sqrt(rowLength(byItem, first) * rowLength(byItem, second))
        sum += 1 - (size === 0 ? 0 : shared / size)
      }
    }
    return sum / ((list.length * (list.length - 1)) / 2)
  })
}

function rowOf(matrix: Csr, row: number): Int32Array {
  return matrix.indices.subarray(matrix.indptr[row], matrix.indptr[row + 1])
}

function rowLength(matrix: Csr, row: number): number {
  return (matrix.indptr[row + 1] as number) - (matrix.indptr[row] as number)
}

function listenersOf(train: Csr): number {
  let count = 0
  for (let row = 0; row < train.rows; row += 1) if (rowLength(train, row) > 0) count += 1
  return count
}

function meanOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + of(value), 0) / values.length
}

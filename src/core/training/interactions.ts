/** The listener × item matrix that models learn from, and the part hidden from them to measure by. */
import type { Kind } from '#api/schemas.ts'
import type { Csr } from '#core/math/csr.ts'
import { addEntry, type EntrySketch, emptySketch } from '#core/math/entry-sketch.ts'
import { decodeNumbers } from '#core/math/leb128.ts'
import { derivedSeed, random32, shuffle } from '#core/math/random.ts'
import { sharedInt32 } from '#core/math/shared.ts'
import { dataFingerprint, largestListener, listenersAtPlace, readItemRows } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type Interactions = {
  /** Rows are listeners with at least one item, columns are items, values plays. */
  matrix: Csr
  /** The row id of each column. */
  itemIds: Int32Array
  fingerprint: string
  /** Which listener has which item, by their row ids. */
  sketch: EntrySketch
}

/**
 * Most items of one model: what vectors of 100 numbers and their counterparts need stays under half a gigabyte. Beyond
 * it the least listened-to items wait; recommending folds them in by their listeners.
 */
const mostItems = 500_000

/** Read all bands or works that at least `minCount` listeners have, the most listened-to 500,000 of them. */
export function readInteractions(db: ReadableDb, entity: Kind, minCount: number): Interactions {
  const { matrix, ...rest } = readByListener(db, entity, minCount)
  return { matrix: withoutEmptyRows(matrix), ...rest }
}

/** As `readInteractions`, with a row for every listener id, most of which may be empty. */
export function readByListener(db: ReadableDb, entity: Kind, minCount: number): Interactions {
  const least = Math.max(minCount, 1, listenersAtPlace(db, entity, mostItems + 1) + 1)
  // Two passes over the stored columns, so that the matrix of rows is the only large thing in memory.
  const indptr = new Int32Array(largestListener(db) + 2)
  const itemIds: number[] = []
  let entries = 0
  for (const { itemId, listeners } of decodedRows(db, entity, least)) {
    itemIds.push(itemId)
    entries += listeners.length
    for (const listener of listeners) indptr[listener + 1] = (indptr[listener + 1] as number) + 1
  }
  for (let r = 1; r < indptr.length; r += 1) indptr[r] = (indptr[r] as number) + (indptr[r - 1] as number)
  const next = indptr.slice()
  const sketch = emptySketch()
  const indices = sharedInt32(entries)
  const data = sharedInt32(entries)
  let column = 0
  for (const { itemId, listeners, plays } of decodedRows(db, entity, least)) {
    listeners.forEach((listener, i) => {
      addEntry(sketch, listener, itemId)
      const at = next[listener] as number
      next[listener] = at + 1
      indices[at] = column
      data[at] = plays[i] as number
    })
    column += 1
  }
  const matrix = { rows: indptr.length - 1, columns: column, indptr, indices, data }
  return {
    matrix,
    itemIds: Int32Array.from(itemIds),
    fingerprint: dataFingerprint(db),
    sketch,
  }
}

/** Stored columns, decoded; the arrays hold until the next one. */
function* decodedRows(db: ReadableDb, entity: Kind, least: number) {
  let listeners = new Int32Array(1024)
  let plays = new Int32Array(1024)
  for (const row of readItemRows(db, entity, least)) {
    if (listeners.length < row.listeners) {
      listeners = new Int32Array(row.listeners * 2)
      plays = new Int32Array(row.listeners * 2)
    }
    const count = decodeNumbers(row.listenerIds, listeners, 0, true)
    decodeNumbers(row.plays, plays)
    yield { itemId: row.itemId, listeners: listeners.subarray(0, count), plays: plays.subarray(0, count) }
  }
}

function withoutEmptyRows(matrix: Csr): Csr {
  const starts: number[] = [0]
  for (let r = 0; r < matrix.rows; r += 1) {
    const end = matrix.indptr[r + 1] as number
    if (end > (matrix.indptr[r] as number)) starts.push(end)
  }
  return { ...matrix, rows: starts.length - 1, indptr: Int32Array.from(starts) }
}

export type HeldOut = {
  /** What models may learn from. */
  train: Csr
  /** Listener rows to measure on, and each one's hidden items. */
  listeners: number[]
  hidden: Int32Array[]
}

/** Ranking every item for a listener takes a millisecond in 10,000 items: fewer listeners for large catalogues. */
const mostListeners = (items: number) => (items <= 100_000 ? 1000 : 200)
const leastItems = 5

/** Listeners some of whose items are hidden: at most a quarter of those with five items or more, chosen by seed. */
function chooseListeners({ rows, columns, indptr }: Csr, next: () => number): Set<number> {
  const eligible: number[] = []
  for (let r = 0; r < rows; r += 1) {
    if ((indptr[r + 1] as number) - (indptr[r] as number) >= leastItems) eligible.push(r)
  }
  const order = Int32Array.from(eligible)
  shuffle(order, 0, order.length, next)
  return new Set(order.subarray(0, Math.min(mostListeners(columns), Math.floor(order.length / 4))))
}

const hiddenOf = (items: number) => Math.max(1, Math.floor(items / 5))

const holdOutSeed = (seed: number) => derivedSeed(seed, 77)

/** How many entries `holdOut` leaves to learn from. */
export function entriesToLearn(matrix: Csr, seed: number): number {
  let entries = matrix.indices.length
  for (const r of chooseListeners(matrix, random32(holdOutSeed(seed)))) {
    entries -= hiddenOf((matrix.indptr[r + 1] as number) - (matrix.indptr[r] as number))
  }
  return entries
}

/**
 * Hide a fifth of the items of up to 1,000 listeners (200 in large catalogues), chosen by seed. The rest, all but a few
 * per cent of the whole, is what the model that will be used learns from, so that the figure shown belongs to that very
 * model. It takes the place of `matrix` in memory, which holds other numbers then.
 */
export function holdOut(matrix: Csr, seed: number): HeldOut {
  const next = random32(holdOutSeed(seed))
  const chosen = chooseListeners(matrix, next)
  const indptr = sharedInt32(matrix.rows + 1)
  const { indices, data } = matrix
  const listeners: number[] = []
  const hidden: Int32Array[] = []
  let at = 0
  for (let r = 0; r < matrix.rows; r += 1) {
    const from = matrix.indptr[r] as number
    const to = matrix.indptr[r + 1] as number
    if (chosen.has(r)) {
      const [items, plays] = [indices.slice(from, to), data.slice(from, to)]
      const hide = hiddenOf(items.length)
      const places = items.map((_, place) => place)
      shuffle(places, 0, places.length, next)
      listeners.push(r)
      hidden.push(places.slice(0, hide).map((place) => items[place] as number))
      places.subarray(hide).forEach((place, i) => {
        indices[at + i] = items[place] as number
        data[at + i] = plays[place] as number
      })
      at += items.length - hide
    } else {
      indices.copyWithin(at, from, to)
      data.copyWithin(at, from, to)
      at += to - from
    }
    indptr[r + 1] = at
  }
  return {
    train: { ...matrix, indptr, indices: indices.subarray(0, at), data: data.subarray(0, at) },
    listeners,
    hidden,
  }
}

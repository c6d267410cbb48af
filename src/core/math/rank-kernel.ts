/**
 * The best items for many listeners at once: scores are products of factors, what a listener has already is left out, and
 * the largest are kept. In plain arithmetic, or as src/kernels/rank.ts.
 */
import { topK } from './vectors.ts'
import { kernelExports, pointer, type Wasm } from './wasm.ts'

/**
 * For listener `listeners[i]`: `items[i·k..i·k + k)` best first, −1 where there are fewer, and their scores; mean and
 * standard deviation of the scores of all items that could have been listed.
 */
export type TopLists = {
  k: number
  listeners: Int32Array
  items: Int32Array
  scores: Float32Array
  means: Float32Array
  deviations: Float32Array
}

/** What listeners have already, CSR. */
export type Owned = { indptr: Int32Array; indices: Int32Array }

/** Room for one thread's scores and the best of them; with WebAssembly, in its memory. */
export type RankDesk = {
  /** rowsAtOnce × size: the listeners whose turn it is. */
  rows: Float32Array
  /** rowsAtOnce × width. */
  scores: Float32Array
  /** Items, and their number up to a multiple of `panelItems`. */
  columns: number
  width: number
  /** k each. */
  best: Float32Array
  ids: Int32Array
  /** How many scores there were, their sum and their squares' sum. */
  sums: Float64Array
  wasm: Wasm | null
}

/** Ranking for all of `lists.listeners`, of which each task takes some until none are left. Arrays are shared. */
export type RankTask = {
  size: number
  /** One row a listener; its product with an item's is the score. */
  listenerFactors: Float32Array
  /** Items by panels of `panelItems`, each factor by factor, zeros behind the last item. */
  panels: Float32Array
  owned: Owned
  lists: TopLists
  desk: RankDesk
  /** The next listeners that nobody has taken. */
  next: Int32Array
}

/** Listeners whose scores are worked out together, while a panel of items lies in the nearest cache. */
export const rowsAtOnce = 16
export const panelItems = 12

/** Items by panels: for one panel after the other, factor after factor, the numbers of its items. */
export function packItems(itemFactors: Float32Array, size: number, panels: Float32Array): void {
  const columns = itemFactors.length / size
  for (let item = 0; item < columns; item += 1) {
    const panel = Math.floor(item / panelItems) * panelItems * size
    for (let f = 0; f < size; f += 1) {
      panels[panel + f * panelItems + (item % panelItems)] = itemFactors[item * size + f] as number
    }
  }
}

/** Take listeners until there are none. `progress[0]` counts them; `cancel[0]` ≠ 0 ends early. */
export function rankRows(task: RankTask, progress: Int32Array, cancel: Int32Array): void {
  const { size, listenerFactors, owned, lists, desk, next } = task
  const kernel = kernelOf(desk.wasm)
  for (;;) {
    const first = Atomics.add(next, 0, rowsAtOnce)
    if (first >= lists.listeners.length || Atomics.load(cancel, 0) !== 0) return
    const count = Math.min(rowsAtOnce, lists.listeners.length - first)
    for (let i = 0; i < count; i += 1) {
      const at = (lists.listeners[first + i] as number) * size
      desk.rows.set(listenerFactors.subarray(at, at + size), i * size)
    }
    kernel.scoreRows(task, count)
    for (let i = 0; i < count; i += 1) {
      keepBest(desk.scores.subarray(i * desk.width, (i + 1) * desk.width), desk, owned, lists, first + i, kernel)
    }
    Atomics.add(progress, 0, count)
  }
}

/** Write the best of `scores` as list `place`, without what its listener has. Changes `scores`. */
export function keepBest(
  scores: Float32Array,
  desk: RankDesk,
  { indptr, indices }: Owned,
  lists: TopLists,
  place: number,
  kernel = kernelOf(desk.wasm),
): void {
  const { k } = lists
  const listener = lists.listeners[place] as number
  for (let at = indptr[listener] as number; at < (indptr[listener + 1] as number); at += 1) {
    scores[indices[at] as number] = Number.NEGATIVE_INFINITY
  }
  const held = kernel.bestOf(scores, k, desk)
  const [listed = 0, sum = 0, squares = 0] = desk.sums
  const mean = sum / Math.max(1, listed)
  lists.means[place] = mean
  lists.deviations[place] = Math.sqrt(Math.max(0, squares / Math.max(1, listed) - mean * mean))
  lists.items.fill(-1, place * k, (place + 1) * k)
  lists.items.set(desk.ids.subarray(0, held), place * k)
  lists.scores.fill(Number.NEGATIVE_INFINITY, place * k, (place + 1) * k)
  lists.scores.set(desk.best.subarray(0, held), place * k)
}

type Kernel = {
  /** The scores of the first `count` rows of the desk. */
  scoreRows: (task: RankTask, count: number) => void
  /** The largest k of the scores that are not −Infinity, best first, into the desk, and its sums; returns how many. */
  bestOf: (scores: Float32Array, k: number, desk: RankDesk) => number
}

const reference: Kernel = { scoreRows, bestOf }

/** Instances by memory: starting one takes longer than a short list. */
const instances = new WeakMap<WebAssembly.Memory, Kernel>()

function kernelOf(wasm: Wasm | null): Kernel {
  if (wasm === null) return reference
  const known = instances.get(wasm.memory)
  if (known !== undefined) return known
  const exported = kernelExports<Record<keyof Kernel, (...numbers: number[]) => number>>(wasm)
  const kernel: Kernel = {
    scoreRows: ({ size, panels, desk }, count) => {
      const { rows, scores, width } = desk
      const [from, items, to] = [rows, panels, scores].map(pointer) as [number, number, number]
      exported.scoreRows(from, count, size, items, width / panelItems, to, width * 4)
    },
    bestOf: (scores, k, { columns, best, ids, sums }) =>
      exported.bestOf(pointer(scores), columns, k, pointer(best), pointer(ids), pointer(sums)),
  }
  instances.set(wasm.memory, kernel)
  return kernel
}

function scoreRows({ size, panels, desk }: RankTask, count: number): void {
  const { rows, scores, columns, width } = desk
  for (let i = 0; i < count; i += 1) {
    for (let item = 0; item < columns; item += 1) {
      const panel = Math.floor(item / panelItems) * panelItems * size + (item % panelItems)
      let sum = 0
      for (let f = 0; f < size; f += 1) {
        sum += (rows[i * size + f] as number) * (panels[panel + f * panelItems] as number)
      }
      scores[i * width + item] = sum
    }
  }
}

function bestOf(scores: Float32Array, k: number, { columns, best, ids, sums }: RankDesk): number {
  sums.fill(0)
  const all = scores.subarray(0, columns)
  for (const score of all) {
    if (score === Number.NEGATIVE_INFINITY) continue
    sums[0] = (sums[0] as number) + 1
    sums[1] = (sums[1] as number) + score
    sums[2] = (sums[2] as number) + score * score
  }
  const places = topK(all, k)
  ids.set(places)
  places.forEach((place, i) => {
    best[i] = all[place] as number
  })
  return places.length
}

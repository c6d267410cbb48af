/** The rows of a matrix nearest to a query, over all of it, in floats or through a first pass over bytes. */
import { dotScan, topK } from './vectors.ts'
import { kernelExports, pointer, type Wasm } from './wasm.ts'

/** Rows to scan; with `wasm`, every array lies in its memory. */
export type ScanRows = {
  count: number
  /** Numbers of a row, and floats that it takes: a multiple of 4, zeros behind the row. */
  size: number
  stride: number
  /** count × stride. Rows of length 1 make a product a cosine. */
  vectors: Float32Array
  /** count: rows at 0 are passed over when a scan is told to look at it. */
  mask: Uint8Array
  /** The same rows as bytes, where there is a first pass over them. */
  coarse: Coarse | null
  wasm: Wasm | null
}

/** Row r is about scales[r] × bytes[r]; rows take `stride` bytes, a multiple of 16. */
export type Coarse = { bytes: Int8Array; stride: number; scales: Float32Array }

/** What one scan at a time needs for itself: the query, and a heap of the best rows so far. */
export type ScanDesk = {
  query: Float32Array
  /** The query as whole numbers for `coarse`, coarse.stride of them. */
  whole: Int16Array
  scores: Float32Array
  ids: Int32Array
  /** How many the heap holds. */
  held: Int32Array
  pending: Int32Array
}

export type ScanTask = {
  rows: ScanRows
  desk: ScanDesk
  firstRow: number
  lastRow: number
  /** Rows to find, at most as many as the desk has places for. */
  most: number
  masked: boolean
  coarse: boolean
}

export type Found = { rows: Int32Array; scores: Float32Array }

type Numbers = number[]
type Exports = { dotScan: (...numbers: Numbers) => void; topRows: (...numbers: Numbers) => number }

/** Instances by memory: starting one takes longer than a small scan. */
const instances = new WeakMap<WebAssembly.Memory, Exports>()

function instance(wasm: Wasm): Exports {
  const known = instances.get(wasm.memory)
  if (known !== undefined) return known
  const made = kernelExports<Exports>(wasm)
  instances.set(wasm.memory, made)
  return made
}

/** Every row's product with the query, into `out` (in the memory of `rows.wasm`). */
export function scanAll(rows: ScanRows, query: Float32Array, out: Float32Array): void {
  const { vectors, stride, count, wasm } = rows
  if (wasm === null) dotScan(vectors, stride, query, new Uint8Array(count).fill(1), out)
  else instance(wasm).dotScan(pointer(vectors), stride, pointer(query), 0, pointer(out), 0, count)
}

/** Fill the desk with the best rows of [firstRow, lastRow). */
export function scanTop({ rows, desk, firstRow, lastRow, most, masked, coarse }: ScanTask): void {
  const through = coarse ? rows.coarse : null
  if (rows.wasm === null) {
    const scores = productsOf(rows, desk, firstRow, lastRow, through)
    for (let row = firstRow; masked && row < lastRow; row += 1) {
      if (rows.mask[row] === 0) scores[row - firstRow] = Number.NEGATIVE_INFINITY
    }
    const best = topK(scores, most)
    best.forEach((place, i) => {
      desk.ids[i] = firstRow + place
      desk.scores[i] = scores[place] as number
    })
    desk.held[0] = best.length
    return
  }
  const [from, stride, query, scales] =
    through === null
      ? [rows.vectors, rows.stride, desk.query, 0]
      : [through.bytes, through.stride, desk.whole, pointer(through.scales)]
  const heap = [pointer(desk.scores), pointer(desk.ids), most, 0, pointer(desk.pending)]
  const mask = masked ? pointer(rows.mask) : 0
  desk.held[0] = instance(rows.wasm).topRows(
    ...[pointer(from), stride, pointer(query), scales, mask, firstRow, lastRow],
    ...heap,
  )
}

function productsOf(rows: ScanRows, desk: ScanDesk, first: number, last: number, coarse: Coarse | null): Float32Array {
  const out = new Float32Array(last - first)
  const [values, stride, query] =
    coarse === null ? [rows.vectors, rows.stride, desk.query] : [coarse.bytes, coarse.stride, desk.whole]
  for (let row = first; row < last; row += 1) {
    let sum = 0
    for (let k = 0; k < stride; k += 1) sum += (values[row * stride + k] as number) * (query[k] as number)
    out[row - first] = coarse === null ? sum : sum * (coarse.scales[row] as number)
  }
  return out
}

/** Put a query (`size` numbers) on a desk, as it is and as whole numbers of about 12 bits. */
export function setQuery(desk: ScanDesk, query: ArrayLike<number>, size: number): void {
  desk.query.fill(0)
  desk.whole.fill(0)
  let most = 0
  for (let k = 0; k < size; k += 1) most = Math.max(most, Math.abs(query[k] as number))
  for (let k = 0; k < size; k += 1) {
    desk.query[k] = query[k] as number
    if (most > 0 && k < desk.whole.length) desk.whole[k] = Math.round(((query[k] as number) / most) * wholeReach)
  }
}

/** Products of a byte and this, 4,000 of them added up, stay below 2³¹. */
const wholeReach = 4095

/** Fill the coarse rows [first, last) from the float ones: a row's largest number becomes ±127. */
export function coarsen({ vectors, stride, size }: ScanRows, coarse: Coarse, first: number, last: number): void {
  for (let row = first; row < last; row += 1) {
    let most = 0
    for (let k = 0; k < size; k += 1) most = Math.max(most, Math.abs(vectors[row * stride + k] as number))
    coarse.scales[row] = most / 127
    for (let k = 0; k < size; k += 1) {
      const value = most === 0 ? 0 : ((vectors[row * stride + k] as number) / most) * 127
      coarse.bytes[row * coarse.stride + k] = Math.round(value)
    }
  }
}

/** The best `k` of what the desks hold, best first, equal ones by row; after a coarse pass, by their exact products. */
export function gather(rows: ScanRows, desks: readonly ScanDesk[], k: number, exact: boolean): Found {
  const ids: number[] = []
  const scores: number[] = []
  for (const desk of desks) {
    for (let i = 0; i < (desk.held[0] as number); i += 1) {
      ids.push(desk.ids[i] as number)
      scores.push(exact ? (desk.scores[i] as number) : product(rows, desk, desk.ids[i] as number))
    }
  }
  const order = ids.map((_, i) => i)
  const at = (list: number[], i: number) => list[i] as number
  order.sort((a, b) => at(scores, b) - at(scores, a) || at(ids, a) - at(ids, b))
  const best = order.slice(0, k)
  return { rows: Int32Array.from(best, (i) => at(ids, i)), scores: Float32Array.from(best, (i) => at(scores, i)) }
}

function product({ vectors, stride }: ScanRows, { query }: ScanDesk, row: number): number {
  let sum = 0
  for (let k = 0; k < stride; k += 1) sum += (vectors[row * stride + k] as number) * (query[k] as number)
  return sum
}

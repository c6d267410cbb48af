/** Exact and two-pass searches for the nearest rows: laying rows into one memory, and running over this thread or many. */
import {
  coarsen,
  type Found,
  gather,
  type ScanDesk,
  type ScanRows,
  scanAll,
  scanTop,
  setQuery,
} from '#core/math/scan.ts'
import { sharedInt32 } from '#core/math/shared.ts'
import { evenParts, type KernelPool } from '../training/kernel-pool.ts'
import { modelMemory } from '../training/model-memory.ts'

/** After the first pass over bytes, this many times the rows asked for are looked at exactly. */
const coarseFactor = 4

/** Rows behind a filter that the kernel looks at together. */
const pendingRows = 64

export type VectorScan = {
  rows: ScanRows
  /** One a thread. */
  desks: ScanDesk[]
  /** Room for the product of every row. */
  products: Float32Array
}

type Layout = {
  count: number
  size: number
  /** Rows that one search may ask for. */
  most: number
  threads: number
  /** Also keep the rows as bytes, a quarter of the floats' size. */
  coarse: boolean
  module: WebAssembly.Module | null
}

/** Room for `count` rows; fill `rows.vectors` (rows.stride floats a row), then call `readyScan`. */
export function layScan({ count, size, most, threads, coarse, module }: Layout): VectorScan {
  const space = modelMemory()
  const stride = Math.ceil(size / 4) * 4
  const byteStride = Math.ceil(size / 16) * 16
  const rows: ScanRows = {
    count,
    size,
    stride,
    vectors: space.float32(count * stride),
    mask: space.uint8(count),
    coarse: coarse ? { bytes: space.int8(count * byteStride), stride: byteStride, scales: space.float32(count) } : null,
    wasm: module === null ? null : { module, memory: space.memory },
  }
  const places = Math.min(count, most * (coarse ? coarseFactor : 1))
  const desks = Array.from({ length: threads }, () => ({
    query: space.float32(stride),
    whole: space.int16(coarse ? byteStride : 0),
    scores: space.float32(places),
    ids: space.int32(places),
    held: space.int32(1),
    pending: space.int32(pendingRows),
  }))
  return { rows, desks, products: space.float32(count) }
}

/** Derive the bytes from the floats, once these are in. */
export function readyScan({ rows }: VectorScan): void {
  if (rows.coarse !== null) coarsen(rows, rows.coarse, 0, rows.count)
}

/** The product of every row with a query. */
export function allProducts({ rows, desks, products }: VectorScan, query: ArrayLike<number>): Float32Array {
  const [desk] = desks as [ScanDesk]
  setQuery(desk, query, rows.size)
  const out = products.subarray(0, rows.count)
  scanAll(rows, desk.query, out)
  return new Float32Array(out)
}

/** `masked` looks at `rows.mask`; `coarse` goes over bytes first. */
export type Search = { query: ArrayLike<number>; k: number; masked?: boolean; coarse?: boolean }

/** The k nearest rows, found on this thread. */
export function nearestRows(scan: VectorScan, search: Search): Found {
  const [desk] = scan.desks as [ScanDesk]
  scanTop(taskFor(scan, search, desk, 0, scan.rows.count))
  return gather(scan.rows, [desk], search.k, search.coarse !== true)
}

/** The same over the threads of a pool, of which the scan has a desk each. */
export async function nearestRowsOver(pool: KernelPool, scan: VectorScan, search: Search): Promise<Found> {
  const bounds = evenParts(scan.rows.count, scan.desks.length)
  const flags = { progress: sharedInt32(1), cancel: sharedInt32(1) }
  const tasks = scan.desks.map((desk, part) => ({
    kernel: 'scan' as const,
    input: taskFor(scan, search, desk, bounds[part] as number, bounds[part + 1] as number),
    ...flags,
  }))
  await pool.run(tasks, () => {})
  return gather(scan.rows, scan.desks, search.k, search.coarse !== true)
}

function taskFor(scan: VectorScan, search: Search, desk: ScanDesk, firstRow: number, lastRow: number) {
  const { rows } = scan
  const coarse = search.coarse === true && rows.coarse !== null
  setQuery(desk, search.query, rows.size)
  const most = Math.min(desk.ids.length, search.k * (coarse ? coarseFactor : 1))
  return { rows, desk, firstRow, lastRow, most, masked: search.masked === true, coarse }
}

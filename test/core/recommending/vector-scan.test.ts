/** Searches over vectors against sqlite-vec and plain sorting, in every build, on one thread and on more. */
import { afterAll, describe, expect, test } from 'vitest'
import { random32 } from '#core/math/random.ts'
import { normaliseRows, topK } from '#core/math/vectors.ts'
import type { KernelBuild } from '#core/math/wasm.ts'
import {
  allProducts,
  layScan,
  nearestRows,
  nearestRowsOver,
  readyScan,
  type VectorScan,
} from '#core/recommending/vector-scan.ts'
import { saveModel } from '#core/store/model-rows.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { shippedKernel } from '#core/training/shipped-kernel.ts'
import { kernelWorker, newLibrary, resources } from '../library.ts'
import { randomFloats } from '../math/csr-of.ts'

const pool = kernelPool({ kernelWorker, resources }, 2)
afterAll(() => pool.close())

type Shape = { count: number; size: number; most: number; threads?: number; build: KernelBuild }

/** Random rows of length 1. */
function scanOf({ count, size, most, threads = 1, build }: Shape): VectorScan {
  const module = shippedKernel(resources, 'scan', build)
  const scan = layScan({ count, size, most, threads, coarse: true, module })
  const { rows } = scan
  const values = randomFloats(count * size, count + size)
  for (let row = 0; row < count; row += 1) {
    rows.vectors.set(values.subarray(row * size, (row + 1) * size), row * rows.stride)
  }
  normaliseRows(rows.vectors, rows.stride)
  readyScan(scan)
  return scan
}

function plainProducts({ rows }: VectorScan, query: Float32Array): Float32Array {
  return Float32Array.from({ length: rows.count }, (_, row) => {
    let sum = 0
    for (let k = 0; k < rows.size; k += 1) sum += (rows.vectors[row * rows.stride + k] as number) * (query[k] as number)
    return sum
  })
}

const shapes = [0, 1, 2, 3, 4, 5, 15, 16, 17, 97, 1000].flatMap((count) =>
  [1, 3, 4, 5, 16, 17, 100].map((size): [number, number] => [count, size]),
)

describe.each(['reference', 'relaxed', 'simd'] as const)('a scan, %s', (build) => {
  test('finds what sorting all products finds, over odd sizes, with and without a mask', () => {
    for (const [count, size] of shapes) {
      const scan = scanOf({ count, size, most: 7, build })
      const query = randomFloats(size, 5)
      const products = plainProducts(scan, query)
      const next = random32(count)
      for (const share of [1, 3, 40]) {
        scan.rows.mask.forEach((_, row) => {
          scan.rows.mask[row] = next() % share === 0 ? 1 : 0
        })
        const left = products.map((value, row) => (scan.rows.mask[row] === 1 ? value : Number.NEGATIVE_INFINITY))
        const found = nearestRows(scan, { query, k: 7, masked: true })
        expect(found.rows.length).toBe(topK(left, 7).length)
        topK(left, 7).forEach((row, place) => {
          expect(found.scores[place]).toBeCloseTo(products[row] as number, 5)
          expect(products[found.rows[place] as number]).toBeCloseTo(products[row] as number, 5)
        })
      }
      expect(nearestRows(scan, { query, k: 7 }).rows.length).toBe(Math.min(7, count))
      const all = allProducts(scan, query)
      products.forEach((value, row) => {
        expect(all[row]).toBeCloseTo(value, 5)
      })
    }
  })

  test('through bytes first finds nearly all of the nearest, with their exact products', () => {
    const scan = scanOf({ count: 5000, size: 100, most: 50, build })
    let hits = 0
    for (let round = 0; round < 20; round += 1) {
      const query = randomFloats(100, 100 + round)
      const exact = nearestRows(scan, { query, k: 50 })
      const quick = nearestRows(scan, { query, k: 50, coarse: true })
      const wanted = new Set(exact.rows)
      hits += quick.rows.filter((row) => wanted.has(row)).length
      expect(quick.scores[0]).toBeCloseTo(exact.scores[0] as number, 5)
    }
    expect(hits / 1000).toBeGreaterThanOrEqual(0.99)
  })

  test('gives equal rows by their number', () => {
    const scan = scanOf({ count: 40, size: 4, most: 10, build })
    scan.rows.vectors.fill(0.5)
    const found = nearestRows(scan, { query: Float32Array.of(1, 0, 0, 0), k: 10 })
    expect([...found.rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('of a query of zeros ranks nothing above anything', () => {
    const scan = scanOf({ count: 9, size: 3, most: 4, build })
    expect([...nearestRows(scan, { query: [0, 0, 0], k: 4, coarse: true }).scores]).toEqual([0, 0, 0, 0])
  })
})

describe('a scan over threads', () => {
  test.each([1, 7, 64, 1001])('of %i rows finds what one thread finds', async (count) => {
    const scan = scanOf({ count, size: 20, most: 13, threads: 2, build: 'relaxed' })
    const query = randomFloats(20, 3)
    for (const coarse of [false, true]) {
      const alone = nearestRows(scan, { query, k: 13, coarse })
      expect(await nearestRowsOver(pool, scan, { query, k: 13, coarse })).toEqual(alone)
    }
  })
})

test.each([3, 8, 100])('cosines of %i numbers are ranked as sqlite-vec ranks them', (size) => {
  const { db } = newLibrary()
  const count = 1200
  const scan = scanOf({ count, size, most: 40, build: 'relaxed' })
  const vectors = new Float32Array(count * size)
  for (let row = 0; row < count; row += 1) {
    const from = row * scan.rows.stride
    vectors.set(scan.rows.vectors.subarray(from, from + size), row * size)
  }
  const items = Int32Array.from({ length: count }, (_, row) => row + 1)
  const model = {
    algorithm: 'sgns',
    entity: 'artist',
    parameters: {},
    seed: 1,
    dimensions: size,
    fingerprint: '',
  } as const
  const counts = {
    seconds: 1,
    items: count,
    listeners: 0,
    interactions: 0,
    quality: null,
    baseline: null,
    learnedFrom: null,
  }
  const id = saveModel(db, { ...model, ...counts }, items, vectors)
  const query = randomFloats(size, 77)
  normaliseRows(query, size)
  const theirs = db
    .prepare(`SELECT item_id AS item, distance FROM vector_${id} WHERE vector MATCH ? AND k = 40 ORDER BY distance`)
    .all(query) as { item: number; distance: number }[]
  const products = plainProducts(scan, query)
  const found = nearestRows(scan, { query, k: 40 })
  theirs.forEach(({ item, distance }, place) => {
    expect(found.scores[place]).toBeCloseTo(1 - distance, 5)
    expect(products[found.rows[place] as number]).toBeCloseTo(products[item - 1] as number, 5)
  })
})

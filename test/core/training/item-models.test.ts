/** EASE and item-kNN through real kernel threads, against their definitions written out plainly. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { random32, uniform } from '#core/math/random.ts'
import { topK } from '#core/math/vectors.ts'
import { trainEase } from '#core/training/ease.ts'
import { type ItemKnnParameters, trainItemKnn } from '#core/training/item-knn.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { kernelWorker, resources } from '../library.ts'
import { fromSortedEntries } from '../math/csr-of.ts'

const files = { kernelWorker, resources }
const pools = new Map((['reference', 'relaxed', 'simd'] as const).map((build) => [build, kernelPool(files, 2, build)]))
const pool = pools.get('relaxed') as ReturnType<typeof kernelPool>
afterAll(() => Promise.all([...pools.values()].map((each) => each.close())))
const silent = () => {}

/** Listeners of three tastes, each with about `each` of its items. */
function tastes(rows: number, columns: number, each: number, seed: number): Csr {
  const next = random32(seed)
  const entries: [number, number, number][] = []
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) {
      const chance = c % 3 === r % 3 ? (each * 3) / columns : 0.02
      if (uniform(next) < chance) entries.push([r, c, 1 + (next() % 30)])
    }
  }
  return fromSortedEntries(
    {
      rowOf: Int32Array.from(entries, ([r]) => r),
      columnOf: Int32Array.from(entries, ([, c]) => c),
      data: Int32Array.from(entries, ([, , n]) => n),
    },
    rows,
    columns,
  )
}

function dense({ rows, columns, indptr, indices }: Csr): number[][] {
  return Array.from({ length: rows }, (_, r) => {
    const row = new Array<number>(columns).fill(0)
    for (let i = indptr[r] as number; i < (indptr[r + 1] as number); i += 1) row[indices[i] as number] = 1
    return row
  })
}

/** Steck's equations in double precision, by Gauss–Jordan with exchanges. */
function plainEase(matrix: Csr, regularization: number): number[][] {
  const x = dense(matrix)
  const n = matrix.columns
  const a = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (__, j) => {
      if (j >= n) return j - n === i ? 1 : 0
      return x.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), i === j ? regularization : 0)
    }),
  )
  const at = (i: number, j: number) => (a[i] as number[])[j] as number
  for (let p = 0; p < n; p += 1) {
    let best = p
    for (let i = p; i < n; i += 1) if (Math.abs(at(i, p)) > Math.abs(at(best, p))) best = i
    ;[a[p], a[best]] = [a[best] as number[], a[p] as number[]]
    const pivot = at(p, p)
    a[p] = (a[p] as number[]).map((value) => value / pivot)
    for (let i = 0; i < n; i += 1) {
      const share = at(i, p)
      if (i !== p) a[i] = (a[i] as number[]).map((value, j) => value - share * at(p, j))
    }
  }
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => (i === j ? 0 : -at(i, n + j) / at(j, n + j))),
  )
}

describe('EASE', () => {
  test.each(
    [1, 2, 3, 63, 64, 65, 97].flatMap((columns) => [...pools].map(([build, each]) => [columns, build, each] as const)),
  )('of %i items has the weights of the closed form, %s', async (columns, _build, each) => {
    const matrix = tastes(60, columns, Math.min(8, columns / 3), columns)
    const { weights, stride, rest } = await trainEase(matrix, { regularization: 5, memoryMb: 64 }, each, silent)
    const expected = plainEase(matrix, 5)
    expect(rest).toBeNull()
    expected.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(weights[i * stride + j]).toBeCloseTo(value, 4)
      })
    })
  })

  test("scores are the listener's items times the weights", async () => {
    const matrix = tastes(40, 20, 5, 3)
    const { weights, scorer } = await trainEase(matrix, { regularization: 5, memoryMb: 64 }, pool, silent)
    const out = new Float32Array(20)
    scorer(7, out)
    const row = dense(matrix)[7] as number[]
    out.forEach((score, j) => {
      expect(score).toBeCloseTo(
        row.reduce((sum, has, i) => sum + has * (weights[i * 20 + j] as number), 0),
        5,
      )
    })
  })

  test('that may not cover all items lets neighbours vote for the rest', async () => {
    const matrix = tastes(300, 1000, 80, 5)
    const { columns, rest, scorer } = await trainEase(matrix, { regularization: 100, memoryMb: 1 }, pool, silent)
    expect(columns.length).toBe(512)
    expect(rest).not.toBeNull()
    const out = new Float32Array(1000)
    scorer(0, out)
    const best = [...topK(out, 100)]
    const covered = new Set(columns)
    expect(best.some((item) => covered.has(item))).toBe(true)
    expect(best.some((item) => !covered.has(item))).toBe(true)
    expect(best.filter((item) => item % 3 === 0).length).toBeGreaterThan(90)
  })

  test('that cannot be solved says so and names the cure', async () => {
    const twins = fromSortedEntries(
      { rowOf: Int32Array.of(0, 0), columnOf: Int32Array.of(0, 1), data: Int32Array.of(1, 1) },
      1,
      2,
    )
    const task = trainEase(twins, { regularization: 0, memoryMb: 1 }, pool, silent)
    await expect(task).rejects.toMatchObject({ code: 'training-diverged' })
    await expect(task).rejects.toThrow(/Try a larger regularization/)
  })
})

describe('item-kNN', () => {
  const cosine: ItemKnnParameters = { weighting: 'cosine', neighbours: 10, shrinkage: 0, asymmetry: 0.5, popularity: 0 }

  test.each([
    [0.5, 0],
    [0.5, 7],
    [0.8, 2],
  ])('with asymmetry %d and shrinkage %d finds the nearest rows', async (asymmetry, shrinkage) => {
    const matrix = tastes(80, 53, 6, 9)
    const { neighbours } = await trainItemKnn(matrix, { ...cosine, asymmetry, shrinkage }, pool, silent)
    const x = dense(matrix)
    const dot = (i: number, j: number) => x.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), 0)
    for (let i = 0; i < 53; i += 1) {
      const all = Array.from({ length: 53 }, (_, j) =>
        i === j ? 0 : dot(i, j) / (dot(i, i) ** asymmetry * dot(j, j) ** (1 - asymmetry) + shrinkage),
      )
      const expected = all.filter((value) => value > 0).sort((a, b) => b - a)
      const found = [...neighbours.items.subarray(i * 10, i * 10 + 10)].filter((item) => item >= 0)
      expect(found.length).toBe(Math.min(10, expected.length))
      found.forEach((item, place) => {
        expect(all[item]).toBeCloseTo(expected[place] as number, 5)
        expect(neighbours.similarities[i * 10 + place]).toBeCloseTo(expected[place] as number, 5)
      })
    }
  })

  test.each(['cosine', 'tfidf', 'bm25'] as const)('by %s brings together what one taste has', async (weighting) => {
    const matrix = tastes(200, 90, 10, 4)
    const { scorer } = await trainItemKnn(matrix, { ...cosine, weighting, neighbours: 20 }, pool, silent)
    const out = new Float32Array(90)
    scorer(4, out)
    expect([...topK(out, 20)].filter((item) => item % 3 === 1).length).toBeGreaterThanOrEqual(18)
  })

  test('is the same whatever the number of threads', async () => {
    const matrix = tastes(100, 70, 8, 6)
    const alone = kernelPool(files, 1)
    const [one, two] = [
      await trainItemKnn(matrix, cosine, alone, silent),
      await trainItemKnn(matrix, cosine, pool, silent),
    ]
    await alone.close()
    expect(two.neighbours).toEqual(one.neighbours)
  })

  test('of nothing is empty', async () => {
    const empty = {
      rows: 0,
      columns: 0,
      indptr: new Int32Array(1),
      indices: new Int32Array(0),
      data: new Int32Array(0),
    }
    const { neighbours } = await trainItemKnn(empty, cosine, pool, silent)
    expect(neighbours.items.length).toBe(0)
  })
})

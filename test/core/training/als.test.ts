/** ALS through real kernel threads: the objective falls, builds agree, runs go on where they stopped. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import type { KernelBuild } from '#core/math/wasm.ts'
import { type AlsCheckpoint, alsObjective, trainAls } from '#core/training/als.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import type { AlsParameters } from '#core/training/parameters.ts'
import { kernelWorker, resources } from '../library.ts'
import { randomMatrix } from '../math/csr-of.ts'

const files = { kernelWorker, resources }
const pools = new Map<string, ReturnType<typeof kernelPool>>()
function poolOf(threads: number, build?: KernelBuild) {
  const name = `${threads} ${build}`
  const pool = pools.get(name) ?? kernelPool(files, threads, build)
  pools.set(name, pool)
  return pool
}
afterAll(() => Promise.all([...pools.values()].map((pool) => pool.close())))

const settings: AlsParameters = {
  factors: 10,
  regularization: 0.02,
  regularizationExponent: 0.8,
  unobservedWeight: 0.2,
  confidence: 'log',
  alpha: 1,
  minCount: 1,
  iterations: 8,
}
const matrix = randomMatrix(150, 90, 0.12, 5)
const silent = () => {}

/** The factors after each iteration. */
async function run(data: Csr, parameters: AlsParameters, pool: ReturnType<typeof kernelPool>, resume?: AlsCheckpoint) {
  const steps: AlsCheckpoint[] = []
  const onIteration = (iteration: number, userFactors: Float32Array, itemFactors: Float32Array) => {
    steps.push({ iteration, userFactors: userFactors.slice(), itemFactors: itemFactors.slice() })
  }
  const trained = await trainAls(data, parameters, 3, pool, silent, { onIteration, ...(resume ? { resume } : {}) })
  return { trained, steps }
}

/** The objective of the kernel's head comment over every listener and item, every term written out. */
function plainObjective({ userFactors, itemFactors }: AlsCheckpoint, data: Csr, parameters: AlsParameters): number {
  const width = userFactors.length / data.rows
  const itemCounts = new Int32Array(data.columns)
  for (const item of data.indices) itemCounts[item] = (itemCounts[item] as number) + 1
  const ridge = (n: number, m: number) =>
    parameters.regularization * (n + parameters.unobservedWeight * m) ** parameters.regularizationExponent
  const square = (rows: Float32Array, row: number) =>
    rows.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value ** 2, 0)
  const powers = Array.from(itemCounts, (count) => Math.max(1, count) ** (parameters.unobservedExponent ?? 0))
  const shares = powers.map((power) => (power * data.columns) / powers.reduce((all, each) => all + each, 0))
  let sum = 0
  for (let user = 0; user < data.rows; user += 1) {
    const [from, to] = [data.indptr[user] as number, data.indptr[user + 1] as number]
    const plays = new Map(Array.from({ length: to - from }, (_, i) => [data.indices[from + i], data.data[from + i]]))
    sum += ridge(to - from, data.columns) * square(userFactors, user)
    for (let item = 0; item < data.columns; item += 1) {
      let product = 0
      for (let k = 0; k < width; k += 1) {
        product += (userFactors[user * width + k] as number) * (itemFactors[item * width + k] as number)
      }
      const played = plays.get(item)
      sum += parameters.unobservedWeight * (shares[item] as number) * product ** 2
      if (played !== undefined) sum += (1 + parameters.alpha * Math.log1p(played)) * (1 - product) ** 2
    }
  }
  for (let item = 0; item < data.columns; item += 1) {
    sum += ridge(itemCounts[item] as number, data.rows * (shares[item] as number)) * square(itemFactors, item)
  }
  return sum
}

describe.each(['reference', 'relaxed', 'simd'] as const)('ALS, %s', (build) => {
  test.each([1, 2, 10, 33])('with %i factors lowers the objective with every iteration', async (factors) => {
    const parameters = { ...settings, factors }
    const { steps } = await run(matrix, parameters, poolOf(2, build))
    const found = steps.map((step) => plainObjective(step, matrix, parameters))
    found.forEach((value, i) => {
      if (i > 0) expect(value).toBeLessThanOrEqual((found[i - 1] as number) * (1 + 1e-6))
    })
    expect(found.at(-1)).toBeLessThan(0.9 * (found[0] as number))
  })

  test('ends where the reference ends', async () => {
    const [one, other] = [
      await run(matrix, settings, poolOf(1, 'reference')),
      await run(matrix, settings, poolOf(1, build)),
    ]
    const objectives = [one, other].map(({ steps }) => plainObjective(steps.at(-1) as AlsCheckpoint, matrix, settings))
    // Rounding decides here and there whether a row takes one step more.
    expect(Math.abs((objectives[1] as number) / (objectives[0] as number) - 1)).toBeLessThan(1e-4)
  })
})

describe('ALS', () => {
  test.each([1, 4, 7])('taken up again after iteration %i is bit for bit the same on one thread', async (iteration) => {
    const whole = await run(matrix, settings, poolOf(1))
    const resumed = await run(matrix, settings, poolOf(1), whole.steps[iteration - 1])
    expect(resumed.steps.at(-1)).toEqual(whole.steps.at(-1))
    expect(resumed.trained.vectors).toEqual(whole.trained.vectors)
  })

  test('objective on demand is the objective', async () => {
    const { steps } = await run(matrix, settings, poolOf(2))
    const step = steps.at(-1) as AlsCheckpoint
    expect(alsObjective(matrix, settings, step) / plainObjective(step, matrix, settings)).toBeCloseTo(1, 6)
  })

  test.each([1, 2, 6])('learns 64 factors of %i items, which are more than they can carry', async (columns) => {
    const parameters = { ...settings, confidence: 'presence' as const, factors: 64, regularizationExponent: 1 }
    for (const rows of [2, 3, 60]) {
      for (const density of [0.2, 0.5, 1]) {
        for (const unobservedWeight of [0.001, 1]) {
          const few = randomMatrix(rows, columns, density, 3)
          const { vectors } = await trainAls(few, { ...parameters, unobservedWeight }, 3, poolOf(2), silent)
          expect(vectors).toHaveLength(columns * 64)
          expect(vectors.every(Number.isFinite)).toBe(true)
        }
      }
    }
  })

  test.each([
    ['presence', 0],
    ['log', 1],
  ])('where popular items count more unobserved lowers that objective, %s', async (confidence, alpha) => {
    const parameters = { ...settings, confidence, alpha, unobservedExponent: 0.6 }
    const { steps } = await run(matrix, parameters, poolOf(2))
    const objectives = steps.map((step) => plainObjective(step, matrix, parameters))
    for (const [i, objective] of objectives.entries()) {
      if (i > 0) expect(objective).toBeLessThan((objectives[i - 1] as number) * 1.0001)
    }
    const last = steps.at(-1) as AlsCheckpoint
    expect(alsObjective(matrix, parameters, last) / plainObjective(last, matrix, parameters)).toBeCloseTo(1, 6)
    // What all count alike leads to is no minimum of it.
    const other = await run(matrix, { ...settings, confidence, alpha }, poolOf(2))
    const there = plainObjective(other.steps.at(-1) as AlsCheckpoint, matrix, parameters)
    expect(objectives.at(-1)).toBeLessThan(there * 0.999)
  })

  test('whose equations have no single solution stops, says so and names the cure', async () => {
    const parameters = { ...settings, regularization: 0, factors: 120 }
    const task = trainAls(matrix, parameters, 1, poolOf(2), silent)
    await expect(task).rejects.toMatchObject({ code: 'training-diverged' })
    await expect(task).rejects.toThrow(/The model you had stays in use\. Try a larger regularization\./)
  })

  test('cancelled between two looks ends with what the report threw', async () => {
    const stop = new Error('stop')
    const task = trainAls(matrix, { ...settings, iterations: 1000 }, 1, poolOf(2), (fraction) => {
      if (fraction > 0.01) throw stop
    })
    await expect(task).rejects.toBe(stop)
  })
})

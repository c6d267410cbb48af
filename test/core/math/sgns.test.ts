/** Skip-gram learning: the compiled kernels against the reference, and what both of them promise. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { random32 } from '#core/math/random.ts'
import {
  keepChances,
  negativesPerBlock,
  negativeTable,
  type SgnsSlice,
  type SgnsState,
  scratchLengths,
  sgnsEpoch,
} from '#core/math/sgns-epoch.ts'
import { compileKernel, type KernelBuild } from '#core/math/wasm.ts'
import { modelMemory } from '#core/training/model-memory.ts'
import { resources } from '../library.ts'
import { fromSortedEntries, randomFloats, randomMatrix } from './csr-of.ts'

const read = (build: string) => new Uint8Array(readFileSync(join(resources, 'kernels', `sgns.${build}.wasm`)))
const flags = () => ({ progress: new Int32Array(1), cancel: new Int32Array(1) })
const builds = ['relaxed', 'simd'] as const
type Options = Partial<Omit<SgnsSlice, 'scratch'>> & { build?: KernelBuild; vectorSize?: number; keep?: number }

/** Vectors of random numbers over a matrix, and a slice that covers all of it. */
function stateOf(matrix: Csr, { build = 'relaxed', vectorSize = 8, keep = 1, ...given }: Options = {}) {
  const memory = modelMemory(1024)
  const stride = Math.ceil(vectorSize / 16) * 16
  const { window = 5, negative = 3 } = given
  const lengths = scratchLengths(stride, window, negative)
  const rowOf = Int32Array.from({ length: matrix.columns }, (_, item) => matrix.columns - 1 - item)
  const counts = new Int32Array(matrix.columns).fill(1)
  const table = negativeTable(counts, 0.5, 2 * negativesPerBlock(negative), random32(3))
  const state: SgnsState = {
    module: compileKernel(read, build),
    memory: memory.memory,
    vectorSize,
    stride,
    input: memory.float32(matrix.columns * stride),
    output: memory.float32(matrix.columns * stride),
    indptr: matrix.indptr,
    indices: matrix.indices,
    rowOf,
    keep: new Float32Array(matrix.columns).fill(keep),
    negatives: memory.int32(table.length),
  }
  state.negatives.set(table)
  for (const [rows, seed] of [
    [state.input, 1],
    [state.output, 2],
  ] as const) {
    const values = randomFloats(matrix.columns * vectorSize, seed)
    for (let row = 0; row < matrix.columns; row += 1)
      rows.set(values.subarray(row * vectorSize, (row + 1) * vectorSize), row * stride)
  }
  const slice: SgnsSlice = {
    firstSentence: 0,
    lastSentence: matrix.rows,
    window,
    negative,
    ordered: false,
    seed: 1,
    epoch: 0,
    startRate: 0.05,
    endRate: 0.04,
    ...given,
    scratch: {
      items: memory.int32(lengths.items),
      from: memory.int32(lengths.items),
      to: memory.int32(lengths.items),
      samples: memory.float32(lengths.samples),
      rows: memory.float32(lengths.rows),
      loss: new Float64Array(2),
    },
  }
  return { state, slice }
}

function learn(matrix: Csr, options: Options = {}) {
  const { state, slice } = stateOf(matrix, options)
  const { progress, cancel } = flags()
  sgnsEpoch(state, slice, progress, cancel)
  return { state, loss: slice.scratch.loss, progress: progress[0] }
}

function expectClose(found: Float32Array, expected: Float32Array, tolerance: number) {
  let worst = 0
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - (found[i] as number)))
  })
  expect(worst).toBeLessThan(tolerance)
}

describe.each(builds)('the %s build is the reference within 1e-4', (build) => {
  const matrix = randomMatrix(12, 60, 0.4, 1)
  const same = (options: Options) => {
    const expected = learn(matrix, { ...options, build: 'reference' })
    const found = learn(matrix, { ...options, build })
    expectClose(found.state.input, expected.state.input, 1e-4)
    expectClose(found.state.output, expected.state.output, 1e-4)
    expect(found.loss[1]).toBe(expected.loss[1])
    expect(found.loss[0]).toBeCloseTo(expected.loss[0] as number, 2)
    // Something was learnt, and what pads the rows stayed zero.
    expect(found.state.input).not.toEqual(stateOf(matrix, options).state.input)
    const { stride, vectorSize } = found.state
    expect(found.state.output.every((value, i) => i % stride < vectorSize || value === 0)).toBe(true)
  }

  test.each([1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 97, 100])('vectors of %i numbers', (vectorSize) => {
    same({ vectorSize })
  })
  test.each([1, 2, 4, 5, 6, 7, 11, 12, 13])('%i negatives', (negative) => {
    same({ negative })
  })
  test.each([0, 1, 2, 7, 8, 9, 17, 1000])('a window of %i', (window) => {
    same({ window })
  })
  test('sentences in their order', () => {
    same({ ordered: true })
  })
  test('thinned-out sentences', () => {
    same({ keep: 0.5 })
  })
  test.each([1, 2, 3])('a catalogue of %i items, where negatives are often the centre', (columns) => {
    const few = randomMatrix(40, columns, 0.9, 2)
    const expected = learn(few, { build: 'reference' })
    const found = learn(few, { build })
    expectClose(found.state.input, expected.state.input, 1e-4)
    expectClose(found.state.output, expected.state.output, 1e-4)
  })
})

describe.each(['reference', ...builds] as const)('sgnsEpoch, %s', (build) => {
  const matrix = randomMatrix(12, 30, 0.5, 3)
  const values = (options: Options) => {
    const { state } = learn(matrix, { build, ...options })
    return [...state.input, ...state.output]
  }

  test('is bit for bit the same for a seed, and another for another seed or epoch', () => {
    expect(values({ seed: 1 })).toEqual(values({ seed: 1 }))
    expect(values({ seed: 1 })).not.toEqual(values({ seed: 2 }))
    expect(values({ epoch: 0 })).not.toEqual(values({ epoch: 1 }))
  })

  test('counts every item of its sentences once, and ends early when told to', () => {
    const { state, slice } = stateOf(matrix, { build, firstSentence: 3, lastSentence: 8 })
    const { progress, cancel } = flags()
    sgnsEpoch(state, slice, progress, cancel)
    expect(progress[0]).toBe((matrix.indptr[8] as number) - (matrix.indptr[3] as number))
    cancel[0] = 1
    const before = state.input.slice()
    sgnsEpoch(state, slice, progress, cancel)
    expect(state.input).toEqual(before)
  })

  test('passes over sentences with nothing in them, and learns nothing from lone items', () => {
    const lone = fromSortedEntries(
      { rowOf: Int32Array.from([1, 3]), columnOf: Int32Array.from([0, 1]), data: Int32Array.from([1, 1]) },
      5,
      2,
    )
    const found = learn(lone, { build })
    expect(found.progress).toBe(2)
    expect(found.state.input).toEqual(stateOf(lone).state.input)
  })

  test('cuts sentences of more than a thousand items and learns all of them', () => {
    const long = randomMatrix(1, 2500, 1, 4)
    const found = learn(long, { build, window: 2, ordered: true })
    expect(found.progress).toBe(2500)
    const before = stateOf(long).state.input
    const { stride } = found.state
    const moved = Array.from({ length: 2500 }, (_, row) => found.state.input[row * stride] !== before[row * stride])
    expect(moved.every(Boolean)).toBe(true)
  })

  test('pulls items of one listener together, and says so by a falling loss', () => {
    // Each of two listeners has four items of their own.
    const two = fromSortedEntries(
      {
        rowOf: Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1]),
        columnOf: Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]),
        data: new Int32Array(8).fill(1),
      },
      2,
      8,
    )
    const { state, slice } = stateOf(two, { build })
    const losses: number[] = []
    for (let epoch = 0; epoch < 200; epoch += 1) {
      slice.scratch.loss.fill(0)
      sgnsEpoch(state, { ...slice, epoch }, flags().progress, flags().cancel)
      losses.push((slice.scratch.loss[0] as number) / (slice.scratch.loss[1] as number))
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(losses.slice(-20))).toBeLessThan(0.9 * mean(losses.slice(0, 20)))
    const row = (item: number) => (state.rowOf[item] as number) * state.stride
    const score = (a: number, b: number) => {
      let sum = 0
      for (let k = 0; k < 8; k += 1) sum += (state.input[row(a) + k] as number) * (state.output[row(b) + k] as number)
      return sum
    }
    for (const [a, near, far] of [
      [0, 1, 4],
      [3, 2, 7],
      [5, 6, 1],
    ] as const) {
      expect(score(a, near)).toBeGreaterThan(score(a, far))
    }
  })
})

test('order counts in ordered sentences only: a window of one meets neighbours', () => {
  const line = randomMatrix(1, 9, 1, 1)
  const contextsOf = (ordered: boolean) => {
    const { state, slice } = stateOf(line, { window: 1, ordered })
    sgnsEpoch(state, slice, flags().progress, flags().cancel)
    return [...slice.scratch.items.subarray(0, 9)]
  }
  expect(contextsOf(true)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
  expect(contextsOf(false)).not.toEqual(contextsOf(true))
  expect(contextsOf(false).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

describe('negatives and subsampling', () => {
  test('items stand in the table in proportion to count to the exponent, each at least once', () => {
    const counts = Int32Array.from([1, 16, 256, 0])
    const share = (exponent: number) => {
      const table = negativeTable(counts, exponent, 100_000, random32(1))
      expect(table.length).toBeGreaterThanOrEqual(100_000)
      return [0, 1, 2, 3].map((item) => table.filter((entry) => entry === item).length / table.length)
    }
    const [a, b, c] = share(0.5)
    expect((b as number) / (a as number)).toBeCloseTo(4, 1)
    expect((c as number) / (a as number)).toBeCloseTo(16, 0)
    const [rare, , frequent] = share(-1)
    expect((rare as number) / (frequent as number)).toBeCloseTo(256, -1)
    for (const part of share(0)) expect(part).toBeCloseTo(0.25, 2)
    for (const part of share(3)) expect(part).toBeGreaterThan(0)
  })

  test('the table is in random order, the same for a seed', () => {
    const counts = new Int32Array(100).fill(5)
    const table = negativeTable(counts, 0.75, 10_000, random32(1))
    expect(table).toEqual(negativeTable(counts, 0.75, 10_000, random32(1)))
    const first = new Set(table.subarray(0, 1000))
    expect(first.size).toBeGreaterThan(95)
  })

  test('frequent items are thinned out as word2vec does, rare ones never', () => {
    const counts = Int32Array.from([0, 1, 1000, 100_000])
    expect([...keepChances(counts, 0)]).toEqual([1, 1, 1, 1])
    const keep = keepChances(counts, 1e-3)
    const ratio = (1e-3 * 101_001) / 100_000
    expect(keep[0]).toBe(1)
    expect(keep[1]).toBe(1)
    expect(keep[3]).toBeCloseTo(Math.sqrt(ratio) + ratio, 6)
    expect(keep[2]).toBeGreaterThan(keep[3] as number)
  })
})

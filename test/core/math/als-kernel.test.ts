/** The ALS kernel in every build: what it computes, and that all builds compute the same over odd sizes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AlsPass, alsPass, rowsPerChunk } from '#core/math/als-kernel.ts'
import { confidences } from '#core/math/confidence.ts'
import { narrowLength, narrowRows, narrowWords, widened } from '#core/math/narrow-rows.ts'
import { compileKernel, type KernelBuild } from '#core/math/wasm.ts'
import { modelMemory } from '#core/training/model-memory.ts'
import { resources } from '../library.ts'
import { randomFloats, randomMatrix } from './csr-of.ts'

const builds = ['reference', 'relaxed', 'simd'] as const
const read = (build: string) => new Uint8Array(readFileSync(join(resources, 'kernels', `als.${build}.wasm`)))
const flags = () => ({ progress: new Int32Array(1), cancel: new Int32Array(1) })

type Shape = { rows: number; columns: number; factors: number; weighted?: boolean; density?: number }

/** A pass over random rows and entries, with a diagonal of its own and a rotation that is none. */
function passOf(build: KernelBuild, { rows, columns, factors, weighted = true, density = 0.4 }: Shape): AlsPass {
  const width = Math.ceil(factors / 4) * 4
  const space = modelMemory(64)
  const matrix = randomMatrix(rows, columns, density, factors + rows)
  const padded = (count: number, seed: number) => {
    const out = space.float32(count * width)
    const values = randomFloats(count * factors, seed)
    for (let r = 0; r < count; r += 1) out.set(values.subarray(r * factors, (r + 1) * factors), r * width)
    return out
  }
  const entries = matrix.indices.length
  const confidence = weighted ? space.float32(entries + 3) : null
  if (confidence !== null) confidences(matrix, 'log', 2, confidence)
  const other = space.uint32(narrowLength(columns, width))
  narrowRows(padded(columns, 2), width, other)
  const side = {
    width,
    rows: padded(rows, 1),
    narrow: space.uint32(narrowLength(rows, width)),
    other,
    indptr: space.int32(rows + 1),
    indices: space.int32(entries),
    confidence,
    ridges: space.float32(rows),
    roots: null,
  }
  side.indptr.set(matrix.indptr)
  side.indices.set(matrix.indices)
  side.ridges.forEach((_, row) => {
    side.ridges[row] = 0.2 + 0.01 * row
  })
  const rotation = space.float32(width * width)
  const diagonal = space.float32(width)
  for (let k = 0; k < factors; k += 1) {
    rotation[k * width + k] = 1
    diagonal[k] = 0.1 * (k + 1)
  }
  const work = {
    scratch: space.float32(rowsPerChunk * width),
    product: space.float32(width * width),
    sums: space.float64(width * width),
  }
  const module = compileKernel(read, build)
  const wasm = module === null ? null : { module, memory: space.memory }
  return {
    pass: 'solve',
    side,
    rotation,
    diagonal,
    warm: false,
    steps: 3,
    enough: 0,
    work,
    next: new Int32Array(1),
    wasm,
  }
}

function run(task: AlsPass): void {
  const { progress, cancel } = flags()
  alsPass(task, progress, cancel)
  expect(progress[0]).toBe(task.side.indptr.length - 1)
}

/** Solve A x = b by elimination, in doubles; A is positive definite. */
function eliminate(a: number[][], b: number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] as number])
  const at = (i: number, j: number) => rows[i]?.[j] as number
  b.forEach((_, p) => {
    rows[p] = (rows[p] as number[]).map((value) => value / at(p, p))
    rows.forEach((row, i) => {
      const share = at(i, p)
      if (i !== p) rows[i] = row.map((value, j) => value - share * at(p, j))
    })
  })
  return b.map((_, i) => at(i, b.length))
}

describe.each(builds)('ALS rows, %s', (build) => {
  test.each([1, 2, 3, 4, 5, 7, 8, 13])('with %i factors and enough steps solve the normal equations', (factors) => {
    const task = passOf(build, { rows: 9, columns: 13, factors })
    task.steps = 60
    run(task)
    const { width, other, indptr, indices, confidence, ridges, rows } = task.side
    for (let row = 0; row < 9; row += 1) {
      const b = new Array<number>(factors).fill(0)
      const a = b.map((_, k) =>
        b.map((__, j) => (k === j ? (task.diagonal[k] as number) + (ridges[row] as number) : 0)),
      )
      for (let i = indptr[row] as number; i < (indptr[row + 1] as number); i += 1) {
        const h = widened(other.subarray((indices[i] as number) * narrowWords(width)), width)
        const c = confidence?.[i] as number
        for (let k = 0; k < factors; k += 1) {
          b[k] = (b[k] as number) + c * (h[k] as number)
          for (let j = 0; j < factors; j += 1) {
            ;(a[k] as number[])[j] = (a[k]?.[j] as number) + c * (h[k] as number) * (h[j] as number)
          }
        }
      }
      eliminate(a, b).forEach((value, k) => {
        expect(rows[row * width + k]).toBeCloseTo(value, 3)
      })
    }
  })

  test('take one step more where little is left to gain, and as many as allowed elsewhere', () => {
    const solved = (steps: number, enough: number) => {
      const task = passOf(build, { rows: 9, columns: 13, factors: 6 })
      Object.assign(task, { steps, enough })
      run(task)
      return task.side.rows
    }
    expect(solved(4, 1e6)).toEqual(solved(1, 0))
    expect(solved(4, 0)).not.toEqual(solved(1, 0))
    expect(solved(4, 1e-6)).not.toEqual(solved(1, 0))
  })

  test('without entries become zeros', () => {
    const task = passOf(build, { rows: 3, columns: 4, factors: 6, density: 0 })
    run(task)
    expect([...task.side.rows].every((value) => value === 0)).toBe(true)
  })

  test('leave what lies behind the factors at zero', () => {
    const task = { ...passOf(build, { rows: 70, columns: 9, factors: 5 }), warm: true }
    run(task)
    task.side.rows.forEach((value, i) => {
      if (i % 8 >= 5) expect(value).toBe(0)
    })
  })

  test('end when told to', () => {
    const task = passOf(build, { rows: 9, columns: 5, factors: 3 })
    const before = task.side.rows.slice()
    const { progress, cancel } = flags()
    cancel[0] = 1
    alsPass(task, progress, cancel)
    expect(progress[0]).toBe(0)
    expect(task.side.rows).toEqual(before)
  })
})

const sizes: Shape[] = [
  { rows: 0, columns: 3, factors: 4 },
  { rows: 1, columns: 1, factors: 1 },
  { rows: 3, columns: 8, factors: 3 },
  { rows: 63, columns: 31, factors: 12 },
  { rows: 64, columns: 5, factors: 16, weighted: false },
  { rows: 65, columns: 40, factors: 17, weighted: false },
  { rows: 131, columns: 67, factors: 37 },
  { rows: 67, columns: 50, factors: 101 },
]

describe.each(['relaxed', 'simd'] as const)('the %s build', (build) => {
  test.each(sizes)('of $rows rows, $factors factors is the reference', (shape) => {
    for (const steps of [1, 2, 5]) {
      const [expected, found] = [passOf('reference', shape), passOf(build, shape)]
      const turn = randomFloats(expected.rotation.length, 9)
      for (const task of [expected, found]) {
        Object.assign(task, { steps, warm: true })
        for (let k = 0; k < shape.factors; k += 1) {
          for (let j = 0; j < shape.factors; j += 1) {
            const at = k * task.side.width + j
            task.rotation[at] = (task.rotation[at] as number) + 0.1 * (turn[at] as number)
          }
        }
        run(task)
      }
      found.side.rows.forEach((value, i) => {
        expect(Math.abs(value - (expected.side.rows[i] as number))).toBeLessThan(2e-4)
      })
      const { width } = found.side
      for (let k = 0; k < width; k += 1) {
        for (let j = k; j < width; j += 1) {
          const at = k * width + j
          expect(Math.abs((found.work.sums[at] as number) - (expected.work.sums[at] as number))).toBeLessThan(1e-2)
        }
      }
    }
  })
})

describe('confidences', () => {
  const matrix = { ...randomMatrix(1, 3, 1, 1), data: Int32Array.from([1, 10, 1000]) }
  const of = (transform: string, alpha: number) => {
    const out = new Float32Array(3)
    confidences(matrix, transform, alpha, out)
    return [...out]
  }

  test('follow the chosen transform', () => {
    expect(of('presence', 40)).toEqual([1, 1, 1])
    expect(of('plays', 2)).toEqual([3, 21, 2001])
    const logarithms = of('log', 2)
    ;[1, 10, 1000].forEach((plays, i) => {
      expect(logarithms[i]).toBeCloseTo(1 + 2 * Math.log(1 + plays), 4)
    })
  })

  test('by BM25 grow ever slower, to at most alpha · 101 and 1', () => {
    const [few, more, most] = of('bm25', 2) as [number, number, number]
    expect(few).toBeCloseTo(1 + (2 * 101) / 101, 4)
    expect(more).toBeCloseTo(1 + (2 * 10 * 101) / 110, 4)
    expect(most).toBeLessThan(1 + 2 * 101)
    expect((most - more) / 990).toBeLessThan((more - few) / 9)
  })
})

describe.each(['relaxed', 'simd'] as const)('narrow rows of the %s build', (build) => {
  test.each([4, 8, 12, 20])('of %i floats are those of the reference, each within 1/256 of what it was', (width) => {
    const task = passOf(build, { rows: 5, columns: 5, factors: width })
    const before = task.side.rows.slice()
    run({ ...task, pass: 'turn' })
    const words = narrowWords(width)
    const expected = new Uint32Array(5 * words)
    narrowRows(before, width, expected)
    expect(task.side.narrow.slice(0, 5 * words)).toEqual(expected)
    for (let row = 0; row < 5; row += 1) {
      widened(task.side.narrow.subarray(row * words), width).forEach((value, k) => {
        const exact = before[row * width + k] as number
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) / 256)
      })
    }
  })
})

/** The ranking kernel against its reference, in every build, over odd sizes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keepBest, packItems, rankRows, rowsAtOnce, type TopLists } from '#core/math/rank-kernel.ts'
import { compileKernel, type KernelBuild } from '#core/math/wasm.ts'
import { emptyLists, layDesk } from '#core/training/evaluation/rank.ts'
import { modelMemory } from '#core/training/model-memory.ts'
import { resources } from '../library.ts'
import { randomFloats, randomMatrix } from './csr-of.ts'

const read = (build: string) => new Uint8Array(readFileSync(join(resources, 'kernels', `rank.${build}.wasm`)))
const builds = ['relaxed', 'simd'] as const
type Shape = { rows: number; columns: number; size: number; k: number }

/** Lists for every listener, the last one first. */
function ranked(build: KernelBuild, { rows, columns, size, k }: Shape): TopLists {
  const owned = randomMatrix(rows, columns, 0.3, rows + columns)
  const space = modelMemory(64)
  const desk = layDesk({ columns, k, rows: rowsAtOnce, size, space, module: compileKernel(read, build) })
  const panels = space.float32(desk.width * size)
  packItems(randomFloats(columns * size, 2), size, panels)
  const lists = emptyLists(
    Int32Array.from({ length: rows }, (_, row) => rows - 1 - row),
    k,
  )
  const listenerFactors = randomFloats(rows * size, 1)
  const progress = new Int32Array(1)
  const next = new Int32Array(1)
  rankRows({ size, listenerFactors, panels, owned, lists, desk, next }, progress, new Int32Array(1))
  expect(progress[0]).toBe(rows)
  return lists
}

const shapes: Shape[] = [
  { rows: 0, columns: 3, size: 4, k: 2 },
  { rows: 1, columns: 1, size: 1, k: 1 },
  { rows: 3, columns: 5, size: 2, k: 7 },
  { rows: 15, columns: 11, size: 3, k: 0 },
  { rows: 16, columns: 12, size: 7, k: 5 },
  { rows: 17, columns: 13, size: 8, k: 5 },
  { rows: 37, columns: 101, size: 33, k: 20 },
]

describe.each(builds)('ranking, %s build', (build) => {
  test.each(shapes)('of $rows listeners, $columns items, $size factors is the reference', (shape) => {
    const [expected, found] = [ranked('reference', shape), ranked(build, shape)]
    expect([...found.items]).toEqual([...expected.items])
    for (const name of ['scores', 'means', 'deviations'] as const) {
      found[name].forEach((value, i) => {
        const exact = expected[name][i] as number
        if (Number.isFinite(exact)) expect(Math.abs(value - exact)).toBeLessThan(1e-4)
        else expect(value).toBe(exact)
      })
    }
  })

  test('property: keeps the largest scores that are not owned, equal ones by number', () => {
    const scores = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 40 })
    fc.assert(
      fc.property(scores, fc.nat(45), fc.array(fc.nat(39)), (values, k, own) => {
        const indices = Int32Array.from(own.filter((item) => item < values.length))
        const owned = { indptr: Int32Array.of(0, indices.length), indices }
        const [found, expected] = [build, 'reference' as const].map((each) => {
          const space = modelMemory(4)
          const module = compileKernel(read, each)
          const desk = layDesk({ columns: values.length, k, rows: 1, size: 0, space, module })
          desk.scores.set(values)
          const lists = emptyLists(Int32Array.of(0), k)
          keepBest(desk.scores, desk, owned, lists, 0)
          return lists
        })
        const order = [...values.keys()].filter((item) => !indices.includes(item))
        order.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
        expect([...(found?.items ?? [])].filter((item) => item >= 0)).toEqual(order.slice(0, k))
        expect(found).toEqual(expected)
      }),
      { seed: 6, numRuns: 200 },
    )
  })
})

test('ends when told to', () => {
  const space = modelMemory(4)
  const desk = layDesk({ columns: 3, k: 2, rows: rowsAtOnce, size: 2, space, module: null })
  const lists = emptyLists(Int32Array.of(0), 2)
  const owned = { indptr: Int32Array.of(0, 0), indices: new Int32Array(0) }
  const task = { size: 2, listenerFactors: new Float32Array(2), panels: space.float32(desk.width * 2), owned, lists }
  const progress = new Int32Array(1)
  rankRows({ ...task, desk, next: new Int32Array(1) }, progress, Int32Array.of(1))
  expect(progress[0]).toBe(0)
})

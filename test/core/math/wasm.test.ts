/** Compiled kernels against their references, in every build, over odd sizes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { random32, uniform } from '#core/math/random.ts'
import { dotScan } from '#core/math/vectors.ts'
import { compileKernel, kernelExports, pointer } from '#core/math/wasm.ts'
import { modelMemory } from '#core/training/model-memory.ts'
import { resources } from '../library.ts'

const read = (build: string) => new Uint8Array(readFileSync(join(resources, 'kernels', `scan.${build}.wasm`)))
type Scan = { dotScan: (...numbers: [number, number, number, number, number, number, number]) => void }

describe('compileKernel', () => {
  test('takes the first build that the runtime accepts', () => {
    const asked: string[] = []
    const kernel = compileKernel((build) => {
      asked.push(build)
      return build === 'relaxed' ? Uint8Array.of(1, 2, 3) : read(build)
    })
    expect(kernel).toBeInstanceOf(WebAssembly.Module)
    expect(asked).toEqual(['relaxed', 'simd'])
  })

  test('leaves the work to the reference where no build runs, and where it is asked for', () => {
    expect(compileKernel(() => Uint8Array.of(0))).toBeNull()
    expect(compileKernel(read, 'reference')).toBeNull()
  })
})

describe.each(['relaxed', 'simd'] as const)('scan, %s build', (build) => {
  const module = compileKernel(read, build)
  if (module === null) throw new Error(`this runtime refuses the ${build} build`)

  test.each([1, 2, 3, 4, 5, 7, 8, 13, 100, 101])('with %i numbers a row is dotScan', (size) => {
    const next = random32(size)
    const rows = 11
    const stride = Math.ceil(size / 4) * 4
    const arena = modelMemory(16)
    const padded = arena.float32(rows * stride)
    const query = arena.float32(stride)
    const mask = arena.uint8(rows)
    const out = arena.float32(rows)
    const plain = Float32Array.from({ length: rows * size }, () => uniform(next) - 0.5)
    for (let r = 0; r < rows; r += 1) padded.set(plain.subarray(r * size, (r + 1) * size), r * stride)
    for (let k = 0; k < size; k += 1) query[k] = uniform(next) - 0.5
    for (let r = 0; r < rows; r += 1) mask[r] = r % 3
    const expected = new Float32Array(rows)
    dotScan(plain, size, query.subarray(0, size), mask, expected)
    const scan = kernelExports<Scan>({ module, memory: arena.memory })
    scan.dotScan(pointer(padded), stride, pointer(query), pointer(mask), pointer(out), 0, rows)
    for (let r = 0; r < rows; r += 1) expect(out[r]).toBeCloseTo(expected[r] as number, 5)
  })
})

describe('modelMemory', () => {
  test('property: lays arrays side by side, apart, on cache lines, zeroed', () => {
    const kinds = fc.array(fc.tuple(fc.constantFrom('float32', 'int32', 'int8', 'uint8'), fc.nat(50_000)), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(kinds, (asked) => {
        const arena = modelMemory(64)
        const arrays = asked.map(([kind, length]) => arena[kind as 'int32'](length))
        arrays.forEach((array, i) => {
          expect(array.length).toBe(asked[i]?.[1])
          expect(pointer(array) % 64).toBe(0)
          expect(array.every((value) => value === 0)).toBe(true)
          array.fill(i + 1)
        })
        arrays.forEach((array, i) => {
          expect(array.every((value) => value === i + 1)).toBe(true)
        })
      }),
      { seed: 5, numRuns: 30 },
    )
  })

  test('refuses what no model can have, and says what to do', () => {
    const arena = modelMemory(2)
    expect(() => arena.float32(100_000)).toThrow(/needs .* GB .* Choose shorter vectors/)
    arena.float32(30_000)
    expect(() => arena.int32(3000)).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  test('reaches beyond 2 GiB', () => {
    const arena = modelMemory()
    arena.uint8(2 ** 31)
    const far = arena.float32(4)
    far[3] = 7
    expect(pointer(far)).toBeGreaterThan(2 ** 31)
    expect([...far]).toEqual([0, 0, 0, 7])
  })
})

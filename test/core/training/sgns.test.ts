/** Training by skip-gram on real kernel threads: seeds, checkpoints, order, what it reports and how it ends. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Csr } from '#core/math/csr.ts'
import { random32, uniform } from '#core/math/random.ts'
import type { KernelBuild } from '#core/math/wasm.ts'
import { type KernelPool, kernelPool } from '#core/training/kernel-pool.ts'
import { resolveParameters, type SgnsParameters } from '#core/training/parameters.ts'
import { type SgnsCheckpoint, type SgnsOptions, trainSgns } from '#core/training/sgns.ts'
import { kernelWorker, resources } from '../library.ts'
import { fromSortedEntries } from '../math/csr-of.ts'

const pools = new Map<string, KernelPool>()
function poolOf(threads: number, build?: KernelBuild): KernelPool {
  const name = `${threads} ${build}`
  const pool = pools.get(name) ?? kernelPool({ kernelWorker, resources }, threads, build)
  pools.set(name, pool)
  return pool
}
afterAll(async () => {
  for (const pool of pools.values()) await pool.close()
})

/** Listeners of four styles with ten items each, and a few items from elsewhere. */
function fourStyles(): Csr {
  const next = random32(1)
  const entries: [number, number][] = []
  for (let listener = 0; listener < 300; listener += 1) {
    for (let item = 0; item < 40; item += 1) {
      if (uniform(next) < (item % 4 === listener % 4 ? 0.7 : 0.04)) entries.push([listener, item])
    }
  }
  const sorted = { rowOf: entries.map(([r]) => r), columnOf: entries.map(([, c]) => c), data: entries.map(() => 1) }
  const { rowOf, columnOf, data } = sorted
  return fromSortedEntries(
    { rowOf: Int32Array.from(rowOf), columnOf: Int32Array.from(columnOf), data: Int32Array.from(data) },
    300,
    40,
  )
}
const matrix = fourStyles()
const counts = new Int32Array(matrix.columns)
for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1

type Run = SgnsOptions & { threads?: number; build?: KernelBuild; seed?: number; set?: Partial<SgnsParameters> }

function train({ threads = 1, build, seed = 1, set = {}, ...options }: Run = {}) {
  const parameters = resolveParameters('sgns', { vectorSize: 12, epochs: 6, ...set }) as SgnsParameters
  return trainSgns(matrix, counts, parameters, seed, poolOf(threads, build), () => {}, options)
}

/** How many of an item's ten nearest share its style, over all items. */
function agreement({ vectors, size }: { vectors: Float32Array; size: number }): number {
  const dot = (a: number, b: number) => {
    let [sum, left, right] = [0, 0, 0]
    for (let k = 0; k < size; k += 1) {
      const [x, y] = [vectors[a * size + k] as number, vectors[b * size + k] as number]
      sum += x * y
      left += x * x
      right += y * y
    }
    return sum / Math.sqrt(left * right)
  }
  const items = [...Array(matrix.columns).keys()]
  const shares = items.map((item) => {
    const others = items.filter((other) => other !== item).sort((a, b) => dot(item, b) - dot(item, a))
    return others.slice(0, 9).filter((other) => other % 4 === item % 4).length / 9
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

describe('trainSgns', () => {
  test.each([
    [1, undefined],
    [3, undefined],
    [1, 'simd'],
    [1, 'reference'],
  ] as const)('on %i threads, build %s, puts items of one style together', async (threads, build) => {
    const trained = await train({ threads, ...(build === undefined ? {} : { build }), set: { epochs: 20 } })
    expect(agreement(trained)).toBeGreaterThan(0.9)
    expect(trained.losses).toHaveLength(20)
    expect(trained.losses.at(-1)).toBeLessThan(trained.losses[0] as number)
  })

  test('on one thread is the same to the last bit for a seed', async () => {
    const [first, again, other] = [await train(), await train(), await train({ seed: 2 })]
    expect(again.vectors).toEqual(first.vectors)
    expect(again.output).toEqual(first.output)
    expect(again.losses).toEqual(first.losses)
    expect(other.vectors).not.toEqual(first.vectors)
  })

  test('goes on from a checkpoint to the very model that it would have become', async () => {
    const checkpoints: SgnsCheckpoint[] = []
    const whole = await train({
      onEpoch: (_, { input, output }) => void checkpoints.push({ input: input.slice(), output: output.slice() }),
    })
    expect(checkpoints).toHaveLength(6)
    for (const epoch of [1, 4, 6]) {
      const checkpoint = checkpoints[epoch - 1] as SgnsCheckpoint
      const resumed = await train({ resume: { epoch, checkpoint } })
      expect(resumed.vectors).toEqual(whole.vectors)
      expect(resumed.output).toEqual(whole.output)
      expect(resumed.losses).toEqual(whole.losses.slice(epoch))
    }
  })

  test('refuses a checkpoint of another shape', async () => {
    const checkpoint = { input: new Float32Array(3), output: new Float32Array(3) }
    await expect(train({ resume: { epoch: 1, checkpoint } })).rejects.toMatchObject({ code: 'bad-arguments' })
  })

  test('says how far it is and how well it fits', async () => {
    const said: [number, number, number][] = []
    const parameters = resolveParameters('sgns', { vectorSize: 12, epochs: 3 }) as SgnsParameters
    await trainSgns(matrix, counts, parameters, 1, poolOf(1), (...report) => void said.push(report))
    expect(said.at(-1)?.slice(0, 2)).toEqual([1, 3 * matrix.indices.length])
    // Before the thread has sampled anything there is no loss to tell.
    for (const [, , loss] of said) expect(loss).toBeGreaterThanOrEqual(0)
    expect(said.at(-1)?.[2]).toBeGreaterThan(0)
  })

  test('stops when it is told to, between blocks', async () => {
    const parameters = resolveParameters('sgns', { vectorSize: 12, epochs: 1000 }) as SgnsParameters
    const stop = () => {
      throw new Error('enough')
    }
    await expect(trainSgns(matrix, counts, parameters, 1, poolOf(1), stop)).rejects.toThrow('enough')
  })

  test('stops with the cure when numbers grow out of bounds', async () => {
    const checkpoint = {
      input: new Float32Array(40 * 16).fill(1e30),
      output: new Float32Array(40 * 16).fill(1e30),
    }
    await expect(train({ resume: { epoch: 0, checkpoint } })).rejects.toMatchObject({
      code: 'training-diverged',
      message: expect.stringContaining('smaller learningRate'),
    })
  })

  test('ranks what a listener does not have by input against output vectors', async () => {
    const { scorer } = await train({ set: { epochs: 20 } })
    const scores = new Float32Array(matrix.columns)
    scorer(1, scores)
    const best = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number)).slice(0, 8)
    expect(best.filter((item) => item % 4 === 1).length).toBeGreaterThanOrEqual(7)
  })

  test('learns order where it counts', async () => {
    expect((await train({ ordered: true })).vectors).not.toEqual((await train()).vectors)
  })
})

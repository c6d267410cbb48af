/** Word2Vec (skip-gram, negative sampling) over listeners' items: similar items lie close. */
import type { Csr } from '#core/math/csr.ts'
import { derivedSeed, random32, uniform } from '#core/math/random.ts'
import { keepChances, negativeTable, type SgnsState } from '#core/math/sgns-kernel.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { evenSlices, type KernelPool } from './kernel-pool.ts'
import type { SgnsParameters } from './parameters.ts'
import type { Trained } from './trained.ts'

const negativeTableSize = 1 << 20

/** Learn item vectors from a listener × item matrix. `report` gets the fraction done and items seen; may throw. */
export async function trainSgns(
  matrix: Csr,
  counts: Int32Array,
  parameters: SgnsParameters,
  seed: number,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<Trained> {
  const { vectorSize, epochs, learningRate } = parameters
  const input = sharedFloat32(matrix.columns * vectorSize)
  const next = random32(derivedSeed(seed, 1))
  for (let i = 0; i < input.length; i += 1) input[i] = (uniform(next) - 0.5) / vectorSize
  const keep = sharedFloat32(matrix.columns)
  keep.set(keepChances(counts, parameters.sample))
  const state: SgnsState = {
    vectorSize,
    input,
    output: sharedFloat32(matrix.columns * vectorSize),
    indptr: inSharedMemory(matrix.indptr),
    indices: inSharedMemory(matrix.indices),
    negatives: inSharedMemory(negativeTable(counts, parameters.nsExponent, negativeTableSize)),
    keep,
  }
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  const bounds = evenSlices(matrix.indptr, pool.threads)
  const perEpoch = matrix.indices.length
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rate = (passed: number) => Math.max(learningRate * (1 - passed / epochs), learningRate * 1e-4)
    Atomics.store(progress, 0, 0)
    const tasks = bounds.slice(0, -1).map((firstListener, part) => ({
      kernel: 'sgns' as const,
      progress,
      cancel,
      input: {
        state,
        slice: {
          firstListener,
          lastListener: bounds[part + 1] as number,
          window: parameters.window,
          negative: parameters.negative,
          seed,
          epoch,
          startRate: rate(epoch),
          endRate: rate(epoch + 1),
        },
      },
    }))
    await pool.run(tasks, () => {
      const seen = epoch * perEpoch + Atomics.load(progress, 0)
      report(seen / (perEpoch * epochs), seen)
    })
  }
  return { vectors: input, size: vectorSize, scorer: sgnsScorer(matrix, input, state.output, vectorSize) }
}

/** Mean of the listener's input vectors against every output vector: twice the recall of input against input. */
function sgnsScorer(matrix: Csr, input: Float32Array, output: Float32Array, size: number): Scorer {
  const mean = new Float32Array(size)
  return (listener, out) => {
    mean.fill(0)
    for (let i = matrix.indptr[listener] as number; i < (matrix.indptr[listener + 1] as number); i += 1) {
      const at = (matrix.indices[i] as number) * size
      for (let k = 0; k < size; k += 1) mean[k] = (mean[k] as number) + (input[at + k] as number)
    }
    for (let row = 0; row < matrix.columns; row += 1) {
      let sum = 0
      for (let k = 0; k < size; k += 1) sum += (output[row * size + k] as number) * (mean[k] as number)
      out[row] = sum
    }
  }
}

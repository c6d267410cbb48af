/** Word2Vec (skip-gram, negative sampling) over listeners' items or playlists: similar items lie close. */
import { AppError } from '#api/errors.ts'
import type { Csr } from '#core/math/csr.ts'
import { derivedSeed, random32, uniform } from '#core/math/random.ts'
import { arrangeRows, rowsByFrequency } from '#core/math/rows.ts'
import {
  keepChances,
  negativesPerBlock,
  negativeTable,
  type SgnsScratch,
  type SgnsState,
  scratchLengths,
} from '#core/math/sgns-epoch.ts'
import { inSharedMemory, sharedFloat32, sharedFloat64, sharedInt32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { evenSlices, type KernelPool } from './kernel-pool.ts'
import { type ModelMemory, modelMemory } from './model-memory.ts'
import type { SgnsParameters } from './parameters.ts'
import type { Trained } from './trained.ts'

const negativeTableSize = 1 << 20
/** Slices of an epoch for each thread: the last one to finish keeps the others waiting for no longer than one. */
const slicesPerThread = 8

export type SgnsTrained = Trained & {
  /** One row an item: what it is when it is predicted, columns × size. `vectors` · `output` says how likely two go together. */
  output: Float32Array
  /** Mean loss of a context and target in each epoch that was learnt. */
  losses: number[]
}

/** The vectors between two epochs, as they lie in memory while learning: put back, learning goes on as if it had never stopped. */
export type SgnsCheckpoint = { input: Float32Array; output: Float32Array }

export type SgnsOptions = {
  /** Rows of the matrix are playlists whose order counts; else they are sets. */
  ordered?: boolean
  /** Called after each epoch with its number from 1; the arrays go on changing, so copy or write them before it resolves. */
  onEpoch?: (epoch: number, checkpoint: SgnsCheckpoint, loss: number) => void | Promise<void>
  /** Go on after `epoch` epochs from what `onEpoch` was given then. */
  resume?: { epoch: number; checkpoint: SgnsCheckpoint }
}

/**
 * Learn item vectors from a listener × item matrix. `report` gets the fraction done, items seen and the mean loss of the
 * epoch so far; may throw. On one thread the same seed gives the same bits on one machine and build.
 * Throws AppError training-diverged, too-large.
 */
export async function trainSgns(
  matrix: Csr,
  counts: Int32Array,
  parameters: SgnsParameters,
  seed: number,
  pool: KernelPool,
  report: (fraction: number, handled: number, loss: number) => void,
  { ordered = false, onEpoch, resume }: SgnsOptions = {},
): Promise<SgnsTrained> {
  const { vectorSize, epochs, learningRate, window, negative } = parameters
  const memory = modelMemory()
  const rowOf = inSharedMemory(rowsByFrequency(counts))
  const state = startState(matrix, counts, rowOf, parameters, seed, pool, memory)
  if (resume !== undefined) restore(state, resume.checkpoint)
  const bounds = evenSlices(matrix.indptr, pool.threads * slicesPerThread)
  const parts = bounds.slice(0, -1).map((firstSentence, part) => ({
    firstSentence,
    lastSentence: bounds[part + 1] as number,
    scratch: layScratch(memory, state.stride, parameters),
  }))
  const perEpoch = matrix.indices.length
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  const losses: number[] = []
  for (let epoch = resume?.epoch ?? 0; epoch < epochs; epoch += 1) {
    const rate = (part: number) => learningRate * Math.max(1 - (epoch + part / parts.length) / epochs, 1e-4)
    const tasks = parts.map((slice, part) => ({
      kernel: 'sgns' as const,
      progress,
      cancel,
      input: {
        state,
        slice: { ...slice, window, negative, ordered, seed, epoch, startRate: rate(part), endRate: rate(part + 1) },
      },
    }))
    Atomics.store(progress, 0, 0)
    for (const { scratch } of parts) scratch.loss.fill(0)
    await pool.run(tasks, () => {
      const seen = epoch * perEpoch + Atomics.load(progress, 0)
      report(seen / (perEpoch * epochs), seen, meanLoss(parts))
    })
    const loss = meanLoss(parts)
    losses.push(loss)
    await onEpoch?.(epoch + 1, { input: state.input, output: state.output }, loss)
  }
  const vectors = arrangeRows(state.input, state.stride, vectorSize, rowOf)
  const output = arrangeRows(state.output, state.stride, vectorSize, rowOf)
  return {
    vectors,
    output,
    size: vectorSize,
    scorer: sgnsScorer(matrix, vectors, output, vectorSize),
    factors: () => ({ listeners: listenerSums(matrix, vectors, vectorSize), items: output, size: vectorSize }),
    losses,
  }
}

/** Rows of 64 bytes each, so that none shares a cache line with another; frequent items first, so that they stay in the cache. */
function startState(
  matrix: Csr,
  counts: Int32Array,
  rowOf: Int32Array,
  { vectorSize, sample, nsExponent, negative }: SgnsParameters,
  seed: number,
  pool: KernelPool,
  memory: ModelMemory,
): SgnsState {
  const stride = Math.ceil(vectorSize / 16) * 16
  const next = random32(derivedSeed(seed, 1))
  const input = memory.float32(matrix.columns * stride)
  const output = memory.float32(matrix.columns * stride)
  for (let row = 0; row < input.length; row += stride) {
    for (let k = row; k < row + vectorSize; k += 1) input[k] = (uniform(next) - 0.5) / vectorSize
  }
  const countOfRow = new Int32Array(counts.length)
  counts.forEach((count, item) => {
    countOfRow[rowOf[item] as number] = count
  })
  const size = Math.max(negativeTableSize, 2 * negativesPerBlock(negative))
  const table = negativeTable(countOfRow, nsExponent, size, random32(derivedSeed(seed, 2)))
  const negatives = memory.int32(table.length)
  negatives.set(table)
  const keep = sharedFloat32(matrix.columns)
  keep.set(keepChances(counts, sample))
  const { indptr, indices } = { indptr: inSharedMemory(matrix.indptr), indices: inSharedMemory(matrix.indices) }
  const shared = { module: pool.compiled('sgns'), memory: memory.memory }
  return { ...shared, stride, vectorSize, input, output, indptr, indices, rowOf, keep, negatives }
}

function layScratch(memory: ModelMemory, stride: number, { window, negative }: SgnsParameters): SgnsScratch {
  const lengths = scratchLengths(stride, window, negative)
  return {
    items: memory.int32(lengths.items),
    from: memory.int32(lengths.items),
    to: memory.int32(lengths.items),
    samples: memory.float32(lengths.samples),
    rows: memory.float32(lengths.rows),
    loss: sharedFloat64(2),
  }
}

function restore(state: SgnsState, { input, output }: SgnsCheckpoint): void {
  if (input.length !== state.input.length || output.length !== state.output.length) {
    throw new AppError(
      'bad-arguments',
      `The saved vectors have ${input.length} numbers, and this training has ${state.input.length}. The library or the settings have changed since; start the training anew.`,
    )
  }
  state.input.set(input)
  state.output.set(output)
}

/** Mean loss over what the slices have sampled so far, 0 before anything; throws where numbers have grown out of bounds. */
function meanLoss(parts: { scratch: SgnsScratch }[]): number {
  const sum = (at: number) => parts.reduce((total, { scratch }) => total + (scratch.loss[at] as number), 0)
  const loss = sum(0) / Math.max(1, sum(1))
  if (Number.isFinite(loss)) return loss
  throw new AppError(
    'training-diverged',
    'Learning ran into numbers that are too large. The model you had stays in use. Try a smaller learningRate.',
  )
}

/** Sum of each listener's input vectors, listeners × size: against output vectors it ranks as their mean does. */
function listenerSums(matrix: Csr, input: Float32Array, size: number): Float32Array {
  const sums = sharedFloat32(matrix.rows * size)
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let i = matrix.indptr[row] as number; i < (matrix.indptr[row + 1] as number); i += 1) {
      const at = (matrix.indices[i] as number) * size
      for (let k = 0; k < size; k += 1)
        sums[row * size + k] = (sums[row * size + k] as number) + (input[at + k] as number)
    }
  }
  return sums
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

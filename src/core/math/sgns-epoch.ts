/** A slice of one epoch of skip-gram learning: sentences into blocks, blocks through the kernel. */
import { derivedSeed, random32, uniform } from './random.ts'
import { centresPerSample, type SgnsBlock, type SgnsVectors, sgnsBlock } from './sgns-kernel.ts'
import { kernelExports, pointer } from './wasm.ts'

/** All arrays may be shared between threads; updates are not locked (Recht et al. 2011, Hogwild). */
export type SgnsState = SgnsVectors & {
  /** The compiled kernel, or null to run the reference; `vectors`, `negatives` and scratch lie in `memory`. */
  module: WebAssembly.Module | null
  memory: WebAssembly.Memory
  vectorSize: number
  /** Sentences, CSR: listeners' items or playlists. */
  indptr: Int32Array
  indices: Int32Array
  /** The vector row of each item: frequent items lie together. */
  rowOf: Int32Array
  /** Chance of keeping an occurrence of each item, 0 to 1. */
  keep: Float32Array
  /** Vector rows in random order, each as often as it should be drawn as a negative. */
  negatives: Int32Array
}

export type SgnsSlice = {
  firstSentence: number
  lastSentence: number
  /** Items on either side of a centre at most, drawn anew for each from 1; 0 means all of the sentence. */
  window: number
  negative: number
  /** Items of a sentence stand in their order; else each epoch draws them in a new one. */
  ordered: boolean
  seed: number
  epoch: number
  /** Learning rate falls linearly from `startRate` to `endRate` over the slice. */
  startRate: number
  endRate: number
  /** This thread's part of the model's memory. */
  scratch: SgnsScratch
}

export type SgnsScratch = Pick<SgnsBlock, 'items' | 'from' | 'to'> & {
  samples: Float32Array
  rows: Float32Array
  /** Sum of the sampled losses and how many: `loss[0] / loss[1]` is the mean loss of a context and target. */
  loss: Float64Array
}

/** Longer sentences are cut, as word2vec.c does. */
const longestSentence = 1000
/** A block is a millisecond of work: short enough to cancel, long enough that what is around it costs nothing. */
const blockLength = 1024

/** Lengths of one thread's scratch arrays: items of a block, sampled dots, and the kernel's own bytes as floats. */
export function scratchLengths(stride: number, window: number, negative: number) {
  const items = blockLength + longestSentence
  const contexts = window === 0 ? longestSentence : Math.min(2 * window, longestSentence)
  // The kernel's groups and a row of zeros, then the rows that it fetches ahead: 28 KiB of them or one centre's.
  const rows = 144 + stride + Math.max(448, negative + 2) + 1
  return { items, samples: Math.ceil(items / centresPerSample) * contexts * (negative + 1), rows }
}

/** Most negatives that one block can use: the table of negatives must be longer. */
export const negativesPerBlock = (negative: number) => (blockLength + longestSentence) * negative

/** Learn one epoch over sentences [firstSentence, lastSentence). `progress[0]` counts items; `cancel[0]` ≠ 0 ends it early. */
export function sgnsEpoch(state: SgnsState, slice: SgnsSlice, progress: Int32Array, cancel: Int32Array): void {
  const { indptr, negatives } = state
  const { firstSentence, lastSentence, scratch, negative } = slice
  const next = random32(derivedSeed(slice.seed, slice.epoch * 65_537 + firstSentence))
  const learn = blockLearner(state, slice)
  const total = (indptr[lastSentence] as number) - (indptr[firstSentence] as number)
  const spare = negatives.length - negativesPerBlock(negative)
  const sentences = sentenceReader(state, slice, next)
  let seen = 0
  while (Atomics.load(cancel, 0) === 0) {
    let count = 0
    const before = seen
    while (count < blockLength) {
      const read = sentences(count)
      if (read === null) break
      seen += read.seen
      count = read.end
    }
    if (seen === before) return
    const rate = slice.startRate + ((slice.endRate - slice.startRate) * before) / Math.max(1, total)
    const sampled = learn(count, below(next, spare), rate)
    addLoss(scratch, sampled)
    Atomics.add(progress, 0, seen - before)
  }
}

/**
 * Reads sentences one by one into the scratch: rows of the items that are kept, in their order or a new one, with
 * the window of each. Returns how many items it saw and where the block ends now; null after the last sentence.
 */
function sentenceReader(state: SgnsState, slice: SgnsSlice, next: () => number) {
  const { indptr, indices, rowOf, keep } = state
  const { window, ordered } = slice
  const { items, from, to } = slice.scratch
  let sentence = slice.firstSentence
  let at = indptr[sentence] as number
  return (start: number): { seen: number; end: number } | null => {
    while (sentence < slice.lastSentence && at >= (indptr[sentence + 1] as number)) sentence += 1
    if (sentence >= slice.lastSentence) return null
    const stop = Math.min(indptr[sentence + 1] as number, at + longestSentence)
    const seen = stop - at
    let end = start
    for (; at < stop; at += 1) {
      const item = indices[at] as number
      const chance = keep[item] as number
      if (chance < 1 && uniform(next) > chance) continue
      items[end++] = rowOf[item] as number
    }
    if (!ordered) {
      for (let i = end - 1; i > start; i -= 1) {
        const j = start + below(next, i - start + 1)
        const kept = items[i] as number
        items[i] = items[j] as number
        items[j] = kept
      }
    }
    for (let i = start; i < end; i += 1) {
      const reach = window === 0 ? end : 1 + below(next, window)
      from[i] = Math.max(start, i - reach)
      to[i] = Math.min(end, i + reach + 1)
    }
    return { seen, end }
  }
}

/** A whole number in [0, count). */
function below(next: () => number, count: number): number {
  return Math.floor(uniform(next) * count)
}

type Learn = (count: number, firstNegative: number, rate: number) => number

function blockLearner(state: SgnsState, { scratch, negative, window }: SgnsSlice): Learn {
  const { items, from, to, samples, rows } = scratch
  const { module, memory, negatives, stride } = state
  if (module === null) {
    return (count, firstNegative, rate) => {
      const drawn = negatives.subarray(firstNegative, firstNegative + count * negative)
      return sgnsBlock(state, { items, from, to, count, negatives: drawn, negative, rate }, samples)
    }
  }
  const kernel = kernelExports<SgnsExports>({ module, memory })
  const used = Math.ceil(state.vectorSize / 4) * 16
  const vectors = [pointer(state.input), pointer(state.output), stride * 4, used] as const
  const plan = [pointer(items), pointer(from), pointer(to)] as const
  return (count, firstNegative, rate) => {
    const drawn = pointer(negatives) + firstNegative * 4
    return kernel.sgnsBlock(...vectors, ...plan, count, drawn, negative, rate, pointer(rows), pointer(samples), window)
  }
}

type SgnsExports = {
  sgnsBlock: (
    ...numbers: [
      ...vectors: [input: number, output: number, stride: number, used: number],
      ...plan: [items: number, from: number, to: number, count: number],
      ...rest: [negatives: number, negative: number, rate: number, scratch: number, samples: number, window: number],
    ]
  ) => number
}

function addLoss({ samples, loss }: SgnsScratch, sampled: number): void {
  let sum = 0
  for (let i = 0; i < sampled; i += 1) {
    const x = samples[i] as number
    // log(1 + exp(x)) without overflow.
    sum += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
  }
  loss[0] = (loss[0] as number) + sum
  loss[1] = (loss[1] as number) + sampled
}

/**
 * The table from which negatives are drawn: item i stands in it in proportion to count^exponent (0.75 in word2vec;
 * 0 is uniform, negative favours rare items), in random order, so that drawing is reading on from a random place. At
 * least `size` entries, every item once or more.
 */
export function negativeTable(counts: Int32Array, exponent: number, size: number, next: () => number): Int32Array {
  const weights = Float64Array.from(counts, (count) => Math.max(1, count) ** exponent)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const shares = Int32Array.from(weights, (weight) => Math.max(1, Math.ceil((weight / sum) * size)))
  const table = new Int32Array(shares.reduce((total, share) => total + share, 0))
  let at = 0
  shares.forEach((share, item) => {
    table.fill(item, at, at + share)
    at += share
  })
  for (let i = table.length - 1; i > 0; i -= 1) {
    const j = below(next, i + 1)
    const kept = table[i] as number
    table[i] = table[j] as number
    table[j] = kept
  }
  return table
}

/** Chance of keeping an occurrence (word2vec's subsampling): 1 for rare items, √(t/f)+t/f for frequent ones; 0 turns it off. */
export function keepChances(counts: Int32Array, sample: number): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Float32Array.from(counts, (count) => {
    if (sample <= 0 || count === 0) return 1
    const ratio = (sample * total) / count
    return Math.min(1, Math.sqrt(ratio) + ratio)
  })
}

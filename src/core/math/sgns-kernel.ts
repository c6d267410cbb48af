/**
 * Skip-gram with negative sampling over listeners' items (Mikolov et al. 2013, equations 1 and 4), reference kernel.
 * Departs from word2vec.c in one point: the negatives of a centre item are shared by all of its contexts (Ji et al. 2016).
 */
import { derivedSeed, random32, shuffle, uniform } from './random.ts'

/** All arrays may be shared between threads; updates are not locked (Recht et al. 2011, Hogwild). */
export type SgnsState = {
  vectorSize: number
  /** One row an item: what it is as a centre's neighbour; these are the item's vectors. rows × vectorSize. */
  input: Float32Array
  /** One row an item: what it is when it is predicted. rows × vectorSize. */
  output: Float32Array
  /** Listeners' items, CSR. */
  indptr: Int32Array
  indices: Int32Array
  /** Item numbers, each as often as it should be drawn as a negative. */
  negatives: Int32Array
  /** Chance of keeping an occurrence of each item, 0 to 1. */
  keep: Float32Array
}

export type SgnsSlice = {
  firstListener: number
  lastListener: number
  window: number
  negative: number
  seed: number
  epoch: number
  /** Learning rate falls linearly from `startRate` to `endRate` over the slice. */
  startRate: number
  endRate: number
}

const sigmoidReach = 6
const sigmoidSteps = 2048
const sigmoid = Float32Array.from({ length: sigmoidSteps + 1 }, (_, i) => {
  const x = (i / sigmoidSteps) * 2 * sigmoidReach - sigmoidReach
  return 1 / (1 + Math.exp(-x))
})

/**
 * Learn one epoch over listeners [firstListener, lastListener). Items of a listener are a set, so each epoch draws
 * them in a new order. `progress[0]` counts items seen; `cancel[0]` ≠ 0 ends the slice early.
 */
export function sgnsEpoch(state: SgnsState, slice: SgnsSlice, progress: Int32Array, cancel: Int32Array): void {
  const { vectorSize: size, input, output, indptr, indices, negatives, keep } = state
  const { firstListener, lastListener, window, negative } = slice
  const next = random32(derivedSeed(slice.seed, slice.epoch * 65_537 + firstListener))
  const targets = new Int32Array(negative + 1)
  const change = new Float32Array(size)
  const total = (indptr[lastListener] as number) - (indptr[firstListener] as number)
  let longest = 0
  for (let l = firstListener; l < lastListener; l += 1) {
    longest = Math.max(longest, (indptr[l + 1] as number) - (indptr[l] as number))
  }
  const items = new Int32Array(longest)
  let seen = 0
  for (let listener = firstListener; listener < lastListener; listener += 1) {
    if (Atomics.load(cancel, 0) !== 0) return
    const from = indptr[listener] as number
    const to = indptr[listener + 1] as number
    const rate = slice.startRate + ((slice.endRate - slice.startRate) * seen) / Math.max(1, total)
    seen += to - from
    Atomics.add(progress, 0, to - from)

    // 1. The listener's items in a new order, frequent ones thinned out.
    let count = 0
    for (let i = from; i < to; i += 1) {
      const item = indices[i] as number
      if ((keep[item] as number) < 1 && uniform(next) > (keep[item] as number)) continue
      items[count++] = item
    }
    shuffle(items, 0, count, next)

    for (let i = 0; i < count; i += 1) {
      // 2. One centre, its negatives, and a window of random reach.
      targets[0] = items[i] as number
      for (let n = 1; n <= negative; n += 1) targets[n] = negatives[next() % negatives.length] as number
      const reach = 1 + (next() % window)
      const end = Math.min(count, i + reach + 1)
      for (let j = Math.max(0, i - reach); j < end; j += 1) {
        if (j === i) continue
        const x = (items[j] as number) * size
        change.fill(0)
        for (let n = 0; n <= negative; n += 1) {
          const target = targets[n] as number
          if (n > 0 && target === targets[0]) continue
          // 3. dot = input · output, gradient = (label − σ(dot)) · rate.
          const y = target * size
          let a = 0
          let b = 0
          let k = 0
          for (; k + 1 < size; k += 2) {
            a += (input[x + k] as number) * (output[y + k] as number)
            b += (input[x + k + 1] as number) * (output[y + k + 1] as number)
          }
          if (k < size) a += (input[x + k] as number) * (output[y + k] as number)
          const gradient = ((n === 0 ? 1 : 0) - sigma(a + b)) * rate
          // 4. Outputs move at once, the input after all targets.
          for (k = 0; k < size; k += 1) {
            const out = output[y + k] as number
            change[k] = (change[k] as number) + gradient * out
            output[y + k] = out + gradient * (input[x + k] as number)
          }
        }
        for (let k = 0; k < size; k += 1) input[x + k] = (input[x + k] as number) + (change[k] as number)
      }
    }
  }
}

function sigma(x: number): number {
  if (x >= sigmoidReach) return 1
  if (x <= -sigmoidReach) return 0
  return sigmoid[((x + sigmoidReach) * (sigmoidSteps / (2 * sigmoidReach))) | 0] as number
}

/**
 * The table from which negatives are drawn: item i stands in it in proportion to count^exponent (0.75 in word2vec;
 * 0 is uniform, negative favours rare items). At least `size` entries, every item once or more.
 */
export function negativeTable(counts: Int32Array, exponent: number, size: number): Int32Array {
  const weights = Float64Array.from(counts, (count) => Math.max(1, count) ** exponent)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const table: number[] = []
  weights.forEach((weight, item) => {
    const share = Math.max(1, Math.round((weight / sum) * size))
    for (let i = 0; i < share; i += 1) table.push(item)
  })
  return Int32Array.from(table)
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

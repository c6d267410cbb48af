/**
 * Skip-gram with negative sampling (Mikolov et al. 2013, equations 1 and 4): one block of centres. The reference of
 * src/kernels/sgns.ts. All contexts of a centre share its negatives (Ji et al. 2016, BlazingText), so that the dots of a
 * group of contexts × targets are a small matrix product, taken before any row moves. Departs from Ji et al. in one point:
 * with those gradients, contexts move their targets one after the other, as in word2vec.c. So a context still learns
 * from those before it; adding up the moves of all contexts instead loses this, and with it neighbours in small
 * catalogues (docs/decisions/0100).
 */
/** Rows of input and output vectors; each row is `stride` floats, of which the last ones are zeros. */
export type SgnsVectors = {
  stride: number
  /** One row an item: what it is as a context; these are the item's vectors. */
  input: Float32Array
  /** One row an item: what it is when it is predicted. */
  output: Float32Array
}

export type SgnsBlock = {
  /** Item rows in the order of the sentences. */
  items: Int32Array
  /** The window [from, to) of each centre, as places in `items`; the centre itself is passed over. */
  from: Int32Array
  to: Int32Array
  /** Centres 0 to `count` are learnt. */
  count: number
  /** `negative` items for each centre in turn. */
  negatives: Int32Array
  negative: number
  rate: number
}

/** Contexts and targets (the centre, then its negatives) that are multiplied at a time. */
export const mostContexts = 16
const mostTargets = 6
/** One centre in so many says how well the vectors fit. */
export const centresPerSample = 64

/**
 * Learn from a block. Writes the dots of sampled centres, negated for true targets, to `samples` and returns how many:
 * the loss is the mean of log(1 + exp(sample)).
 */
export function sgnsBlock({ stride, input, output }: SgnsVectors, block: SgnsBlock, samples: Float32Array): number {
  const { items, from, to, negatives, negative, rate } = block
  const inputs = new Int32Array(mostContexts)
  const outputs = new Int32Array(mostTargets)
  const gradients = new Float32Array(mostContexts * mostTargets)
  let sampled = 0
  for (let centre = 0; centre < block.count; centre += 1) {
    const end = to[centre] as number
    let next = from[centre] as number
    while (next < end) {
      // 1. Up to 16 contexts: the window's items but the centre.
      let contexts = 0
      for (; next < end && contexts < mostContexts; next += 1) {
        if (next !== centre) inputs[contexts++] = (items[next] as number) * stride
      }
      for (let first = 0; first <= negative; first += mostTargets) {
        // 2. Up to 6 targets: the centre first, then its negatives; none of them twice.
        let targets = 0
        for (let t = 0; t < mostTargets && first + t <= negative; t += 1) {
          const drawn = first + t === 0 ? items[centre] : negatives[centre * negative + first + t - 1]
          const row = (drawn as number) * stride
          const again = first + t > 0 && (drawn === items[centre] || outputs.subarray(0, targets).includes(row))
          if (!again) outputs[targets++] = row
        }
        // 3. dot = input · output; gradient = (label − σ(dot)) · rate.
        for (let c = 0; c < contexts; c += 1) {
          for (let t = 0; t < targets; t += 1) {
            const x = inputs[c] as number
            const y = outputs[t] as number
            let dot = 0
            for (let k = 0; k < stride; k += 1) dot += (input[x + k] as number) * (output[y + k] as number)
            const isTrue = first + t === 0
            if (centre % centresPerSample === 0) samples[sampled++] = isTrue ? -dot : dot
            gradients[c * mostTargets + t] = (isTrue ? rate : 0) - rate / (1 + Math.exp(-dot))
          }
        }
        // 4. For each context in turn: input += Σ gradient · outputs; outputs += gradient · input as it was.
        for (let c = 0; c < contexts; c += 1) {
          for (let k = 0; k < stride; k += 1) {
            const x = (inputs[c] as number) + k
            const was = input[x] as number
            let moved = was
            for (let t = 0; t < targets; t += 1) {
              const y = (outputs[t] as number) + k
              const gradient = gradients[c * mostTargets + t] as number
              moved += gradient * (output[y] as number)
              output[y] = (output[y] as number) + gradient * was
            }
            input[x] = moved
          }
        }
      }
    }
  }
  return sampled
}

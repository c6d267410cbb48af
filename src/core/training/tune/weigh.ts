/** The weights of a blend, by steps that help. */

/** A step of a weight that gains less than this is noise. */
const leastGain = 0.0003

export type Weighed = { weights: number[]; score: number }

/**
 * Weights that add up to 1: the best single member or all alike, then steps of each weight while they help. Ends with
 * the best so far when `isOver` says so.
 */
export async function weigh(
  members: number,
  judge: (weights: readonly number[]) => number,
  isOver: () => boolean,
): Promise<Weighed> {
  const alone = Array.from({ length: members }, (_, i) => Array.from({ length: members }, (__, j) => (i === j ? 1 : 0)))
  let best: Weighed = { weights: alone[0] as number[], score: Number.NEGATIVE_INFINITY }
  const better = async (weights: number[], gain: number) => {
    if (isOver() || weights.every((value) => value === 0)) return false
    // Room for others between two looks at thousands of lists.
    await new Promise((resolve) => setImmediate(resolve))
    const score = judge(weights)
    if (!(score > best.score + gain)) return false
    best = { weights, score }
    return true
  }
  for (const weights of [...alone, alone.map(() => 1)]) await better(weights, 0)
  for (let improved = true; improved; ) {
    improved = false
    for (let i = 0; i < members; i += 1) {
      const now = best.weights[i] as number
      for (const weight of now === 0 ? [0.1, 0.25, 0.5, 1] : [0, now * 0.5, now * 0.75, now * 1.33, now * 2]) {
        if (await better(best.weights.with(i, weight), leastGain)) improved = true
      }
    }
  }
  const total = best.weights.reduce((sum, weight) => sum + weight, 0)
  return { weights: best.weights.map((weight) => Number((weight / total).toFixed(4))), score: best.score }
}

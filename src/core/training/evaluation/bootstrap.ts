/** How sure a mean over listeners is: the percentile bootstrap (Efron 1979; for rankings Sakai 2006). */
import { random32 } from '#core/math/random.ts'
import { mean } from './evaluate.ts'

/** `low` and `high` enclose the middle `level` of the resampled means. */
export type Interval = { low: number; high: number; level: number }

const usual = { level: 0.95, resamples: 1000, seed: 1 }

/** The interval of the mean of one model's figures by listener. */
export function bootstrapInterval(values: Float64Array, options: Partial<typeof usual> = {}): Interval {
  const { level, resamples, seed } = { ...usual, ...options }
  if (values.length === 0) return { low: 0, high: 0, level }
  const next = random32(seed)
  const means = new Float64Array(resamples)
  for (let r = 0; r < resamples; r += 1) {
    let sum = 0
    for (let i = 0; i < values.length; i += 1) sum += values[next() % values.length] as number
    means[r] = sum / values.length
  }
  means.sort()
  const tail = (1 - level) / 2
  const at = (share: number) =>
    means[Math.min(resamples - 1, Math.max(0, Math.round(share * (resamples - 1))))] as number
  return { low: at(tail), high: at(1 - tail), level }
}

/**
 * The interval of the mean difference a − b of two models over the same listeners: resampling listeners keeps each one's
 * two figures together, so that what makes a listener easy for both cancels out. Throws RangeError for other lengths.
 */
export function pairedInterval(
  a: Float64Array,
  b: Float64Array,
  options: Partial<typeof usual> = {},
): Interval & { difference: number } {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} figures cannot be compared in pairs`)
  const differences = a.map((value, i) => value - (b[i] as number))
  return { difference: mean(differences), ...bootstrapInterval(differences, options) }
}

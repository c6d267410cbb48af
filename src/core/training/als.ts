/** Implicit ALS: listeners and items as factors whose product says how likely a listener is to have an item. */
import { type AlsSide, type AlsSlice, confidences, gramMatrix } from '#core/math/als-kernel.ts'
import { type Csr, transpose } from '#core/math/csr.ts'
import { derivedSeed, random32, uniform } from '#core/math/random.ts'
import { inSharedMemory, sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { Scorer } from './evaluation/metrics.ts'
import { evenSlices, type KernelPool } from './kernel-pool.ts'
import type { AlsParameters } from './parameters.ts'
import type { Trained } from './trained.ts'

const gradientSteps = 3

/** Learn item factors from a listener × item matrix. `report` gets the fraction done and interactions seen; may throw. */
export async function trainAls(
  matrix: Csr,
  parameters: AlsParameters,
  seed: number,
  pool: KernelPool,
  report: (fraction: number, handled: number) => void,
): Promise<Trained> {
  const { factors, iterations } = parameters
  const userFactors = randomFactors(matrix.rows, factors, derivedSeed(seed, 2))
  const itemFactors = randomFactors(matrix.columns, factors, derivedSeed(seed, 3))
  const users = side(matrix, parameters, userFactors, itemFactors)
  const items = side(transpose(matrix), parameters, itemFactors, userFactors)
  const slice = {
    unobservedWeight: parameters.unobservedWeight,
    regularization: parameters.regularization,
    regularizationExponent: parameters.regularizationExponent,
    steps: gradientSteps,
  }
  const progress = sharedInt32(1)
  const cancel = sharedInt32(1)
  for (let half = 0; half < iterations * 2; half += 1) {
    const solved = half % 2 === 0 ? users : items
    const rows = solved.indptr.length - 1
    gramMatrix(solved.other, factors, solved.gram)
    Atomics.store(progress, 0, 0)
    await pool.run(slices(solved, slice, pool.threads, { progress, cancel }), () => {
      const done = (half + Atomics.load(progress, 0) / Math.max(1, rows)) / (iterations * 2)
      report(done, Math.round(done * iterations * matrix.indices.length))
    })
  }
  return { vectors: itemFactors, size: factors, scorer: alsScorer(userFactors, itemFactors, factors) }
}

function side(matrix: Csr, parameters: AlsParameters, rows: Float32Array, other: Float32Array): AlsSide {
  const confidence = sharedFloat32(matrix.indices.length)
  confidences(matrix, parameters.confidence, parameters.alpha, confidence)
  return {
    factors: parameters.factors,
    indptr: inSharedMemory(matrix.indptr),
    indices: inSharedMemory(matrix.indices),
    confidence,
    rows,
    other,
    gram: sharedFloat32(parameters.factors ** 2),
  }
}

function slices(
  solved: AlsSide,
  slice: Omit<AlsSlice, 'firstRow' | 'lastRow'>,
  threads: number,
  flags: { progress: Int32Array; cancel: Int32Array },
) {
  const bounds = evenSlices(solved.indptr, threads)
  return bounds.slice(0, -1).map((firstRow, part) => ({
    kernel: 'als' as const,
    input: { side: solved, slice: { ...slice, firstRow, lastRow: bounds[part + 1] as number } },
    ...flags,
  }))
}

/** Normal numbers of deviation 0.1/√factors, as Rendle et al. start. */
function randomFactors(rows: number, factors: number, seed: number): Float32Array<SharedArrayBuffer> {
  const values = sharedFloat32(rows * factors)
  const next = random32(seed)
  const deviation = 0.1 / Math.sqrt(factors)
  for (let i = 0; i < values.length; i += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(next)))
    values[i] = deviation * radius * Math.cos(2 * Math.PI * uniform(next))
  }
  return values
}

function alsScorer(userFactors: Float32Array, itemFactors: Float32Array, factors: number): Scorer {
  return (listener, out) => {
    const w = listener * factors
    for (let row = 0; row < out.length; row += 1) {
      let sum = 0
      for (let k = 0; k < factors; k += 1)
        sum += (userFactors[w + k] as number) * (itemFactors[row * factors + k] as number)
      out[row] = sum
    }
  }
}

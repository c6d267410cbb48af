/** What an ALS run holds: one shared memory with both sides' factors and entries, and a work place for each thread. */
import { type AlsSide, type AlsWork, rowsPerChunk } from '#core/math/als-kernel.ts'
import { confidences } from '#core/math/confidence.ts'
import { type Csr, transposeWith } from '#core/math/csr.ts'
import { narrowLength } from '#core/math/narrow-rows.ts'
import { random32, uniform } from '#core/math/random.ts'
import { sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import type { Wasm } from '#core/math/wasm.ts'
import type { KernelPool } from './kernel-pool.ts'
import { type ModelMemory, modelMemory } from './model-memory.ts'
import type { AlsParameters } from './parameters.ts'

export type Side = AlsSide

export type AlsModel = {
  parameters: AlsParameters
  factors: number
  /** Factors up to a multiple of 4. */
  width: number
  users: Side
  items: Side
  rotation: Float32Array
  diagonal: Float32Array
  works: AlsWork[]
  next: Int32Array
  progress: Int32Array
  cancel: Int32Array
  wasm: Wasm | null
}

/** Lay a model out. Factors are 0. Throws AppError too-large where it outgrows one memory. */
export function alsModel(matrix: Csr, parameters: AlsParameters, pool: KernelPool): AlsModel {
  const { factors } = parameters
  const width = Math.ceil(factors / 4) * 4
  const space = modelMemory()
  const userRows = space.float32(matrix.rows * width)
  const itemRows = space.float32(matrix.columns * width)
  const narrowUsers = space.uint32(narrowLength(matrix.rows, width))
  const narrowItems = space.uint32(narrowLength(matrix.columns, width))
  const shares = unobservedShares(matrix, parameters)
  const { byUser, byItem } = layEntries(space, matrix, parameters, shares)
  const users = { width, rows: userRows, narrow: narrowUsers, other: narrowItems, ...byUser }
  const items = { width, rows: itemRows, narrow: narrowItems, other: narrowUsers, ...byItem }
  const module = pool.compiled('als')
  return {
    parameters,
    factors,
    width,
    users: { ...users, ridges: ridges(space, users.indptr, matrix.columns, parameters, null), roots: null },
    items: {
      ...items,
      ridges: ridges(space, items.indptr, matrix.rows, parameters, shares),
      roots: shares?.map(Math.sqrt) ?? null,
    },
    rotation: space.float32(width * width),
    diagonal: space.float32(width),
    works: Array.from({ length: pool.threads }, () => ({
      scratch: space.float32(rowsPerChunk * width),
      product: space.float32(width * width),
      sums: space.float64(width * width),
    })),
    next: sharedInt32(1),
    progress: sharedInt32(1),
    cancel: sharedInt32(1),
    wasm: module === null ? null : { module, memory: space.memory },
  }
}

/**
 * What each item counts among those that a listener does not have: its listeners to a power, 1 in the mean (He et al. 2016:
 * not to have what everyone has says more). Null where all count the same. In shared memory.
 */
export function unobservedShares(matrix: Csr, { unobservedExponent = 0 }: AlsParameters): Float32Array | null {
  if (unobservedExponent === 0) return null
  const shares = sharedFloat32(matrix.columns)
  for (const column of matrix.indices) shares[column] = (shares[column] as number) + 1
  shares.forEach((count, column) => {
    shares[column] = Math.max(1, count) ** unobservedExponent
  })
  const sum = shares.reduce((all, share) => all + share, 0)
  shares.forEach((share, column) => {
    shares[column] = (share * matrix.columns) / sum
  })
  return shares
}

type Entries = Pick<AlsSide, 'indptr' | 'indices' | 'confidence'>

/** Who has what, from both sides; without confidences where all are 1. */
function layEntries(
  space: ModelMemory,
  matrix: Csr,
  { confidence, alpha }: AlsParameters,
  shares: Float32Array | null,
): { byUser: Entries; byItem: Entries } {
  const count = matrix.indices.length
  const weighted = confidence !== 'presence'
  const lay = (indptr: Int32Array, indices: Int32Array, weights: Float32Array | null): Entries => {
    const side = { indptr: space.int32(indptr.length), indices: space.int32(count + 8), confidence: weights }
    side.indptr.set(indptr)
    side.indices.set(indices)
    return side
  }
  const ofUsers = weighted ? space.float32(count + 3) : null
  const ofItems = weighted || shares !== null ? space.float32(count + 3) : null
  if (ofUsers !== null) confidences(matrix, confidence, alpha, ofUsers)
  const { indptr, indices } =
    ofUsers === null || ofItems === null
      ? transposeWith(matrix, matrix.data, null)
      : transposeWith(matrix, ofUsers, ofItems)
  if (ofUsers === null) ofItems?.fill(1, 0, count)
  for (let item = 0; shares !== null && ofItems !== null && item < matrix.columns; item += 1) {
    const share = shares[item] as number
    for (let at = indptr[item] as number; at < (indptr[item + 1] as number); at += 1) {
      ofItems[at] = (ofItems[at] as number) / share
    }
  }
  return { byUser: lay(matrix.indptr, matrix.indices, ofUsers), byItem: lay(indptr, indices, ofItems) }
}

/** λ (n + α₀ m)^ν of each row; where rows count differently, λ (n + α₀ c m)^ν / c. */
function ridges(
  space: ModelMemory,
  indptr: Int32Array,
  otherRows: number,
  parameters: AlsParameters,
  shares: Float32Array | null,
): Float32Array {
  const out = space.float32(indptr.length - 1)
  for (let row = 0; row < out.length; row += 1) {
    const entries = (indptr[row + 1] as number) - (indptr[row] as number)
    const share = shares === null ? 1 : (shares[row] as number)
    out[row] = ridgeOf(parameters, entries, share * otherRows) / share
  }
  return out
}

/** λ (n + α₀ m)^ν. */
export function ridgeOf(
  { regularization, regularizationExponent, unobservedWeight }: AlsParameters,
  entries: number,
  others: number,
): number {
  return regularization * (entries + unobservedWeight * others) ** regularizationExponent
}

export function clearSums({ works }: AlsModel): void {
  for (const { sums } of works) sums.fill(0)
}

/** The Gram matrix, factors × factors, of the rows that the threads have been over. */
export function addUp({ works, factors, width }: AlsModel): Float64Array {
  const gram = new Float64Array(factors * factors)
  for (const { sums } of works) {
    for (let k = 0; k < factors; k += 1) {
      for (let j = k; j < factors; j += 1) {
        gram[k * factors + j] = (gram[k * factors + j] as number) + (sums[k * width + j] as number)
        gram[j * factors + k] = gram[k * factors + j] as number
      }
    }
  }
  return gram
}

/** rows × width normal numbers of deviation 0.1/√factors, as Rendle et al. start; 0 behind the factors. */
export function normalNumbers(rows: number, factors: number, width: number, seed: number): Float32Array {
  const values = new Float32Array(rows * width)
  const next = random32(seed)
  const deviation = 0.1 / Math.sqrt(factors)
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < factors; k += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - uniform(next)))
      const angle = 2 * Math.PI * uniform(next)
      values[row * width + k] = radius * Math.cos(angle)
      if (k + 1 < factors) values[row * width + k + 1] = radius * Math.sin(angle)
    }
  }
  return values
}

/** rows × factors out of rows × width; the same array where there is nothing between. */
export function withoutPadding(rows: Float32Array, factors: number, width: number): Float32Array {
  if (factors === width) return rows
  const out = new Float32Array((rows.length / width) * factors)
  for (let row = 0; row * width < rows.length; row += 1) {
    out.set(rows.subarray(row * width, row * width + factors), row * factors)
  }
  return out
}

/** Every model that ranks items for listeners, under its name in the command line: how it is trained and how fast. */
import { type Parameter, trainingParameters } from '#api/training-parameters.ts'
import type { Csr } from '#core/math/csr.ts'
import { derivedSeed } from '#core/math/random.ts'
import type { TopLists } from '#core/math/rank-kernel.ts'
import { trainAls } from './als.ts'
import { trainEase } from './ease.ts'
import { type EaseWeights, trainEaseDual } from './ease-dual.ts'
import { rankListeners } from './evaluation/rank.ts'
import { type Blend, blendLists, depthFor } from './hybrid.ts'
import { type ItemKnnParameters, trainItemKnn } from './item-knn.ts'
import type { KernelPool } from './kernel-pool.ts'
import { alsParameters, type ParameterValues, type SgnsParameters } from './parameters.ts'
import { memberNames, rankerParameters } from './ranker-parameters.ts'
import { trainSgns } from './sgns.ts'
import { type SvdParameters, trainSvd } from './svd.ts'
import type { Trained } from './trained.ts'
import { trainUserKnn, type UserKnnParameters } from './user-knn.ts'

type Single = Pick<Trained, 'scorer' | 'factors' | 'scoring'>
/** One model, or several with their weights in a blend. */
export type Ranker = Single | { members: Member[]; blend?: Blend }
type Member = { name: string; ranker: Single; weight: number }

/** Words a second are passes over what listeners have; iterations are both sides solved once. */
type Speed = { wordsPerSecond?: number; secondsPerIteration?: number }
export type TrainContext = { seed: number; pool: KernelPool; report: (fraction: number) => void }
type Train = (matrix: Csr, values: ParameterValues, context: TrainContext) => Promise<Single & { speed: Speed }>

const singles = {
  als: async (matrix, values, { seed, pool, report }) => {
    const started = performance.now()
    const trained = await trainAls(matrix, alsParameters(values, matrix), seed, pool, report)
    const seconds = (performance.now() - started) / 1000
    return { ...trained, speed: { secondsPerIteration: seconds / (values.iterations as number) } }
  },
  sgns: async (matrix, values, { seed, pool, report }) => {
    const started = performance.now()
    const trained = await trainSgns(matrix, columnCounts(matrix), values as SgnsParameters, seed, pool, report)
    const seconds = (performance.now() - started) / 1000
    const words = matrix.indices.length * (values.epochs as number)
    return { ...trained, speed: { wordsPerSecond: Math.round(words / seconds) } }
  },
  svd: async (matrix, values, { seed, report }) => ({
    ...(await trainSvd(matrix, values as SvdParameters, seed, report)),
    speed: {},
  }),
  ease: async (matrix, values, { pool, report }) => {
    const weights: EaseWeights = {
      regularization: values.regularization as number,
      listenerExponent: values.listenerExponent as number,
      itemExponent: values.itemExponent as number,
      zeroDiagonal: values.diagonal === 'zero',
    }
    const memoryMb = values.memoryMb as number
    if (easeIsDual(matrix, memoryMb)) return { ...(await trainEaseDual(matrix, weights, pool, report)), speed: {} }
    return {
      ...(await trainEase(matrix, { regularization: weights.regularization, memoryMb }, pool, report)),
      speed: {},
    }
  },
  itemknn: async (matrix, values, { pool, report }) => ({
    ...(await trainItemKnn(matrix, values as ItemKnnParameters, pool, report)),
    speed: {},
  }),
  userknn: async (matrix, values, { pool, report }) => ({
    ...(await trainUserKnn(matrix, values as UserKnnParameters, pool, report)),
    speed: {},
  }),
} as const satisfies Record<string, Train>

export type SingleName = keyof typeof singles
export type RankerName = SingleName | 'hybrid'
/** Models of the benchmark; next track learns from ordered lines, the others from who has what. */
export type ModelName = RankerName | 'nexttrack'

export const rankerNames: readonly RankerName[] = [...(Object.keys(singles) as SingleName[]), 'hybrid']

export function isRankerName(name: string): name is RankerName {
  return rankerNames.includes(name as RankerName)
}

/** Whether EASE solves listeners × listeners: fewer of them than items, and room for their matrix. */
export function easeIsDual(matrix: Csr, memoryMb: number): boolean {
  return matrix.rows < matrix.columns && matrix.rows ** 2 * 4 <= memoryMb * 2 ** 20
}

/** Train one model on all of a matrix. `values` are complete; a hybrid's are written `als.factors`. */
export async function trainRanker(
  name: RankerName,
  matrix: Csr,
  values: ParameterValues,
  context: TrainContext,
): Promise<Ranker & { speed: Speed }> {
  if (name !== 'hybrid') return singles[name](matrix, values, context)
  const members: Member[] = []
  const parts = memberNames.filter((member) => (values[`${member}Weight`] as number) > 0)
  for (const [i, member] of parts.entries()) {
    const weight = values[`${member}Weight`] as number
    const report = (fraction: number) => context.report((i + fraction) / parts.length)
    const copies = member === 'als' ? (values.alsCopies as number) : 1
    for (const ranker of await trainCopies(member, copies, matrix, valuesOf(member, values), { ...context, report })) {
      members.push({ name: member, ranker, weight: weight / copies })
    }
  }
  return { members, blend: values.blend as Blend, speed: {} }
}

/** The same model under different seeds. */
async function trainCopies(
  name: SingleName,
  copies: number,
  matrix: Csr,
  values: ParameterValues,
  context: TrainContext,
): Promise<Single[]> {
  const rankers: Single[] = []
  for (let copy = 0; copy < copies; copy += 1) {
    const report = (fraction: number) => context.report((copy + fraction) / copies)
    rankers.push(await trainCopy(name, copy, matrix, values, { ...context, report }))
  }
  return rankers
}

/** A model under the seed of one of its copies, counted from 0; the first has the seed itself. */
export function trainCopy(
  name: SingleName,
  copy: number,
  matrix: Csr,
  values: ParameterValues,
  context: TrainContext,
): Promise<Single> {
  const seed = copy === 0 ? context.seed : derivedSeed(context.seed, 90 + copy)
  return singles[name](matrix, values, { ...context, seed })
}

/** A member's own values among a hybrid's. */
export function valuesOf(member: SingleName, values: ParameterValues): ParameterValues {
  const own = Object.entries(values).filter(([name]) => name.startsWith(`${member}.`))
  return Object.fromEntries(own.map(([name, value]) => [name.slice(member.length + 1), value]))
}

/** What a model can be set to. */
export function parametersOf(name: ModelName): Readonly<Record<string, Parameter>> {
  if (name === 'sgns') return trainingParameters.sgns
  return rankerParameters[name]
}

/** Of several models the one that counts most, with all its copies; null where there is only one. */
export function weightiest(ranker: Ranker): { name: string; ranker: Ranker } | null {
  if (!('members' in ranker)) return null
  const sums = new Map<string, number>()
  for (const { name, weight } of ranker.members) sums.set(name, (sums.get(name) ?? 0) + weight)
  const [most] = [...sums].sort((a, b) => b[1] - a[1])
  if (most === undefined || sums.size === 1) return null
  return { name: most[0], ranker: { members: ranker.members.filter(({ name }) => name === most[0]) } }
}

/** The best k items of each listener (rows of `train`) that are not among its own. */
export async function rankWith(
  ranker: Ranker,
  train: Csr,
  listeners: Int32Array,
  k: number,
  pool: KernelPool,
  report: (fraction: number) => void = () => {},
): Promise<TopLists> {
  if (!('members' in ranker)) return rankListeners(ranker, train, listeners, k, pool, report)
  const { members, blend } = ranker
  const depth = depthFor(k, train.columns)
  const lists = []
  for (const [i, { ranker: member, weight }] of members.entries()) {
    const tick = (fraction: number) => report((i + fraction) / members.length)
    lists.push({ lists: await rankListeners(member, train, listeners, depth, pool, tick), weight })
  }
  return blendLists(lists, k, blend)
}

/** Listeners of each column. */
export function columnCounts(matrix: Csr): Int32Array {
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  return counts
}

/**
 * A hybrid's settings: its members one after the other, each for what it adds to those before, then the weights of their
 * lists.
 */
import type { Csr } from '#core/math/csr.ts'
import { derivedSeed } from '#core/math/random.ts'
import type { TopLists } from '#core/math/rank-kernel.ts'
import type { Hidden } from '../evaluation/evaluate.ts'
import { splitByRatio } from '../evaluation/splits.ts'
import { type Blend, blendLists, depthFor } from '../hybrid.ts'
import { completeParameters, type ParameterValues } from '../parameters.ts'
import { memberNames } from '../ranker-parameters.ts'
import { parametersOf, rankWith, type SingleName, trainCopy } from '../rankers.ts'
import { blendTable } from './blend-table.ts'
import {
  type Bench,
  hiddenShare,
  mostListeners,
  someListeners,
  type Tuned,
  tuneSingle,
  untilSecond,
} from './tune-single.ts'
import { weigh } from './weigh.ts'

/** How the time that is left is shared out, member after member; what one leaves over goes to the next. */
const timeShares: Record<SingleName, number> = { als: 0.5, svd: 0.3, userknn: 0.4, itemknn: 0.4, ease: 0.6, sgns: 0.7 }
/** The share of a member's time that its search may take; the rest is for learning its lists, under several seeds. */
const searchShare = 0.6
/** When members have to be found, and when their lists have to be there, as shares of the time. */
const membersUntil = 0.75
const listsUntil = 0.92
/** The share of what is left that a member may take whose usual values did not end within its search. */
const unsearchedShare = 0.4
/** Ways to hide items that weights are judged by: one alone fits its own luck. */
const mostCuts = 4
/** Largest matrix that EASE inverts while settings are searched. */
const mostInverted = 6000

type Member = { name: SingleName; values: ParameterValues; copies: number }
/** What is learned from and judged by, and each member's lists for it. */
type Cut = { train: Csr; judged: Hidden; lists: TopLists[] }

/** Search for each member's settings, then for weights, within the time of the bench. */
export async function tuneHybrid(bench: Bench): Promise<Tuned> {
  const { train, hidden, seconds, set, report, secondsSpent } = bench
  const usual = completeParameters('hybrid', parametersOf('hybrid'), {
    alsCopies: copiesFor(train.indices.length),
    ...set,
  })
  const first: Cut = { train, judged: hidden, lists: [] }
  const members: Member[] = []
  let trials = 0
  let listSeconds = 0
  let soFar: TopLists | null = null
  for (const name of memberNames.filter((each) => canJoin(each, train))) {
    const from = secondsSpent()
    const time = (seconds * membersUntil - from) * timeShares[name]
    const tuned = await tuneSingle(name, bench, from + time * searchShare, soFar)
    trials += tuned.trials
    const listsFrom = secondsSpent()
    report(`Ranking with ${name}`, listsFrom / seconds)
    // Unsearched, the usual values may still be there in time; but not at the cost of all that comes after.
    const share = tuned.trials > 0 ? 1 : unsearchedShare
    const until = listsFrom + (seconds * listsUntil - listsFrom) * share
    const most = name === 'als' ? (usual.alsCopies as number) : 1
    const found = await copiesOf({ name, values: tuned.values, copies: most }, first, bench, from + time, until)
    if (found.length === 0) continue
    first.lists.push(together(found))
    members.push({ name, values: tuned.values, copies: found.length })
    listSeconds += secondsSpent() - listsFrom
    soFar = await blendSoFar(first, bench)
  }
  if (members.length === 0) {
    const als = { name: 'als' as const, values: completeParameters('als', parametersOf('als'), set), copies: 1 }
    return { values: blended(usual, [als], [1], 'score'), score: Number.NEGATIVE_INFINITY, trials }
  }
  const cuts = [first, ...(await moreCuts(bench, members, listSeconds))]
  report('Weighing', listsUntil)
  const isOver = () => secondsSpent() >= seconds
  const ways = []
  for (const blend of ['score', 'place'] as const) {
    const tables = cuts.map(({ lists, judged }) => blendTable(lists, judged, bench.k, blend))
    const judge = (weights: readonly number[]) =>
      tables.reduce((sum, table) => sum + table(weights), 0) / Math.max(1, tables.length)
    ways.push({ blend, ...(await weigh(members.length, judge, isOver)) })
  }
  const { blend, weights, score } = ways.reduce((best, way) => (way.score > best.score ? way : best))
  return { values: blended(usual, members, weights, blend), score, trials }
}

/** The best blend of the lists that are there, beside which the next member is chosen. */
async function blendSoFar({ lists, judged }: Cut, { k, train, seconds, secondsSpent }: Bench): Promise<TopLists> {
  const judge = blendTable(lists, judged, k, 'score')
  const { weights } = await weigh(lists.length, judge, () => secondsSpent() >= seconds * membersUntil)
  const members = lists.map((each, i) => ({ lists: each, weight: weights[i] as number }))
  return blendLists(members, depthFor(k, train.columns))
}

/** Hide other items, and learn the members again without them, as often as the time allows. */
async function moreCuts(bench: Bench, members: readonly Member[], secondsEach: number): Promise<Cut[]> {
  const { matrix, valid, seed, seconds, secondsSpent, report } = bench
  const until = seconds * listsUntil
  const cuts: Cut[] = []
  while (valid === null && cuts.length + 1 < mostCuts && secondsSpent() + secondsEach <= until) {
    report('Learning without other items', secondsSpent() / seconds)
    const { train, hidden } = splitByRatio(matrix, hiddenShare, derivedSeed(seed, 120 + cuts.length))
    const cut: Cut = { train, judged: someListeners(hidden, mostListeners), lists: [] }
    for (const member of members) {
      const lists = await copiesOf(member, cut, bench, until, until)
      if (lists.length < member.copies) return cuts
      cut.lists.push(together(lists))
    }
    cuts.push(cut)
  }
  return cuts
}

/**
 * Lists of a member under several seeds: the first where it is there by `until`, others that are expected by `wanted` by
 * the time of those before, and there by `until`.
 */
async function copiesOf(
  { name, values, copies }: Member,
  { train, judged }: Cut,
  bench: Bench,
  wanted: number,
  until: number,
): Promise<TopLists[]> {
  const { seed, pool, k, secondsSpent } = bench
  const depth = depthFor(k, train.columns)
  const out: TopLists[] = []
  const from = secondsSpent()
  while (out.length < copies) {
    const each = out.length === 0 ? 0 : (secondsSpent() - from) / out.length
    if (out.length > 0 && secondsSpent() + each > wanted) break
    const lists = await untilSecond(bench, until, async (tick) => {
      const ranker = await trainCopy(name, out.length, train, values, { seed, pool, report: tick })
      return rankWith(ranker, train, judged.listeners, depth, pool, tick)
    })
    if (lists === null) break
    out.push(lists)
  }
  return out
}

/** One list for several of the same member. */
function together(copies: TopLists[]): TopLists {
  const [first] = copies
  if (copies.length === 1 && first !== undefined) return first
  return blendLists(
    copies.map((lists) => ({ lists, weight: 1 })),
    first?.k ?? 0,
  )
}

/** A hybrid's values: weights, and what the members that count are set to. */
function blended(usual: ParameterValues, members: readonly Member[], weights: readonly number[], blend: Blend) {
  const none = Object.fromEntries(memberNames.map((name) => [`${name}Weight`, 0]))
  const out: ParameterValues = { ...usual, ...none, blend }
  members.forEach(({ name, values, copies }, i) => {
    const weight = weights[i] as number
    out[`${name}Weight`] = weight
    if (weight === 0) return
    if (name === 'als') out.alsCopies = copies
    for (const [own, value] of Object.entries(values)) out[`${name}.${own}`] = value
  })
  return out
}

/** ALS falls into another valley for each seed, and the mean of several is better than any; large sets need fewer. */
const copiesFor = (interactions: number): number => (interactions <= 200_000 ? 8 : interactions <= 1_000_000 ? 4 : 2)

/** Where one inversion takes minutes EASE stays out; SGNS ranks too weakly to be worth its time in large sets. */
function canJoin(name: SingleName, train: Csr): boolean {
  if (name === 'ease') return Math.min(train.rows, train.columns) <= mostInverted
  return name !== 'sgns' || train.indices.length <= 200_000
}

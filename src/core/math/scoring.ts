/**
 * Models whose scores are no product of factors, as plain data that threads share: votes of neighbours, or weights of
 * items or listeners. All arrays lie in shared memory.
 */
import { keepBest, type Owned, type RankDesk, type TopLists } from './rank-kernel.ts'

export type Neighbours = {
  perItem: number
  /** items × perItem, nearest first, then −1, and how near each is. */
  items: Int32Array
  similarities: Float32Array
}

/** What each score is multiplied by at the end, one number an item. */
type Scale = Float32Array | Float64Array

/** Each of a listener's items votes for its neighbours, with its own weight times how near they are. */
export type ItemVotes = {
  by: 'item-neighbours'
  has: Owned
  /** One an entry of `has`. */
  weights: Float32Array
  neighbours: Neighbours
  /** Null where nothing is multiplied. */
  scale: Scale | null
}

/** The nearest listeners vote for what they have, with how near they are. */
export type ListenerVotes = { by: 'listener-neighbours'; has: Owned; neighbours: Neighbours; scale: Scale }

/** All listeners vote for what they have: with an entry of `weights`, listeners × stride, times what the voter counts. */
export type ListenerWeights = {
  by: 'listener-weights'
  has: Owned
  weights: Float32Array
  stride: number
  counts: Float64Array
  scale: Scale
}

/** Sums of the rows of `weights`, columns × stride, of a listener's items; votes times a factor for items beyond `columns`. */
export type ItemWeights = {
  by: 'item-weights'
  /** Who has what of `columns`, by place among them. */
  has: Owned
  columns: Int32Array
  weights: Float32Array
  stride: number
  rest: { votes: ItemVotes; factor: number } | null
}

export type Scoring = ItemVotes | ListenerVotes | ListenerWeights | ItemWeights

type Scorer = (listener: number, out: Float32Array) => void

/** Scores of every item for one listener, into `out`. */
export function scorerOf(scoring: Scoring): Scorer {
  if (scoring.by === 'item-neighbours') return (listener, out) => scoreByItems(scoring, listener, out)
  if (scoring.by === 'listener-neighbours') return (listener, out) => scoreByListeners(scoring, listener, out)
  if (scoring.by === 'listener-weights') return (listener, out) => scoreByAllListeners(scoring, listener, out)
  const sums = new Float32Array(scoring.columns.length)
  return (listener, out) => {
    const { columns, rest } = scoring
    if (rest !== null) {
      scoreByItems(rest.votes, listener, out)
      for (let item = 0; item < out.length; item += 1) out[item] = (out[item] as number) * rest.factor
    }
    sumWeights(scoring, listener, sums)
    for (let place = 0; place < columns.length; place += 1) out[columns[place] as number] = sums[place] as number
  }
}

/** Add an item's votes for its neighbours to `out`. */
export function addVotes(
  { perItem, items, similarities }: Neighbours,
  item: number,
  weight: number,
  out: Float32Array,
): void {
  for (let at = item * perItem; at < (item + 1) * perItem; at += 1) {
    const other = items[at] as number
    if (other < 0) return
    out[other] = (out[other] as number) + weight * (similarities[at] as number)
  }
}

function scoreByItems({ has, weights, neighbours, scale }: ItemVotes, listener: number, out: Float32Array): void {
  out.fill(0)
  for (let i = has.indptr[listener] as number; i < (has.indptr[listener + 1] as number); i += 1) {
    addVotes(neighbours, has.indices[i] as number, weights[i] as number, out)
  }
  if (scale !== null) multiply(out, scale)
}

function scoreByListeners({ has, neighbours, scale }: ListenerVotes, listener: number, out: Float32Array): void {
  const { perItem: perListener, items: listeners, similarities } = neighbours
  out.fill(0)
  for (let at = listener * perListener; at < (listener + 1) * perListener; at += 1) {
    const other = listeners[at] as number
    if (other < 0) break
    addItems(has, other, similarities[at] as number, out)
  }
  multiply(out, scale)
}

function scoreByAllListeners(scoring: ListenerWeights, listener: number, out: Float32Array): void {
  const { has, weights, stride, counts, scale } = scoring
  out.fill(0)
  for (let other = 0; other < counts.length; other += 1) {
    addItems(has, other, (weights[listener * stride + other] as number) * (counts[other] as number), out)
  }
  multiply(out, scale)
}

function addItems({ indptr, indices }: Owned, listener: number, vote: number, out: Float32Array): void {
  for (let i = indptr[listener] as number; i < (indptr[listener + 1] as number); i += 1) {
    const item = indices[i] as number
    out[item] = (out[item] as number) + vote
  }
}

/** The sum of the rows of weights of a listener's items, one number a covered column. */
export function sumWeights(
  { has, weights, stride }: Pick<ItemWeights, 'has' | 'weights' | 'stride'>,
  listener: number,
  sums: Float32Array,
): void {
  sums.fill(0)
  for (let i = has.indptr[listener] as number; i < (has.indptr[listener + 1] as number); i += 1) {
    const at = (has.indices[i] as number) * stride
    for (let j = 0; j < sums.length; j += 1) sums[j] = (sums[j] as number) + (weights[at + j] as number)
  }
}

function multiply(out: Float32Array, scale: Scale): void {
  for (let item = 0; item < out.length; item += 1) out[item] = (out[item] as number) * (scale[item] as number)
}

/** Ranking by such scores for all of `lists.listeners`, of which each task takes some until none are left. */
export type ScoreTask = {
  scoring: Scoring
  /** What listeners have already. */
  owned: Owned
  lists: TopLists
  desk: RankDesk
  /** The next listeners that nobody has taken. */
  next: Int32Array
}

/** Take listeners until there are none. `progress[0]` counts them; `cancel[0]` ≠ 0 ends early. */
export function scoreRows(
  { scoring, owned, lists, desk, next }: ScoreTask,
  progress: Int32Array,
  cancel: Int32Array,
): void {
  const score = scorerOf(scoring)
  const scores = desk.scores.subarray(0, desk.columns)
  for (;;) {
    const place = Atomics.add(next, 0, 1)
    if (place >= lists.listeners.length || Atomics.load(cancel, 0) !== 0) return
    score(lists.listeners[place] as number, scores)
    keepBest(scores, desk, owned, lists, place)
    Atomics.add(progress, 0, 1)
  }
}

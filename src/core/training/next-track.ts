/**
 * What comes next in a playlist or session: tracks that stood near the last ones, counted by distance and held back by
 * popularity (decayed, normalised co-occurrence; the form of the session-based baselines of Ludewig & Jannach 2018), and
 * its blend with Word2Vec learned in order. count(i → j) sums 1/distance for j after i and half of it before i; a track's
 * votes are count / (|i|^s |j|^p), and the tracks of a session vote with decay^age, the last with 1.
 */
import type { Csr } from '#core/math/csr.ts'
import type { ItemVotes, Neighbours } from '#core/math/scoring.ts'
import { sharedFloat32, sharedInt32 } from '#core/math/shared.ts'
import { topK } from '#core/math/vectors.ts'

export type Sequences = Pick<Csr, 'indptr' | 'indices'>

export type NextTrackParameters = {
  /** How far apart two tracks may stand. */
  window: number
  /** What a track before counts against one after. */
  backward: number
  sourceExponent: number
  popularityExponent: number
  decay: number
  /** How many of the last tracks vote. */
  recent: number
}

/** Successors kept of each track. */
const perItem = 500

/** Count who stands near whom. Items of `sequences` are columns; those beyond `columns` are passed over. */
export function nearInSequences(sequences: Sequences, columns: number, parameters: NextTrackParameters): Neighbours {
  const { window, backward, sourceExponent, popularityExponent } = parameters
  const { indptr, indices } = sequences
  const { starts, places, sequenceOf } = placesOf(sequences, columns)
  const countOf = (item: number) => (starts[item + 1] as number) - (starts[item] as number)
  const kept = Math.min(perItem, columns)
  const items = sharedInt32(columns * kept).fill(-1)
  const similarities = sharedFloat32(columns * kept)
  const sums = new Float32Array(columns)
  for (let item = 0; item < columns; item += 1) {
    const touched = new Set<number>()
    for (let p = starts[item] as number; p < (starts[item + 1] as number); p += 1) {
      const at = places[p] as number
      const row = sequenceOf[p] as number
      const to = Math.min(indptr[row + 1] as number, at + window + 1)
      for (let other = Math.max(indptr[row] as number, at - window); other < to; other += 1) {
        const near = indices[other] as number
        if (near === item || near >= columns) continue
        touched.add(near)
        sums[near] = (sums[near] as number) + (other > at ? 1 : backward) / Math.abs(other - at)
      }
    }
    const near = Int32Array.from(touched)
    const own = Math.max(1, countOf(item)) ** sourceExponent
    const votes = Float32Array.from(
      near,
      (other) => (sums[other] as number) / (own * countOf(other) ** popularityExponent),
    )
    topK(votes, kept).forEach((at, place) => {
      items[item * kept + place] = near[at] as number
      similarities[item * kept + place] = votes[at] as number
    })
    for (const other of touched) sums[other] = 0
  }
  return { perItem: kept, items, similarities }
}

/** Where each item stands: places [starts[item], starts[item + 1]) of the sequences, and in which of them. */
function placesOf({ indptr, indices }: Sequences, columns: number) {
  const starts = new Int32Array(columns + 1)
  for (const item of indices) if (item < columns) starts[item + 1] = (starts[item + 1] as number) + 1
  for (let item = 0; item < columns; item += 1)
    starts[item + 1] = (starts[item + 1] as number) + (starts[item] as number)
  const next = starts.slice()
  const places = new Int32Array(indices.length)
  const sequenceOf = new Int32Array(indices.length)
  for (let row = 0; row + 1 < indptr.length; row += 1) {
    for (let at = indptr[row] as number; at < (indptr[row + 1] as number); at += 1) {
      const item = indices[at] as number
      if (item >= columns) continue
      const place = next[item] as number
      next[item] = place + 1
      places[place] = at
      sequenceOf[place] = row
    }
  }
  return { starts, places, sequenceOf }
}

/** The last tracks of each session and the weights of their votes: rows as in `sessions`. */
export function recentTracks(sessions: readonly Int32Array[], columns: number, { decay, recent }: NextTrackParameters) {
  const rows = sessions.map((session) => [...session.filter((item) => item < columns)].reverse().slice(0, recent))
  const indptr = sharedInt32(rows.length + 1)
  rows.forEach((row, r) => {
    indptr[r + 1] = (indptr[r] as number) + row.length
  })
  const indices = sharedInt32(indptr[rows.length] as number)
  const weights = sharedFloat32(indices.length)
  rows.forEach((row, r) => {
    row.forEach((item, age) => {
      indices[(indptr[r] as number) + age] = item
      weights[(indptr[r] as number) + age] = decay ** age
    })
  })
  return { indptr, indices, weights }
}

type Recent = ReturnType<typeof recentTracks>

/** Votes of the last tracks for what stood near them; rows are sessions. */
export function nearScoring({ indptr, indices, weights }: Recent, near: Neighbours): ItemVotes {
  return { by: 'item-neighbours', has: { indptr, indices }, weights, neighbours: near, scale: null }
}

/** Sums of the last tracks' input vectors (sessions × size, in shared memory), to be scored against output vectors. */
export function sessionVectors(
  { indptr, indices, weights }: Recent,
  vectors: Float32Array,
  size: number,
): Float32Array {
  const sessions = indptr.length - 1
  const sums = sharedFloat32(sessions * size)
  for (let session = 0; session < sessions; session += 1) {
    for (let i = indptr[session] as number; i < (indptr[session + 1] as number); i += 1) {
      const from = (indices[i] as number) * size
      const weight = weights[i] as number
      for (let k = 0; k < size; k += 1) {
        const at = session * size + k
        sums[at] = (sums[at] as number) + weight * (vectors[from + k] as number)
      }
    }
  }
  return sums
}

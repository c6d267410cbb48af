/** Why a row is there: one piece of evidence a seed and model, adding up to the row's score. */
import type { Evidence, Kind, Strength } from '#api/schemas.ts'
import { decodeNumbers } from '#core/math/leb128.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { type Candidate, contributionsTo, type Voice } from './score.ts'

export type Explain = (candidate: Candidate) => Evidence[]

/** Prepare explanations: listeners of each band and work are decoded once. */
export function explainer(db: ReadableDb, voices: readonly Voice[]): Explain {
  const decoded = new Map<string, Int32Array>()
  const listenersOf = (kind: Kind, id: number): Int32Array => {
    const key = `${kind} ${id}`
    const known = decoded.get(key)
    if (known !== undefined) return known
    const row = browse.listenersOf(db, kind, id)
    const ids = new Int32Array(row?.count ?? 0)
    if (row !== null) decodeNumbers(row.ids, ids, 0, true)
    decoded.set(key, ids)
    return ids
  }
  const together = ({ model, seed }: Voice, candidate: Candidate): number =>
    model.entity === 'track'
      ? shared(listenersOf('track', seed.workId ?? 0), listenersOf('track', candidate.id))
      : shared(listenersOf('artist', seed.artistId), listenersOf('artist', candidate.artistId))
  return (candidate) =>
    contributionsTo(voices, candidate)
      .map(({ voice, contribution, place, row }) => ({
        kind: voice.weight > 0 ? ('heard-together' as const) : ('steered-away' as const),
        model: { id: voice.model.id, algorithm: voice.model.algorithm, entity: voice.model.entity },
        seed: { id: voice.seed.item.id, name: voice.seed.name },
        contribution,
        similarity: voice.closeness.similarityOf(row),
        place,
        listeners: together(voice, candidate),
      }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

/** How many numbers two ascending lists share. */
export function shared(a: Int32Array, b: Int32Array): number {
  let count = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] as number) - (b[j] as number)
    if (difference === 0) count += 1
    if (difference <= 0) i += 1
    if (difference >= 0) j += 1
  }
  return count
}

/**
 * A word for a match. With several seeds a band close to one of them is a close match even when the others say
 * little, so the closest seed counts beside the score.
 */
export function strengthOf(score: number, evidence: readonly Evidence[], seeds: number): Strength {
  const bySeed = new Map<string, number>()
  for (const piece of evidence) {
    if (piece.kind === 'heard-together') {
      bySeed.set(piece.seed.id, (bySeed.get(piece.seed.id) ?? 0) + piece.contribution * seeds)
    }
  }
  const closest = Math.max(0, ...bySeed.values())
  const value = Math.max(score, 0.75 * closest)
  if (value >= 0.7) return 'very close'
  if (value >= 0.45) return 'close'
  return value >= 0.2 ? 'related' : 'loose'
}

/** What may be recommended, after the filters: every band, the tracks of good bands, or every learned track. */
import { bestFirst } from '#core/math/vectors.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import type { Filtered } from './filters.ts'
import type { LoadedModel } from './model-cache.ts'
import { type Candidate, scoresOf, type Voice } from './score.ts'
import type { FoundSeed } from './seeds.ts'

/** Candidates with their scores, side by side, and how many each filter left out. */
export type Scored = { candidates: Candidate[]; scores: Float64Array; filteredOut: Record<string, number> }

export type Sifting = {
  db: ReadableDb
  voices: readonly Voice[]
  filters: Filtered
  /** Tracks with any of these title flags are never recommended. */
  hidden: number
  /** Seeds and what to steer away from are never recommended. */
  excluded: readonly FoundSeed[]
}

/** Every band of the models that passes the filters. */
export function scoreArtists(sifting: Sifting, models: readonly LoadedModel[]): Scored {
  const excluded = new Set(sifting.excluded.map((seed) => seed.artistId))
  const filteredOut: Record<string, number> = {}
  const candidates: Candidate[] = []
  for (const { item: artistId } of itemsOf(models)) {
    if (excluded.has(artistId)) continue
    const filter = sifting.filters.leftOutBy(artistId)
    if (filter === null) candidates.push({ id: artistId, artistId, scale: 1 })
    else filteredOut[filter] = (filteredOut[filter] ?? 0) + 1
  }
  return { candidates, scores: scoresOf(sifting.voices, candidates), filteredOut }
}

/** Every item of the models once, with its row in the first that has it. */
function* itemsOf(models: readonly LoadedModel[]): Generator<{ item: number; model: LoadedModel; row: number }> {
  const largest = models.reduce((most, { items }) => items.reduce((a, b) => Math.max(a, b), most), 0)
  const seen = new Uint8Array(largest + 1)
  for (const model of models) {
    for (let row = 0; row < model.items.length; row += 1) {
      const item = model.items[row] as number
      if (seen[item] === 1) continue
      seen[item] = 1
      yield { item, model, row }
    }
  }
}

/** A band's best-known track counts as much as the band, each further one less. */
const nextTrack = 0.85
/** Tracks looked at of one band, and tracks looked at in all even for a short list, so that its figures mean something. */
const tracksOfBand = 200
const leastTracks = 1500

/** The tracks of the best bands, enough of them that a list of `limit` is full while there are any. */
export function scoreTracksOf(sifting: Sifting, bands: Scored, limit: number, perArtist: number): Scored {
  const worksOf = browse.rankedWorksOfArtist(sifting.db)
  const excluded = new Set(sifting.excluded.map((seed) => seed.workId))
  const candidates: Candidate[] = []
  const filteredOut = { ...bands.filteredOut }
  let first = 0
  for (const i of bestFirst(bands.scores)) {
    if (first >= Math.max(leastTracks, limit * perArtist)) break
    const { artistId } = bands.candidates[i] as Candidate
    const works = worksOf(artistId, tracksOfBand).filter(
      (work) =>
        sifting.filters.allowsYear(work.year) && !excluded.has(work.workId) && (work.flags & sifting.hidden) === 0,
    )
    const passing = works.filter(({ workId }) => {
      const filter = sifting.filters.leftOutBy(artistId, workId)
      if (filter !== null) filteredOut[filter] = (filteredOut[filter] ?? 0) + 1
      return filter === null
    })
    passing.forEach(({ workId }, place) => {
      candidates.push({ id: workId, artistId, scale: nextTrack ** place })
    })
    first += Math.min(passing.length, perArtist)
  }
  return { candidates, scores: scoresOf(sifting.voices, candidates), filteredOut }
}

/** Every learned track that passes the filters, and the tracks of the best bands where seeds are bands too. */
export function scoreTracks(sifting: Sifting, models: readonly LoadedModel[], ofBands: Scored | null): Scored {
  const excluded = new Set(sifting.excluded.map((seed) => seed.workId))
  const filteredOut: Record<string, number> = {}
  const candidates: Candidate[] = [...(ofBands?.candidates ?? [])]
  const known = new Set(candidates.map((candidate) => candidate.id))
  for (const { item: workId, model, row } of itemsOf(models)) {
    if (excluded.has(workId) || known.has(workId)) continue
    if (((model.flags[row] as number) & sifting.hidden) !== 0) continue
    const artistId = model.artists[row] as number
    const year = model.years[row] || null
    const filter = sifting.filters.leftOutBy(artistId, workId) ?? (sifting.filters.allowsYear(year) ? null : 'decade')
    if (filter === null) candidates.push({ id: workId, artistId, scale: 0 })
    else filteredOut[filter] = (filteredOut[filter] ?? 0) + 1
  }
  return { candidates, scores: scoresOf(sifting.voices, candidates), filteredOut }
}

/**
 * The best candidates' places in the list, best first: at most `perArtist` of one band while others have some left. One
 * for whom no voice speaks is not listed.
 */
export function bestOf({ candidates, scores }: Scored, limit: number, perArtist: number): number[] {
  const taken = new Map<number, number>()
  const best: number[] = []
  const spare: number[] = []
  for (const i of bestFirst(scores)) {
    if (scores[i] === 0) continue
    const { artistId } = candidates[i] as Candidate
    const count = taken.get(artistId) ?? 0
    taken.set(artistId, count + 1)
    if (count < perArtist) best.push(i)
    else spare.push(i)
    if (best.length === limit) return best
  }
  best.push(...spare.slice(0, limit - best.length))
  return best.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

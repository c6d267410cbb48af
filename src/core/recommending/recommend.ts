/** Seeds to a list: filters first, then scores, then the best rows with their reasons. */

import type { ParsedArgs, Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { CatalogItem, Recommendation } from '#api/schemas.ts'
import { topK } from '#core/math/vectors.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { type Explain, explainer, strengthOf } from './evidence.ts'
import { type Filtered, prepareFilters } from './filters.ts'
import type { LoadedModel, ModelCache } from './model-cache.ts'
import { prepareScores, type Scored } from './score.ts'
import { type FoundSeed, findSeeds } from './seeds.ts'

type Request = ParsedArgs<'recommend'>
type Answer = Result<'recommend'>

/**
 * Recommend bands or tracks. Throws AppError artist-not-found, track-not-found, filter-not-found, no-model,
 * model-not-found, nothing-to-learn.
 */
export function recommend(db: ReadableDb, cache: ModelCache, request: Request): Answer {
  const started = performance.now()
  const seeds = findSeeds(db, request.seeds)
  const negatives = findSeeds(db, request.negatives)
  const filters = prepareFilters(db, request.filters)
  const models = loadModels(cache, request.model)
  const scored = prepareScores(db, models, seeds, negatives)
  if (!scored.voices.some((voice) => voice.weight > 0)) throw unplaced(seeds)

  const candidates = sift(scored, filters, [...seeds, ...negatives])
  const scores = Float64Array.from(candidates.artists, scored.scoreOf)
  const explain = explainer(db, scored)
  const ranked = { db, artists: candidates.artists, scores, explain, seeds, limit: request.limit, filters }
  const items = request.kind === 'artist' ? artistRows(ranked) : trackRows(ranked)
  const sources = browse.simulatedSources(db)
  return {
    items,
    stats: describe(scores),
    filteredOut: candidates.filteredOut,
    seeds: seeds.map((seed) => ({ ...seed.item, share: shareOf(scored, seed) })),
    negatives: negatives.map((seed) => seed.item),
    models: models.map(({ id, algorithm }) => ({
      id,
      algorithm,
      simulated: sources.simulated > 0 && sources.real === 0,
    })),
    milliseconds: performance.now() - started,
  }
}

function loadModels(cache: ModelCache, wanted: string | undefined): LoadedModel[] {
  const models = cache.load(wanted)
  if (models.length > 0) return models
  if (wanted === undefined || cache.load(undefined).length === 0) {
    throw new AppError('no-model', 'Nothing has been learned from your library yet. Learn from it first.')
  }
  throw new AppError('model-not-found', `No model called "${wanted}".`, { suggestions: ['sgns', 'als'] })
}

function unplaced(seeds: readonly FoundSeed[]): AppError {
  const names = seeds.map((seed) => seed.name).join(', ')
  return new AppError(
    'nothing-to-learn',
    `No listener in your library has ${names} together with other bands, so there is nothing to compare by. Pick another band, or import a data set in which people listen to it.`,
  )
}

/** The bands that may be recommended, and how many each filter left out. */
function sift(
  scored: Scored,
  filters: Filtered,
  excluded: readonly FoundSeed[],
): { artists: number[]; filteredOut: Record<string, number> } {
  const seeds = new Set(excluded.map((seed) => seed.artistId))
  const filteredOut: Record<string, number> = {}
  const artists = scored.artists.filter((artist) => {
    if (seeds.has(artist)) return false
    const filter = filters.leftOutBy(artist)
    if (filter === null) return true
    filteredOut[filter] = (filteredOut[filter] ?? 0) + 1
    return false
  })
  return { artists, filteredOut }
}

type Ranked = {
  db: ReadableDb
  artists: number[]
  scores: Float64Array
  explain: Explain
  seeds: readonly FoundSeed[]
  limit: number
  filters: Filtered
}

function artistRows(ranked: Ranked): Recommendation[] {
  const best = [...topK(ranked.scores, ranked.limit)]
  const artistIds = best.map((i) => ranked.artists[i] as number)
  return browse
    .artistItems(ranked.db, artistIds)
    .map((item, i) => row(ranked, item, i + 1, ranked.scores[best[i] as number] as number, 1))
}

/** A band's best-known track counts as much as the band, each further one less. */
const nextTrack = 0.85
/** At most this many tracks of one band while other bands have some left. */
const tracksPerArtist = 3

function trackRows(ranked: Ranked): Recommendation[] {
  const worksOf = browse.rankedWorksOfArtist(ranked.db)
  const order = topK(ranked.scores, ranked.artists.length)
  const first: { workId: number; score: number; scale: number }[] = []
  const spare: typeof first = []
  for (const i of order) {
    if (first.length >= ranked.limit * tracksPerArtist) break
    const score = ranked.scores[i] as number
    const works = worksOf(ranked.artists[i] as number, ranked.limit + 50).filter((work) =>
      ranked.filters.allowsYear(work.year),
    )
    works.slice(0, ranked.limit).forEach(({ workId }, place) => {
      const scale = nextTrack ** place
      const list = place < tracksPerArtist ? first : spare
      list.push({ workId, score: score * (score > 0 ? scale : 1), scale: score > 0 ? scale : 1 })
    })
  }
  const byScore = (list: typeof first) => list.sort((a, b) => b.score - a.score || a.workId - b.workId)
  const best = byScore(first).slice(0, ranked.limit)
  if (best.length < ranked.limit) best.push(...byScore(spare).slice(0, ranked.limit - best.length))
  byScore(best)
  return browse
    .workItems(
      ranked.db,
      best.map((work) => work.workId),
    )
    .map((item, i) => row(ranked, item, i + 1, best[i]?.score ?? 0, best[i]?.scale ?? 1))
}

function row(ranked: Ranked, item: CatalogItem, rank: number, score: number, scale: number): Recommendation {
  const evidence = ranked.explain(browse.parseItemId(item.artistId).row, scale)
  return { ...item, rank, score, strength: strengthOf(score, evidence, ranked.seeds.length), evidence }
}

/** How much of the whole a seed has, 0 to 1. */
function shareOf(scored: Scored, seed: FoundSeed): number {
  return scored.voices
    .filter((voice) => voice.seed === seed && voice.weight > 0)
    .reduce((sum, voice) => sum + voice.weight, 0)
}

/** Mean, deviation, 95th percentile (nearest rank) and maximum of the scores of all candidates. */
function describe(scores: Float64Array): Answer['stats'] {
  const candidates = scores.length
  if (candidates === 0) return { candidates, mean: 0, std: 0, p95: 0, max: 0 }
  const sorted = scores.slice().sort()
  const mean = scores.reduce((sum, score) => sum + score, 0) / candidates
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / candidates
  return {
    candidates,
    mean,
    std: Math.sqrt(variance),
    p95: sorted[Math.max(0, Math.ceil(candidates * 0.95) - 1)] as number,
    max: sorted[candidates - 1] as number,
  }
}

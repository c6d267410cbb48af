/** Seeds to a list: filters first, then scores, then the best rows with their reasons. */
import type { ParsedArgs, Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import { Algorithm } from '#api/schemas.ts'
import { hiddenFlags } from '#core/catalog/cleaning/flags.ts'
import type { Owned } from '#core/catalog/own-files.ts'
import { versionsOf } from '#core/catalog/versions.ts'
import * as browse from '#core/store/browse-rows.ts'
import { listModels } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { bestOf, type Scored, type Sifting, scoreArtists, scoreTracks, scoreTracksOf } from './candidates.ts'
import { explainer, strengthOf } from './evidence.ts'
import { prepareFilters } from './filters.ts'
import type { ModelCache } from './model-cache.ts'
import { type Candidate, type Models, prepareVoices, type Voice } from './score.ts'
import { type FoundSeed, findSeeds } from './seeds.ts'

type Request = ParsedArgs<'recommend'>
type Answer = Result<'recommend'>

/** At most this many tracks of one band while other bands have some left. */
const tracksPerArtist = 3

/** What the listener says beyond a request: title flags that are never recommended, and what they have in files. */
export type Wishes = { hidden: number; owned: () => Owned }

/**
 * Recommend bands or tracks; no track with a title flag of `wishes.hidden`. Throws AppError artist-not-found, track-not-found, filter-not-found, no-model,
 * model-not-found, nothing-to-learn.
 */
export function recommend(db: ReadableDb, cache: ModelCache, request: Request, wishes: Partial<Wishes> = {}): Answer {
  const { hidden = hiddenFlags({}), owned = () => ({ works: new Set(), bands: new Set() }) } = wishes
  const started = performance.now()
  const seeds = findSeeds(db, request.seeds)
  const negatives = findSeeds(db, request.negatives)
  const filters = prepareFilters(db, request.filters, { kind: request.kind, owned })
  const models = loadModels(cache, request)
  const voices = prepareVoices(db, models, seeds, negatives)
  if (!voices.some((voice) => voice.weight > 0)) throw unplaced(db, seeds)

  const sifting: Sifting = { db, voices, filters, hidden, excluded: [...seeds, ...negatives] }
  const scored = candidatesFor(request, sifting, models)
  const perArtist = request.kind === 'artist' ? 1 : tracksPerArtist
  const best = bestOf(scored, request.limit, perArtist)
  const used = new Map([...models.artist, ...models.track].map((model) => [model.id, model]))
  const speaking = [...used.values()].filter((model) => voices.some((voice) => voice.model === model))
  const sources = browse.simulatedSources(db)
  return {
    items: rows(db, request, { scored, best, voices, seeds }),
    stats: describe(scored.scores),
    filteredOut: scored.filteredOut,
    seeds: seeds.map((seed) => ({ ...seed.item, share: shareOf(voices, seed) })),
    negatives: negatives.map((seed) => seed.item),
    models: speaking.map(({ id, algorithm }) => ({
      id,
      algorithm,
      simulated: sources.simulated > 0 && sources.real === 0,
    })),
    milliseconds: performance.now() - started,
  }
}

function candidatesFor(request: Request, sifting: Sifting, models: Models): Scored {
  const spokenOf = (entity: 'artist' | 'track') => sifting.voices.some((voice) => voice.model.entity === entity)
  if (request.kind === 'artist') return scoreArtists(sifting, models.artist)
  const ofBands = spokenOf('artist')
    ? scoreTracksOf(sifting, scoreArtists(sifting, models.artist), request.limit, tracksPerArtist)
    : null
  if (ofBands !== null && !spokenOf('track')) return ofBands
  return scoreTracks(sifting, models.track, ofBands)
}

/** Lists of bands need models of bands only. */
function loadModels(cache: ModelCache, request: Request): Models {
  const loaded = (entity: 'artist' | 'track') =>
    cache.load(entity, request.model).filter((model) => model.items.length > 0)
  const artist = loaded('artist')
  const track = request.kind === 'track' ? loaded('track') : []
  if (artist.length > 0 || track.length > 0) return { artist, track }
  if (request.model === undefined || cache.load('artist', undefined).length === 0) {
    throw new AppError('no-model', 'Nothing has been learned from your library yet. Learn from it first.')
  }
  throw new AppError('model-not-found', `No model called "${request.model}".`, { suggestions: Algorithm.options })
}

function unplaced(db: ReadableDb, seeds: readonly FoundSeed[]): AppError {
  const names = seeds.map((seed) => seed.name).join(', ')
  if (listModels(db).some((model) => model.stale)) {
    return new AppError(
      'no-model',
      `Your library has changed since Sidetrack last learned from it. Learn again to take in ${names}.`,
    )
  }
  return new AppError(
    'nothing-to-learn',
    `No listener in your library has ${names} together with other bands, so there is nothing to compare by. Pick another band, or import a data set in which people listen to it.`,
  )
}

type List = { scored: Scored; best: readonly number[]; voices: readonly Voice[]; seeds: readonly FoundSeed[] }

function rows(db: ReadableDb, request: Request, { scored, best, voices, seeds }: List): Answer['items'] {
  const { kind, versions, limit } = request
  const explain = explainer(db, voices)
  const chosen = best.map((i) => scored.candidates[i] as Candidate)
  const ids = chosen.map((candidate) => candidate.id)
  const items = kind === 'artist' ? browse.artistItems(db, ids) : browse.workItems(db, ids)
  const ranked = items.map((item, i) => {
    const score = scored.scores[best[i] as number] as number
    const evidence = explain(chosen[i] as Candidate)
    return { ...item, rank: i + 1, score, strength: strengthOf(score, evidence, seeds.length), evidence }
  })
  if (kind === 'artist' || versions !== 'all') return ranked
  return ranked
    .flatMap((row, i) =>
      versionsOf(db, ids[i] as number, row.id).map(({ id, title, year, guests }) => ({
        ...row,
        id,
        title,
        year,
        guests,
      })),
    )
    .slice(0, limit)
    .map((row, i) => ({ ...row, rank: i + 1 }))
}

/** How much of the whole a seed has, 0 to 1. */
function shareOf(voices: readonly Voice[], seed: FoundSeed): number {
  return voices.filter((voice) => voice.seed === seed && voice.weight > 0).reduce((sum, voice) => sum + voice.weight, 0)
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

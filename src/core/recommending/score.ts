/**
 * Scores of candidates for some seeds. Each seed is searched by itself in each model and the lists are merged by place,
 * never by an average vector: a band close to one seed is not beaten by one that is middling to all. This is
 * reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) with one share per seed and model.
 */
import type { ReadableDb } from '#core/store/open.ts'
import { type Closeness, closenessAt, closenessTo, halfwayPlace } from './closeness.ts'
import type { LoadedModel } from './model-cache.ts'
import type { FoundSeed } from './seeds.ts'

/** One seed in one model: what it adds to a score is weight × closenessAt(place) × the row's support. */
export type Voice = { seed: FoundSeed; model: LoadedModel; weight: number; closeness: Closeness; halfway: number }

/** What may be recommended: a band, or a work of a band. */
export type Candidate = {
  /** Canonical artist id or work id, as the list is of bands or of tracks. */
  id: number
  artistId: number
  /** How much of its band's closeness a track has, 0 to 1; 1 for a band itself. */
  scale: number
}

export type Contribution = { voice: Voice; contribution: number; place: number; row: number }

/** How much a band that the listener steers away from takes off, against what a seed gives. */
const steerAway = 0.75

export type Models = { artist: readonly LoadedModel[]; track: readonly LoadedModel[] }

/**
 * The voices of seeds and of what to steer away from. With models of tracks, a track seed speaks through them, so its
 * list is of tracks that are heard together; every other seed speaks through the models of bands.
 */
export function prepareVoices(
  db: ReadableDb,
  models: Models,
  seeds: readonly FoundSeed[],
  negatives: readonly FoundSeed[],
): Voice[] {
  return [...voicesOf(db, models, seeds, 1), ...voicesOf(db, models, negatives, -steerAway)]
}

/** A seed that no model can place gives its weight to the others. */
function voicesOf(db: ReadableDb, models: Models, seeds: readonly FoundSeed[], total: number): Voice[] {
  const heard = seeds.map((seed) => seedVoices(db, models, seed)).filter((voices) => voices.length > 0)
  return heard.flatMap((voices) => {
    const parts = partsOf(voices.map((voice) => voice.model))
    const speaking = voices.map((voice, i) => ({ ...voice, weight: (total / heard.length) * (parts[i] as number) }))
    return speaking.filter((voice) => voice.weight !== 0)
  })
}

/**
 * What models say for one seed, adding up to 1: their own parts where these were found, otherwise as much as the others
 * do on the average. A model whose part is 0 is silent, unless it is alone.
 */
export function partsOf(models: readonly Pick<LoadedModel, 'weight'>[]): number[] {
  const found = models.flatMap(({ weight }) => weight ?? [])
  const usual = found.reduce((sum, weight) => sum + weight, 0) / found.length
  const parts = models.map(({ weight }) => weight ?? (found.length > 0 ? usual : 1))
  const whole = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => (whole > 0 ? part / whole : 1 / parts.length))
}

function seedVoices(db: ReadableDb, models: Models, seed: FoundSeed): Omit<Voice, 'weight'>[] {
  const through = (chosen: readonly LoadedModel[], itemId: number) =>
    chosen.flatMap((model) => {
      const closeness = closenessTo(db, model, itemId)
      return closeness === null ? [] : [{ seed, model, closeness, halfway: halfwayPlace(model.items.length) }]
    })
  const own = seed.workId === null ? [] : through(models.track, seed.workId)
  return own.length > 0 ? own : through(models.artist, seed.artistId)
}

/** What a row gets from a seed in a model, 0 to 1: nothing where the model does not list it. */
export function partOf(
  { model, closeness, halfway }: Omit<Voice, 'seed' | 'weight'>,
  row: number,
  place = closeness.places[row] as number,
): number {
  return closenessAt(place, halfway) * (model.support[row] as number)
}

/** What each voice adds to a candidate's score; voices that do not know it add nothing. */
export function contributionsTo(voices: readonly Voice[], candidate: Candidate): Contribution[] {
  return voices.flatMap((voice) => {
    const row = rowOf(voice.model, candidate)
    if (row < 0) return []
    const place = voice.closeness.places[row] as number
    const contribution = contributionOf(voice, row, place, candidate.scale)
    return contribution === 0 ? [] : [{ voice, contribution, place, row }]
  })
}

/** The sum of every candidate's contributions. */
export function scoresOf(voices: readonly Voice[], candidates: readonly Candidate[]): Float64Array {
  const scores = new Float64Array(candidates.length)
  const scales = Float64Array.from(candidates, ({ scale }) => scale)
  const rowsIn = new Map<LoadedModel, Int32Array>()
  for (const voice of voices) {
    const { model, closeness } = voice
    const rows = rowsIn.get(model) ?? Int32Array.from(candidates, (candidate) => rowOf(model, candidate))
    rowsIn.set(model, rows)
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as number
      const place = row < 0 ? 0 : (closeness.places[row] as number)
      if (place === 0) continue
      scores[i] = (scores[i] as number) + contributionOf(voice, row, place, scales[i] as number)
    }
  }
  return scores
}

/** A candidate's row in a model, −1 where it has none. */
function rowOf(model: LoadedModel, { id, artistId }: Candidate): number {
  return model.rowOf.get(model.entity === 'track' ? id : artistId) ?? -1
}

/** What is held against a band is held against each of its tracks in full. */
function contributionOf(voice: Voice, row: number, place: number, scale: number): number {
  const full = voice.weight * partOf(voice, row, place)
  return voice.model.entity === 'track' || full < 0 ? full : full * scale
}

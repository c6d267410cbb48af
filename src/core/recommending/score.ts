/**
 * Scores of every band for some seeds. Each seed is searched by itself in each model and the lists are merged by
 * place, never by an average vector: a band close to one seed is not beaten by one that is middling to all. This is
 * reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) with one share per seed and model.
 */
import type { ReadableDb } from '#core/store/open.ts'
import { type Closeness, closenessAt, closenessTo, halfwayPlace, placeOf } from './closeness.ts'
import type { LoadedModel } from './model-cache.ts'
import type { FoundSeed } from './seeds.ts'

/** One seed in one model: what it adds to a band's score is weight × closenessAt(place). */
export type Voice = { seed: FoundSeed; model: LoadedModel; weight: number; closeness: Closeness; halfway: number }

/** How much a band that the listener steers away from takes off, against what a seed gives. */
const steerAway = 0.75

export type Scored = {
  voices: Voice[]
  /** Every band that some voice knows. */
  artists: number[]
  scoreOf: (artistId: number) => number
  /** What each voice adds to a band's score. */
  contributions: (artistId: number) => { voice: Voice; contribution: number; place: number; similarity: number }[]
}

/** Prepare scoring. Voices that have nothing to say (a seed that a model cannot place) give their weight to the others. */
export function prepareScores(
  db: ReadableDb,
  models: readonly LoadedModel[],
  seeds: readonly FoundSeed[],
  negatives: readonly FoundSeed[],
): Scored {
  const voices = [...voicesOf(db, models, seeds, 1), ...voicesOf(db, models, negatives, -steerAway)]
  const artists = [...new Set(models.flatMap((model) => [...model.items]))]
  const contributions = (artistId: number) =>
    voices.flatMap((voice) => {
      const row = voice.model.rowOf.get(artistId)
      if (row === undefined) return []
      const place = placeOf(voice.closeness, row)
      const similarity = voice.closeness.similarity[row] as number
      return [{ voice, contribution: voice.weight * closenessAt(place, voice.halfway), place, similarity }]
    })
  const scoreOf = (artistId: number) => contributions(artistId).reduce((sum, one) => sum + one.contribution, 0)
  return { voices, artists, scoreOf, contributions }
}

function voicesOf(db: ReadableDb, models: readonly LoadedModel[], seeds: readonly FoundSeed[], total: number): Voice[] {
  const perSeed = seeds.map((seed) =>
    models.flatMap((model) => {
      const closeness = closenessTo(db, model, seed.artistId)
      return closeness === null ? [] : [{ seed, model, closeness, halfway: halfwayPlace(model.items.length) }]
    }),
  )
  const heard = perSeed.filter((voices) => voices.length > 0)
  return heard.flatMap((voices) => voices.map((voice) => ({ ...voice, weight: total / heard.length / voices.length })))
}

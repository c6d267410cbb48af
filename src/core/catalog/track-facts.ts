/** What all sources together say of a track beyond its names. */
import { AppError } from '#api/errors.ts'
import type { TrackFacts } from '#api/track-facts.ts'
import { type SoundClassifier, soundClasses, soundClassifiers } from '#core/sources/sounds.ts'
import { parseItemId, workOfTrack } from '#core/store/browse-rows.ts'
import { type FactRow, factRows, featuresOf, labelsOf } from '#core/store/fact-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { decodeSound, joinSounds } from '#core/store/track-sounds.ts'

/**
 * The facts of a track: its own first, then those of the same version from other sources, since a live recording has
 * another length and sound than the plain one. Throws AppError track-not-found.
 */
export function trackFacts(db: ReadableDb, id: string): TrackFacts {
  const track = parseItemId(id).row
  const work = workOfTrack(db, track)
  const listings = work === null ? [] : factRows(db, work)
  const own = listings.find(({ trackId }) => trackId === track)
  if (own === undefined) throw new AppError('track-not-found', 'This track is no longer in your library.')
  const rows = [own, ...listings.filter((row) => row !== own && row.version === own.version)]
  const first = <K extends keyof FactRow>(key: K) => rows.find((row) => row[key] !== null)?.[key] ?? undefined
  const explicit = first('explicit')
  return {
    ...said('album', first('album')),
    ...said('durationMs', first('durationMs')),
    ...said('year', first('year')),
    ...said('isrc', first('isrc')),
    ...said('mbid', first('mbid')),
    ...said('explicit', explicit === undefined ? undefined : explicit === 1),
    ...said('popularity', first('popularity')),
    features: firstOfEach(rows.flatMap(({ trackId }) => featuresOf(db, trackId))),
    labels: firstOfEach(
      rows.flatMap(({ trackId }) => labelsOf(db, trackId)).sort((a, b) => b.weight - a.weight),
      ({ kind, name }) => `${kind} ${name}`,
    ),
    ...soundsOf(rows),
    ...said('lyrics', first('lyrics')),
    sources: [...new Set(rows.map(({ source }) => source))],
  }
}

function said<K extends keyof TrackFacts>(key: K, value: TrackFacts[K] | undefined): Partial<Pick<TrackFacts, K>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Pick<TrackFacts, K>>
}

function firstOfEach<T extends { name: string }>(list: readonly T[], keyOf = ({ name }: T) => name): T[] {
  return [...new Map([...list].reverse().map((one) => [keyOf(one), one])).values()].reverse()
}

/** What each classifier hears, over all submissions; classifiers that say nothing are left out. */
function soundsOf(rows: readonly FactRow[]): Pick<TrackFacts, 'sounds' | 'submissions'> {
  let joined: { submissions: number; shares: Float64Array } | null = null
  for (const { submissions, shares } of rows) {
    if (submissions === null || shares === null) continue
    const heard = { submissions, shares: decodeSound(shares) }
    joined =
      joined === null ? heard : { submissions: joined.submissions + submissions, shares: joinSounds(joined, heard) }
  }
  if (joined === null) return { sounds: [], submissions: 0 }
  const { shares, submissions } = joined
  const sounds = (Object.keys(soundClassifiers) as SoundClassifier[]).flatMap((classifier) => {
    const all = soundClasses
      .flatMap((sound, place) =>
        sound.classifier === classifier && !Number.isNaN(shares[place])
          ? [{ name: sound.name, probability: shares[place] as number }]
          : [],
      )
      .sort((a, b) => b.probability - a.probability)
    const [likeliest] = all
    return likeliest === undefined
      ? []
      : [{ classifier, value: likeliest.name, probability: likeliest.probability, all }]
  })
  return { sounds, submissions }
}

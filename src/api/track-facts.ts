/** What sources say of a track beyond its names, as it is shown. */
import { z } from 'zod'

/** Numbers that sources give of tracks. */
export const TrackFeature = z.enum([
  'tempo',
  'loudness',
  'musicalKey',
  'mode',
  'timeSignature',
  'danceability',
  'energy',
  'valence',
  'arousal',
  'acousticness',
  'instrumentalness',
  'liveness',
  'speechiness',
])

/** A share of 0 to 1, or a number of its own unit: `tempo` in beats a minute, `loudness` in dB, `musicalKey` 0 for C. */
const Measure = z.object({ name: TrackFeature, value: z.number() })

export const TrackFacts = z.object({
  album: z.string().optional(),
  durationMs: z.number().int().optional(),
  year: z.number().int().optional(),
  isrc: z.string().optional(),
  mbid: z.string().optional(),
  explicit: z.boolean().optional(),
  /** 0 to 100, as a source rates it. */
  popularity: z.number().optional(),
  features: z.array(Measure),
  /** What it is called and good for, strongest first; `weight` is 0 to 1. */
  labels: z.array(
    z.object({ kind: z.enum(['genre', 'mood', 'activity', 'tag', 'language']), name: z.string(), weight: z.number() }),
  ),
  /** What classifiers hear: the likeliest class, how sure that is, and all classes, likeliest first. */
  sounds: z.array(
    z.object({
      classifier: z.string(),
      value: z.string(),
      probability: z.number(),
      all: z.array(z.object({ name: z.string(), probability: z.number() })),
    }),
  ),
  /** Submissions that the classifiers' answers are the mean of. */
  submissions: z.number().int(),
  lyrics: z.string().optional(),
  /** Who says so. */
  sources: z.array(z.string()),
})
export type TrackFacts = z.infer<typeof TrackFacts>
export type TrackFeature = z.infer<typeof TrackFeature>

/** What is known of a track, as text. */
import type { TrackFacts } from '#api/track-facts.ts'
import { lengthOf, table } from './text.ts'

const percent = (share: number) => `${Math.round(share * 100)} %`

/** Facts, one a line: what is said, and by how much. */
export function facts({ features, labels, sounds, submissions, lyrics, sources, ...plain }: TrackFacts): string {
  const { durationMs, explicit, ...texts } = plain
  const rows = [
    ...Object.entries(texts).map(([name, value]) => [name, String(value)]),
    ...(durationMs === undefined ? [] : [['length', lengthOf(durationMs)]]),
    ...(explicit === undefined ? [] : [['explicit', explicit ? 'yes' : 'no']]),
    ...features.map(({ name, value }) => [name, String(Math.round(value * 1000) / 1000)]),
    ...labels.map(({ kind, name, weight }) => [kind, name, percent(weight)]),
    ...sounds.map(({ classifier, value, probability }) => [classifier, value, percent(probability)]),
  ]
  const from = `From ${sources.join(', ')}${submissions > 1 ? `; sound: the mean of ${submissions} submissions` : ''}.`
  return [table(rows), ...(lyrics === undefined ? [] : ['', lyrics, '']), from].join('\n')
}

/** What three classifiers say of a track's genre, with their doubt. */
import { type SoundClassifier, soundClasses } from '#core/sources/sounds.ts'
import type { Vocabulary } from './genres.ts'

/** The classifiers of genre, in the order in which their votes are stored. */
export const genreClassifiers = ['dortmund', 'rosamerica', 'tzanetakis'] as const
export type GenreClassifier = (typeof genreClassifiers)[number]

/** What the classes mean in the words of the vocabulary; speech is no genre. */
const meanings: Partial<Record<SoundClassifier, Record<string, readonly string[]>>> = {
  genre_dortmund: {
    ...{ alternative: ['alternative rock'], blues: ['blues'], electronic: ['electronic'], jazz: ['jazz'] },
    ...{ folkcountry: ['folk', 'country'], funksoulrnb: ['funk', 'soul', 'r&b'], pop: ['pop'], rock: ['rock'] },
    raphiphop: ['hip hop'],
  },
  genre_rosamerica: {
    ...{
      cla: ['classical'],
      dan: ['dance'],
      hip: ['hip hop'],
      jaz: ['jazz'],
      pop: ['pop'],
      rhy: ['r&b'],
      roc: ['rock'],
    },
  },
  genre_tzanetakis: {
    ...{ blu: ['blues'], cla: ['classical'], cou: ['country'], dis: ['disco'], hip: ['hip hop'], jaz: ['jazz'] },
    ...{ met: ['metal'], pop: ['pop'], reg: ['reggae'], roc: ['rock'] },
  },
}

/** Below this a class is the classifier's noise. */
const leastSure = 0.2

/** `classifier` is a place in `genreClassifiers`, `weight` how sure it is, 0 to 1. */
type SoundVote = { classifier: number; genreId: number; weight: number }

/** Makes the function from a sound to votes: each classifier has one and spreads it as sure as it is. */
export function soundGenres(vocabulary: Vocabulary): (sound: Float64Array) => SoundVote[] {
  const places = soundClasses.flatMap(({ classifier, name }, place) => {
    const voter = genreClassifiers.findIndex((short) => classifier === `genre_${short}`)
    const genres = (meanings[classifier]?.[name] ?? [])
      .map((word) => vocabulary.genreOf(word))
      .filter((genre) => genre !== null)
    return genres.length === 0 ? [] : [{ place, voter, genres }]
  })
  return (sound) =>
    places.flatMap(({ place, voter, genres }) => {
      const sure = sound[place] as number
      if (!(sure >= leastSure)) return []
      return genres.map((genreId) => ({ classifier: voter, genreId, weight: sure / genres.length }))
    })
}

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

/** Stands for the genre that a voice leaves open. */
export const openGenre = 0

/** `classifier` is a place in `genreClassifiers`, `weight` how sure it is, 0 to 1. */
type SoundVote = { classifier: number; genreId: number; weight: number }

/** Makes the function from a sound to votes: each classifier that heard it has one, spread as sure as it is. */
export function soundGenres(vocabulary: Vocabulary): (sound: Float64Array) => SoundVote[] {
  const ballots = genreClassifiers.map((short) =>
    soundClasses.flatMap(({ classifier, name }, place) => {
      if (classifier !== `genre_${short}`) return []
      const words = meanings[classifier]?.[name] ?? []
      return [{ place, genres: words.map((word) => vocabulary.genreOf(word)).filter((genre) => genre !== null) }]
    }),
  )
  return (sound) =>
    ballots.flatMap((classes, classifier) => {
      if (classes.every(({ place }) => Number.isNaN(sound[place]))) return []
      let open = 1
      const votes = classes.flatMap(({ place, genres }) => {
        const sure = sound[place] as number
        if (!(sure >= leastSure) || genres.length === 0) return []
        open -= sure
        return genres.map((genreId) => ({ classifier, genreId, weight: sure / genres.length }))
      })
      return open > 0 ? [...votes, { classifier, genreId: openGenre, weight: open }] : votes
    })
}

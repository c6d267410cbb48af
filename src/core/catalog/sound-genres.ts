/** What three classifiers say of a track's genre, as votes with their doubt. */
import { type SoundClassifier, soundClasses } from '#core/sources/sounds.ts'
import type { Vocabulary } from './genres.ts'

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
const voters = Object.keys(meanings).length

/** Below this a class is the classifier's noise. */
const leastSure = 0.2

/**
 * Makes the function from a sound to (genre id, weight): each classifier has a third of a vote and spreads it as sure
 * as it is, so that one that errs alone is outvoted.
 */
export function soundGenres(vocabulary: Vocabulary): (sound: Float64Array) => [genre: number, weight: number][] {
  const places = soundClasses.flatMap(({ classifier, name }, place) => {
    const genres = (meanings[classifier]?.[name] ?? [])
      .map((word) => vocabulary.genreOf(word))
      .filter((genre) => genre !== null)
    return genres.length === 0 ? [] : [{ place, genres }]
  })
  return (sound) =>
    places.flatMap(({ place, genres }) => {
      const sure = sound[place] as number
      if (!(sure >= leastSure)) return []
      return genres.map((genre): [number, number] => [genre, sure / (voters * genres.length)])
    })
}

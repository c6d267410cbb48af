/** The classifiers of AcousticBrainz and their classes, in the order in which they are stored. Never reorder. */

export const soundClassifiers = {
  danceability: ['danceable', 'not_danceable'],
  gender: ['female', 'male'],
  genre_dortmund: [
    ...['alternative', 'blues', 'electronic', 'folkcountry', 'funksoulrnb', 'jazz', 'pop', 'raphiphop', 'rock'],
  ],
  genre_electronic: ['ambient', 'dnb', 'house', 'techno', 'trance'],
  genre_rosamerica: ['cla', 'dan', 'hip', 'jaz', 'pop', 'rhy', 'roc', 'spe'],
  genre_tzanetakis: ['blu', 'cla', 'cou', 'dis', 'hip', 'jaz', 'met', 'pop', 'reg', 'roc'],
  ismir04_rhythm: [
    ...['ChaChaCha', 'Jive', 'Quickstep', 'Rumba-American', 'Rumba-International', 'Rumba-Misc', 'Samba', 'Tango'],
    ...['VienneseWaltz', 'Waltz'],
  ],
  mood_acoustic: ['acoustic', 'not_acoustic'],
  mood_aggressive: ['aggressive', 'not_aggressive'],
  mood_electronic: ['electronic', 'not_electronic'],
  mood_happy: ['happy', 'not_happy'],
  mood_party: ['not_party', 'party'],
  mood_relaxed: ['not_relaxed', 'relaxed'],
  mood_sad: ['not_sad', 'sad'],
  moods_mirex: ['Cluster1', 'Cluster2', 'Cluster3', 'Cluster4', 'Cluster5'],
  timbre: ['bright', 'dark'],
  tonal_atonal: ['atonal', 'tonal'],
  voice_instrumental: ['instrumental', 'voice'],
} as const satisfies Record<string, readonly string[]>

export type SoundClassifier = keyof typeof soundClassifiers

/** Every class with its place in a stored sound. */
export const soundClasses: readonly { classifier: SoundClassifier; name: string }[] = (
  Object.keys(soundClassifiers) as SoundClassifier[]
).flatMap((classifier) => soundClassifiers[classifier].map((name) => ({ classifier, name })))

/** The cleaning rules, each of which can be switched on and off, and what a listener has chosen. */
import type { GenreClassifier } from '../sound-genres.ts'

/** Rules that say when two spellings are one band, in the order in which they are tried. */
export const spellingRules = [
  'case-variant',
  'typography',
  'entities',
  'mojibake',
  'article-order',
  'ampersand',
  'accents',
  'symbols',
  'punctuation',
  'article',
  'spacing',
  'guests',
  'split-credits',
] as const
export type SpellingRule = (typeof spellingRules)[number]

/** Rules that keep titles out of recommendations. */
export const hidingRules = ['placeholder', 'explicit', 'printable-ascii'] as const
export type HidingRule = (typeof hidingRules)[number]

export type CleaningRule = SpellingRule | HidingRule

const offAtFirst: ReadonlySet<CleaningRule> = new Set(['explicit', 'printable-ascii'])
export const isOnAtFirst = (rule: CleaningRule): boolean => !offAtFirst.has(rule)

/** A listener's word on two bands: each a stable key, or a spelling as it is written where both have one key. */
export type ArtistVerdict = { artist: string; other: string; verdict: 'same' | 'different' }

/** What a listener has chosen, as indexing is told. */
export type CleaningChoices = {
  /** Only what differs from how a rule is at first. */
  switches: Partial<Record<CleaningRule, boolean>>
  artists: ArtistVerdict[]
  /** The classifier of genres that is believed alone; null where all have a say. */
  trusted: GenreClassifier | null
  /** Words that mark a title as explicit, and words that do not, beside the list at first. */
  words: { added: string[]; removed: string[] }
}

export const noChoices: CleaningChoices = {
  switches: {},
  artists: [],
  trusted: null,
  words: { added: [], removed: [] },
}

/** What has to be done again for other choices: nothing, the flags of titles, the tally of genres, or everything. */
export function affectedBy(before: CleaningChoices, after: CleaningChoices): Set<'flags' | 'genres' | 'names'> {
  const differs = (of: (choices: CleaningChoices) => unknown) =>
    JSON.stringify(of(before)) !== JSON.stringify(of(after))
  const affected = new Set<'flags' | 'genres' | 'names'>()
  if (differs(({ words }) => words)) affected.add('flags')
  if (differs(({ trusted }) => trusted)) affected.add('genres')
  if (differs(({ switches, artists }) => [switches, artists])) affected.add('names')
  return affected
}

export const isOn = (choices: CleaningChoices, rule: CleaningRule): boolean =>
  choices.switches[rule] ?? isOnAtFirst(rule)

/** The rules on spellings that are on. */
export function spellingRulesOf(choices: CleaningChoices): ReadonlySet<SpellingRule> {
  return new Set(spellingRules.filter((rule) => isOn(choices, rule)))
}

/** The listener's cleaning: which rules are on, what they do, what is in doubt and what was decided. */
import type { Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { ArtistSuggestion, CleaningRule, CleaningState } from '#api/schemas.ts'
import { artistItems, canonicalArtist, parseItemId } from '#core/store/browse-rows.ts'
import * as rows from '#core/store/cleaning-rows.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import { artistKey, displayName } from '../keys.ts'
import { bodily, everydayWords, firstWords } from './flags.ts'
import { isOn, isOnAtFirst, noChoices, spellingRules } from './rules.ts'

export function cleaningState(library: ReadableDb, user: ReadableDb): CleaningState {
  const choices = rows.readChoices(user)
  const joined = new Map(rows.joinedByRule(library))
  const preview = new Map(rows.previewOfRules(library))
  return {
    rules: spellingRules.map((rule) => {
      const on = isOn(choices, rule)
      return { rule, on, joins: joined.get(rule) ?? preview.get(rule) ?? 0 }
    }),
    merged: joined.get('merged-by-you') ?? 0,
    keptApart: choices.artists.filter(({ verdict }) => verdict === 'different').length,
    suggestions: rows.countSuggestions(library),
    trusted: choices.trusted,
    pending: JSON.stringify(choices) !== JSON.stringify(rows.indexedBy(library) ?? noChoices),
  }
}

export function setRule(user: WritableDb, rule: CleaningRule, on: boolean): void {
  rows.writeSwitch(user, rule, on, isOnAtFirst(rule))
}

/** Two spellings as they are remembered: stable keys, or as they are written where both have one key. */
export function setVerdict(
  user: WritableDb,
  artist: string,
  other: string,
  verdict: 'same' | 'different' | null,
): void {
  if (artist === other) throw new AppError('bad-arguments', 'These are the same spelling. Name two different ones.')
  const keys = [artistKey(artist), artistKey(other)] as const
  if (keys[0] === keys[1]) rows.writeVerdict(user, artist, other, verdict)
  else rows.writeVerdict(user, ...keys, verdict)
}

export function suggestions(library: ReadableDb, limit: number): Result<'artistSuggestions'> {
  const items = rows.readSuggestions(library, limit).flatMap(({ artistId, otherId, rule, ...shared }) => {
    const [artist, other] = artistItems(library, [artistId, otherId])
    return artist === undefined || other === undefined
      ? []
      : [{ artist, other, rule: rule as ArtistSuggestion['rule'], ...shared }]
  })
  return { items, total: rows.countSuggestions(library) }
}

/** Throws AppError artist-not-found. */
export function spellings(library: ReadableDb, id: string): Result<'artistSpellings'> {
  const artist = canonicalArtist(library, parseItemId(id).row)
  if (artist === null) throw new AppError('artist-not-found', 'This band is no longer in your library.')
  return { items: rows.spellingsOf(library, artist) }
}

/** Words of titles: those that the listener added and took off, those at first, and those left to the listener. */
export function explicitWords(user: ReadableDb): Result<'explicitWords'> {
  const { words } = rows.readChoices(user)
  return { ...words, first: [...firstWords], everyday: [...everydayWords] }
}

/** Mark titles with a word as explicit, or not; null takes back what was said. Throws AppError bad-arguments. */
export function setWord(user: WritableDb, word: string, listed: boolean | null): void {
  const plain = displayName(word).toLowerCase()
  if (!/[\p{L}\p{N}]/u.test(plain)) throw new AppError('bad-arguments', 'A word needs a letter or a digit in it.')
  // What the list at first says already needs no row.
  const atFirst = firstWords.includes(plain) || (bodily.includes(plain) ? null : false)
  rows.writeWord(user, plain, listed === atFirst ? null : listed)
}

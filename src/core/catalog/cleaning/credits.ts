/** Credits that name more than one: the main artist, and the guests. */

export type Credit = { main: string; guests: string[] }

/** `A feat. B`, `A (ft. B)`, `A featuring B`, `A w/ B`. Not `Little Feat`, not `8 ft`. */
const featuring = /^(.*[^\s\d([])\s*(?:\s|[([])(?:feat\.?|ft\.?|featuring|f\/|w\/)\s+([^)\]]+)[)\]]?$/iu
/** `Character starring Singer`, as credits of songs for film and games are written. */
const starring = /^(.+?)\s+starring\s+(.+)$/iu
/** `Character (CV: Singer)`, `Character(CV.Singer)`, with wide marks too. */
const voicedBy = /^(.+?)\s*[（(]\s*c\.?v\.?\s*[.．:：・/／ ]\s*([^）)]+)[）)]/iu

/** Split a credit that says itself who is the guest; null for any other name. */
export function parseCredit(name: string): Credit | null {
  const voiced = voicedBy.exec(name)
  if (voiced !== null) {
    const voices = name.matchAll(new RegExp(voicedBy.source.replace('^(.+?)', ''), 'giu'))
    return credit(
      voiced[1],
      [...voices].map((match) => match[1] ?? ''),
    )
  }
  const match = featuring.exec(name) ?? starring.exec(name)
  return match === null ? null : credit(match[1], [match[2] ?? ''])
}

function credit(main: string | undefined, guests: string[]): Credit | null {
  const named = guests.map((guest) => guest.trim()).filter((guest) => guest !== '')
  const first = (main ?? '').replace(/[\s,;(（-]+$/u, '').trim()
  return first === '' || named.length === 0 ? null : { main: first, guests: named }
}

/** Whether a credit may say who is the guest: spares a search through most names. */
export const mayHaveGuests = (name: string): boolean =>
  /\b(?:f|w)\/|\bfea|\bft\b|starring|c\.?v\.?\s*[.．:：・/／ ]/iu.test(name)

const separators = /\s*[,;、]\s*|\s+(?:&|\+|and|with|vs\.?|x|\/)\s+/iu
/** `X & The Ys`: a singer with a band, one act whatever else is known. */
const withBand = /(?:&|\+|\band\b|\bwith\b)\s+(?:the|his|her|their|los|las|les|die|seine)\s/iu

/**
 * The parts of `A & B`, `A, B`, `A; B`, `A with B`: a credit of several artists if each of them is known and the whole
 * is not. Empty for names that cannot be one.
 */
export function partsOf(name: string): string[] {
  if (!/[,;、&+/]|\b(?:and|with|vs|x)\b/iu.test(name) || withBand.test(name)) return []
  const parts = name.split(separators).map((part) => part.trim())
  return parts.length < 2 || parts.length > 8 || parts.some((part) => part.length < 2) ? [] : parts
}

/** Texts that come again and again, sent from one thread to another once: both keep the same list of them. */

/** Words that follow those that the other side has; at the beginning of the list the ones before are forgotten. */
export type NewWords = { from: number; words: string[] }

/** Most words kept; beyond it the list begins anew. */
const mostWords = 400_000

/** A text cut from a block of text keeps the whole block in memory; a copy does not. */
export const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')

export type WordSender = {
  /** The place of a word on the list, at its end where it is new. */
  placeOf: (word: string) => number
  /** What the other side must be told before it can read the places given out since the last call. */
  take: () => NewWords
}

export function wordSender(): WordSender {
  const places = new Map<string, number>()
  let fresh: string[] = []
  const placeOf = (word: string): number => {
    const known = places.get(word)
    if (known !== undefined) return known
    const own = ownCopy(word)
    fresh.push(own)
    places.set(own, places.size)
    return places.size - 1
  }
  const take = (): NewWords => {
    const taken = { from: places.size - fresh.length, words: fresh }
    fresh = []
    if (places.size >= mostWords) places.clear()
    return taken
  }
  return { placeOf, take }
}

/** Makes the function that takes new words in and returns the list, in which each text is the same object every time. */
export function wordReceiver(): (news: NewWords) => readonly string[] {
  const list: string[] = []
  return ({ from, words }) => {
    list.length = from
    for (const word of words) list.push(word)
    return list
  }
}

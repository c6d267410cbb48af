/** What documents of a kind repeat word for word, a version in each of their parts, is read once. */
import { isFlawless } from './json-records.ts'

/** Different wordings that are remembered, the latest ones. */
const mostKnown = 4

/**
 * Makes a function that leaves the content out of flat objects under `key`: `"key":{…}` becomes `"key":{}` where the same
 * words were read before and had no flaw. Text that is JSON stays JSON, as deep as it was and with its keys as unique, and
 * text that is none stays none: a brace behind a quote and a colon does not stand within a string.
 */
export function withoutRepeated(key: string): (text: string) => string {
  const flat = new RegExp(`"${key}":(\\{"[^{}]*\\})`)
  const empty = `"${key}":{}`
  let known: string[] = []
  return (text) => {
    const short = known.reduce((rest, words) => rest.replaceAll(words, empty), text)
    const next = flat.exec(short)
    if (next !== null && isFlawless(next[1] as string)) known = [next[0], ...known].slice(0, mostKnown)
    return short
  }
}

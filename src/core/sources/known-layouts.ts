/** Documents laid out as one before them, word for word but for their numbers: read without making objects of them. */
import { isFlawless } from './json-records.ts'

/** What stands between two literals: a number that is read, or the text under `"value"`, which is passed over. */
type Slot = 'number' | 'value'

type Layout<T> = { literals: readonly string[]; slots: readonly Slot[]; numbers: Float64Array; prepared: T }

export type KnownPart<T> = {
  /** The text with `{}` in place of the object. */
  text: string
  /** The numbers of the object in the order in which they are written; the next text reuses the array. */
  numbers: Float64Array
  prepared: T
}

/** Layouts that are remembered, the latest ones. */
const mostKnown = 4
/** A text under `"value"`, any other text, or a number. */
const tokenPattern = /("value":")[^"\\]*"|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** Whole numbers up to 2^53 and these powers are exact, so their quotient is rounded once, as it should be (Clinger 1990). */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * Makes a function that reads the object under the first key of a text that begins with `beginning`, such as `{"key":`,
 * where it is laid out as one that was read before; null for any other text. What surrounds it is JSON exactly where the
 * whole text is. `prepare` is given the first object of a layout, its texts under `"value"` empty and each number replaced by its place among them
 * all, and says what stays known of it; null where it is not to be remembered.
 */
export function knownLayouts<T>(
  beginning: string,
  prepare: (numbered: unknown) => T | null,
): (text: string) => KnownPart<T> | null {
  let known: Layout<T>[] = []
  let unknown = 0
  return (text) => {
    if (!text.startsWith(beginning)) return null
    for (const layout of known) {
      const end = endOfSame(text, layout)
      if (end < 0) continue
      return { text: `${beginning}{}${text.slice(end)}`, numbers: layout.numbers, prepared: layout.prepared }
    }
    unknown += 1
    // Ever more rarely, so that documents without a common layout lose no time.
    if ((unknown & (unknown - 1)) === 0) {
      const layout = layoutOf(text, beginning, prepare)
      if (layout !== null) known = [layout, ...known].slice(0, mostKnown)
    }
    return null
  }
}

/** Where the object ends, its numbers read; −1 where it is laid out otherwise. */
function endOfSame(text: string, { literals, slots, numbers }: Layout<unknown>): number {
  let at = 0
  let read = 0
  for (let i = 0; i < literals.length; i += 1) {
    const literal = literals[i] as string
    const next = at + literal.length
    if (text.slice(at, next) !== literal) return -1
    at = next
    const slot = slots[i]
    if (slot === undefined) return at
    if (slot === 'value') at = endOfPlainText(text, at)
    else {
      at = readNumber(text, at, numbers, read)
      read += 1
    }
    if (at < 0) return -1
  }
  return -1
}

/** Where a text ends that writes nothing in another way; −1 for any other. */
function endOfPlainText(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at
    if (code === 0x5c || code < 0x20) break
  }
  return -1
}

/** Read the JSON number at `from` to its place; returns where it ends, −1 where there is none. */
function readNumber(text: string, from: number, numbers: Float64Array, place: number): number {
  let at = from
  let whole = 0
  let decimals = -1
  for (; ; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) {
      whole = whole * 10 + (code - 0x30)
      if (decimals >= 0) decimals += 1
    } else if (code === 0x2e && decimals < 0 && at > from) decimals = 0
    else break
  }
  const end = text.charCodeAt(at)
  const second = text.charCodeAt(from + 1)
  const leadingZero = text.charCodeAt(from) === 0x30 && second >= 0x30 && second <= 0x39
  const isPlain = (end === 0x2c || end === 0x7d) && at > from && decimals !== 0 && !leadingZero
  if (!isPlain || whole > Number.MAX_SAFE_INTEGER || decimals > 22) return readAnyNumber(text, from, numbers, place)
  numbers[place] = decimals < 0 ? whole : whole / (powers[decimals] as number)
  return at
}

function readAnyNumber(text: string, from: number, numbers: Float64Array, place: number): number {
  numberPattern.lastIndex = from
  const written = numberPattern.exec(text)?.[0]
  if (written === undefined) return -1
  numbers[place] = Number(written)
  return from + written.length
}

function layoutOf<T>(text: string, beginning: string, prepare: (numbered: unknown) => T | null): Layout<T> | null {
  const end = endOfObject(text, beginning.length)
  if (end < 0 || !isFlawless(`${text.slice(0, end)}}`)) return null
  const literals: string[] = []
  const slots: Slot[] = []
  let numbered = ''
  let from = 0
  let numbers = 0
  for (const { 0: written, 1: opening, index } of text.slice(0, end).matchAll(tokenPattern)) {
    if (opening === undefined && written.startsWith('"')) continue
    const literal = text.slice(from, index) + (opening ?? '')
    numbered += opening === undefined ? `${literal}${numbers++}` : literal
    literals.push(ownText(literal))
    slots.push(opening === undefined ? 'number' : 'value')
    from = index + written.length - (opening === undefined ? 0 : 1)
  }
  literals.push(ownText(text.slice(from, end)))
  const value: unknown = JSON.parse(`${numbered}${text.slice(from, end)}}`)
  const prepared = prepare(Object.values(value as object)[0])
  return prepared === null ? null : { literals, slots, numbers: new Float64Array(numbers), prepared }
}

/** A piece of a text as a text of its own, which is compared faster and keeps nothing else in memory. */
const ownText = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')

/** Where the object that opens at `from` closes; −1 where it does not. */
function endOfObject(text: string, from: number): number {
  if (text[from] !== '{') return -1
  const token = /"(?:[^"\\]|\\.)*"|[{}]/gs
  token.lastIndex = from
  let depth = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '{') depth += 1
    else if (found[0] === '}') depth -= 1
    if (depth === 0) return token.lastIndex
  }
  return -1
}

/**
 * Where a quoted CSV field ends (RFC 4180), and what to make of quotes that break the rule.
 *
 * Inside a field a run of quotes of even length is text. The first odd run decides: with a delimiter, a line end or
 * the end of the file behind it, it closes the field. An odd run with anything else behind it is a stray: on the
 * opening line the quotes are taken as text; on a later line, or with no odd run at all, the opening quote never closes.
 */
import { LONGEST_LINE } from './text.ts'

/** The quote is text: the field goes to the next delimiter of its line. */
export const LITERAL = -1
/** The quote never closes. */
export const UNCLOSED = -2
/** The text so far does not tell. */
export const MORE = -3

/** A run of quotes: offsets of its first character and of the one behind it; both the text's length when there is none. */
type Run = { start: number; after: number }

export type RunFinder = {
  /** The first odd run at or behind `from`, which must not lie inside a run. */
  oddRun: (from: number) => Run
  reset: (text: string) => void
}

/** Remembers its last answer, so that a file full of opening quotes is still searched once. */
export function createRunFinder(): RunFinder {
  let text = ''
  let searchedFrom = Number.POSITIVE_INFINITY
  let answer: Run = { start: -1, after: -1 }
  return {
    oddRun(from) {
      if (searchedFrom <= from && from <= answer.start) return answer
      searchedFrom = from
      answer = { start: text.length, after: text.length }
      for (let start = text.indexOf('"', from); start >= 0; ) {
        const after = endOfRun(text, start)
        if ((after - start) % 2 === 1) {
          answer = { start, after }
          break
        }
        start = text.indexOf('"', after)
      }
      return answer
    },
    reset(next) {
      text = next
      searchedFrom = Number.POSITIVE_INFINITY
    },
  }
}

export type QuoteContext = {
  text: string
  delimiter: string
  runs: RunFinder
  /** Where the record begins. */
  start: number
  /** No text follows. */
  final: boolean
  /** Beginnings of lines that are too long to keep, ascending: no record reaches across one. */
  long: readonly number[]
}

/** Offset of the quote that closes the field opened at `open`, or LITERAL, UNCLOSED, MORE. */
export function closingQuote(context: QuoteContext, open: number): number {
  const { text, delimiter, start, final } = context
  const endsField = (offset: number): boolean =>
    offset >= text.length || text.startsWith(delimiter, offset) || text[offset] === '\n' || text[offset] === '\r'
  const opening = endOfRun(text, open)
  let run: Run = { start: open + 1, after: opening }
  if ((opening - open) % 2 === 1) run = context.runs.oddRun(opening)
  const barrier = Math.min(context.long[0] ?? Number.POSITIVE_INFINITY, start + LONGEST_LINE)
  if (run.start >= text.length || run.after > barrier) {
    return final || text.length > barrier ? UNCLOSED : MORE
  }
  if (endsField(run.after)) return run.after - 1
  const lineEnd = endOfLine(text, open, run.start)
  if (lineEnd < run.start) return UNCLOSED
  // A stray on the opening line: perhaps the field still closes on this line, if no other field opens before.
  const stop = endOfLine(text, run.after, text.length)
  for (; run.start < stop; run = context.runs.oddRun(run.after)) {
    if (endsField(run.after)) return run.after - 1
    if (text[run.start - 1] === delimiter) return LITERAL
  }
  return LITERAL
}

/**
 * Offset of the quote that closes the field opened at `open` where quotes within are written `\\"`, or UNCLOSED. Such
 * fields stay within their line, which ends at `lineEnd`.
 */
export function closingEscapedQuote(text: string, delimiter: string, open: number, lineEnd: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0 && at < lineEnd; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0 && (at + 1 >= lineEnd || text.startsWith(delimiter, at + 1))) return at
  }
  return UNCLOSED
}

function endOfRun(text: string, start: number): number {
  let after = start
  while (text.charCodeAt(after) === 34) after++
  return after
}

/** The first line end in `from..to`, or `to`. */
function endOfLine(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 13) return i
  return to
}

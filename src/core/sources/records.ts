/** Text blocks to records: line ends, RFC 4180 quotes and what people's files make of them. */
import type { RecordKeyword, RepairKeyword } from './keywords.ts'
import { closingEscapedQuote, closingQuote, createRunFinder, LITERAL, MORE, UNCLOSED } from './quotes.ts'
import type { TextBlock } from './text.ts'

/** As much of a record as a reject shows. */
export const SHOWN_TEXT = 500

/** `csv` is RFC 4180; `backslash` writes a quote within quotes as `\\"` and may have blanks before an opening quote. */
export type Quoting = 'csv' | 'backslash' | 'none'

export type RecordSink = {
  /** A record's fields; `line` is its first physical line. The array is the sink's own. */
  record: (fields: string[], line: number) => void
  /** A record that never came to fields. */
  reject: (keyword: RecordKeyword, line: number, text: string) => void
}

export type RecordReader = {
  push: (block: TextBlock) => void
  /** Reads what is left; call once, after the last block. */
  end: () => void
  /** The record now in the sink, at most `SHOWN_TEXT` characters of it. */
  currentText: () => string
  /** The physical line that comes next. */
  line: () => number
  /** Repairs since the last call. */
  takeRepairs: () => Partial<Record<RepairKeyword, number>>
}

/** Makes a reader that calls `sink` for each record of one file; blank lines are none. */
export function createRecordReader(delimiter: string, quoting: Quoting, sink: RecordSink): RecordReader {
  let text = ''
  /** Beginning and end of the current record, without its line end. */
  let start = 0
  let end = 0
  let line = 1
  let legacy: number[] = []
  let nextLegacy = 0
  let long: number[] = []
  let repairs: Partial<Record<RepairKeyword, number>> = {}
  const breaks = { lf: 0, crlf: 0, cr: 0 }
  const runs = createRunFinder()
  const parted = delimiter.length
  // Each cursor is the first place at or behind `start` where its character stands: found once, not per line.
  const at = { lf: -1, cr: -1, quote: -1, nul: -1, delimiter: -1 }

  const find = (what: string, from: number): number => {
    const found = text.indexOf(what, from)
    return found < 0 ? text.length : found
  }
  const note = (keyword: RepairKeyword): void => {
    repairs[keyword] = (repairs[keyword] ?? 0) + 1
  }
  const currentText = (): string => text.slice(start, Math.min(end, start + SHOWN_TEXT))

  /** Reads all whole records in `text`; what stays is the beginning of a quoted one that needs more text. */
  function consume(final: boolean): void {
    while (start < text.length) {
      if (at.lf < start) at.lf = find('\n', start)
      if (at.cr < start) at.cr = find('\r', start)
      const lineEnd = Math.min(at.lf, at.cr)
      end = lineEnd
      if (at.quote < start) at.quote = find('"', start)
      if (long.length > 0 && long[0] === start) {
        long.shift()
        sink.reject('row-too-long', line, currentText())
      } else if (quoting !== 'none' && at.quote < lineEnd) {
        if (!quotedRecord(lineEnd, final)) break
      } else {
        plainRecord(lineEnd)
      }
      advance()
    }
    text = text.slice(start)
    legacy = legacy.slice(nextLegacy).map((offset) => offset - start)
    nextLegacy = 0
    long = long.map((offset) => offset - start)
    start = 0
    forgetCursors()
    runs.reset(text)
  }

  /** Steps behind the record that ends at `end` and its line end. */
  function advance(): void {
    let next = end + 1
    if (end < text.length) {
      if (text.charCodeAt(end) === 10) breaks.lf++
      else if (text.charCodeAt(next) === 10) {
        breaks.crlf++
        next++
      } else breaks.cr++
    }
    if (nextLegacy < legacy.length && (legacy[nextLegacy] as number) < next) {
      while (nextLegacy < legacy.length && (legacy[nextLegacy] as number) < next) nextLegacy++
      note('encoding-legacy')
    }
    line++
    start = next
  }

  function plainRecord(lineEnd: number): void {
    if (at.delimiter < start) at.delimiter = find(delimiter, start)
    if (at.delimiter >= lineEnd && isBlank(text, start, lineEnd)) {
      note('blank-line')
      return
    }
    const fields: string[] = []
    let from = start
    while (at.delimiter < lineEnd) {
      fields.push(text.slice(from, at.delimiter))
      from = at.delimiter + parted
      at.delimiter = find(delimiter, from)
    }
    fields.push(text.slice(from, lineEnd))
    if (at.quote < lineEnd) note('quote-literal')
    deliver(fields)
  }

  function deliver(fields: string[]): void {
    if (at.nul < start) at.nul = find('\0', start)
    if (at.nul < end) sink.reject('nul-byte', line, currentText())
    else sink.record(fields, line)
  }

  /** Reads a record with quotes; false when it needs more text to tell where it ends. */
  function quotedRecord(lineEnd: number, final: boolean): boolean {
    const fields: string[] = []
    let stray = false
    let extraLines = 0
    for (let from = start; ; ) {
      let close = LITERAL
      const open = quoting === 'backslash' ? endOfBlanks(text, from) : from
      if (text.charCodeAt(open) === 34) {
        close =
          quoting === 'backslash'
            ? closingEscapedQuote(text, delimiter, open, lineEnd)
            : closingQuote({ text, delimiter, runs, start, final, long }, open)
      }
      if (close === MORE) return false
      if (close === UNCLOSED) {
        end = lineEnd
        forgetCursors()
        sink.reject('quote-unclosed', line, currentText())
        return true
      }
      if (close === LITERAL) {
        close = endOfPlainField(from)
        const field = text.slice(from, close)
        stray ||= field.includes('"')
        fields.push(field)
      } else if (quoting === 'backslash') {
        fields.push(text.slice(open + 1, close).replace(/\\(.)/g, '$1'))
        close++
      } else {
        const parts = text.slice(from + 1, close).split('""')
        stray ||= parts.some((part) => part.includes('"'))
        fields.push(parts.join('"'))
        extraLines += countBreaks(text, from, close)
        close++
      }
      if (close >= text.length || !text.startsWith(delimiter, close)) {
        end = close
        break
      }
      from = close + parted
    }
    if (stray) note('quote-stray')
    if (extraLines > 0) note('quote-multiline')
    deliver(fields)
    line += extraLines
    return true
  }

  function endOfPlainField(from: number): number {
    if (at.delimiter < from) at.delimiter = find(delimiter, from)
    if (at.lf < from) at.lf = find('\n', from)
    if (at.cr < from) at.cr = find('\r', from)
    return Math.min(at.delimiter, at.lf, at.cr)
  }

  function forgetCursors(): void {
    at.lf = at.cr = at.quote = at.nul = at.delimiter = -1
  }

  return {
    push(block) {
      for (const offset of block.legacyStarts) legacy.push(text.length + offset)
      if (block.longFirstLine) long.push(text.length)
      text = text === '' ? block.text : text + block.text
      runs.reset(text)
      consume(false)
    },
    end() {
      consume(true)
      const kinds = Object.values(breaks).filter((count) => count > 0).length
      if (kinds > 1) note('newline-mixed')
      else if (breaks.crlf > 0) note('newline-crlf')
      else if (breaks.cr > 0) note('newline-cr')
    },
    currentText,
    line: () => line,
    takeRepairs() {
      const taken = repairs
      repairs = {}
      return taken
    },
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  if (start === end) return true
  return text.charCodeAt(start) <= 32 && text.charCodeAt(start) > 0 && text.slice(start, end).trim() === ''
}

function endOfBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32) at++
  return at
}

function countBreaks(text: string, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) count++
  }
  return count
}

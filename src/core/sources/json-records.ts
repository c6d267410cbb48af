/** JSON files whose records are whole documents: one alone, one a line, one behind the other, or a list of them. */
import type { DocumentReader, RecordSink } from './format.ts'
import { DEEPEST, jsonValues, LONGEST_RECORD, parseJson, refuse } from './json-values.ts'
import { lineSplitter } from './lines.ts'

/** Characters that are looked at to tell how the documents lie in the file. */
const LOOKED_AT = 32 * 1024
const forbiddenKey = /"(?:__proto__|constructor|prototype)"\s*:/

/** A document, and what is known of it beside its value. */
type Read<K> = { value: unknown; known: K | null }

/**
 * Makes a reader that hands over every document. Lines that are no JSON spoil only themselves where documents are
 * lines; anywhere else the file is refused as json-syntax or json-truncated. `shorten` may give what it knows of a text
 * with a shorter text, which is read instead and is JSON exactly where the longer one is.
 */
export function jsonRecords<K extends { text: string }>(
  sink: RecordSink,
  onValue: (value: unknown, line: number, known: K | null) => void,
  shorten: (text: string) => K | null = () => null,
): DocumentReader {
  const read = (text: string): Read<K> | undefined => readDocument(text, shorten, sink.note)
  const begin = (text: string): DocumentReader => {
    if (areLines(text)) return byLine(sink, read, onValue)
    const list = isList(text)
    if (list) sink.note('json-array')
    return jsonValues(
      [list ? '[]' : ''],
      (_, value, line) => onValue(value, line, null),
      () => sink.note('json-concatenated'),
    )
  }
  return byBeginning(begin, (text) => {
    // Short files are most often one document: the usual case of folders and archives of them.
    const document = read(text)
    if (document === undefined || Array.isArray(document.value)) return false
    onValue(document.value, 1, document.known)
    return true
  })
}

/** Makes a reader that refuses what `jsonRecords` refuses and hands over nothing; of lines it makes no values. */
export function jsonCheck(): DocumentReader {
  const nothing = () => {}
  const deepLines = () =>
    lineSplitter((line) => {
      if (measure(line).depth > DEEPEST) readDocument(line, () => null, nothing)
    }, nothing)
  const begin = (text: string) =>
    areLines(text) ? deepLines() : jsonValues([isList(text) ? '[]' : ''], nothing, nothing)
  return byBeginning(begin, () => false)
}

/** Chooses the reader when the beginning is known; a shorter text goes to `whole` first, which may take it. */
function byBeginning(begin: (text: string) => DocumentReader, whole: (text: string) => boolean): DocumentReader {
  let head = ''
  let reader: DocumentReader | null = null
  const start = (): DocumentReader => {
    const begun = begin(head)
    begun.push(head)
    head = ''
    return begun
  }
  return {
    push: (text) => {
      if (reader !== null) return reader.push(text)
      head += text
      if (head.length >= LOOKED_AT) reader = start()
    },
    end: () => {
      if (reader === null && whole(head)) return
      reader ??= start()
      reader.end()
    },
  }
}

const isList = (text: string): boolean => text.trimStart().startsWith('[')

function byLine<K>(
  sink: RecordSink,
  read: (text: string) => Read<K> | undefined,
  onValue: (value: unknown, line: number, known: K | null) => void,
): DocumentReader {
  return lineSplitter(
    (text, line) => {
      if (text.trim() === '') return sink.note('blank-line')
      const document = read(text)
      if (document === undefined) sink.reject('json-syntax', line, text)
      else onValue(document.value, line, document.known)
    },
    (text, line) => sink.reject('row-too-long', line, text),
  )
}

/** True where most of the first whole lines are documents of their own. */
function areLines(text: string): boolean {
  if (isList(text)) return false
  const lines = text.split(/\r?\n/, 21)
  if (lines.length > 1) lines.pop()
  const said = lines.filter((line) => line.trim() !== '')
  return said.filter((line) => line.trimStart().startsWith('{') && isJson(line)).length * 2 > said.length
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined
}

/** One document, without keys that could reach beyond it; undefined where it is none. Throws `RefusedFile`. */
function readDocument<K extends { text: string }>(
  written: string,
  shorten: (text: string) => K | null,
  note: RecordSink['note'],
): Read<K> | undefined {
  if (written.length > LONGEST_RECORD) return undefined
  const known = shorten(written)
  const text = known?.text ?? written
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const keys = countKeys(value)
  // What was written twice is not in the value: only where the quick count leaves room for it, the text is looked through.
  if (colonsBehindQuotes(text) !== keys) {
    const written = measure(text)
    if (written.depth > DEEPEST) throw refuse.deep()
    if (written.keys > keys) note('json-duplicate-key')
  }
  if (!forbiddenKey.test(text)) return { value, known }
  note('json-forbidden-key')
  return { value: parseJson(text), known }
}

/** True for one JSON document of which nothing has to be put right. */
export function isFlawless(text: string): boolean {
  let flaws = 0
  const count = () => {
    flaws += 1
  }
  return readDocument(text, () => null, count) !== undefined && flaws === 0
}

/** How deep JSON is nested, and how many keys it writes; of what is no JSON, as far as its texts are closed. */
function measure(text: string): { depth: number; keys: number } {
  let depth = 0
  let deepest = 0
  let keys = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      at = endOfString(text, at)
      if (at < 0) break
    } else if (code === 0x3a) keys += 1
    else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === 0x7d || code === 0x5d) depth -= 1
  }
  return { depth: deepest, keys }
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1)
  while (text.charCodeAt(at - 1) === 0x5c) {
    let slashes = 1
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1
    if (slashes % 2 === 0) break
    at = text.indexOf('"', at + 1)
  }
  return at
}

/** How many keys a value has; throws `RefusedFile` beyond `DEEPEST`. */
function countKeys(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth >= DEEPEST) throw refuse.deep()
  const isList = Array.isArray(value)
  const inner: readonly unknown[] = isList ? value : Object.values(value)
  let keys = isList ? 0 : inner.length
  for (const one of inner) if (typeof one === 'object') keys += countKeys(one, depth + 1)
  return keys
}

/** At least the keys that valid JSON writes, exactly those where no string holds a quote and a colon. */
function colonsBehindQuotes(text: string): number {
  let count = 0
  for (let at = 1; at < text.length; at += 1) {
    if (text.charCodeAt(at) === 0x3a && text.charCodeAt(at - 1) === 0x22) count += 1
  }
  return count
}

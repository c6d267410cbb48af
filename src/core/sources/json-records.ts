/** JSON files whose records are whole documents: one alone, one a line, one behind the other, or a list of them. */
import type { DocumentReader, RecordSink } from './format.ts'
import { DEEPEST, jsonValues, LONGEST_RECORD, parseJson, refuse } from './json-values.ts'
import { lineSplitter } from './lines.ts'

/** Characters that are looked at to tell how the documents lie in the file. */
const LOOKED_AT = 32 * 1024
const forbiddenKey = /"(?:__proto__|constructor|prototype)"\s*:/

/**
 * Makes a reader that hands over every document. Lines that are no JSON spoil only themselves where documents are
 * lines; anywhere else the file is refused as json-syntax or json-truncated.
 */
export function jsonRecords(sink: RecordSink, onValue: (value: unknown, line: number) => void): DocumentReader {
  let head: string | null = ''
  let reader: DocumentReader | null = null
  const begin = (text: string): DocumentReader => {
    const first = text.trimStart()
    if (!first.startsWith('[') && areLines(text)) return byLine(sink, onValue)
    const list = first.startsWith('[')
    if (list) sink.note('json-array')
    return jsonValues(
      [list ? '[]' : ''],
      (_, value, line) => onValue(value, line),
      () => sink.note('json-concatenated'),
    )
  }
  return {
    push: (text) => {
      if (reader !== null) return reader.push(text)
      head += text
      if ((head as string).length < LOOKED_AT) return
      reader = begin(head as string)
      reader.push(head as string)
      head = null
    },
    end: () => {
      if (reader === null) {
        // Short files are most often one document: the usual case of folders and archives of them.
        const text = head as string
        const value = readDocument(text, sink.note)
        if (value !== undefined && !Array.isArray(value)) return onValue(value, 1)
        reader = begin(text)
        reader.push(text)
      }
      reader.end()
    },
  }
}

function byLine(sink: RecordSink, onValue: (value: unknown, line: number) => void): DocumentReader {
  return lineSplitter(
    (text, line) => {
      if (text.trim() === '') return sink.note('blank-line')
      const value = readDocument(text, sink.note)
      if (value === undefined) sink.reject('json-syntax', line, text)
      else onValue(value, line)
    },
    (text, line) => sink.reject('row-too-long', line, text),
  )
}

/** True where most of the first whole lines are documents of their own. */
function areLines(text: string): boolean {
  const lines = text.split(/\r?\n/, 21)
  if (lines.length > 1) lines.pop()
  const said = lines.filter((line) => line.trim() !== '')
  return said.filter((line) => line.trimStart().startsWith('{') && isJson(line)).length * 2 > said.length
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined
}

/** One document, without keys that could reach beyond it; undefined where it is none. Throws `RefusedFile`. */
function readDocument(text: string, note: RecordSink['note']): unknown {
  if (text.length > LONGEST_RECORD) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const { depth, keys } = measure(text)
  if (depth > DEEPEST) throw refuse.deep()
  if (keys > countKeys(value)) note('json-duplicate-key')
  if (!forbiddenKey.test(text)) return value
  note('json-forbidden-key')
  return parseJson(text)
}

/** How deep valid JSON is nested, and how many keys it writes. */
function measure(text: string): { depth: number; keys: number } {
  let depth = 0
  let deepest = 0
  let keys = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x3a) keys += 1
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

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countKeys(one), 0)
  let keys = 0
  for (const inner of Object.values(value)) keys += 1 + countKeys(inner)
  return keys
}

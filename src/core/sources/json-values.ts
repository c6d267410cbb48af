/** JSON as a stream: the values at a few paths of one document, however long the document is. */
import type { DocumentReader } from './format.ts'
import { RefusedFile } from './refusal.ts'

export const DEEPEST = 64
/** Characters of one record. */
export const LONGEST_RECORD = 8 * 1024 * 1024
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Parses one JSON value without keys that could reach beyond it; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => (forbidden.has(key) ? undefined : value))
  } catch {
    return undefined
  }
}

type Frame = { path: string; isArray: boolean; key: string | null }

export const refuse = {
  syntax: (line: number) => new RefusedFile('json-syntax', `This is no valid JSON: it breaks off at line ${line}.`),
  truncated: () => new RefusedFile('json-truncated', 'This JSON ends in the middle. Export or copy it again.'),
  deep: () => new RefusedFile('json-too-deep', `This JSON is nested more than ${DEEPEST} deep.`),
  large: (line: number) => new RefusedFile('json-too-large', `One record, at line ${line}, is over 8 MB.`),
}

/**
 * Makes a reader that hands over each value at one of `paths`: `[]` for the elements of a list, `.name` within an
 * object, such as `.playlists[].items[]`; '' for the document itself. What lies elsewhere is passed over. Refuses as
 * json-syntax, json-truncated, json-too-deep, json-too-large; messages never repeat what the file says.
 */
export function jsonValues(
  paths: readonly string[],
  onValue: (path: string, value: unknown, line: number) => void,
  /** Told of each document behind the first one; without it they are refused. */
  onNext: (() => void) | null = null,
): DocumentReader {
  const wanted = new Set(paths)
  const stack: Frame[] = []
  let line = 1
  let text = ''
  let inString = false
  let escaped = false
  /** The text of a key, or of a value that is wanted; null while neither is read. */
  let taken: { path: string; line: number; parts: string; from: number; depth: number } | null = null
  let key: { from: number; parts: string } | null = null
  let valueDue = true
  let scalar = false
  let ended = false
  let afterComma = false

  const pathHere = (): string => {
    const top = stack.at(-1)
    if (top === undefined) return ''
    return top.isArray ? `${top.path}[]` : `${top.path}.${top.key ?? ''}`
  }
  const finish = (end: number) => {
    if (taken === null) return
    const { path, parts, from, line: at } = taken
    taken = null
    const written = parts + text.slice(from, end)
    if (written.length > LONGEST_RECORD) throw refuse.large(at)
    const value = parseJson(written)
    if (value === undefined) throw refuse.syntax(at)
    onValue(path, value, at)
  }
  const closed = () => {
    valueDue = false
    if (stack.length === 0) ended = true
  }
  const beginValue = (at: number) => {
    if (ended && onNext !== null) {
      ended = false
      valueDue = true
      onNext()
    }
    if (!valueDue || ended) throw refuse.syntax(line)
    valueDue = false
    afterComma = false
    const path = pathHere()
    if (taken === null && wanted.has(path)) taken = { path, line, parts: '', from: at, depth: stack.length }
  }
  const open = (isArray: boolean, at: number) => {
    const path = pathHere()
    beginValue(at)
    if (stack.length >= DEEPEST) throw refuse.deep()
    stack.push({ path, isArray, key: null })
    valueDue = isArray
  }
  const close = (isArray: boolean, at: number) => {
    const frame = stack.pop()
    if (frame === undefined || frame.isArray !== isArray || afterComma) throw refuse.syntax(line)
    closed()
    if (taken !== null && stack.length === taken.depth) finish(at + 1)
  }
  const endScalar = (at: number) => {
    if (!scalar) return
    scalar = false
    closed()
    if (taken !== null && stack.length === taken.depth) finish(at)
  }
  const endString = (at: number) => {
    inString = false
    const top = stack.at(-1)
    if (key !== null && top !== undefined) {
      const name = parseJson(key.parts + text.slice(key.from, at + 1))
      if (typeof name !== 'string') throw refuse.syntax(line)
      top.key = name
      key = null
      return
    }
    closed()
    if (taken !== null && stack.length === taken.depth) finish(at + 1)
  }
  const beginString = (at: number) => {
    const top = stack.at(-1)
    if (!valueDue && top !== undefined && !top.isArray && top.key === null) {
      key = { from: at, parts: '' }
      afterComma = false
    } else beginValue(at)
    inString = true
  }

  const structural = (code: number, at: number) => {
    switch (code) {
      case 0x7b:
        return open(false, at)
      case 0x5b:
        return open(true, at)
      case 0x7d:
        return close(false, at)
      case 0x5d:
        return close(true, at)
      case 0x22:
        return beginString(at)
      case 0x3a: {
        if (stack.at(-1)?.key == null) throw refuse.syntax(line)
        valueDue = true
        return
      }
      case 0x2c: {
        const top = stack.at(-1)
        if (top === undefined) throw refuse.syntax(line)
        top.key = null
        valueDue = top.isArray
        afterComma = true
        return
      }
      default:
        beginValue(at)
        scalar = true
    }
  }
  const isBreak = (code: number) => code === 0x2c || code === 0x7d || code === 0x5d || code <= 0x20

  const push = (piece: string) => {
    text = piece
    for (let i = 0; i < piece.length; i += 1) {
      const code = piece.charCodeAt(i)
      if (code === 0x0a) line += 1
      if (inString) {
        if (escaped) escaped = false
        else if (code === 0x5c) escaped = true
        else if (code === 0x22) endString(i)
        continue
      }
      if (scalar) {
        if (!isBreak(code)) continue
        endScalar(i)
      }
      if (code > 0x20) structural(code, i)
    }
    if (taken !== null) {
      taken.parts += piece.slice(taken.from)
      taken.from = 0
      if (taken.parts.length > LONGEST_RECORD) throw refuse.large(taken.line)
    }
    if (key !== null) {
      key.parts += piece.slice(key.from)
      key.from = 0
    }
  }
  const end = () => {
    text = ''
    endScalar(0)
    if (stack.length > 0 || inString || !ended) throw refuse.truncated()
  }
  return { push, end }
}

/** The rules by which single fields are read: header names, ids, names, play counts (contract C7, C8, C10). */
import { displayName } from '#core/catalog/keys.ts'
import type { RecordKeyword, RepairKeyword } from './keywords.ts'

export const MOST_PLAYS = 10_000_000

/** A header name as names are compared: without case, spaces, underscores and hyphens. */
export function foldHeader(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
}

/** An id without blanks around it, or null when it says that there is none. */
export function readId(field: string): string | null {
  const id = field.charCodeAt(0) <= 32 || field.charCodeAt(field.length - 1) <= 32 ? field.trim() : field
  if (id.length > 4) return id
  return id === '' || /^(?:nan|null|none|<na>)$/i.test(id) ? null : id
}

/** True for whole plays, 1 to 10,000,000. */
export function isPlays(field: string): boolean {
  return /^[0-9]+$/.test(field) && Number(field) >= 1 && Number(field) <= MOST_PLAYS
}

const PLAIN_NAME = /^[\w(][\w .,'()&!?/-]*$/
// Line breaks and tabs within a name become one blank; the other control characters, marks of direction and
// characters of no width go. U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
const BLANKS = /[\t\n\v\f\r]+/g
const UNSAFE = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu
const FORMULA = /^(?:[=@]\s*[A-Za-z_(]|[=+-]\s*[A-Za-z]{2,}[A-Za-z0-9.]*\(|[=+-]\s*\d+[+*/]|[=+-].*\|.*!)/
const MARKUP = /<\/?[A-Za-z!][^<>]*>/

/** Characters of a name; the longest title of a song that is known has half as many. */
export const LONGEST_NAME = 1000

/**
 * A name as it is shown: NFC, trimmed, without unsafe characters, at most `LONGEST_NAME` of them; '' when nothing is
 * left. Formulas and markup stay as typed, they are only reported.
 */
export function readName(field: string, note: (keyword: RepairKeyword) => void): string {
  if (field.length <= LONGEST_NAME && PLAIN_NAME.test(field))
    return field.charCodeAt(field.length - 1) === 32 ? field.trimEnd() : field
  const trimmed = field.trim()
  const safe = trimmed.normalize('NFC').replace(BLANKS, ' ').replace(UNSAFE, '')
  if (safe !== trimmed) note('name-normalised')
  if (FORMULA.test(safe)) note('name-formula')
  if (MARKUP.test(safe)) note('name-markup')
  // Characters that are kept within a name, such as U+200D, are no name by themselves.
  if (displayName(safe) === '') return ''
  const name = safe.trim()
  if (name.length <= LONGEST_NAME) return name
  note('name-truncated')
  return name
    .slice(0, LONGEST_NAME)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
}

/** The keyword for an id or name that is missing. */
export const missing: Record<'id' | 'name' | 'plays', RecordKeyword> = {
  id: 'schema-mismatch',
  name: 'name-empty',
  plays: 'plays-invalid',
}

const MBID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text has the shape of a MusicBrainz id. */
export function isMbid(text: string): boolean {
  return MBID.test(text)
}

/** Reads a MusicBrainz id in lower case; '' for a missing or misshapen one, which is noted and spoils nothing. */
export function readMbid(field: string, note: (keyword: RepairKeyword) => void): string {
  const trimmed = field.trim()
  if (isMbid(trimmed)) return trimmed.toLowerCase()
  note(trimmed === '' ? 'mbid-missing' : 'mbid-invalid')
  return ''
}

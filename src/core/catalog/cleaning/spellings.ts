/** Keys of a band's spelling under the rules that are on. Spellings with one key are one band; no pair is compared. */
import { decodeHTMLStrict } from 'entities'
import { decodeUtf8, displayName, letters, plainSpelling } from '../keys.ts'
import type { SpellingRule } from './rules.ts'

export type Rules = ReadonlySet<SpellingRule>

/**
 * `certain` differs between spellings only by how text was stored or written down: joined whatever else is known.
 * `likely` folds more, which may make one of two bands: joined unless something speaks against it. `initials` is a
 * second likely key of names in capitals.
 */
export type SpellingKeys = { certain: string; likely: string; initials: string | null }

/** The keys of a spelling. `artistKey`, its stable key, spares the work that most names do not need. */
export function spellingKeys(name: string, artistKey: string, on: Rules): SpellingKeys {
  const certain = certainKey(name, artistKey, on)
  const initials = on.has('punctuation') && capitals.test(name) ? dotted(certain) : null
  return { certain, likely: likelyKey(certain, on), initials }
}

function certainKey(name: string, artistKey: string, on: Rules): string {
  const repaired = repairText(name, on)
  const plain = repaired === name && on.has('case-variant') && on.has('typography') ? artistKey : plainKey(repaired, on)
  return on.has('article-order') ? articleFirst(plain) : plain
}

function plainKey(name: string, on: Rules): string {
  const plain = on.has('typography') ? plainSpelling(name) : name
  return on.has('case-variant') ? plain.toLowerCase() : plain
}

/** Undo HTML entities, and UTF-8 that was read as Windows-1252 or Latin-1. */
export function repairText(name: string, on: Rules): string {
  let text = name
  if (on.has('mojibake') && /[\u00c2-\u00f4]/.test(text)) text = repairMojibake(text)
  // Twice, since an ampersand may have been written as an entity more than once.
  if (on.has('entities') && /&[#\w]/.test(text)) text = decodeHTMLStrict(decodeHTMLStrict(text))
  return text === name ? name : displayName(text)
}

/** What Windows-1252 shows for the bytes 0x80 to 0x9f; a full stop where it has nothing. */
const cp1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ'
const byteOf = new Map<string, number>()
for (let byte = 0x80; byte <= 0xff; byte += 1) byteOf.set(String.fromCharCode(byte), byte)
for (const [i, shown] of [...cp1252].entries()) if (shown !== '.') byteOf.set(shown, 0x80 + i)
const trailing = `[\u0080-\u00bf${cp1252.replaceAll('.', '')}]`
const misread = new RegExp(
  `[\u00c2-\u00df]${trailing}|[\u00e0-\u00ef]${trailing}{2}|[\u00f0-\u00f4]${trailing}{3}`,
  'gu',
)

function repairMojibake(text: string): string {
  return (
    text
      .replace(misread, (run) => decodeUtf8(Uint8Array.from(run, (c) => byteOf.get(c) ?? 0)) ?? run)
      // à ends in a no-break space there, which reading has made a blank or cut off.
      .replace(/(?<=\p{Ll})Ã(?: (?=\p{Ll})| ?$)/gu, 'à')
  )
}

const articles = 'the|a|an|el|la|los|las|le|les|die|der|das|il|lo|i|gli|os|as'
const lastArticle = new RegExp(`^(.+?)\\s*(?:,\\s*(${articles})|\\((${articles})\\))$`, 'iu')

/** `beatles, the` → `the beatles`. */
function articleFirst(key: string): string {
  const match = key.includes(',') || key.endsWith(')') ? lastArticle.exec(key) : null
  return match === null ? key : `${match[2] ?? match[3]} ${match[1]}`
}

function likelyKey(certain: string, on: Rules): string {
  let key = certain
  if (!/^[a-z0-9 ]*$/.test(key)) {
    if (on.has('ampersand')) key = spellAnd(key)
    if (on.has('accents')) key = withoutAccents(key)
    if (on.has('symbols')) key = symbolsAsLetters(key)
  } else if (on.has('ampersand') && key.includes(' n ')) key = spellAnd(key)
  if (on.has('punctuation')) key = withoutPunctuation(key)
  if (on.has('article')) key = key.replace(/^the (?!the$)/iu, '')
  return on.has('spacing') ? key.replaceAll(' ', '') : key
}

/** `&`, ` + ` and `'n'` between words are `and`. */
function spellAnd(key: string): string {
  return key
    .replace(/\s*&\s*/gu, ' and ')
    .replace(/(?<=[\p{L}\p{N}]) \+ (?=\p{L})/gu, ' and ')
    .replace(/(?<=\p{L})[ -](?:'n'?|n'|n)[ -](?=\p{L})/giu, ' and ')
    .trim()
}

/** Without accents, and without the letters that no decomposition reaches. */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?<!\p{Script=Hiragana}|\p{Script=Katakana})\p{Mark}/gu, '')
    .normalize('NFC')
    .replace(/[øłđðþßæœıħŋ]/giu, (letter) => letters[letter.toLowerCase()] ?? letter)
}

/** `$` beside a letter is `s`; `!` between letters is `i`. */
function symbolsAsLetters(key: string): string {
  if (!/\p{L}/u.test(key)) return key
  return key.replace(/(?<=[\p{L}$])\$|\$(?=[\p{L}$])/gu, 's').replace(/(?<=\p{L})!(?=\p{L})/gu, 'i')
}

const withDots = /^(?:\p{L}\.)+\p{L}?\.?$/u
const dotted = (letters: string): string => [...letters].join('.')
const capitals = /^\p{Lu}{2,4}$/u

/**
 * Letters, digits and blanks. Initials keep their dots, so that S.H.E is not she; a name of punctuation alone stays
 * what it is.
 */
function withoutPunctuation(key: string): string {
  if (withDots.test(key)) return dotted(key.replaceAll('.', ''))
  if (/^[a-z0-9 ]*$/.test(key)) return key
  const words = key
    .replace(/['’.*"]/gu, '')
    .replace(/(?<=\p{L})\/(?=\p{L})/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}+]+/gu, ' ')
    .trim()
  return /[\p{L}\p{N}]/u.test(words) ? words : key
}

/** The first rule, in their order, without which two joined spellings would be apart; null where none joins them. */
export function ruleBetween(a: Spelling, b: Spelling, on: Rules): SpellingRule | null {
  const tried = new Set<SpellingRule>()
  for (const rule of on) {
    if (rule === 'guests' || rule === 'split-credits') continue
    tried.add(rule)
    const mine = spellingKeys(a.name, a.artistKey, tried)
    const other = spellingKeys(b.name, b.artistKey, tried)
    if (mine.certain === other.certain || mine.likely === other.likely) return rule
    if ((mine.initials ?? mine.likely) === (other.initials ?? other.likely)) return rule
  }
  return null
}
export type Spelling = { name: string; artistKey: string }

/** Keys made from names: one to recognise a band or work by, one to search by. Names themselves are never changed. */

/**
 * C0 and C1 controls, marks of direction and of no width: never part of a key, never shown. The joiners U+200C and
 * U+200D stay in names, since Persian, Indic scripts and emoji need them, but not in keys.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** Most names: nothing in them has to be looked at twice. */
const plainAscii = /^[!-~]+(?: [!-~]+)*$/

/** Make a name safe to show: NFC, no control or direction characters, outer and repeated spaces gone. */
export function displayName(raw: string): string {
  if (plainAscii.test(raw)) return raw
  const name = readBytesAsUtf8(raw)
    .replace(/[\t\n\r]/g, ' ')
    .replace(invisible, '')
    // After that, since an invisible character keeps a letter and its mark apart.
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
  return withoutJoiners(name).trim() === '' ? '' : name
}

/** Characters that are bytes of UTF-8 read one by one, and would be lost as controls, as blanks or as invisible. */
const atRisk = /[\u0080-\u00a0\u00ad]/
const utf8Runs = /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}/g
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Read runs of UTF-8 bytes that came one by one as what they spell, where one would be lost. */
function readBytesAsUtf8(raw: string): string {
  if (!atRisk.test(raw)) return raw
  if (!raw.match(utf8Runs)?.some((run) => atRisk.test(run))) return raw
  return raw.replace(utf8Runs, (run) => decodeUtf8(Uint8Array.from(run, (c) => c.charCodeAt(0))) ?? run)
}

/** What bytes spell in UTF-8, or null where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

/**
 * The stable key of a band: spellings that differ only by case, spacing or typographic marks share it.
 * Leading articles, `&` and accents still tell bands apart here.
 */
export function artistKey(name: string): string {
  // NFKC would make a blank and a mark of ´, and blanks of much else, so blanks are put right after it.
  return plainSpelling(name).toLowerCase()
}

/** A name without width and typographic marks, its case as it is. */
export function plainSpelling(name: string): string {
  // Most names have neither.
  if (plainAscii.test(name)) return name.replaceAll('`', "'")
  return typographic(displayName(withoutJoiners(displayName(name)).replaceAll('\u00b4', "'").normalize('NFKC')))
}

const withoutJoiners = (text: string): string => text.replace(/[\u200c\u200d]/g, '')

function typographic(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc`]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\u2026/g, '...')
}

const versionWords =
  'live|remaster|remastered|remix|mix|edit|version|demo|acoustic|instrumental|unplugged|session|sessions|mono|stereo|bonus track|single|radio'
/** ` - Live at …`, ` - 2011 Remaster`, ` (Radio Edit)`, ` [Remastered 2009]` at the end of a title. */
const versionSuffix = new RegExp(
  `^(.+?)\\s*(?:\\s-\\s((?:[^-]*\\b)?(?:${versionWords})\\b[^-]*)|[(\\[]((?:[^()\\[\\]]*\\b)?(?:${versionWords})\\b[^()\\[\\]]*)[)\\]])$`,
  'iu',
)

/** A title longer than this is no title: looking through it for versions would take minutes. */
const longestTitle = 500

/** False for most titles, without the dear pattern: a version stands behind a dash or in brackets at the end. */
const mayNameVersion = (title: string): boolean => title.endsWith(')') || title.endsWith(']') || title.includes('-')

/** Split a title into its work and the version, where the title names one: `Creep - Live` → `Creep`, `Live`. */
export function splitVersion(title: string): { work: string; version: string | null } {
  let work = title
  let version: string | null = null
  for (let round = 0; round < 3 && work.length <= longestTitle && mayNameVersion(work); round += 1) {
    const match = versionSuffix.exec(work)
    if (match === null) break
    version = version === null ? (match[2] ?? match[3] ?? '').trim() : version
    work = (match[1] ?? work).trim()
  }
  return { work, version }
}

/** The stable key of a work within its band: the title without its version, featured guests and spelling details. */
export function workKey(title: string): string {
  const { work } = splitVersion(artistKey(title))
  if (!work.includes('ft.') && !work.includes('feat')) return splitVersion(work).work
  const withoutGuests = work.replace(/\s*[([]?\b(?:feat\.|ft\.|featuring)\s.+$/u, '')
  return withoutGuests === '' ? work : splitVersion(withoutGuests).work
}

/** Letters that no Unicode decomposition reaches, as people type them. */
export const letters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
}
const plainWords = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/
const cjk = /([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])/gu

/**
 * Fold a name to what people type to find it: no case, accents, width or punctuation; `&` is `and`, `$` is `s` and
 * `!` is `i` inside a word; Chinese, Japanese and Korean characters stand alone so that any part of a name finds it.
 */
export function searchKey(name: string): string {
  // Most names are words, and are searched for as they are.
  if (plainWords.test(name)) return name.toLowerCase()
  const shown = withoutJoiners(displayName(name)).replaceAll('\u00b4', "'")
  const plain = shown
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[øłđðþßæœıħŋ]/g, (letter) => letters[letter] ?? letter)
  const words = plain
    .replace(/&/g, ' and ')
    .replace(/\$/g, 's')
    .replace(/(?<=\p{L})!(?=\p{L})/gu, 'i')
    .replace(/['’`.]/g, '')
    .replace(/(?<=\p{L})\/(?=\p{L})/gu, '')
    .replace(cjk, ' $1 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  // A name of punctuation only (!!!) is found by its punctuation, spelt out.
  return words === '' ? punctuationWords(plain.trim() === '' ? shown : plain) : words
}

function punctuationWords(text: string): string {
  return [...displayName(text)]
    .map((character) => (character === ' ' ? ' ' : `u${character.codePointAt(0)?.toString(16)}`))
    .join('')
}

/** The search key without a leading article, so that `the beatles` and `beatles` find each other. */
export function withoutArticle(key: string): string {
  return key.replace(/^(?:the|a|an|los|las|les|die|der|das)\s+(?=\S)/u, '')
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { artistKey, displayName, searchKey, splitVersion, withoutArticle, workKey } from '#core/catalog/keys.ts'

/** C0, C1, zero-width, soft hyphen and every mark of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be left
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u

/** Texts with what names are made of and what hides in them. */
const pieces = fc.constantFrom(
  ...['a', 'E', 'ö', 'o\u0308', '\u0301', 'Σ', 'İ', 'ß', 'ﬁ', 'Ａ', '釘', '宮', 'ガ', '한', 'é', '🎸', '👨\u200d👩'],
  ...[' ', '\u00a0', '\u3000', '\t', '\n', '\r', '\u2028', '\u0000', '\u001b', '\u0085', '\u00ad', '\u061c'],
  ...['\u200b', '\u200d', '\u200e', '\u202e', '\u2066', '\u2069', '\ufeff', '\ud800', '\udc00', '\u2065'],
  ...['&', '$', '!', '/', '.', "'", '’', '´', '`', '“', '…', '–', '-', ' - ', '(', ')', '[', ']', ',', 'the ', 'The '],
  ...['Live', 'Remaster', 'feat. ', 'ft. ', '(Live)', '[Remastered 2009]', ' - 2011 Remaster', 'u21', '1', '１'],
)
const name = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

/** Names that need no looking at, for which there is a short way. */
const plainName = fc
  .array(
    fc.oneof(fc.stringMatching(/^[!-~]{1,6}$/), fc.constantFrom('(Live)', '-', '[Mono]', 'ft.', 'feat.', 'x(2)')),
    {
      maxLength: 6,
    },
  )
  .map((words) => words.join(' '))

test('plain names have the keys that they have when an invisible character bars the short way', () => {
  fc.assert(
    fc.property(plainName, (plain) => {
      expect(displayName(plain)).toBe(displayName(`\u200b${plain}`))
      expect(searchKey(plain)).toBe(searchKey(`\u200b${plain}`))
    }),
  )
})

describe('displayName', () => {
  test('leaves a clean name as it is, whatever its script', () => {
    for (const clean of [
      'Björk',
      '三千院ナギ starring 釘宮理恵',
      'AC/DC',
      '!!!',
      '“Weird Al” Yankovic',
      'Ⅱ',
      '🎸',
      '=SUM(A1)',
    ]) {
      expect(displayName(clean)).toBe(clean)
    }
  })

  test('composes letters and their marks, also those that an invisible character kept apart', () => {
    expect(displayName('Bjo\u0308rk')).toBe('Björk')
    expect(displayName('Bjo\u200b\u0308rk')).toBe('Björk')
  })

  test('takes out controls, marks of direction and characters of no width', () => {
    expect(displayName('\u202eRadio\u200bhead\u202c')).toBe('Radiohead')
    expect(displayName('\u061cRadio\u0007head\ufeff')).toBe('Radiohead')
  })

  test('makes one blank of tabs, line breaks and repeated blanks, and none at the ends', () => {
    expect(displayName(' Kings\r\nof\t \u00a0Leon ')).toBe('Kings of Leon')
  })
})

describe('artistKey', () => {
  test('is one for spellings that differ by case, blanks, width and typographic marks', () => {
    const groups = [
      ['Radiohead', 'RADIOHEAD', ' radio\u200bhead '],
      ['Guns N’ Roses', "Guns N' Roses", 'GUNS N´ ROSES', 'guns n` roses'],
      ['ABBA', 'ＡＢＢＡ'],
      ['Jay–Z', 'Jay-Z', 'jay‐z'],
      ['…And You', '...And You'],
      ['“Weird Al” Yankovic', '"Weird Al" Yankovic'],
      ['Sigur Rós', 'SIGUR RÓS', 'Sigur Ro\u0301s'],
    ]
    for (const spellings of groups) expect(new Set(spellings.map(artistKey)).size, spellings[0]).toBe(1)
  })

  test('tells apart what may be two bands: articles, accents, ampersands, punctuation', () => {
    const bands = [
      'The The',
      'The',
      'Beck',
      'Bëck',
      'Simon & Garfunkel',
      'Simon and Garfunkel',
      'P!nk',
      'Pink',
      '!!!',
      '!',
    ]
    expect(new Set(bands.map(artistKey)).size).toBe(bands.length)
  })
})

describe('splitVersion', () => {
  test.each([
    ['Creep - Live', 'Creep', 'Live'],
    ['Creep (Acoustic Version)', 'Creep', 'Acoustic Version'],
    ['Heroes - 2017 Remaster', 'Heroes', '2017 Remaster'],
    ['Heroes [Remastered 2009]', 'Heroes', 'Remastered 2009'],
    ['One (Live at Wembley) - Remastered', 'One', 'Remastered'],
    ['Blue Monday (12" Mix)', 'Blue Monday', '12" Mix'],
  ])('%s is a version of %s', (title, work, version) => {
    expect(splitVersion(title)).toEqual({ work, version })
  })

  test.each([
    'Live and Let Die',
    'Live',
    'Radio',
    '(Live)',
    'Radio Ga Ga',
    'Olive',
    'Ok - Computer',
    'Edit (Alive)',
    '',
  ])('%j is a work of its own', (title) => {
    expect(splitVersion(title)).toEqual({ work: title, version: null })
  })

  test('comes back from hostile titles as long as a record may be', () => {
    const size = 1 << 20
    for (const part of ['live ', ' - live', '(live ', '-', '[(', ' - ', '(', 'x - live (']) {
      const title = `a - ${part.repeat(size / part.length)}-)`
      expect(splitVersion(title).work.length, part).toBeGreaterThan(0)
    }
  })
})

describe('workKey', () => {
  test('is one for all versions of a work, with guests or without', () => {
    const titles = [
      'Creep',
      'creep - Live',
      'Creep (Radio Edit)',
      'Creep – Live',
      'CREEP feat. Somebody',
      'Creep (Live) ft. Somebody',
      'Creep (feat. Somebody) [Live]',
    ]
    expect(new Set(titles.map(workKey))).toEqual(new Set(['creep']))
  })

  test('is never empty for a title that is not', () => {
    for (const title of ['(Live)', 'feat. Nobody', 'Live', '- Live', '(feat. X)']) expect(workKey(title)).not.toBe('')
  })
})

describe('searchKey', () => {
  test.each([
    ['okland', 'Økland'],
    ['pawel', 'Paweł'],
    ['strasse', 'Straße'],
    ['acdc', 'AC/DC'],
    ['pink', 'P!nk'],
    ['abba', 'ＡＢＢＡ'],
    ['kesha', 'Ke$ha'],
    ['bjork', 'Björk'],
    ['sigur ros', 'Sigur Rós'],
    ['motorhead', 'Motörhead'],
    ['simon and garfunkel', 'Simon & Garfunkel'],
    ['earth wind and fire', 'Earth, Wind & Fire'],
    ['guns n roses', "Guns N' Roses"],
    ['guns n roses', 'Guns N’ Roses'],
    ['rem', 'R.E.M.'],
    ['the the', 'The The'],
    ['ae oe th d i', 'Æ Œ Þ Ð ı'],
    ['istanbul', 'İstanbul'],
    ['radiohead', '\u202eRadio\u200bhead\ufeff'],
    ['hip hop', 'hip-hop'],
  ])('%s finds %s', (typed, written) => {
    expect(searchKey(written)).toBe(typed)
    expect(searchKey(typed)).toBe(typed)
  })

  test('keeps a name of punctuation alone findable and apart from others', () => {
    expect(searchKey('!!!')).not.toBe('')
    expect(new Set(['!!!', '!', '???', '+/-', '…'].map(searchKey)).size).toBe(5)
    expect(searchKey('!!!')).toBe(searchKey(' ! ! ! ').replaceAll(' ', ''))
  })

  test('sets Chinese, Japanese and Korean characters apart, so that any run of them is a phrase', () => {
    expect(searchKey('釘宮理恵')).toBe('釘 宮 理 恵')
    expect(searchKey('三千院ナギ starring 釘宮理恵')).toContain(searchKey('釘宮'))
  })

  test('leaves out a leading article but never the whole name', () => {
    expect(withoutArticle(searchKey('The Beatles'))).toBe('beatles')
    expect(withoutArticle(searchKey('The The'))).toBe('the')
    expect(withoutArticle(searchKey('The'))).toBe('the')
    expect(withoutArticle(searchKey('Die Ärzte'))).toBe('arzte')
    expect(withoutArticle(searchKey('Theatre'))).toBe('theatre')
  })
})

describe('property: every key', () => {
  const keys = { displayName, artistKey, searchKey, workKey }
  const keyNames = Object.keys(keys) as (keyof typeof keys)[]
  test.each(keyNames)('%s never throws and leaves nothing invisible', (called) => {
    const key = keys[called]
    fc.assert(
      fc.property(name, (text) => {
        const found = key(text)
        // Names keep the joiners that scripts and emoji need; keys do not.
        expect(called === 'displayName' ? found.replace(/[\u200c\u200d]/g, '') : found).not.toMatch(invisible)
        expect(found).toBe(found.trim())
        expect(found).not.toMatch(/\s\s/)
      }),
      { numRuns: 3000, seed: 5 },
    )
  })

  test.each(keyNames)('%s of a key is that same key', (called) => {
    const key = keys[called]
    fc.assert(
      fc.property(name, (text) => {
        expect(key(key(text))).toBe(key(text))
      }),
      { numRuns: 3000, seed: 6 },
    )
  })

  test('no key depends on how a name is composed or on what is invisible in it', () => {
    const hidden = fc.constantFrom('\u200b', '\u200e', '\u202e', '\ufeff', '\u0001', '\u061c')
    fc.assert(
      fc.property(name, hidden, fc.nat(30), (text, mark, at) => {
        const clean = displayName(text)
        const characters = [...clean]
        const dirty = characters.toSpliced(Math.min(at, characters.length), 0, mark).join('').normalize('NFD')
        for (const [called, key] of Object.entries(keys)) expect(key(dirty), called).toBe(key(clean))
      }),
      { numRuns: 2000, seed: 7 },
    )
  })

  test('a version never has another work key than its work', () => {
    const plain = fc.stringMatching(/^[A-Za-zé]{1,8}( [a-z]{1,6}){0,2}$/)
    const version = fc.constantFrom(' - Live', ' (Live in Berlin)', ' [2009 Remaster]', ' - Radio Edit', ' (feat. X)')
    fc.assert(
      fc.property(plain, version, (title, suffix) => {
        expect(workKey(title + suffix)).toBe(workKey(title))
      }),
      { numRuns: 1000, seed: 8 },
    )
  })
})

/** The import contract, rule by rule, each with files that try it, imported for real. */
import { describe, expect, test } from 'vitest'
import type { FileLedger } from '#api/schemas.ts'
import { newLibrary, numberOf } from '../library.ts'
import {
  csv,
  goodSongs,
  type Hostile,
  heard,
  ledgerOf,
  longPlays,
  member,
  partial,
  plays,
  scrobbles,
  sha,
  songs,
  songsHead,
} from './hostile-files.ts'
import { tar, zip } from './pack.ts'
import { parquet } from './parquet-files.ts'

const rules = [...Array.from({ length: 16 }, (_, i) => `C${i + 1}` as const)]
type Said = [what: string, file: Hostile, ledger: Partial<FileLedger>]

/** Each rule with files that try it, and what their ledger holds. */
const tried: Record<string, Said[]> = {
  C1: [
    ['UTF-16 of either order, with a mark or without', ['a.tsv', utf16be(songsHead + goodSongs)], { kept: 2 }],
    [
      'a row that is no UTF-8 is windows-1252',
      ['a.tsv', Buffer.from(`${songsHead}1\tMot\xf6rhead\tBomber\n`, 'latin1')],
      { kept: 1, repaired: { 'encoding-legacy': 1 } },
    ],
  ],
  C2: [['line ends may mix', ['a.tsv', `${songsHead}1\tA\tB\r2\tA\tC\r\n3\tA\tD\n4\tA\tE`], { read: 4, kept: 4 }]],
  C3: [
    ['a quote that never closes spoils its own line', csv('1,"A,B', '2,C,D', '3,"E",F'), { read: 3, kept: 2 }],
    ['TSV has no quotes', songs('3\t"A\tB', '4\tC"\tD'), { read: 4, kept: 4, rejected: {} }],
  ],
  C4: [['a record over 1 MiB is skipped', songs(`3\t${'x'.repeat(1 << 20)}\ty`, '4\tC\tD'), { read: 4, kept: 3 }]],
  C5: [['a row with a NUL is skipped', songs('3\tA\u0000\tB', '4\tC\tD'), { read: 4, kept: 3 }]],
  C6: [
    [
      'too few fields and extra ones are bad rows, empty extra ones are not',
      songs('3\tA', '4\tA\tB\tC', '5\tA\tB\t\t'),
      { read: 5, kept: 3, rejected: { 'columns-missing': 1, 'columns-extra': 1 } },
    ],
  ],
  C7: [
    ['a header is known in any case, with blanks', ['a.csv', 'Song Id;BAND;song name\n1;A;B\n'], { kept: 1 }],
    ['a required column that is missing', ['a.tsv', 'song_id\tband\n1\tA\n'], { reason: 'column-required-missing' }],
    ['a column that stands twice', ['a.tsv', 'song_id\tband\tBand\tsong_name\n'], { reason: 'header-duplicate' }],
  ],
  C8: [
    [
      'plays are whole numbers from 1 to 10,000,000',
      plays(...['0', '-1', '1.5', '1e3', '10000001', '١'].map((count) => `1\t2\t${count}`)),
      { read: 7, rejected: { 'plays-invalid': 6 } },
    ],
  ],
  C9: [
    [
      'dates in every form, and what is no date of a play',
      scrobbles(
        ...['2005-04-27T12:30:00Z', '2005-04-27T12:30:00+02:00', '2005-04-27 12:30:00', '1114605000', '1114605000000'],
        ...['Apr 27, 2005', '27 Apr 2005 12:30', '2005-04-27', '2006-04-27', '2007-04-27', '2008-04-27'],
        ...['1999-01-01 00:00:00', '2999-01-01 00:00:00'],
      ),
      { read: 13, kept: 11, rejected: { 'date-invalid': 2 } },
    ],
    [
      'a missing date never drops a track',
      ['a.csv', 'artist,title,year,energy\nCan,Spoon,1971,0.5\nCan,Vitamin C,,0.5\nCan,Halleluhwah,?,0.5\n'],
      { read: 3, kept: 3, rejected: {} },
    ],
  ],
  C10: [
    [
      'names are cleaned, an empty one is a bad row, and markup is a name',
      songs('3\tA\u202e\u200b\u0007\tB', '4\t\u200b\tC', '5\t__proto__\t<b>=1+1</b>'),
      { read: 5, kept: 4, rejected: { 'name-empty': 1 } },
    ],
    ['spellings that differ by case are one artist', songs('3\tABba\tX'), { kept: 3, repaired: { 'case-variant': 1 } }],
  ],
  C11: [['duplicates merge', songs('1\tABBA\tSOS'), { read: 3, kept: 2, merged: 1 }]],
  C12: [['an unknown song is set aside', ['likes.csv', 'user,item\na,1\nb,2\n'], { setAsides: { 'orphan-song': 2 } }]],
  C13: [['one id with several titles', songs('1\tABBA\tX', '1\tABBA\tX'), { kept: 2, merges: { 'id-collision': 2 } }]],
  C14: [
    ['a zip is read member by member', ['a.zip', zip([member])], { kept: 2 }],
    [
      'an absolute name rejects the archive',
      ['a.tar', tar([member, { ...member, name: '/etc/x' }])],
      { reason: 'archive-path-traversal' },
    ],
    [
      'links and devices are skipped',
      ['a.tar', tar([{ name: 'd', type: '3' }, member])],
      { rejected: { 'archive-link-entry': 1 } },
    ],
    [
      'a Parquet table is a packed one',
      ['t.parquet', parquet(['song_id', 'band', 'song_name'].map((name) => ({ name, type: 'STRING', data: ['a'] })))],
      { kept: 1, outcome: 'accepted' },
    ],
    ['one that is cut off', ['t.parquet', Buffer.from('PAR1 and no end')], { reason: 'archive-truncated' }],
  ],
  C15: [
    ['no good row at all', ['a.tsv', `${songsHead}\tA\tB\n2\t\tC\n`], { outcome: 'rejected', reason: 'no-valid-rows' }],
  ],
  C16: [
    ['depth 64 and no more', ['a.json', heard(`"x":${'['.repeat(64)}${']'.repeat(64)}`)], { reason: 'json-too-deep' }],
    [
      'keys that reach beyond are dropped',
      ['a.json', heard('"constructor":1')],
      { repaired: { 'json-forbidden-key': 1 } },
    ],
    [
      'an MBID has a shape',
      ['a.ndjson', `${heard()}\n${heard().replace('0dad432b-', '')}\n`],
      { rejected: { 'schema-mismatch': 1 } },
    ],
    ['a probability is 0 to 1', partial['value-out-of-range'], { rejected: { 'value-out-of-range': 1 } }],
  ],
}

test('every rule is tried', () => expect(Object.keys(tried)).toEqual(rules))

describe.each(rules)('%s', (rule) => {
  test.each(tried[rule] ?? [])('%s', async (_, file, expected) => {
    expect(await ledgerOf(file)).toMatchObject(expected)
  })
})

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

describe('what the rules make of names and numbers', () => {
  test('C11: plays add up', async () => {
    const library = newLibrary()
    await ledgerOf(longPlays(`${sha('1')}\t\tCan\t7`, `${sha('1')}\t\tCan\t8`), library)
    expect(numberOf(library.db, 'SELECT max(plays) FROM artist_play')).toBe(15)
  })

  test('C12: likes join their songs when those come later', async () => {
    const library = newLibrary()
    await ledgerOf(partial['orphan-song'], library)
    await ledgerOf(songs(), library)
    expect(numberOf(library.db, 'SELECT sum(listeners) FROM work_summary')).toBe(2)
  })

  test('C13: the most frequent title wins, the other one stays as an alternative', async () => {
    const library = newLibrary()
    await ledgerOf(songs('1\tABBA\tWaterloo', '1\tABBA\tWaterloo'), library)
    expect(library.db.prepare(`SELECT title FROM track WHERE external_id IN (1, '1')`).pluck().all()).toEqual([
      'Waterloo',
    ])
    expect(library.db.prepare('SELECT title FROM track_title ORDER BY title').pluck().all()).toContain('SOS')
  })

  test('C10: a name of any length is cut at a whole character', async () => {
    const library = newLibrary()
    await ledgerOf(songs(`3\tCan\tx${'🎸'.repeat(600)}`), library)
    const title = library.db.prepare(`SELECT title FROM track WHERE external_id IN (3, '3')`).pluck().get() as string
    expect(title).toBe(`x${'🎸'.repeat(499)}`)
  })
})

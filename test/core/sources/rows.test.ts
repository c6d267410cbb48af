import { describe, expect, test } from 'vitest'
import { fileReader, keywords } from './helpers.ts'

const read = fileReader()
const songs = (...lines: string[]) => read('songs.tsv', ['song_id\tband\tsong_name', ...lines, ''].join('\n'))
const plays = (...counts: string[]) =>
  read('user_artists.dat', ['userID\tartistID\tweight', ...counts.map((count) => `1\t2\t${count}`), ''].join('\n'))

describe('columns (C6, C7)', () => {
  test('columns-missing and columns-extra are bad rows, columns-trailing-empty is none', async () => {
    const result = await songs('1\ta\tb', '2\ta', '3\ta\tb\tc', '4\ta\tb\t\t')
    expect(result.rejects).toEqual([
      { keyword: 'columns-missing', line: 3, text: '2\ta' },
      { keyword: 'columns-extra', line: 4, text: '3\ta\tb\tc' },
    ])
    expect(result.repaired).toEqual({ 'columns-trailing-empty': 1 })
  })

  test('header-repeated: a header inside the file is a bad row', async () => {
    const result = await songs('1\ta\tb', 'Song_ID\tBand\tSong Name', '2\ta\tb')
    expect(result.rejects).toMatchObject([{ keyword: 'header-repeated', line: 3 }])
    const headless = await read('likes.csv', '1,2\nuser,item\n3,4\n5,6\n7,8\n')
    expect(keywords(headless)).toEqual(['header-repeated'])
  })

  test('no-valid-rows: a header alone, or no good row at all', async () => {
    expect((await songs()).refusal?.keyword).toBe('no-valid-rows')
    const bad = await songs('\ta\tb', '2\ta')
    expect(bad.refusal).toMatchObject({ keyword: 'no-valid-rows', message: expect.stringContaining('2 rows') })
  })
})

describe('ids', () => {
  test('schema-mismatch: ids that say that there is none', async () => {
    const ids = ['', ' ', 'NaN', 'null', 'None', 'NULL']
    const result = await songs(
      '1\ta\tb',
      ...ids.map((id) => `${id}\ta\tb`),
      ' 7 \ta\tb',
      'Nannull\ta\tb',
      '__proto__\ta\tb',
    )
    expect(keywords(result)).toEqual(ids.map(() => 'schema-mismatch'))
    expect(result.rows.map((row) => row.kind === 'track' && row.id)).toEqual(['1', '7', 'Nannull', '__proto__'])
  })
})

describe('plays (C8)', () => {
  test('whole numbers from 1 to 10,000,000', async () => {
    const result = await plays('1', '007', '10000000')
    expect(result.outcome).toBe('accepted')
    expect(result.rows.map((row) => row.kind === 'artist-play' && row.plays)).toEqual([1, 7, 10_000_000])
  })

  test('plays-invalid: anything else', async () => {
    const wrong = ['0', '-1', '1.5', '1e3', '', ' 5', '10000001', '99999999999999999999', 'NaN', '١', '0x10', '1,000']
    const result = await plays('5', ...wrong)
    expect(keywords(result)).toEqual(wrong.map(() => 'plays-invalid'))
  })
})

describe('names (C10)', () => {
  const name = async (typed: string) => {
    const result = await songs('0\tx\ty', `1\t${typed}\tTitle`)
    const row = result.rows[1]
    return { ...result, artist: row?.kind === 'track' ? row.artist : null }
  }

  test('name-empty: nothing, blanks, or only characters that cannot be seen', async () => {
    for (const typed of ['', '   ', '\u00a0', '\u200b\ufeff', '\u202e']) {
      expect(keywords(await name(typed))).toEqual(['name-empty'])
    }
  })

  test('spaces around a name go without a word', async () => {
    expect(await name('  The  Cure ')).toMatchObject({ artist: 'The  Cure', outcome: 'accepted' })
    expect(await name('Low ')).toMatchObject({ artist: 'Low', outcome: 'accepted' })
  })

  test('name-normalised: NFC, control and bidi characters; joiners stay', async () => {
    const composed = await name('Bjo\u0308rk')
    expect(composed).toMatchObject({ artist: 'Björk', repaired: { 'name-normalised': 1 }, outcome: 'repaired' })
    expect(await name('a\u202eb\u0007c\u200bd')).toMatchObject({ artist: 'abcd', repaired: { 'name-normalised': 1 } })
    expect(await name('می\u200cخواهم')).toMatchObject({ artist: 'می\u200cخواهم', outcome: 'accepted' })
  })

  test('name-formula and name-markup are counted and kept as typed', async () => {
    for (const typed of ['=HYPERLINK("http://x")', '@SUM(A1)', '+cmd|x!A', '-2+3', '=A1']) {
      expect(await name(typed)).toMatchObject({ artist: typed, repaired: { 'name-formula': 1 }, outcome: 'repaired' })
    }
    for (const typed of ['<script>alert(1)</script>', 'a <b>bold</b> band', '<!-- x -->']) {
      expect(await name(typed)).toMatchObject({ artist: typed, repaired: { 'name-markup': 1 } })
    }
  })

  test('ordinary odd names are nothing to speak of', async () => {
    for (const typed of [
      '+44',
      '-',
      '!!!',
      '<3',
      '+/-',
      'AC/DC',
      '@',
      '=',
      '嵐',
      'Ø',
      '__proto__',
      'P!nk',
      '-ism',
      'null',
    ]) {
      expect(await name(typed)).toMatchObject({ artist: typed, rejects: [] })
      expect((await name(typed)).repaired).toEqual({})
    }
  })
})

describe('HetRec taggings', () => {
  test('a date that never was, or lies before 2002, is none; the tagging stays', async () => {
    const dates = [
      '1\t4\t2009',
      '31\t2\t2009',
      '29\t2\t2008',
      '1\t1\t1956',
      '0\t0\t0',
      '\t\t',
      'x\ty\tz',
      '1\t13\t2009',
    ]
    const lines = dates.map((date) => `2\t52\t13\t${date}`)
    const result = await read('t.dat', ['userID\tartistID\ttagID\tday\tmonth\tyear', ...lines, ''].join('\n'))
    expect(result.outcome).toBe('accepted')
    expect(result.rows.map((row) => row.kind === 'tagging' && row.date)).toEqual([
      '2009-04-01',
      null,
      '2008-02-29',
      null,
      null,
      null,
      null,
      null,
    ])
  })
})

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { findArtist, findWork, nearestArtists, search } from '#core/catalog/search.ts'
import { artistItems, parseItemId, workItems } from '#core/store/browse-rows.ts'
import { bandTables, likesCsv, newLibrary, songsCsv } from '../library.ts'

const library = newLibrary()
const { db } = library

const traps = [
  'Økland',
  'Paweł',
  'Straße',
  'AC/DC',
  'P!nk',
  '!!!',
  'ＡＢＢＡ',
  '三千院ナギ starring 釘宮理恵',
  'The The',
]
const bands = [
  ...traps,
  ...['Earth, Wind & Fire', 'Simon & Garfunkel', 'The Beatles', 'Beatallica', 'Radiohead', 'RADIOHEAD', 'Radio Dept.'],
  ...['Air', 'Air Supply', 'Airbourne', 'Die Ärzte', 'Björk', 'Beck', 'Bach', 'Back', 'Bec', 'Beckett', 'Blur', 'Blue'],
  'Bell Orchestre',
]

beforeAll(async () => {
  // Earlier bands have more listeners; hundreds of better known ones begin with "Air".
  const plays = bands.flatMap((band, place) =>
    Array.from({ length: bands.length - place }, (_, listener): [number, string, number] => [listener + 1, band, 1]),
  )
  const crowd = Array.from({ length: 240 }, (_, i) =>
    Array.from({ length: 40 }, (_, listener): [number, string, number] => [listener + 1, `Air ${i + 1}`, 1]),
  ).flat()
  await library.import(bandTables([...plays, ...crowd]))
  await library.import({
    'songs.csv': songsCsv([
      [1, 'Radiohead', 'Creep'],
      [2, 'Radiohead', 'Creep - Live'],
      [3, 'Radiohead', 'Everything In Its Right Place'],
      [4, 'Jay - Z', '99 Problems - Clean - Edit'],
      [5, 'Jay - Z', 'Dirt Off - Your Shoulder'],
      [6, 'Jay', 'Z - 99 Problems'],
      [7, 'TLC', 'Creep'],
      [8, 'The The', 'This Is the Day'],
      [9, '釘宮理恵', '夜明け - Prologue'],
      [10, 'Creep', 'Radiohead'],
    ]),
    'likes.csv': likesCsv([
      [1, 1],
      [2, 1],
      [3, 2],
      [1, 3],
      [1, 7],
      [1, 4],
      [1, 8],
    ]),
  })
})

const names = (text: string, limit = 20) => search(db, { text, kind: 'artist', limit }).items.map((item) => item.artist)
const titles = (text: string, limit = 20) =>
  search(db, { text, kind: 'track', limit }).items.map((item) => `${item.artist} - ${item.title}`)
const errorOf = (run: () => unknown): AppError => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
const artistCalled = (name: string) => artistItems(db, [findArtist(db, name)])[0]?.artist
const workCalled = (text: string) => {
  const [item] = workItems(db, [findWork(db, text)])
  return `${item?.artist} - ${item?.title}`
}

describe('search', () => {
  test.each([
    ['okland', 'Økland'],
    ['pawel', 'Paweł'],
    ['strasse', 'Straße'],
    ['acdc', 'AC/DC'],
    ['ac/dc', 'AC/DC'],
    ['pink', 'P!nk'],
    ['!!!', '!!!'],
    ['abba', 'ＡＢＢＡ'],
    ['釘宮', '三千院ナギ starring 釘宮理恵'],
    ['宮理', '三千院ナギ starring 釘宮理恵'],
    ['the the', 'The The'],
    ['the', 'The The'],
    ['simon and garfunkel', 'Simon & Garfunkel'],
    ['garfunkel simon', 'Simon & Garfunkel'],
    ['earth wind', 'Earth, Wind & Fire'],
    ['Earth, Wind and Fire', 'Earth, Wind & Fire'],
    ['beatles', 'The Beatles'],
    ['the beatles', 'The Beatles'],
    ['die arzte', 'Die Ärzte'],
    ['ärzte', 'Die Ärzte'],
    ['\u202ebj\u200bork', 'Björk'],
  ])('%s finds %s', (typed, band) => {
    expect(names(typed)).toContain(band)
  })

  test('finds what is still being typed, letter by letter', () => {
    for (let length = 1; length <= 'garfunkel'.length; length += 1) {
      expect(names('garfunkel'.slice(0, length), 500)).toContain('Simon & Garfunkel')
    }
    expect(names('rfunkel')).toEqual([])
  })

  test('puts the exact name first, then names that begin with it, each group by listeners', () => {
    expect(names('blu')).toEqual(['Blur', 'Blue'])
    expect(names('blue')).toEqual(['Blue'])
    expect(names('beat')).toEqual(['The Beatles', 'Beatallica'])
    expect(names('bec')).toEqual(['Bec', 'Beck', 'Beckett'])
  })

  test('puts the exact name first even when hundreds of better known names begin with it', () => {
    expect(names('air', 3)).toEqual(['Air', 'Air 1', 'Air 2'])
    expect(search(db, { text: 'air', kind: 'artist', limit: 3 }).total).toBe(243)
  })

  test('shows spellings of one band once, under the spelling met most', () => {
    expect(names('radiohead')).toEqual(['Radiohead'])
  })

  test('finds tracks by title, by band, or by both, each work once', () => {
    expect(titles('creep')).toEqual(['Radiohead - Creep', 'TLC - Creep', 'Creep - Radiohead'])
    expect(titles('radiohead creep')).toContain('Radiohead - Creep')
    expect(titles('right place radio')).toEqual(['Radiohead - Everything In Its Right Place'])
    expect(titles('明け')).toEqual(['釘宮理恵 - 夜明け - Prologue'])
  })

  test('shows bands before tracks that fit as well, and says how many there are of both', () => {
    const found = search(db, { text: 'radiohead', limit: 20 })
    expect(found.items.slice(0, 2).map((item) => [item.kind, item.artist])).toEqual([
      ['artist', 'Radiohead'],
      ['track', 'Creep'],
    ])
    expect(found.total).toBe(1 + 3)
  })

  test('finds nothing for nothing', () => {
    for (const text of ['', '   ', '\u200b', '\u0301']) expect(search(db, { text, limit: 9 }).items).toEqual([])
  })

  test('property: any text is searched for without a fault, within the limit', () => {
    const hostile = fc.constantFrom(
      '"',
      '*',
      '^',
      'AND',
      'OR',
      'NEAR(',
      ')',
      '-',
      ':',
      'search_key',
      '𞤀',
      'Ა',
      "'",
      '´',
      ' ',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.array(fc.oneof(hostile, fc.constantFrom('air', 'the', '釘')), { maxLength: 8 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (typed, limit) => {
        const found = search(db, { text: typed, limit })
        expect(found.items.length).toBeLessThanOrEqual(limit)
        expect(found.total).toBeGreaterThanOrEqual(found.items.length)
      }),
      { numRuns: 400, seed: 3 },
    )
  })
})

describe('findArtist', () => {
  test.each([
    ['Radiohead', 'Radiohead'],
    ['RADIOHEAD', 'Radiohead'],
    ['radiohead ', 'Radiohead'],
    ['beatles', 'The Beatles'],
    ['Pink', 'P!nk'],
    ['Air', 'Air'],
    ['The The', 'The The'],
    ['simon and garfunkel', 'Simon & Garfunkel'],
    ['!!!', '!!!'],
  ])('%j means %s', (typed, band) => {
    expect(artistCalled(typed)).toBe(band)
  })

  test('takes no band for another that merely begins alike', () => {
    const error = errorOf(() => findArtist(db, 'Radiohea'))
    expect(error.code).toBe('artist-not-found')
    expect(error.message).toContain('Radiohea')
    expect(error.suggestions?.[0]).toBe('Radiohead')
  })

  test('names the five nearest spellings, nearest first, better known first on a tie', () => {
    expect(nearestArtists(db, 'Beek')).toEqual(['Beck', 'Back', 'Bec'])
    expect(nearestArtists(db, 'Radiohaed')[0]).toBe('Radiohead')
    expect(nearestArtists(db, 'the betles')[0]).toBe('The Beatles')
  })

  test('names none that has hardly a letter of it', () => {
    for (const text of ['عمرو', '宇多田', 'zq', 'qqqqqqqqqqqq', '']) expect(nearestArtists(db, text)).toEqual([])
  })

  test('counts a name that goes on after what was typed as near, however long it is', () => {
    expect(nearestArtists(db, 'Bell')[0]).toBe('Bell Orchestre')
    expect(nearestArtists(db, 'Simon')[0]).toBe('Simon & Garfunkel')
    expect(nearestArtists(db, 'Beat')[0]).toBe('The Beatles')
  })
})

describe('findWork', () => {
  test.each([
    ['Radiohead - Creep', 'Radiohead - Creep'],
    ['radiohead – creep (live)', 'Radiohead - Creep'],
    ['TLC — Creep', 'TLC - Creep'],
    ['Jay - Z - 99 Problems', 'Jay - Z - 99 Problems'],
    ['Jay - Z - 99 Problems - Clean', 'Jay - Z - 99 Problems - Clean - Edit'],
    ['Jay - Z - Dirt Off - Your Shoulder', 'Jay - Z - Dirt Off - Your Shoulder'],
    ['釘宮理恵 - 夜明け - Prologue', '釘宮理恵 - 夜明け - Prologue'],
    ['this is the day the the', 'The The - This Is the Day'],
    ['Beatles - Creep', null],
  ])('%j means %j', (typed, track) => {
    if (track !== null) expect(workCalled(typed)).toBe(track)
    else expect(errorOf(() => findWork(db, typed)).code).toBe('track-not-found')
  })

  test('takes the id of any version', () => {
    const [item] = search(db, { text: 'creep radiohead', kind: 'track', limit: 1 }).items
    expect(workCalled(item?.id ?? '')).toBe('Radiohead - Creep')
    expect(parseItemId(item?.id ?? '')).toEqual({ kind: 'track', row: expect.any(Number) })
    expect(errorOf(() => findWork(db, 't999999')).code).toBe('track-not-found')
  })

  test('suggests tracks of the band when only the title is unknown', () => {
    const error = errorOf(() => findWork(db, 'Radiohead - Crepe'))
    expect(error.code).toBe('track-not-found')
    expect(error.suggestions).toEqual(['Radiohead - Creep', 'Radiohead - Everything In Its Right Place'])
  })

  test('suggests bands when the band is unknown', () => {
    const error = errorOf(() => findWork(db, 'Radiohaed - Creep'))
    expect(error.code).toBe('artist-not-found')
    expect(error.suggestions?.[0]).toBe('Radiohead')
  })
})

describe('a work is found by the words of any of its versions', () => {
  const titlesFor = (library: ReturnType<typeof newLibrary>, text: string) =>
    search(library.db, { text, kind: 'track', limit: 9 }).items.map(({ title }) => title)

  test('by “live” and the like, and by another title that the same id came with', async () => {
    const versions = newLibrary()
    const songs = songsCsv([
      ['1', 'Radiohead', 'Creep'],
      ['2', 'Radiohead', 'Creep - Live in Praha'],
      ['3', 'Édith Piaf', 'Autumn Leaves'],
      ['3', 'Édith Piaf', 'Autumn Leaves'],
      ['3', 'Édith Piaf', 'Les feuilles mortes'],
      ['4', 'Blur', 'Live Forever'],
    ])
    await versions.import({ 'songs.csv': songs, 'likes.csv': likesCsv([['u', '1']]) })
    expect(titlesFor(versions, 'creep live')).toEqual(['Creep'])
    expect(titlesFor(versions, 'radiohead praha')).toEqual(['Creep'])
    expect(titlesFor(versions, 'feuilles mortes')).toEqual(['Autumn Leaves'])
    // What is called so itself comes first.
    expect(titlesFor(versions, 'live')).toEqual(['Live Forever', 'Creep'])
  })

  test('in Chinese, Japanese and Korean by characters that stand side by side, in any title and beside the band', async () => {
    const versions = newLibrary()
    const songs = songsCsv([
      ['1', 'Happy End', 'Kaze wo Atsumete'],
      ['1', 'Happy End', 'Kaze wo Atsumete'],
      ['1', 'Happy End', '風をあつめて'],
      ['2', 'Happy End', 'Natsu Nandesu'],
      ['2', 'Happy End', 'Natsu Nandesu'],
      ['2', 'Happy End', '夏なんです'],
      ['3', '宇多田ヒカル', 'First Love'],
      ['4', '아이유', '밤편지'],
    ])
    await versions.import({ 'songs.csv': songs, 'likes.csv': likesCsv([['u', '1']]) })
    expect(titlesFor(versions, '風をあつめて')).toEqual(['Kaze wo Atsumete'])
    expect(titlesFor(versions, 'あつめ')).toEqual(['Kaze wo Atsumete'])
    expect(titlesFor(versions, 'Happy End 夏なん')).toEqual(['Natsu Nandesu'])
    expect(titlesFor(versions, '夏なん happy')).toEqual(['Natsu Nandesu'])
    expect(titlesFor(versions, '宇多田 First')).toEqual(['First Love'])
    expect(titlesFor(versions, '아이유 밤편')).toEqual(['밤편지'])
    // The characters are there, but not side by side, or not in one title.
    expect(titlesFor(versions, 'をつ')).toEqual([])
    expect(titlesFor(versions, '風夏')).toEqual([])
  })

  test('whichever source brought it, as long as it is there', async () => {
    const versions = newLibrary()
    await versions.import({ 'songs.csv': songsCsv([['1', 'Radiohead', 'Creep']]) })
    const { source } = await versions.import({ 'more.csv': songsCsv([['2', 'Radiohead', 'Creep (Acoustic)']]) })
    expect(titlesFor(versions, 'creep acoustic')).toEqual(['Creep'])
    versions.remove(source as number)
    expect(titlesFor(versions, 'creep acoustic')).toEqual([])
    expect(titlesFor(versions, 'creep')).toEqual(['Creep'])
  })
})

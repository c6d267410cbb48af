import { beforeEach, describe, expect, test } from 'vitest'
import { setWord } from '#core/catalog/cleaning/cleaning.ts'
import { correctGenre, genreCorrections, genreVotes } from '#core/catalog/genre-corrections.ts'
import { reindex, reindexChoices } from '#core/catalog/reindex.ts'
import { prepareFilters } from '#core/recommending/filters.ts'
import * as browse from '#core/store/browse-rows.ts'
import { handOver, indexedBy, readChoices, writeSwitch, writeTrusted } from '#core/store/cleaning-rows.ts'
import { layGenreCorrections, readGenreCorrections } from '#core/store/genre-correction-rows.ts'
import { openReadable, openWritable, type ReadableDb, type WritableDb } from '#core/store/open.ts'
import {
  bandTables,
  closeAtEnd,
  migrations,
  newLibrary,
  numberOf,
  songsCsv,
  type TestLibrary,
  tagTables,
  vocabulary,
} from '../library.ts'

let library: TestLibrary
let user: WritableDb
let db: ReadableDb

beforeEach(async () => {
  library = newLibrary()
  user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const bands = ['Ornette Coleman', 'Metallica', 'Slayer']
  const taggings: [number, string, string][] = [
    [1, 'Ornette Coleman', 'metal'],
    [1, 'Ornette Coleman', 'free jazz'],
    [2, 'Ornette Coleman', 'thrash metal'],
    [1, 'Metallica', 'thrash metal'],
    [1, 'Slayer', 'metal'],
  ]
  await library.import({ ...bandTables(bands.map((band) => [1, band, 5])), ...tagTables(bands, taggings) })
  await library.import({
    'songs.csv': songsCsv([
      [1, 'Ornette Coleman', 'Lonely Woman'],
      [2, 'Metallica', 'Nothing Else Matters'],
      [3, 'Metallica', 'One'],
      [4, 'Slayer', 'What the Heck'],
    ]),
  })
  db = closeAtEnd(openReadable(library.folder, 'library'))
})

const say = (artist: string, genre: string, verdict: 'is' | 'is-not' | null, title?: string) => {
  const { genre: name } = correctGenre(user, vocabulary, {
    artist,
    genre,
    verdict,
    ...(title === undefined ? {} : { title }),
  })
  layGenreCorrections(db, readGenreCorrections(user))
  return name
}
const idOf = (band: string) => numberOf(library.db, `SELECT artist_id FROM artist WHERE name = '${band}'`)
const genresOf = (band: string) => browse.artistItems(db, [idOf(band)])[0]?.genres
const works = (band: string) => browse.workItems(db, browse.worksOfArtist(db, idOf(band), 10))
const genresOfTrack = (band: string, title: string) => works(band).find((item) => item.title === title)?.genres
const workOf = (band: string, title: string) => browse.worksByKey(db, idOf(band), title.toLowerCase())[0] as number
const passing = (genre: string) => {
  const { leftOutBy } = prepareFilters(db, { genres: [genre], decades: [], sources: [] })
  return ['Metallica', 'Ornette Coleman', 'Slayer'].filter((band) => leftOutBy(idOf(band)) === null)
}
const facet = (genre: string) => browse.readFacets(db).genres.find(({ name }) => name === genre)?.artists ?? 0

describe('a wrong genre', () => {
  test('is gone at once, with the genres below it, from what is shown, filtered and counted', () => {
    expect(passing('metal')).toEqual(['Metallica', 'Ornette Coleman', 'Slayer'])
    expect(facet('metal')).toBe(3)
    expect(say('Ornette Coleman', 'Metal', 'is-not')).toBe('metal')
    expect(genresOf('Ornette Coleman')).toEqual(['free jazz'])
    expect(genresOfTrack('Ornette Coleman', 'Lonely Woman')).toEqual(['free jazz'])
    expect(passing('metal')).toEqual(['Metallica', 'Slayer'])
    expect(passing('thrash metal')).toEqual(['Metallica'])
    expect(facet('metal')).toBe(2)
    expect(facet('thrash metal')).toBe(1)
  })

  test('stays wrong when the library is indexed anew, whatever ids that gives, and under another spelling', async () => {
    say('ORNETTE COLEMAN', 'metal', 'is-not')
    library.remove(1)
    library.remove(2)
    layGenreCorrections(db, readGenreCorrections(user))
    const bands = ['Someone', 'Ornette Coleman']
    await library.import({
      ...bandTables(bands.map((band) => [1, band, 5])),
      ...tagTables(bands, [
        [1, 'Ornette Coleman', 'metal'],
        [1, 'Ornette Coleman', 'jazz'],
      ]),
    })
    layGenreCorrections(db, readGenreCorrections(user))
    expect(genresOf('Ornette Coleman')).toEqual(['jazz'])
  })

  test('is right again when that is taken back', () => {
    const before = [genresOf('Ornette Coleman'), browse.readFacets(db)]
    say('Ornette Coleman', 'metal', 'is-not')
    say('Ornette Coleman', 'jazz', 'is')
    expect(genreCorrections(user).items).toEqual([
      { artist: 'Ornette Coleman', title: null, genre: 'metal', verdict: 'is-not' },
      { artist: 'Ornette Coleman', title: null, genre: 'jazz', verdict: 'is' },
    ])
    say('Ornette Coleman', 'metal', null)
    say('Ornette Coleman', 'jazz', null)
    expect([genresOf('Ornette Coleman'), browse.readFacets(db)]).toEqual(before)
    expect(genreCorrections(user).items).toEqual([])
  })

  test('of one track is that track’s alone', () => {
    say('Metallica', 'metal', 'is-not', 'Nothing Else Matters')
    say('Metallica', 'ballad', 'is', 'Nothing Else Matters')
    expect(genresOfTrack('Metallica', 'Nothing Else Matters')).toEqual(['ballad'])
    expect(genresOfTrack('Metallica', 'One')).toEqual(['thrash metal'])
    expect(genresOf('Metallica')).toEqual(['thrash metal'])
    const left = (genre: string, title: string) =>
      prepareFilters(db, { genres: [genre], decades: [], sources: [] }).leftOutBy(
        idOf('Metallica'),
        workOf('Metallica', title),
      )
    expect([left('metal', 'One'), left('metal', 'Nothing Else Matters')]).toEqual([null, 'genre'])
    expect([left('ballad', 'One'), left('pop', 'Nothing Else Matters')]).toEqual(['genre', null])
  })
})

describe('a genre that was missing', () => {
  test('is shown first, filtered and counted; the last word on a genre counts', () => {
    say('Slayer', 'dnb', 'is')
    expect(genresOf('Slayer')).toEqual(['drum and bass', 'metal'])
    expect(passing('drum and bass')).toEqual(['Slayer'])
    expect(facet('drum and bass')).toBe(1)
    say('Slayer', 'drum & bass', 'is-not')
    expect(genresOf('Slayer')).toEqual(['metal'])
  })

  test('may be below one that is denied', () => {
    say('Ornette Coleman', 'metal', 'is-not')
    say('Ornette Coleman', 'doom metal', 'is')
    expect(genresOf('Ornette Coleman')).toEqual(['doom metal', 'free jazz'])
    expect(passing('metal')).toContain('Ornette Coleman')
  })

  test('that nobody knows is refused with near ones', () => {
    expect(() => say('Slayer', 'metal jazz', 'is')).toThrow(/no genre called "metal jazz"/)
  })
})

test('who says what of a genre is told, and that they are in doubt', () => {
  const { counted, voices, inDoubt, corrected } = genreVotes(db, vocabulary, `a${idOf('Ornette Coleman')}`)
  expect(counted.map(({ genre }) => genre)).toEqual(['metal', 'thrash metal', 'free jazz'])
  expect(voices).toMatchObject([{ voter: 'listeners' }])
  expect(voices[0]?.says).toHaveLength(3)
  expect({ inDoubt, corrected }).toEqual({ inDoubt: false, corrected: [] })
  say('Ornette Coleman', 'jazz', 'is')
  expect(genreVotes(db, vocabulary, `a${idOf('Ornette Coleman')}`).corrected).toEqual([{ genre: 'jazz', is: true }])
  expect(genreVotes(db, vocabulary, works('Metallica')[0]?.id ?? '').voices).toEqual([])
  expect(() => genreVotes(db, vocabulary, 'a999')).toThrow(/no longer in your library/)
})

describe('choices', () => {
  const flagsOf = (title: string) =>
    numberOf(library.db, `SELECT flags FROM work_summary JOIN track USING (track_id) WHERE title = '${title}'`)
  const index = () => {
    handOver(library.db, readChoices(user))
    reindexChoices(library.db, vocabulary, () => {})
  }

  test('of words flag titles anew, and nothing else', () => {
    index()
    library.db.exec(`UPDATE artist_summary SET country = 'XX'`)
    setWord(user, '  HECK ', true)
    index()
    expect(flagsOf('What the Heck')).toBe(2)
    expect(numberOf(library.db, `SELECT count(*) FROM artist_summary WHERE country = 'XX'`)).toBe(3)
    setWord(user, 'heck', false)
    index()
    expect(flagsOf('What the Heck')).toBe(0)
    expect(readChoices(user).words).toEqual({ added: [], removed: [] })
  })

  test('give the same, whether all or only what they change is done again', () => {
    index()
    writeTrusted(user, 'rosamerica')
    setWord(user, 'heck', true)
    index()
    const state = () => [
      library.db.prepare('SELECT * FROM artist_genre ORDER BY 1, 2').all(),
      library.db.prepare('SELECT work_id, flags FROM work_summary').all(),
      library.db.prepare(`SELECT value FROM library_fact WHERE name = 'facets'`).pluck().get(),
      indexedBy(library.db),
    ]
    const partly = state()
    reindex(library.db, vocabulary, () => {})
    expect(state()).toEqual(partly)
  })

  test('of names index everything', () => {
    index()
    library.db.exec(`UPDATE artist_summary SET country = 'XX'`)
    writeSwitch(user, 'accents', false, true)
    index()
    expect(numberOf(library.db, `SELECT count(*) FROM artist_summary WHERE country = 'XX'`)).toBe(0)
  })
})

describe('classifiers of sound', () => {
  const heard = (
    mbid: number,
    artist: string,
    title: string,
    says: [dortmund: string, rosamerica: string, tzanetakis: string],
  ) =>
    JSON.stringify({
      highlevel: {
        danceability: { all: { danceable: 0.25, not_danceable: 0.75 }, probability: 0.75, value: 'not_danceable' },
        genre_dortmund: { all: { [says[0]]: 0.7, pop: 0.1 }, probability: 0.7, value: says[0] },
        genre_rosamerica: { all: { [says[1]]: 0.8, pop: 0.2 }, probability: 0.8, value: says[1] },
        genre_tzanetakis: { all: { [says[2]]: 0.9, pop: 0.1 }, probability: 0.9, value: says[2] },
      },
      metadata: {
        tags: {
          musicbrainz_recordingid: [`0dad432b-16cc-4bf0-8961-fd31d124b01${mbid}`],
          artist: [artist],
          title: [title],
        },
      },
    })

  test('show what each heard in a track, how surely, and that they disagree; one can be believed alone', async () => {
    const sounds = newLibrary()
    const documents = [
      heard(1, 'Can', 'Spoon', ['electronic', 'roc', 'jaz']),
      heard(2, 'Slayer', 'Postmortem', ['rock', 'roc', 'roc']),
      heard(3, 'Slayer', 'Reborn', ['rock', 'roc', 'roc']),
      heard(4, 'Slayer', 'Outlier', ['jazz', 'jaz', 'jaz']),
    ]
    await sounds.import({ 'a.ndjson': documents.join('\n') })
    const reader = closeAtEnd(openReadable(sounds.folder, 'library'))
    const votesOf = (artist: string, title: string) => {
      const [band] = browse.artistsByKey(reader, artist.toLowerCase())
      const work = browse.worksByKey(reader, band as number, title.toLowerCase())
      return genreVotes(reader, vocabulary, browse.workItems(reader, work)[0]?.id ?? '')
    }
    const { voices, inDoubt } = votesOf('Can', 'Spoon')
    expect(voices.map(({ voter, says }) => [voter, says[0]?.genre, Number(says[0]?.share.toFixed(2))])).toEqual([
      ['dortmund', 'electronic', 0.7],
      ['rosamerica', 'rock', 0.8],
      ['tzanetakis', 'jazz', 0.9],
    ])
    expect(inDoubt).toBe(true)
    expect(votesOf('Slayer', 'Postmortem').inDoubt).toBe(false)
    // All three agree on it, but it is not what the band is.
    expect(votesOf('Slayer', 'Outlier').inDoubt).toBe(true)
    expect(votesOf('Slayer', 'Outlier').counted[0]?.genre).toBe('rock')

    writeTrusted(user, 'tzanetakis')
    handOver(sounds.db, readChoices(user))
    reindexChoices(sounds.db, vocabulary, () => {})
    expect(votesOf('Can', 'Spoon').counted.map(({ genre }) => genre)).toEqual(['jazz'])
  })
})

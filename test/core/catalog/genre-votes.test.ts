import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceVoter, tally } from '#core/catalog/genre-votes.ts'
import { bandTables, newLibrary, numberOf, songsCsv, tagTables, vocabulary } from '../library.ts'

const genre = (name: string) => vocabulary.genreOf(name) as number
const nameOf = (id: number) => vocabulary.genres.find((each) => each.id === id)?.name
const listeners = 0
const [dortmund, rosamerica, tzanetakis] = [1, 2, 3] as const
const vote = (voter: number, name: string, weight: number) => ({ voter, genreId: genre(name), weight })
const shares = (...args: Parameters<typeof tally>) => tally(...args).map(([id, share]) => [nameOf(id), share] as const)

describe('a vote on genres', () => {
  test('lets no crowd of recordings outvote the listeners', () => {
    const votes = [vote(listeners, 'jazz', 30), vote(dortmund, 'rock', 400), vote(rosamerica, 'rock', 380)]
    expect(shares(votes, null)[0]?.[0]).toBe('jazz')
  })

  test('lets a single tag be less than what many say', () => {
    const votes = [vote(listeners, 'polka', 1), vote(sourceVoter(1), 'jazz', 40)]
    expect(shares(votes, null).map(([name]) => name)).toEqual(['jazz', 'polka'])
  })

  test('believes a trusted classifier alone, where it has spoken', () => {
    const votes = [vote(dortmund, 'electronic', 5), vote(tzanetakis, 'metal', 5), vote(rosamerica, 'rock', 5)]
    expect(shares(votes, 'rosamerica').map(([name]) => name)).toEqual(['rock'])
    expect(
      shares(votes.slice(0, 2), 'rosamerica')
        .map(([name]) => name)
        .sort(),
    ).toEqual(['electronic', 'metal'])
    const withListeners = [...votes, vote(listeners, 'jazz', 5)]
    expect(new Set(shares(withListeners, 'dortmund').map(([name]) => name))).toEqual(new Set(['electronic', 'jazz']))
  })

  test('gives shares that add up to 1 at most, strongest first, whatever was said', () => {
    const said = fc.array(
      fc.record({
        voter: fc.integer({ min: 0, max: 20 }),
        genreId: fc.integer({ min: 1, max: 9 }),
        weight: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(said, fc.constantFrom(null, 'dortmund' as const), (votes, trusted) => {
        const tallied = tally(votes, trusted)
        const sum = tallied.reduce((total, [, share]) => total + share, 0)
        expect(sum).toBeLessThan(1 + 1e-9)
        expect(tallied.length).toBeLessThanOrEqual(6)
        expect(tallied).toEqual(tallied.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]))
      }),
    )
  })
})

const genresOf = (library: ReturnType<typeof newLibrary>, band: string) =>
  library.db
    .prepare(
      `SELECT genre.name FROM artist_genre JOIN genre USING (genre_id) JOIN artist USING (artist_id)
       WHERE artist.name = ? ORDER BY weight DESC, genre.name`,
    )
    .pluck()
    .all(band)

describe('genres of the library', () => {
  test('come from what sources say of tracks too, and noise among their tags counts for nothing', async () => {
    const library = newLibrary()
    const rows = [
      ['track_id', 'artists', 'track_name', 'track_genre', 'popularity', 'danceability', 'energy', 'valence', 'tempo'],
      ['1', 'Ornette Coleman', 'Lonely Woman', 'jazz', '40', '0.5', '0.5', '0.5', '120'],
      ['2', 'Ornette Coleman', 'Peace', 'jazz', '40', '0.5', '0.5', '0.5', '120'],
      ['3', 'Ornette Coleman', 'Ramblin', 'seen live', '40', '0.5', '0.5', '0.5', '120'],
    ]
    const { files } = await library.import({ 'dataset.csv': rows.map((row) => row.join(',')).join('\n') })
    expect(files[0]).toMatchObject({ outcome: 'accepted', kept: 3 })
    expect(genresOf(library, 'Ornette Coleman')).toEqual(['jazz'])
  })

  test('go with the source that stated them', async () => {
    const library = newLibrary()
    const tables = bandTables([[1, 'Can', 2]])
    await library.import({
      ...tables,
      ...tagTables(
        ['Can'],
        [
          [1, 'Can', 'krautrock'],
          [1, 'Can', 'favourites'],
        ],
      ),
    })
    await library.import({ 'songs.csv': songsCsv([[1, 'Can', 'Spoon']]) })
    expect(genresOf(library, 'Can')).toEqual(['krautrock'])
    expect(numberOf(library.db, 'SELECT count(*) FROM genre_vote')).toBe(1)
    library.remove(1)
    expect(genresOf(library, 'Can')).toEqual([])
    expect(numberOf(library.db, 'SELECT count(*) FROM genre_vote')).toBe(0)
  })
})

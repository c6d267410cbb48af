import { describe, expect, test } from 'vitest'
import { vocabulary } from '../library.ts'

const nameOf = (tag: string) => vocabulary.genres.find(({ id }) => id === vocabulary.genreOf(tag))?.name ?? null

describe('the vocabulary of genres', () => {
  test('has two levels, and a genre of each name once', () => {
    const byId = new Map(vocabulary.genres.map((genre) => [genre.id, genre]))
    for (const { name, parentId } of vocabulary.genres) {
      if (parentId !== null) expect(byId.get(parentId)?.parentId, name).toBeNull()
    }
    expect(new Set(vocabulary.genres.map(({ name }) => name)).size).toBe(vocabulary.genres.length)
    expect(vocabulary.genres.filter(({ parentId }) => parentId === null).length).toBeLessThan(40)
  })

  test('finds every genre by its own name', () => {
    for (const { name } of vocabulary.genres) expect(nameOf(name)).toBe(name)
  })

  test.each([
    ['Hip-Hop', 'hip hop'],
    ['hiphop', 'hip hop'],
    ['R&B', 'r&b'],
    ['rnb', 'r&b'],
    ['Drum & Bass', 'drum and bass'],
    ['dnb', 'drum and bass'],
    ['alt-rock', 'alternative rock'],
    ['Rock & Roll', 'rock and roll'],
    ['Synth Pop', 'synthpop'],
    ['Reggae - Dub', 'dub'],
    ['Soul-RnB', 'r&b'],
    ['forro', 'forró'],
  ])('takes %s for %s', (tag, genre) => expect(nameOf(tag)).toBe(genre))

  test.each([
    'seen live',
    'favorites',
    'awesome',
    'female vocalists',
    'british',
    'love at first listen',
    '<3',
    '',
    '2008',
  ])('drops %s as noise', (tag) => expect(vocabulary.genreOf(tag)).toBeNull())

  test.each([
    ['80s', 1980],
    ["60's", 1960],
    ['nineties', 1990],
  ])('takes %s for a decade and no genre', (tag, decade) => {
    expect(vocabulary.decadeOf(tag)).toBe(decade)
    expect(vocabulary.genreOf(tag)).toBeNull()
  })
})

import { expect, test } from 'vitest'
import { listSources } from '#core/store/source-rows.ts'
import { bandTables, likesCsv, newLibrary, songsCsv } from '../library.ts'

test('coverage counts tracks by decade and by listeners, for each source by itself', async () => {
  const library = newLibrary()
  await library.import({
    'songs.csv': songsCsv([
      [1, 'Low', 'Lullaby'],
      [2, 'Low', 'Words'],
      [3, 'Can', 'Vitamin C'],
    ]),
    'likes.csv': likesCsv([
      [1, 1],
      [2, 1],
      [1, 2],
    ]),
  })
  const [source] = listSources(library.db)
  expect(source?.coverage).toEqual({
    of: 'track',
    total: 3,
    decades: [],
    unknownDecade: 3,
    bands: 2,
    bandsWithGenre: 0,
    genres: [],
    listeners: { none: 1, one: 1, few: 1, some: 0, many: 0 },
    withSound: 0,
  })
})

test('a source without tracks is covered by its bands', async () => {
  const library = newLibrary()
  await library.import(
    bandTables([
      [1, 'Low', 5],
      [2, 'Low', 1],
      [2, 'Can', 3],
    ]),
  )
  const [source] = listSources(library.db)
  expect(source?.coverage).toMatchObject({
    of: 'artist',
    total: 2,
    unknownDecade: 2,
    bands: 2,
    listeners: { one: 1, few: 1 },
  })
})

import { expect, test } from 'vitest'
import { makeLoadIndexes, readyToLoad } from '#core/store/load-indexes.ts'
import { newLibrary, songsCsv, type TestLibrary } from '../library.ts'

const indexes = ['track_listed', 'work_artist']
const indexesOf = ({ db }: TestLibrary) =>
  db.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('track_listed', 'work_artist') ORDER BY name`).pluck().all()
const schemaOf = ({ db }: TestLibrary) => db.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all()
const songs = songsCsv([
  [1, 'Low', 'Lullaby'],
  [2, 'Low', 'Cut'],
])

test('a first load goes without indexes, and leaves the library with the schema that it had', async () => {
  const library = newLibrary()
  const before = schemaOf(library)
  readyToLoad(library.db)
  expect(indexesOf(library)).toEqual([])
  await library.import({ 'songs.csv': songs })
  expect(schemaOf(library)).toEqual(before)
  expect(indexesOf(library)).toEqual(indexes)
})

test('a later load keeps the indexes, and makes those that an unfinished one left without', async () => {
  const library = newLibrary()
  await library.import({ 'songs.csv': songs })
  readyToLoad(library.db)
  expect(indexesOf(library)).toEqual(indexes)
  library.db.exec('DROP INDEX track_listed; DROP INDEX work_artist')
  readyToLoad(library.db)
  expect(indexesOf(library)).toEqual(indexes)
})

test('no track can be listed twice by one source once the indexes are made', async () => {
  const library = newLibrary()
  await library.import({ 'songs.csv': songs })
  makeLoadIndexes(library.db)
  const again = library.db.prepare(
    'INSERT INTO track (source_id, external_id) SELECT source_id, external_id FROM track',
  )
  expect(() => again.run()).toThrow('UNIQUE constraint failed')
})

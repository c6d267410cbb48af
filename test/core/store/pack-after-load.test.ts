import { expect, test } from 'vitest'
import { packAfterLoad } from '#core/store/pack-after-load.ts'
import { contentOf, likesCsv, newLibrary, numberOf, songsCsv, sourceTables, type TestLibrary } from '../library.ts'

async function filled(): Promise<TestLibrary> {
  const library = newLibrary()
  const songs = Array.from(
    { length: 6000 },
    (_, i) => [(i * 7919) % 6007, `Band ${(i * 31) % 400}`, `Song ${i}`] as const,
  )
  // A first load makes some indexes of the sorted whole; those of a second one grow row by row.
  await library.import({ 'first.csv': songsCsv([[7000, 'Low', 'Lullaby']]) })
  const likes = Array.from({ length: 30_000 }, (_, i) => [i % 900, (i * 7919) % 6007] as const)
  await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
  return library
}

const pagesOf = ({ db }: TestLibrary, name: string) => numberOf(db, 'SELECT count(*) FROM dbstat WHERE name = ?', name)
const schemaOf = ({ db }: TestLibrary) =>
  db.prepare(`SELECT name, replace(sql, '"', '') FROM sqlite_schema ORDER BY name`).raw().all()

test('after a large load tables and indexes take fewer pages, with the same rows and the same schema', async () => {
  const library = await filled()
  const { db } = library
  const before = contentOf(db, sourceTables)
  const [schema, plays, works] = [schemaOf(library), pagesOf(library, 'track_play'), pagesOf(library, 'work_artist')]
  let tables = 0
  db.transaction(() =>
    packAfterLoad(db, 200_000, () => {
      tables += 1
    }),
  )()
  expect(tables).toBe(6)
  expect(contentOf(db, sourceTables)).toEqual(before)
  expect(schemaOf(library)).toEqual(schema)
  expect(pagesOf(library, 'track_play')).toBeLessThan(plays)
  expect(pagesOf(library, 'work_artist')).toBeLessThan(works)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
})

test('after a small load nothing is written', async () => {
  const library = await filled()
  const [version, plays] = [numberOf(library.db, 'PRAGMA schema_version'), pagesOf(library, 'track_play')]
  packAfterLoad(library.db, 199_999, () => {})
  expect(numberOf(library.db, 'PRAGMA schema_version')).toBe(version)
  expect(pagesOf(library, 'track_play')).toBe(plays)
})

test('a table that was packed goes on taking imports', async () => {
  const library = await filled()
  library.db.transaction(() => packAfterLoad(library.db, 200_000, () => {}))()
  const { files } = await library.import({
    'more.csv': likesCsv([
      [901, 5],
      [901, 6],
      [901, 5],
    ]),
  })
  expect(files[0]).toMatchObject({ read: 3, merged: 1 })
  library.db.transaction(() => packAfterLoad(library.db, 200_000, () => {}))()
  expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
})

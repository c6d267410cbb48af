import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { exportListeners } from '#core/catalog/export-listeners.ts'
import { bandTables, likesCsv, newLibrary, songsCsv } from '../library.ts'
import { strictCsv } from '../playlists/list-rows.ts'

test('every listener is a row with all bands, the most played first', async () => {
  const library = newLibrary()
  await library.import(
    bandTables([
      [7, 'Low', 3],
      [7, 'Can', 40],
      [8, 'Tyler, The "Creator"', 1],
    ]),
    { name: 'Plays' },
  )
  await library.import(
    {
      'songs.csv': songsCsv([
        [1, 'Low', 'Lullaby'],
        [2, 'low', 'Sunflower'],
      ]),
      'likes.csv': likesCsv([
        ['=ann', 1],
        ['=ann', 2],
        ['nobody', 99],
      ]),
    },
    { name: 'Likes' },
  )
  const path = join(library.folder, 'playlists.csv')
  const done = exportListeners(library.db, path)
  const text = readFileSync(path, 'utf8')
  expect(done).toEqual({ written: 3, bytes: Buffer.byteLength(text) })
  const [header, ...rows] = strictCsv(text)
  expect(header).toEqual(['source', 'listener', 'bands', 'playlist'])
  expect(rows.map(([source, listener, bands, list]) => [source, listener, bands, JSON.parse(list ?? '')])).toEqual([
    ['Plays', '7', '2', ['Can', 'Low']],
    ['Plays', '8', '1', ['Tyler, The "Creator"']],
    ['Likes', "'=ann", '1', ['Low']],
  ])
})

test('a library without likes says so, and writes nothing', () => {
  const library = newLibrary()
  expect(() => exportListeners(library.db, join(library.folder, 'none.csv'))).toThrow(AppError)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRecords } from '#core/jobs/ledger-export.ts'
import { newLibrary, songsCsv } from '../library.ts'
import { strictCsv } from '../playlists/list-rows.ts'

test('every refused record is in the file, with its line, its reason and its text', async () => {
  const library = newLibrary()
  const bad = Array.from({ length: 50 }, (_, i) => `${100 + i},=SUM(1),`)
  const text = ['song_id,band,song_name', '1,Low,Lullaby', ...bad, ''].join('\n')
  const { files } = await library.import({ 'songs.csv': text })
  const path = join(library.folder, 'out.csv')
  const fileId = files[0]?.id as number
  const done = exportRecords(library.db, [fileId], 'name-empty', path)
  const written = readFileSync(path, 'utf8')
  expect(done).toEqual({ written: 50, records: 50, mendable: true, bytes: Buffer.byteLength(written) })
  expect(written.split('\r\n')[0]).toBe('file,line,reason,record')
  const [, key, ...rows] = strictCsv(written)
  expect(JSON.parse(key?.[3] ?? '')).toMatchObject({ format: 'million-playlists', table: 'songs', delimiter: ',' })
  expect(rows).toHaveLength(50)
  expect(rows[0]).toEqual(['songs.csv', '3', 'name-empty', '100,=SUM(1),'])
  expect(rows.at(-1)?.[1]).toBe('52')
})

test('a reason that nothing ended under is said, and no file is made', async () => {
  const library = newLibrary()
  const { files } = await library.import({ 'songs.csv': songsCsv([[1, 'Low', 'Lullaby']]) })
  const ask = () => exportRecords(library.db, [files[0]?.id as number], 'nul-byte', join(library.folder, 'none.csv'))
  expect(ask).toThrow('No records ended under “nul-byte”')
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ImportResult } from '#api/schemas.ts'
import { Cancelled, type JobControl } from '#core/jobs/control.ts'
import { exportRecords } from '#core/jobs/ledger-export.ts'
import { listSources } from '#core/store/source-rows.ts'
import { contentOf, newLibrary, numberOf, quietControl, songsCsv, sourceTables, type TestLibrary } from '../library.ts'
import { zip } from '../sources/pack.ts'

/** Save the records of a reason as the window does, and read what was written. */
function saved(library: TestLibrary, { files }: ImportResult, keyword: string): string {
  const path = join(library.folder, `${keyword}.csv`)
  const ids = files.map(({ id }) => id)
  exportRecords(library.db, ids, keyword, path)
  return readFileSync(path, 'utf8')
}

/** What went where, of a result's files. */
const endsOf = ({ files }: ImportResult) =>
  files.map(({ read, kept, merged, setAside, rejected }) => ({ read, kept, merged, setAside, rejected }))

const titlesOf = ({ db }: TestLibrary) => db.prepare('SELECT title FROM track ORDER BY title').pluck().all()

test('mended records go back into the source that they were saved from', async () => {
  const library = newLibrary()
  const songs = `${songsCsv([[1, 'Low', 'Lullaby']])}\n2,,Spoon\n3,,Vitamin C`
  const before = await library.import({ 'songs.csv': songs })
  const text = saved(library, before, 'name-empty')
  const result = await library.import({ 'name-empty.csv': text.replace('2,,Spoon', '2,Can,Spoon') })
  expect(result.source).toBe(before.source)
  expect(endsOf(result)).toEqual([{ read: 2, kept: 1, merged: 0, setAside: 0, rejected: { 'name-empty': 1 } }])
  expect(titlesOf(library)).toEqual(['Lullaby', 'Spoon'])
  expect(listSources(library.db)).toHaveLength(1)
  expect(listSources(library.db)[0]?.files.map(({ path }) => path)).toEqual(['songs.csv', 'name-empty.csv'])
  library.remove(before.source as number)
  expect(numberOf(library.db, 'SELECT count(*) FROM track')).toBe(0)
})

test('a spreadsheet may write them with semicolons, in UTF-16, without quotes and in another order', async () => {
  const library = newLibrary()
  const before = await library.import({
    'songs.tsv': 'song_id\tband\tsong_name\n1\tLow\tLullaby\n2\t\tSpoon\n3\t\tMushroom\n',
  })
  const [header = '', key = '', ...lines] = saved(library, before, 'name-empty').trimEnd().split('\r\n')
  const mended = lines.map((line) => line.replace('\t\t', '\tCan\t'))
  const semicolons = [header, ...mended.reverse(), key].map((line) =>
    line.replace(/^([^,]*),([^,]*),([^,]*),/, '$1;$2;$3;'),
  )
  const result = await library.import({ 'mended.csv': Buffer.from(`\ufeff${semicolons.join('\r\n')}`, 'utf16le') })
  expect(endsOf(result)).toEqual([{ read: 2, kept: 2, merged: 0, setAside: 0, rejected: {} }])
  expect(titlesOf(library)).toEqual(['Lullaby', 'Mushroom', 'Spoon'])
})

test('records that wait come back with another id, and those that nobody touched do not count twice', async () => {
  const library = newLibrary()
  const before = await library.import({
    'artists.dat': 'id\tname\turl\tpictureURL\n7\tLow\t\t\n8\tCan\t\t',
    'user_artists.dat': 'userID\tartistID\tweight\n1\t7\t10\n1\t9\t20\n2\t99\t30',
  })
  const text = saved(library, before, 'orphan-artist')
  const result = await library.import({ 'orphans.csv': text.replace('2\t99\t30', '2\t8\t30') })
  expect(result.source).toBe(before.source)
  expect(endsOf(result)).toEqual([{ read: 2, kept: 1, merged: 1, setAside: 0, rejected: {} }])
  const plays = library.db.prepare('SELECT plays FROM artist_play ORDER BY plays').pluck().all()
  expect(plays).toEqual([10, 20, 30, 30])
})

test('a table with columns of the listener’s own, packed, is read again as it was mapped', async () => {
  const library = newLibrary()
  const table = 'Nr;Wer;Was;Jahr\n1;Low;Lullaby;1994\n2;;Spoon;1972\n'
  const columns = [
    { column: 'Wer', role: 'artist' as const },
    { column: 'Was', role: 'title' as const },
    { column: 'Jahr', role: 'year' as const },
  ]
  const before = await library.import({ 'tracks.csv.gz': gzipSync(table) }, { mapping: { target: 'tracks', columns } })
  const text = saved(library, before, 'name-empty')
  const result = await library.import({ 'mended.csv': text.replace('2;;Spoon', '2;Can;Spoon') })
  expect(result.source).toBe(before.source)
  expect(titlesOf(library)).toEqual(['Lullaby', 'Spoon'])
})

test('records of a table in an archive come back without the name of their file', async () => {
  const library = newLibrary()
  const content = 'userID\tartistID\tweight\n1\t7\t10\n1\t8\tmany\n'
  const packed = zip([
    { name: 'set/artists.dat', content: 'id\tname\turl\tpictureURL\n7\tLow\t\t\n8\tCan\t\t' },
    { name: 'set/user_artists.dat', content },
  ])
  const before = await library.import({ 'set.zip': packed })
  const text = saved(library, before, 'plays-invalid')
  expect(text).toContain('set/user_artists.dat 3,plays-invalid,1\t8\tmany')
  const result = await library.import({ 'mended.csv': text.replace('many', '12') })
  expect(result.source).toBe(before.source)
  expect(endsOf(result)).toEqual([{ read: 1, kept: 1, merged: 0, setAside: 0, rejected: {} }])
})

test('without their source they are a source of the same data set', async () => {
  const library = newLibrary()
  const before = await library.import({ 'songs.csv': `${songsCsv([[1, 'Low', 'Lullaby']])}\n2,,Spoon` })
  const text = saved(library, before, 'name-empty')
  library.remove(before.source as number)
  const result = await library.import({ 'mended.csv': text.replace('2,,Spoon', '2,Can,Spoon') })
  expect(result.source).not.toBe(before.source)
  expect(listSources(library.db).map(({ format }) => format)).toEqual(['million-playlists'])
  expect(titlesOf(library)).toEqual(['Spoon'])
})

test('what was cut off when it was saved is not taken for whole', async () => {
  const library = newLibrary()
  const long = 'x'.repeat(600)
  const before = await library.import({ 'songs.csv': `${songsCsv([[1, 'Low', 'Lullaby']])}\n2,,${long}\n3,,Spoon` })
  const text = saved(library, before, 'name-empty').replaceAll(',,', ',Can,')
  const result = await library.import({ 'mended.csv': text })
  expect(endsOf(result)).toEqual([{ read: 2, kept: 1, merged: 0, setAside: 0, rejected: { 'record-cut-off': 1 } }])
})

test('merged records, and those that mean nothing by themselves, say what to do', async () => {
  const library = newLibrary()
  const before = await library.import({
    'songs.csv': songsCsv([
      [1, 'Low', 'Lullaby'],
      [1, 'Low', 'Lullaby'],
    ]),
  })
  const merged = await library.import({ 'merged.csv': saved(library, before, 'duplicate-row') })
  expect(merged.source).toBeNull()
  expect(merged.files[0]?.message).toContain('in your library already')
  const logs = await library.import({
    'history.json': JSON.stringify([
      {
        ts: '2023-01-01T03:35:19Z',
        ms_played: 120_000,
        master_metadata_track_name: 'Lullaby',
        master_metadata_album_artist_name: 'Low',
        spotify_track_uri: 'spotify:track:0123456789012345678901',
      },
      {
        ts: 'never',
        ms_played: 120_000,
        master_metadata_track_name: 'Spoon',
        master_metadata_album_artist_name: 'Can',
        spotify_track_uri: 'spotify:track:0123456789012345678902',
      },
    ]),
  })
  const alone = await library.import({ 'alone.csv': saved(library, logs, 'date-invalid') })
  expect(alone.source).toBeNull()
  expect(alone.files[0]?.message).toContain('Mend them in the file that they are from')
})

test('stopped, it leaves the source as it was; the same file again adds nothing', async () => {
  const library = newLibrary()
  const before = await library.import({ 'songs.csv': `${songsCsv([[1, 'Low', 'Lullaby']])}\n2,,Spoon` })
  const text = saved(library, before, 'name-empty').replace('2,,Spoon', '2,Can,Spoon')
  const content = contentOf(library.db, sourceTables)
  const stopping: JobControl = {
    ...quietControl(),
    commit: () => {
      throw new Cancelled()
    },
  }
  await expect(library.import({ 'mended.csv': text }, { control: stopping })).rejects.toThrow(Cancelled)
  expect(contentOf(library.db, sourceTables)).toEqual(content)
  await library.import({ 'mended.csv': text })
  const again = await library.import({ 'mended.csv': text })
  expect(again.source).toBe(before.source)
  expect(endsOf(again)).toEqual([{ read: 1, kept: 0, merged: 1, setAside: 0, rejected: {} }])
})

test('records none of which can be used leave no trace', async () => {
  const library = newLibrary()
  const before = await library.import({ 'songs.csv': `${songsCsv([[1, 'Low', 'Lullaby']])}\n2,,Spoon` })
  const content = contentOf(library.db, sourceTables)
  const result = await library.import({ 'unmended.csv': saved(library, before, 'name-empty') })
  expect(result.source).toBeNull()
  expect(result.files[0]?.reason).toBe('no-valid-rows')
  expect(contentOf(library.db, sourceTables)).toEqual(content)
})

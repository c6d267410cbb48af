import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InspectedFile } from '#api/schemas.ts'
import { inspect, preview } from '#core/sources/preview.ts'
import { isRefusal, readRows } from '#core/sources/reader.ts'
import { recognise } from '#core/sources/recognise.ts'
import { createRowReader } from '#core/sources/rows.ts'
import { readAll, temporaryFolder } from './helpers.ts'

const folder = temporaryFolder()
const path = join(folder, 'songs.csv')

const field = fc.constantFrom(
  '1',
  '22',
  'x7',
  '',
  'NaN',
  'Low',
  'Björk',
  '"a, b"',
  '"two\nlines"',
  '=A1()',
  'a"b',
  '\0',
  '"open',
)
const line = fc.array(field, { maxLength: 5 }).map((fields) => fields.join(','))
const good = fc.nat(999).map((id) => `${id},Low,Murderer`)
const content = fc
  .tuple(fc.array(fc.oneof(good, line), { maxLength: 160 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => ['song_id,band,song_name', '0,Can,Halleluwah', ...lines].join(end))

test('property: records read = rows + rejects, and the preview shows what the import reads', async () => {
  await fc.assert(
    fc.asyncProperty(content, async (text) => {
      writeFileSync(path, text)
      const imported = await readAll(path)
      expect(imported.refusal).toBeNull()
      expect(imported.recordsRead).toBe(imported.rows.length + imported.rejects.length)

      const recognised = imported.recognised
      const shown = recognised && (await preview(path, recognised))
      if (!shown || isRefusal(shown) || recognised.shape !== 'table') throw new Error('no preview')
      expect(shown.rows.length).toBe(Math.min(100, imported.recordsRead))
      const toRow = createRowReader(recognised, () => {})
      const rows = shown.rows.filter((row) => row.rejected === null).map((row) => toRow(row.fields))
      expect(rows).toEqual(imported.rows.slice(0, rows.length))
      const rejects = shown.rows.filter((row) => row.rejected !== null)
      expect(rejects.map((row) => [row.line, row.rejected])).toEqual(
        imported.rejects.slice(0, rejects.length).map((reject) => [reject.line, reject.keyword]),
      )
      expect(shown.repaired).toEqual(imported.repaired)
    }),
    { numRuns: 500, seed: 11 },
  )
})

test('batches are small, count up, and reach the size of the file', async () => {
  writeFileSync(path, `user,item\n${Array.from({ length: 300_000 }, (_, i) => `${i},${i}\n`).join('')}`)
  const recognised = await recognise(path)
  if (isRefusal(recognised)) throw new Error(recognised.message)
  let read = 0
  let bytes = 0
  for await (const batch of readRows(path, recognised)) {
    if (isRefusal(batch)) throw new Error(batch.message)
    expect(batch.rows.length).toBeLessThan(70_000)
    read += batch.rows.length + batch.rejects.length
    expect(batch.recordsRead).toBe(read)
    expect(batch.bytesRead).toBeGreaterThanOrEqual(bytes)
    bytes = batch.bytesRead
    expect(batch.bytesTotal).toBeGreaterThanOrEqual(bytes)
  }
  expect(read).toBe(300_000)
})

test.skipIf(process.platform !== 'linux')('a reader that is left early closes its file', async () => {
  const text = `user,item\n${Array.from({ length: 300_000 }, (_, i) => `${i},${i * 7919}\n`).join('')}`
  for (const content of [text, gzipSync(text)]) {
    writeFileSync(path, content)
    const recognised = await recognise(path)
    if (isRefusal(recognised)) throw new Error(recognised.message)
    const openBefore = readdirSync('/proc/self/fd').length
    for (let i = 0; i < 50; i++) for await (const _ of readRows(path, recognised)) break
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(openBefore + 5)
  }
})

test('inspect fills what the window shows of a file, good or refused', async () => {
  writeFileSync(path, 'song_id\tband\tsong_name\tnote\n1\tLow\tMurderer\t\n2\tLow\n')
  const rest = { ref: 'f-0123456789abcdef', name: 'songs.csv', bytes: 1 }
  const shown = InspectedFile.parse({ ...(await inspect(path, 'songs.csv')), ...rest })
  expect(shown).toMatchObject({
    format: 'million-playlists',
    table: 'songs',
    hasHeader: true,
    delimiter: '\t',
    repaired: { 'delimiter-detected': 1 },
    refused: null,
    rows: [
      { line: 2, fields: ['1', 'Low', 'Murderer', ''], rejected: null },
      { line: 3, fields: ['2', 'Low'], rejected: 'columns-missing' },
    ],
  })
  expect(shown.columns.map((column) => [column.name, column.role, column.required])).toEqual([
    ['song_id', 'song id', true],
    ['band', 'artist', true],
    ['song_name', 'title', true],
    ['note', null, false],
  ])
  const refused = InspectedFile.parse({ ...(await inspect(join(folder, 'gone'), 'gone')), ...rest })
  expect(refused).toMatchObject({ format: null, refused: { keyword: 'not-found' } })
})

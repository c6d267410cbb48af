import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openParts } from '#core/sources/parts.ts'
import { readRows } from '#core/sources/reader.ts'
import {
  isCutOff,
  keyLine,
  keyOf,
  recordLine,
  type SavedRecord,
  savedDialect,
  savedHeader,
  savedRecords,
} from '#core/sources/saved/saved-records.ts'
import { temporaryFolder } from '../../library.ts'

const path = join(temporaryFolder(), 'saved.csv')

/** Read what is written, as a spreadsheet left it. */
async function read(content: string | Uint8Array): Promise<{ records: SavedRecord[]; strays: number[] }> {
  writeFileSync(path, content)
  const dialect = savedDialect(Buffer.from(content))
  if (dialect === null) throw new Error('not recognised')
  const records: SavedRecord[] = []
  const strays: number[] = []
  const sink = { record: (one: SavedRecord) => records.push(one), stray: (line: number) => strays.push(line) }
  for await (const _ of savedRecords(path, dialect, sink));
  return { records, strays }
}

const text = fc
  .array(fc.constantFrom('"', ',', ';', '\t', "'", '=', '+', 'a', 'é', '釘', ' ', '\r\n', '\n', '…'), { maxLength: 12 })
  .map((parts) => parts.join(''))

test('every record is read as it was saved', async () => {
  const record = fc.record({ file: text.filter((name) => name.trim() !== ''), line: fc.nat(), text })
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (saved) => {
      const lines = saved.map(({ file, ...kept }) => recordLine(file, 'name-empty', kept, false))
      const { records, strays } = await read([savedHeader(), ...lines, ''].join('\r\n'))
      expect(strays).toEqual([])
      expect(records.map(({ file, record }) => ({ file, record }))).toEqual(
        saved.map(({ file, text }) => ({ file, record: text })),
      )
    }),
    { numRuns: 200 },
  )
})

test('how a file is read comes back, and no other record is taken for it', async () => {
  const way = { format: 'f', table: 't', delimiter: '\t', quoting: 'none', roles: null } as const
  const key = { ...way, header: ['a', '=b'], mapping: [1, -1], inside: true, sha256: 'd' }
  const { records } = await read(
    [savedHeader(), keyLine('a', key), recordLine('a', 'x', { line: 1, text: '{"a":1}' }, false), ''].join('\r\n'),
  )
  expect(records.map(keyOf)).toEqual([key, null])
})

test('a record of which only the beginning was kept says so, until it is written anew', async () => {
  const cut = recordLine('a', 'x', { line: 1, text: 'y'.repeat(500) }, false)
  const { records } = await read([savedHeader(), cut, recordLine('a', 'x', { line: 2, text: 'y…' }, false)].join('\n'))
  expect(records.map(({ record }) => isCutOff(record))).toEqual([true, false])
})

describe('a file is one of saved records', () => {
  const header = 'file,line,reason,record'
  test.each([
    ['as it was saved', header, true],
    ['with semicolons', header.replaceAll(',', ';'), true],
    ['with tabs, quoted', '"file"\t"line"\t"reason"\t"record"', true],
    ['with a byte order mark', `\ufeff${header}`, true],
    ['with empty columns behind', `${header},,`, true],
    ['not with other columns', `${header},plays`, false],
    ['not with fewer', 'file,line,reason', false],
    ['not another table', 'user,item', false],
  ])('%s', (_, first, expected) => {
    expect(savedDialect(Buffer.from(`${first}\n1,2,3,4\n`)) !== null).toBe(expected)
  })
})

test('property: whatever a file says of how it is read, it is read or refused in words', async () => {
  const role = fc.constantFrom('artist', 'title', 'listener', 'trackId', 'plays', 'year' as const)
  const columns = fc.array(fc.record({ column: fc.nat(9), role }), { maxLength: 4 })
  const table = fc.constantFrom(
    ['million-playlists', 'songs'],
    ['hetrec2011-lastfm', 'user_artists'],
    ['mapped-table', 'tracks'],
    ['nothing', 'known'],
  )
  const key = fc
    .record({
      table,
      delimiter: fc.constantFrom(',', '\t', '::'),
      quoting: fc.constantFrom('csv', 'backslash', 'none' as const),
      header: fc.option(fc.array(fc.constantFrom('song_id', 'band', 'x'), { maxLength: 4 })),
      mapping: fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 4 }),
      roles: fc.option(fc.record({ target: fc.constantFrom('tracks', 'track-plays', 'tags' as const), columns })),
    })
    .map(({ table: [format = '', name = ''], ...way }) => ({
      ...{ ...way, format, table: name, inside: false, sha256: 'd' },
    }))
  const lines = fc.array(fc.constantFrom('1,Low,Lullaby', '2\tCan', '', '"a', '1::2', '3,,,,'), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(key, lines, async (how, texts) => {
      const records = texts.map((record, line) => recordLine('a', 'x', { line, text: record }, false))
      writeFileSync(path, [savedHeader(), keyLine('a', how), ...records].join('\n'))
      const parts = await openParts({ path, shownName: 'saved.csv' }, {}, () => {})
      for (const { recognised, refusal } of parts) {
        if (recognised === null) expect(refusal?.message).toMatch(/\w{3}/)
        else for await (const batch of readRows(path, recognised)) expect(batch).toBeDefined()
      }
    }),
    { numRuns: 150 },
  )
})

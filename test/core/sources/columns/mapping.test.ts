import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ColumnMapping } from '#api/columns.ts'
import { InspectedFile } from '#api/schemas.ts'
import { inspect } from '#core/sources/preview.ts'
import { fileReader, keywords, readAll, temporaryFolder } from '../helpers.ts'

const read = fileReader()
const folder = temporaryFolder()

const map = (target: ColumnMapping['target'], columns: Record<string, number | string>, more = {}): ColumnMapping => ({
  target,
  columns: Object.entries(columns).map(([role, column]) => ({ role, column }) as ColumnMapping['columns'][number]),
  ...more,
})
const reading = (name: string, content: string | Uint8Array, mapping: ColumnMapping) => read(name, content, { mapping })
const inspected = async (name: string, content: string, mapping?: ColumnMapping, suggest = false) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  const shown = await inspect(path, name, mapping === undefined ? {} : { mapping, suggest })
  return InspectedFile.parse({ ref: `f-${'0'.repeat(16)}`, name, bytes: 1, ...shown })
}

describe('a mapping says what columns are', () => {
  test('tracks, by header names or by places', async () => {
    const content = 'Wer;Was;Dauer\nCan;Vitamin C;3:34\n'
    for (const columns of [
      { artist: 'wer', title: 'Was', duration: 'Dauer' },
      { artist: 0, title: 1, duration: 2 },
    ]) {
      const { rows, outcome } = await reading('x.csv', content, map('tracks', columns, { header: true }))
      expect(rows).toEqual([
        { kind: 'track', id: null, artist: 'Can', title: 'Vitamin C', facts: { durationMs: 214_000 } },
      ])
      expect(outcome).toBe('accepted')
    }
  })

  test('plays of tracks and bands, listens, list entries and tags', async () => {
    const plays = await reading(
      'p.csv',
      'u,b,n\n1,Can,3\n1,Neu!,0\n',
      map('artist-plays', { listener: 'u', artist: 'b', plays: 'n' }),
    )
    expect(plays.rows).toEqual([{ kind: 'named-artist-play', listener: '1', artist: 'Can', mbid: null, plays: 3 }])
    expect(keywords(plays)).toEqual(['plays-invalid'])
    const likes = await reading('l.csv', 'u,t\n1,9\n', map('track-plays', { listener: 'u', trackId: 't' }))
    expect(likes.rows).toEqual([{ kind: 'track-play', listener: '1', trackId: '9', plays: null }])
    const listens = await reading(
      'h.csv',
      'b,t,when\nCan,Halleluwah,27/04/2005 12:30\nCan,Spoon,yesterday\n',
      map('listens', { artist: 'b', title: 't', playedAt: 'when' }),
    )
    expect(listens.rows).toMatchObject([{ kind: 'listen', listener: 'me', at: Date.UTC(2005, 3, 27, 12, 30) / 1000 }])
    expect(keywords(listens)).toEqual(['date-invalid'])
    const lists = await reading(
      'e.csv',
      'p,b,t\nRoad,Can,Spoon\n',
      map('lists', { listName: 'p', artist: 'b', title: 't' }),
    )
    expect(lists.rows).toMatchObject([{ kind: 'list-entry', name: 'Road', track: { artist: 'Can', title: 'Spoon' } }])
    const tags = await reading(
      't.csv',
      'b,t,g\nCan,Spoon,krautrock\nCan,Yoo Doo Right,\n',
      map('tags', { artist: 'b', title: 't', tag: 'g' }),
    )
    expect(tags.rows).toMatchObject([
      { kind: 'track', facts: { labels: [{ kind: 'tag', name: 'krautrock', weight: 1 }] } },
    ])
    expect(keywords(tags)).toEqual(['name-empty'])
  })

  test('delimiter, encoding and a missing header can be said', async () => {
    const mapping = map(
      'tracks',
      { artist: 0, title: 1 },
      { delimiter: '<SEP>', encoding: 'windows-1252', header: false },
    )
    const { rows } = await reading('x.txt', Buffer.from('Bj\xf6rk<SEP>J\xf3ga\n', 'latin1'), mapping)
    expect(rows).toEqual([{ kind: 'track', id: null, artist: 'Björk', title: 'Jóga', facts: {} }])
  })

  test('column-required-missing: a role that is needed, or a column that is not there', async () => {
    const content = 'a,b\nCan,Spoon\n'
    const noTitle = await reading('x.csv', content, map('tracks', { artist: 'a' }))
    expect(noTitle.refusal).toMatchObject({
      keyword: 'column-required-missing',
      message: expect.stringContaining('“title”'),
    })
    const noColumn = await reading('x.csv', content, map('tracks', { artist: 'a', title: 'c' }))
    expect(noColumn.refusal).toMatchObject({
      keyword: 'column-required-missing',
      message: expect.stringContaining('“c”'),
    })
    const outside = await reading('x.csv', content, map('tracks', { artist: 0, title: 7 }))
    expect(outside.refusal?.keyword).toBe('column-required-missing')
  })

  test('header-duplicate: one role twice', async () => {
    const mapping: ColumnMapping = {
      target: 'tracks',
      columns: [
        { role: 'artist', column: 0 },
        { role: 'title', column: 1 },
        { role: 'title', column: 2 },
      ],
    }
    expect((await reading('x.csv', 'a,b,c\n1,2,3\n', mapping)).refusal?.keyword).toBe('header-duplicate')
  })

  test('value-out-of-range: a share of two hundred per cent', async () => {
    const result = await reading(
      'x.csv',
      'a,t,e\nCan,A,50\nCan,B,200\n',
      map('tracks', { artist: 'a', title: 't', energy: 'e' }),
    )
    expect(keywords(result)).toEqual(['value-out-of-range'])
    expect(result.rows).toMatchObject([{ facts: { features: { energy: 0.5 } } }])
  })
})

describe('a preset', () => {
  const mapping = map('tracks', { artist: 'Foo', title: 'Bar' })
  const presets = [{ id: 4, name: 'My shop', header: ['foo', 'bar'], mapping }]

  test('is used when its header comes again, whatever the file is called', async () => {
    const result = await read('other name.txt', 'FOO\tbar\nCan\tSpoon\n', { presets })
    expect(result.rows).toMatchObject([{ kind: 'track', artist: 'Can', title: 'Spoon' }])
    expect(result.recognised).toMatchObject({ preset: { id: 4, name: 'My shop' } })
  })

  test('is not used for another header', async () => {
    expect((await read('x.csv', 'foo,baz\nCan,Spoon\n', { presets })).refusal?.keyword).toBe('not-a-dataset')
  })
})

describe('a table that nobody knows', () => {
  test('is shown as it is, with a mapping to begin with', async () => {
    const shown = await inspected('h.csv', 'usuario,Artista,Reproducciones\nana,Can,3\nana,Neu!,2\n')
    expect(shown.refused?.keyword).toBe('not-a-dataset')
    expect(shown.columns.map(({ role }) => role)).toEqual(['listener', 'artist', 'plays'])
    expect(shown.rows.map(({ fields }) => fields)).toEqual([
      ['ana', 'Can', '3'],
      ['ana', 'Neu!', '2'],
    ])
    expect(shown).toMatchObject({ mapping: { target: 'artist-plays' }, lacking: [], hasHeader: true })
    const again = await inspected(
      'h.csv',
      'usuario,Artista,Reproducciones\nana,Can,3\nana,Neu!,2\n',
      shown.mapping ?? undefined,
    )
    expect(again).toMatchObject({ refused: null, format: 'mapped-table', lacking: [] })
  })

  test('shows its rows by the delimiter that is said, even where no column has a role yet', async () => {
    const content = 'Low; slow|Lullaby, a\nCan; quick|Halleluwah, b\n'
    const shown = await inspected('odd.txt', content, map('tracks', {}, { delimiter: '|' }))
    expect(shown.rows.map(({ fields }) => fields)).toEqual([
      ['Low; slow', 'Lullaby, a'],
      ['Can; quick', 'Halleluwah, b'],
    ])
    const one = await inspected('odd.txt', content, map('tracks', {}, { delimiter: '\t' }))
    expect(one.rows.map(({ fields }) => fields)).toEqual([['Low; slow|Lullaby, a'], ['Can; quick|Halleluwah, b']])
  })

  test('is suggested anew, header and kind too, where only its delimiter or encoding is said', async () => {
    const content = 'user_id|artist, main|track, main\n1|Can, the|Spoon, one\n2|Low, the|Lullaby, two\n'
    const before = map('tracks', { title: 1 }, { delimiter: '|', header: false, encoding: 'windows-1252' })
    const { mapping, rows } = await inspected('odd.txt', content.replaceAll(', main', ''), before, true)
    expect(mapping).toEqual({
      target: 'track-plays',
      columns: [
        { column: 0, role: 'listener' },
        { column: 1, role: 'artist' },
        { column: 2, role: 'title' },
      ],
      delimiter: '|',
      header: true,
      encoding: 'windows-1252',
    })
    expect(rows[0]?.fields).toEqual(['1', 'Can, the', 'Spoon, one'])
    const held = await inspected('odd.txt', content.replaceAll(', main', ''), { ...before, columns: [] })
    expect(held.mapping).toMatchObject({ target: 'tracks', columns: [], header: false })
  })

  test('without a header names the roles that it still needs', async () => {
    const shown = await inspected('x.txt', 'Can|7\nNeu!|8\n')
    expect(shown).toMatchObject({
      hasHeader: false,
      lacking: ['artist', 'title'],
      columns: [{ role: null }, { role: null }],
    })
    expect(shown.rows).toHaveLength(2)
  })
})

test('the rows of the preview are the rows of the import, whatever the table (A5)', async () => {
  const cell = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n\0]/g, ' '))
  const record = fc.tuple(cell, cell, cell)
  const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  let count = 0
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
      count += 1
      const path = join(folder, `rows-${count}.csv`)
      const content = ['artist,title,energy', ...records.map((cells) => cells.map(quoted).join(','))].join('\n')
      writeFileSync(path, content)
      const options = { mapping: map('tracks', { artist: 0, title: 1, energy: 2 }, { delimiter: ',', header: true }) }
      const shown = await inspect(path, 'rows.csv', options)
      const imported = await readAll(path, undefined, options)
      if (imported.refusal !== null) {
        expect(shown.rows.every(({ rejected }) => rejected !== null)).toBe(true)
        return
      }
      const good = shown.rows.filter(({ rejected }) => rejected === null)
      expect(shown.rows).toHaveLength(imported.recordsRead)
      expect(good).toHaveLength(imported.rows.length)
      expect(good.map(({ fields }) => fields[1]?.trim())).toEqual(
        imported.rows.map((row) => (row.kind === 'track' ? row.title : null)),
      )
      expect(shown.rows.flatMap(({ rejected }) => rejected ?? [])).toEqual(keywords(imported))
    }),
    { numRuns: 60 },
  )
})

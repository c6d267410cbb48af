import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FileLedger, ImportResult } from '#api/schemas.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { Cancelled, type JobControl } from '#core/jobs/control.ts'
import { decodeNumbers } from '#core/math/leb128.ts'
import * as browse from '#core/store/browse-rows.ts'
import { importWriter } from '#core/store/import-writer.ts'
import { addSource, fileLedgers, ledgerExamples, listSources } from '#core/store/source-rows.ts'
import { dataPath, hasData } from '../../data.ts'
import {
  bandTables,
  contentOf,
  derivedTables,
  likesCsv,
  newLibrary,
  numberOf,
  quietControl,
  songsCsv,
  sourceTables,
  type TestLibrary,
  tagTables,
  vocabulary,
} from '../library.ts'

const songs = songsCsv([
  [1, 'Low', 'Lullaby'],
  [2, 'Low', 'Sunflower'],
  [3, 'LOW', 'Lullaby - Live'],
  [4, 'Can', 'Halleluwah'],
  [5, 'Can', 'Vitamin C'],
])
const likes = likesCsv([
  ['ann', 1],
  ['ann', 2],
  ['ann', 2],
  ['bob', 3],
  ['bob', 4],
  ['cat', 4],
  ['cat', 99],
])
const everything = [...sourceTables, ...derivedTables]

/** What must hold of every file of every import. */
function expectExact(ledger: FileLedger): void {
  const rejected = Object.values(ledger.rejected).reduce((sum, records) => sum + records, 0)
  expect(ledger.kept + ledger.merged + ledger.setAside + rejected, ledger.path).toBe(ledger.read)
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, records) => total + records, 0)
  expect(sum(ledger.merges), ledger.path).toBe(ledger.merged)
  expect(sum(ledger.setAsides), ledger.path).toBe(ledger.setAside)
}
const fileOf = (result: ImportResult, table: string) => result.files.find((file) => file.table === table) as FileLedger

/** What listeners see: bands and works by name, how many have them, and what each source's ledger says. */
function shownBy({ db }: TestLibrary) {
  const ledgers = listSources(db).flatMap((source) => source.files)
  return {
    bands: db
      .prepare('SELECT name, listeners, tracks FROM artist_summary JOIN artist USING (artist_id) ORDER BY name')
      .raw()
      .all(),
    works: db
      .prepare(
        `SELECT artist.name, title, work_summary.listeners FROM work_summary JOIN artist USING (artist_id)
         JOIN track USING (track_id) ORDER BY 1, 2`,
      )
      .raw()
      .all(),
    ledgers: ledgers
      .map(({ path, read, kept, merged, setAside, setAsides, merges, outcome }) => ({
        ...{ path, read, kept, merged, setAside, setAsides, merges, outcome },
      }))
      .sort((a, b) => a.path.localeCompare(b.path)),
  }
}

describe('an import', () => {
  test('brings songs, likes, bands, plays and tags, every record accounted for', async () => {
    const library = newLibrary()
    const result = await library.import({ 'likes.csv': likes, 'songs.csv': songs })
    expect(result.files.map((file) => file.path)).toEqual(['songs.csv', 'likes.csv'])
    for (const file of result.files) expectExact(file)
    expect(fileOf(result, 'songs')).toMatchObject({ read: 5, kept: 5, outcome: 'repaired' })
    expect(fileOf(result, 'interactions')).toMatchObject({
      ...{ read: 7, kept: 5, merged: 1, setAside: 1, outcome: 'partial' },
      ...{ merges: { 'duplicate-row': 1 }, setAsides: { 'orphan-song': 1 } },
    })
    const bands = await library.import({
      ...bandTables([
        [1, 'Low', 30],
        [2, 'Can', 5],
      ]),
      ...tagTables(
        ['Low', 'Can'],
        [
          [1, 'Low', 'slowcore'],
          [1, 'Nobody', 'krautrock'],
        ],
      ),
    })
    for (const file of bands.files) expectExact(file)
    expect(listSources(library.db).map((source) => source.counts)).toEqual([
      { artists: 2, tracks: 5, listeners: 3, interactions: 5 },
      { artists: 2, tracks: 0, listeners: 2, interactions: 2 },
    ])
    expect(shownBy(library).bands).toEqual([
      ['Can', 3, 2],
      ['Low', 3, 2],
    ])
  })

  test('counts each bad record under its reason and keeps examples of it', async () => {
    const library = newLibrary()
    const file = 'userID\tartistID\tweight\n1\t1\t5\n1\t1\tmany\n1\n2\t1\t0\n3\t1\t10000001\n4\t1\t2\textra\n'
    const result = await library.import({ ...bandTables([[1, 'Low', 1]]), 'user_artists.dat': file })
    const ledger = fileOf(result, 'user_artists')
    expectExact(ledger)
    expect(ledger.rejected).toEqual({ 'plays-invalid': 3, 'columns-missing': 1, 'columns-extra': 1 })
    expect(ledgerExamples(library.db, ledger.id, 'plays-invalid')).toEqual([
      { line: 3, text: '1\t1\tmany' },
      { line: 5, text: '2\t1\t0' },
      { line: 6, text: '3\t1\t10000001' },
    ])
  })

  test('of the same files again adds nothing, whatever they are called now', async () => {
    const library = newLibrary()
    const first = await library.import({ 'songs.csv': songs, 'likes.csv': likes })
    const before = contentOf(library.db, everything)
    const again = await library.import({ 'b.txt': likes, 'a.txt': songs })
    expect(again.source).toBe(first.source)
    for (const file of again.files) {
      expectExact(file)
      expect(file.kept).toBe(0)
    }
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('makes one band of names that differ by case, and keeps both spellings', async () => {
    const library = newLibrary()
    const result = await library.import({ 'songs.csv': songs, 'likes.csv': likes })
    expect(fileOf(result, 'songs').repaired).toMatchObject({ 'case-variant': 1 })
    expect(library.db.prepare('SELECT name FROM artist ORDER BY name').pluck().all()).toEqual(['Can', 'LOW', 'Low'])
    expect(shownBy(library).bands).toEqual([
      ['Can', 2, 2],
      ['Low', 2, 2],
    ])
    expect(shownBy(library).works).toEqual([
      ['Can', 'Halleluwah', 2],
      ['Can', 'Vitamin C', 0],
      ['Low', 'Lullaby', 2],
      ['Low', 'Sunflower', 1],
    ])
  })

  test('gives an id with several titles the most frequent one', async () => {
    const library = newLibrary()
    const rows: [number, string, string][] = [
      [1, 'Low', 'Lullabye'],
      [1, 'Low', 'Lullaby'],
      [1, 'Low', 'Lullaby'],
      [2, 'Can', 'Spoon'],
    ]
    const result = await library.import({ 'songs.csv': songsCsv(rows) })
    expect(fileOf(result, 'songs')).toMatchObject({ kept: 2, merged: 2, merges: { 'id-collision': 2 } })
    expect(shownBy(library).works).toEqual([
      ['Can', 'Spoon', 0],
      ['Low', 'Lullaby', 0],
    ])
  })

  test('keeps sums of plays exact, and shows the largest number it can where a sum is larger', async () => {
    const library = newLibrary()
    const rows = Array.from({ length: 400 }, () => '1\t1\t10000000')
    const tables = bandTables([
      [2, 'Low', 3],
      [2, 'Can', 4],
    ])
    tables['user_artists.dat'] += `\n${rows.join('\n')}`
    await library.import(tables)
    expect(numberOf(library.db, 'SELECT max(plays) FROM artist_play')).toBe(4_000_000_000)
    const summary = library.db
      .prepare('SELECT listeners, plays FROM artist_summary JOIN artist USING (artist_id) WHERE name = ?')
      .get('Low') as { listeners: number; plays: Uint8Array }
    const plays = new Int32Array(2)
    expect(summary.listeners).toBe(2)
    expect(decodeNumbers(summary.plays, plays)).toBe(2)
    expect([...plays].sort((a, b) => a - b)).toEqual([3, 2_147_483_647])
  })
})

describe('files that cannot be used', () => {
  test('a damaged archive is refused whole, with nothing of it stored', async () => {
    const library = newLibrary()
    const rows = Array.from({ length: 20_000 }, (_, i): [number, number] => [i % 500, (i * 7919) % 3000])
    const packed = gzipSync(likesCsv(rows))
    const flipped = Buffer.from(packed)
    flipped[packed.length >> 1] = (flipped[packed.length >> 1] as number) ^ 0xff
    const before = contentOf(library.db, everything)
    for (const [damaged, keyword] of [
      [packed.subarray(0, packed.length - 300), /^archive-truncated$/],
      [flipped, /^archive-(corrupt|crc)$/],
    ] as const) {
      const result = await library.import({ 'likes.csv.gz': damaged })
      expect(result.source).toBeNull()
      expect(result.files).toMatchObject([{ outcome: 'rejected', read: 0, kept: 0 }])
      expect(result.files[0]?.reason).toMatch(keyword)
      expect(contentOf(library.db, everything)).toEqual(before)
    }
  })

  test('a damaged archive beside a sound file does not keep that one out', async () => {
    const library = newLibrary()
    const result = await library.import({ 'songs.csv': songs, 'likes.csv.gz': gzipSync(likes).subarray(0, 40) })
    expect(result.source).not.toBeNull()
    expect(result.files.map((file) => [file.path, file.outcome])).toEqual([
      ['likes.csv.gz', 'rejected'],
      ['songs.csv', 'repaired'],
    ])
    expect(numberOf(library.db, 'SELECT count(*) FROM track_play')).toBe(0)
  })

  test('no usable row at all stores no source', async () => {
    const library = newLibrary()
    const before = contentOf(library.db, everything)
    const result = await library.import({ 'user_artists.dat': 'userID\tartistID\tweight\n1\t1\tnone\n2\t1\t-4\n' })
    expect(result.source).toBeNull()
    expect(result.files).toMatchObject([
      { outcome: 'rejected', read: 2, kept: 0, reason: 'no-valid-rows', rejected: { 'plays-invalid': 2 } },
    ])
    expectExact(result.files[0] as FileLedger)
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('keeps the licence and the origin as stated, or as the listener says', async () => {
    const library = newLibrary()
    const tables = bandTables([[1, 'Low', 3]])
    await library.import(tables)
    await library.import({ 'songs.csv': songs }, { licence: 'CC0', origin: null, forTaste: false })
    expect(listSources(library.db)).toMatchObject([
      { licence: 'Non-commercial use; cite HetRec 2011 and Last.fm', forTaste: true },
      { licence: 'CC0', origin: null, forTaste: false },
    ])
  })

  test('of two data sets the second is refused in kind words, the first imported', async () => {
    const library = newLibrary()
    const result = await library.import({ 'songs.csv': songs, ...bandTables([[1, 'Low', 3]]) })
    const refused = result.files.filter((file) => file.reason !== null)
    expect(refused.map((file) => [file.path, file.reason])).toEqual([
      ['artists.dat', 'not-a-dataset'],
      ['user_artists.dat', 'not-a-dataset'],
    ])
    expect(refused[0]?.message).toMatch(/belongs to another data set \(HetRec 2011 Last.fm\)\. Import it by itself\./)
    expect(listSources(library.db)).toHaveLength(1)
    expect(numberOf(library.db, 'SELECT count(*) FROM artist_play')).toBe(0)
  })

  test('names of nothing but invisible characters are empty names', async () => {
    const library = newLibrary()
    const hidden = ['\u200d', '\u00ad\u200c', '\u2063', '\u202e']
    const rows = hidden.map((name, i): [number, string, string] => [i + 10, name, 'Title'])
    const result = await library.import({ 'songs.csv': songsCsv([[1, 'Low', 'Lullaby'], ...rows]) })
    expect(fileOf(result, 'songs')).toMatchObject({ kept: 1, rejected: { 'name-empty': 4 } })
    expect(library.db.prepare('SELECT name FROM artist').pluck().all()).toEqual(['Low'])
  })
})

describe('songs and likes that come as two sources', () => {
  const orders = {
    together: [{ 'songs.csv': songs, 'likes.csv': likes }],
    'songs first': [{ 'songs.csv': songs }, { 'likes.csv': likes }],
    'likes first': [{ 'likes.csv': likes }, { 'songs.csv': songs }],
  }
  const importAll = async (imports: Record<string, string>[]) => {
    const library = newLibrary()
    for (const files of imports) await library.import(files)
    return library
  }

  test.each(['songs first', 'likes first'] as const)('%s, end as they would together', async (order) => {
    const apart = await importAll(orders[order])
    expect(shownBy(apart)).toEqual(shownBy(await importAll(orders.together)))
    expect(listSources(apart.db)).toHaveLength(2)
  })

  test('are set aside while the songs are not there', async () => {
    const library = await importAll([{ 'likes.csv': likes }])
    const [ledger] = listSources(library.db)[0]?.files ?? []
    expect(ledger).toMatchObject({ read: 7, kept: 0, merged: 1, setAside: 6, setAsides: { 'orphan-song': 6 } })
    expect(shownBy(library).bands).toEqual([])
  })

  test('are joined for bands and tags of HetRec as well', async () => {
    const bands = bandTables([
      [1, 'Low', 3],
      [2, 'Can', 5],
    ])
    const tags = tagTables(
      ['Low', 'Can'],
      [
        [1, 'Low', 'slowcore'],
        [2, 'Can', 'krautrock'],
      ],
    )
    const tables = Object.entries({ ...bands, ...tags }).map(([name, content]) => ({ [name]: content }))
    const together = newLibrary()
    await together.import({ ...bands, ...tags })
    const apart = await importAll(tables.reverse())
    expect(shownBy(apart)).toEqual(shownBy(together))
    expect(contentOf(apart.db, ['genre', 'tagging']).genre).toBe(contentOf(together.db, ['genre']).genre)
    expect(browse.readFacets(apart.db).genres.map((genre) => genre.name)).toEqual(
      browse.readFacets(together.db).genres.map((genre) => genre.name),
    )
  })

  test('do not lend names to another data set with the same ids', async () => {
    const library = newLibrary()
    await library.import(bandTables([[1, 'Low', 3]]))
    await library.import({ 'likes.csv': likesCsv([[7, 1]]) })
    expect(numberOf(library.db, 'SELECT count(*) FROM track WHERE work_id IS NOT NULL')).toBe(0)
  })

  /** Which version stands for a work may differ: likes of another source do not say which version they mean. */
  const listenersOfWorks = ({ db }: TestLibrary) =>
    db
      .prepare('SELECT work_key, listeners FROM work_summary JOIN work USING (work_id) ORDER BY work_key, listeners')
      .raw()
      .all()

  test('property: in whatever parts and order songs and likes come, the end is the same', async () => {
    const song = fc.tuple(fc.nat(6), fc.constantFrom('Low', 'Can'), fc.constantFrom('A', 'B', 'C - Live', 'C'))
    const like = fc.tuple(fc.nat(3), fc.nat(8))
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(song, { minLength: 1, maxLength: 6, selector: ([id]) => id }),
        fc.array(like, { minLength: 1, maxLength: 12 }),
        async (songRows, likeRows) => {
          const files = { 'songs.csv': songsCsv(songRows), 'likes.csv': likesCsv(likeRows) }
          const together = await importAll([files])
          for (const library of [
            await importAll([{ 'songs.csv': files['songs.csv'] }, { 'likes.csv': files['likes.csv'] }]),
            await importAll([{ 'likes.csv': files['likes.csv'] }, { 'songs.csv': files['songs.csv'] }]),
          ]) {
            const { bands, ledgers } = shownBy(library)
            expect({ bands, ledgers }).toEqual({ bands: shownBy(together).bands, ledgers: shownBy(together).ledgers })
            expect(listenersOfWorks(library)).toEqual(listenersOfWorks(together))
          }
        },
      ),
      { numRuns: 12, seed: 4 },
    )
  })
})

describe('removing a source', () => {
  const bands = {
    ...bandTables([
      [1, 'low', 3],
      [1, 'Neu!', 8],
      [2, 'CAN', 2],
    ]),
    ...tagTables(['low'], [[1, 'low', 'slowcore']]),
  }
  const more = songsCsv([
    [1, 'Low', 'Lullabye'],
    [99, 'Faust', 'Krautrock'],
    [99, 'Faust', 'Kraut Rock'],
    [99, 'Faust', 'Kraut Rock'],
    [100, 'Can', 'Halleluwah - Live'],
  ])
  const imports = { songs: { 'songs.csv': songs }, likes: { 'likes.csv': likes }, bands, more: { 'more.csv': more } }
  const names = Object.keys(imports) as (keyof typeof imports)[]

  test.each(names)('%s takes out exactly what it brought', async (last) => {
    const library = newLibrary()
    for (const name of names) if (name !== last) await library.import(imports[name])
    const before = contentOf(library.db, everything)
    const { source } = await library.import(imports[last])
    expect(contentOf(library.db, everything)).not.toEqual(before)
    library.remove(source as number)
    expect(contentOf(library.db, everything)).toEqual(before)
  })

  test('leaves nothing behind when it was the last', async () => {
    const library = newLibrary()
    const before = contentOf(library.db, sourceTables)
    for (const name of names) await library.import(imports[name])
    for (const { id } of listSources(library.db)) library.remove(id)
    expect(contentOf(library.db, sourceTables)).toEqual(before)
    expect(shownBy(library)).toEqual({ bands: [], works: [], ledgers: [] })
  })

  test('that was imported first leaves the later ones as if it had never come', async () => {
    const library = newLibrary()
    const { source } = await library.import(imports.songs)
    await library.import(imports.likes)
    await library.import(imports.bands)
    library.remove(source as number)
    const other = newLibrary()
    await other.import(imports.likes)
    await other.import(imports.bands)
    const shown = shownBy(library)
    expect(shown.bands).toEqual(shownBy(other).bands)
    expect(shown.works).toEqual(shownBy(other).works)
    expect(shown.ledgers.map(({ path, kept, setAside }) => ({ path, kept, setAside }))).toEqual(
      shownBy(other).ledgers.map(({ path, kept, setAside }) => ({ path, kept, setAside })),
    )
    const spellings = (of: TestLibrary) => of.db.prepare('SELECT name FROM artist ORDER BY name').pluck().all()
    expect(spellings(library)).toEqual(spellings(other))
  })
})

describe('cancelling', () => {
  /** A control that is told to stop at the n-th report. */
  const stopAt = (n: number): JobControl => {
    let reports = 0
    const report = () => {
      reports += 1
      if (reports === n) throw new Cancelled()
    }
    return { ...quietControl(), phase: report, report }
  }

  test('leaves the library as it was, wherever the import stood', async () => {
    const library = newLibrary()
    await library.import(bandTables([[1, 'Low', 3]]))
    const before = contentOf(library.db, everything)
    let stopped = 0
    for (let n = 1; ; n += 1) {
      const run = library.import({ 'songs.csv': songs, 'likes.csv.gz': gzipSync(likes) }, { control: stopAt(n) })
      const ended = await run.then(
        () => 'done',
        (error: unknown) => (error instanceof Cancelled ? 'cancelled' : String(error)),
      )
      if (ended === 'done') break
      expect(ended).toBe('cancelled')
      expect(contentOf(library.db, everything)).toEqual(before)
      stopped += 1
    }
    expect(stopped).toBeGreaterThan(8)
    expect(listSources(library.db)).toHaveLength(2)
  })

  test('in the middle of reading the plays for the index leaves the index as it was', async () => {
    const { db } = newLibrary()
    const source = { name: 'S', format: 'f', idSpace: 'f', simulated: false, licence: null, origin: null }
    const sourceId = addSource(db, source)
    const writer = importWriter(db, sourceId)
    writer.write([
      { kind: 'track', id: '1', artist: 'Low', title: 'Lullaby' },
      { kind: 'track-play', listener: 'ann', trackId: '1', plays: null },
    ])
    db.prepare(`UPDATE source SET state = 'ready'`).run()
    reindex(db, vocabulary, () => {})
    // Half a million plays more: the first report from among them comes then.
    db.exec(`
      WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500100)
      INSERT INTO track_play (listener_id, track_id, plays) SELECT i, 1, 1 FROM n;
      INSERT INTO listener (listener_id, source_id, external_id) VALUES (500100, ${sourceId}, 'last');`)
    const before = contentOf(db, derivedTables)
    const stop = (fraction: number) => {
      if (fraction > 0.1) throw new Cancelled()
    }
    expect(() => reindex(db, vocabulary, stop)).toThrow(Cancelled)
    expect(db.inTransaction).toBe(false)
    expect(contentOf(db, derivedTables)).toEqual(before)
  })
})

describe('property: the ledger', () => {
  test('is exact for any table of likes, against a second, simple reader', async () => {
    const field = fc.constantFrom('1', '2', '33', 'x', '', ' 4 ', 'NaN', '07', '5,', ',,', '1,2')
    const line = fc.array(field, { minLength: 1, maxLength: 3 }).map((fields) => fields.join(','))
    const known = new Set(['1', '2', '33', '4'])
    const library = newLibrary()
    await library.import({ 'songs.csv': songsCsv([...known].map((id) => [id, 'Low', `Song ${id}`])) })
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 60 }), async (lines) => {
        const text = ['user,item', 'ann,1', ...lines].join('\n')
        const result = await library.import({ 'likes.csv': text })
        const ledger = result.files[0] as FileLedger
        expectExact(ledger)
        const stored = fileLedgers(library.db, result.source as number)[0] as FileLedger
        expect(stored).toEqual(ledger)

        const valid = ['ann,1', ...lines].filter((row) => row.trim() !== '').map(simpleLike)
        const pairs = new Set(valid.filter((pair) => pair !== null))
        const kept = [...pairs].filter((pair) => known.has(pair.split(' ')[1] as string))
        expect(ledger.read).toBe(valid.length)
        expect(ledger.kept).toBe(kept.length)
        expect(ledger.setAside).toBe(pairs.size - kept.length)
        expect(ledger.merged).toBe(valid.filter((pair) => pair !== null).length - pairs.size)
        library.remove(result.source as number)
      }),
      { numRuns: 150, seed: 12 },
    )
  })
})

/** `user item` of a line, or null where it is bad. */
function simpleLike(line: string): string | null {
  const fields = line.split(',').map((field) => field.trim())
  const [user = '', item = ''] = fields
  const missing = (id: string) => ['', 'nan', 'null', 'none', '<na>'].includes(id.toLowerCase())
  if (fields.length < 2 || missing(user) || missing(item)) return null
  return line
    .split(',')
    .slice(2)
    .some((extra) => extra !== '')
    ? null
    : `${user} ${item}`
}

describe.skipIf(!hasData('hetrec2011-lastfm-2k'))('HetRec 2011 Last.fm, the real files', () => {
  let result: ImportResult
  const library = newLibrary()
  const tables = ['user_taggedartists', 'artists', 'user_artists', 'tags']
  beforeAll(async () => {
    result = await library.importPaths(tables.map((table) => dataPath('hetrec2011-lastfm-2k', `${table}.dat.gz`)))
  })

  test('ends with the ledger that is known of it', () => {
    for (const file of result.files) expectExact(file)
    const counts = result.files.map((file) => [file.table, file.read, file.kept, file.merged, file.setAside])
    expect(counts).toEqual([
      ['artists', 17_632, 17_632, 0, 0],
      ['tags', 11_946, 11_946, 0, 0],
      ['user_artists', 92_834, 92_834, 0, 0],
      ['user_taggedartists', 186_479, 186_479 - 1538, 0, 1538],
    ])
    expect(fileOf(result, 'user_taggedartists').setAsides).toEqual({ 'orphan-tag': 1538 })
    expect(fileOf(result, 'artists').repaired).toMatchObject({ 'case-variant': 15 })
    expect(listSources(library.db)[0]?.counts).toMatchObject({ listeners: 1892, interactions: 92_834 })
  })

  test('joins the bands that are written in two ways, under the better known one', () => {
    const aliases = (where: string) => numberOf(library.db, `SELECT count(*) FROM artist_alias WHERE ${where}`)
    // One name stands there twice, byte for byte; fifteen spellings differ by case, width or an apostrophe.
    expect(aliases(`rule IN ('case-variant', 'typography')`)).toBe(15)
    expect(aliases('true')).toBeGreaterThan(200)
    expect(numberOf(library.db, 'SELECT count(*) FROM artist')).toBe(17_631)
    expect(numberOf(library.db, 'SELECT count(*) FROM artist_summary')).toBe(17_631 - aliases('true'))
  })

  test('is the same library when the tables come one by one, plays first', async () => {
    const apart = newLibrary()
    for (const table of ['user_artists', 'artists']) {
      await apart.importPaths([dataPath('hetrec2011-lastfm-2k', `${table}.dat.gz`)])
    }
    const together = newLibrary()
    await together.importPaths(
      ['artists', 'user_artists'].map((name) => dataPath('hetrec2011-lastfm-2k', `${name}.dat.gz`)),
    )
    expect(shownBy(apart)).toEqual(shownBy(together))
  })
})

describe.skipIf(!hasData('synthetic/million-music-playlists'))('million music playlists, the generated pair', () => {
  const folder = 'synthetic/million-music-playlists'
  const library = newLibrary()
  let result: ImportResult
  beforeAll(async () => {
    const files = ['user_item_interaction.csv.gz', 'track_meta.tsv.gz']
    result = await library.importPaths(files.map((name) => dataPath(folder, name)))
  })

  /** Lines of a file as a simple reader sees them; blank ones are no records. */
  async function* linesOf(name: string): AsyncGenerator<string> {
    const input = createReadStream(dataPath(folder, name)).pipe(createGunzip())
    let header = true
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!header && line.trim() !== '') yield line
      header = false
    }
  }

  test('ends with a ledger that a second, simple reader agrees with', async () => {
    for (const file of result.files) expectExact(file)
    const ids = new Set<string>()
    let songRows = 0
    let goodSongs = 0
    for await (const line of linesOf('track_meta.tsv.gz')) {
      songRows += 1
      const fields = line.split('\t').map((field) => field.trim())
      const whole = fields.length >= 3 && fields.slice(3).every((extra) => extra === '')
      if (!whole || line.includes('\0') || fields.slice(0, 3).includes('')) continue
      goodSongs += 1
      ids.add(fields[0] as string)
    }
    expect(fileOf(result, 'songs')).toMatchObject({
      ...{ read: songRows, kept: ids.size, merged: goodSongs - ids.size, setAside: 0 },
    })

    const pairs = new Set<string>()
    let likeRows = 0
    let goodLikes = 0
    for await (const line of linesOf('user_item_interaction.csv.gz')) {
      likeRows += 1
      const pair = simpleLike(line)
      if (pair === null) continue
      goodLikes += 1
      pairs.add(pair)
    }
    const known = [...pairs].filter((pair) => ids.has(pair.split(' ')[1] as string)).length
    expect(fileOf(result, 'interactions')).toMatchObject({
      ...{ read: likeRows, kept: known, setAside: pairs.size - known, merged: goodLikes - pairs.size },
    })
    expect(numberOf(library.db, 'SELECT count(*) FROM track_play')).toBe(pairs.size)
    expect(listSources(library.db)[0]?.counts).toMatchObject({ tracks: ids.size, interactions: known })
  })

  test('has the counts of its manifest', () => {
    const manifest = JSON.parse(readFileSync(join(dataPath(folder), 'manifest.json'), 'utf8')) as Record<string, number>
    const [meta, likesLedger] = [fileOf(result, 'songs'), fileOf(result, 'interactions')]
    const blank = (file: FileLedger) => file.repaired['blank-line'] ?? 0
    expect(meta.read + blank(meta)).toBe((manifest.meta_rows as number) + (manifest.broken_meta_rows as number))
    expect(likesLedger.read + blank(likesLedger)).toBe(manifest.interaction_rows)
    const rejected = Object.values(likesLedger.rejected).reduce((sum, records) => sum + records, 0)
    expect(rejected).toBeLessThanOrEqual(manifest.broken_interaction_rows as number)
    expect(numberOf(library.db, 'SELECT count(*) FROM listener')).toBeGreaterThanOrEqual(manifest.users as number)
  })
})

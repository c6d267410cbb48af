import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { SourceRow } from '#core/sources/format.ts'
import { openParts } from '#core/sources/parts.ts'
import { type RecognisedFile, readRows } from '#core/sources/reader.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { newLibrary, numberOf } from '../library.ts'
import { temporaryFolder } from './helpers.ts'
import { bzip2, hasBzip2, type Packed, tar, zip } from './pack.ts'

const folder = temporaryFolder()
let made = 0

function written(content: Uint8Array, suffix: string): string {
  made += 1
  const path = join(folder, `archive-${made}${suffix}`)
  writeFileSync(path, content)
  return path
}

const songs = 'song_id\tband\tsong_name\n1\tABBA\tSOS\n2\tBlur\tSong 2\n'
const likes = 'user,item\nu1,1\nu1,2\n'

async function read(path: string) {
  const parts = await openParts({ path, shownName: path }, {}, () => {})
  const tables: Record<string, { rows: SourceRow[]; rejects: [string, string][]; refusal: string | null }> = {}
  for (const part of parts) {
    const rows: SourceRow[] = []
    const rejects: [string, string][] = []
    let refusal = part.refusal?.keyword ?? null
    if (part.recognised !== null) {
      for await (const batch of readRows(path, part.recognised)) {
        if (isRefusal(batch)) refusal = batch.keyword
        else {
          rows.push(...batch.rows)
          rejects.push(...batch.rejects.map(({ keyword, text }): [string, string] => [keyword, text]))
        }
      }
    }
    tables[tableOf(part.recognised)] = { rows, rejects, refusal }
  }
  return tables
}

const tableOf = (recognised: RecognisedFile | null) => recognised?.table.table ?? 'none'
const refusalOf = async (content: Uint8Array, suffix: string) => (await read(written(content, suffix))).none?.refusal

const pair = [
  { name: 'set/songs.tsv', content: songs },
  { name: 'set/COPYING', content: 'as you like' },
  { name: 'set/likes.csv', content: likes },
]

describe('an archive is read member by member', () => {
  const packings: [string, (bytes: Buffer) => Buffer][] = [
    ['.tar', (bytes) => bytes],
    ['.tar.gz', gzipSync],
    ['.tar.zst', zstdCompressSync],
    ...(hasBzip2 ? ([['.tar.bz2', (bytes) => bzip2(bytes)]] as [string, (bytes: Buffer) => Buffer][]) : []),
  ]
  test.each(packings)('%s: one line of the ledger for each table, whatever lies beside', async (suffix, pack) => {
    const found = await read(written(pack(tar(pair)), suffix))
    expect(Object.keys(found).length).toBe(2)
    expect(Object.values(found).map(({ rows }) => rows.length)).toEqual([2, 2])
  })

  test.skipIf(!hasBzip2)('bzip2: a file by itself, several in a row, cut off and damaged', async () => {
    const packed = bzip2(Buffer.from(songs))
    expect(Object.values(await read(written(packed, '.tsv.bz2')))[0]?.rows.length).toBe(2)
    const two = Buffer.concat([packed, bzip2(Buffer.from('3\tCan\tSpoon\n'))])
    expect(Object.values(await read(written(two, '.tsv.bz2')))[0]?.rows.length).toBe(3)
    expect(await refusalOf(packed.subarray(0, -20), '.bz2')).toBe('archive-truncated')
    packed[12] = (packed[12] as number) ^ 1
    expect(await refusalOf(packed, '.bz2')).toBe('archive-crc')
  })

  test('.zip and a folder', async () => {
    expect(Object.values(await read(written(zip(pair), '.zip'))).map(({ rows }) => rows.length)).toEqual([2, 2])
    const loose = join(folder, 'loose')
    mkdirSync(join(loose, 'deep', 'er'), { recursive: true })
    writeFileSync(join(loose, 'songs.tsv'), songs)
    writeFileSync(join(loose, 'deep', 'er', 'likes.csv.gz'), gzipSync(likes))
    expect(Object.values(await read(loose)).map(({ rows }) => rows.length)).toEqual([2, 2])
  })

  test('long names of GNU and pax are no members', async () => {
    const name = `${'long/'.repeat(30)}songs.tsv`
    const pax = `path=${name}\n`
    const record = `${pax.length + 4} ${pax}`
    const found = await read(
      written(
        tar([
          { name: '././@LongLink', content: `${name}\0`, type: 'L' },
          { name: 'short', content: songs },
          { name: 'pax', content: record, type: 'x' },
          { name: 'short', content: songs },
        ]),
        '.tar',
      ),
    )
    expect(Object.values(found).map(({ rows }) => rows.length)).toEqual([4])
  })

  test('links and devices are skipped and counted: archive-link-entry', async () => {
    const members = [{ name: 'link', type: '2' }, { name: 'device', type: '3' }, ...pair]
    const found = Object.values(await read(written(tar(members), '.tar')))
    expect(found.flatMap(({ rejects }) => rejects)).toEqual([
      ['archive-link-entry', 'link'],
      ['archive-link-entry', 'device'],
    ])
    const zipped = Object.values(await read(written(zip([{ name: 'link', mode: 0o120777 }, ...pair]), '.zip')))
    expect(zipped.flatMap(({ rejects }) => rejects)).toEqual([['archive-link-entry', 'link']])
    symlinkSync('nowhere', join(folder, 'loose', 'link'))
    const loose = Object.values(await read(join(folder, 'loose')))
    expect(loose.flatMap(({ rejects }) => rejects)).toEqual([['archive-link-entry', 'link']])
  })

  test('a bad row is shown with the name of its member', async () => {
    const found = await read(written(tar([{ name: 'a/songs.tsv', content: `${songs}3\t\tx\n` }]), '.tar'))
    expect(Object.values(found)[0]?.rejects).toEqual([['name-empty', 'a/songs.tsv: 3\t\tx']])
  })
})

describe('an archive is refused whole as', () => {
  test.each(['/etc/passwd', '../up.tsv', 'a/../../up.tsv', 'C:\\up.tsv', '..\\up.tsv'])(
    'archive-path-traversal: %s',
    async (name) => {
      expect(await refusalOf(tar([...pair, { name, content: songs }]), '.tar')).toBe('archive-path-traversal')
    },
  )

  test('archive-nested: an archive within', async () => {
    for (const content of [zip(pair), tar(pair), gzipSync(songs), zstdCompressSync(songs)]) {
      expect(await refusalOf(tar([...pair, { name: 'inner', content }]), '.tar')).toBe('archive-nested')
    }
  })

  test('archive-truncated: cut off anywhere', async () => {
    const whole = tar(pair)
    for (const at of [700, 1100, 2000]) expect(await refusalOf(whole.subarray(0, at), '.tar')).toBe('archive-truncated')
    const zipped = zip(pair)
    expect(await refusalOf(zipped.subarray(0, zipped.length - 30), '.zip')).toBe('archive-truncated')
    const packed = zstdCompressSync(whole)
    expect(await refusalOf(packed.subarray(0, packed.length - 5), '.tar.zst')).toBe('archive-truncated')
  })

  test('archive-crc: a member that is not what its checksum says', async () => {
    expect(await refusalOf(zip([{ ...(pair[0] as Packed), crc: 7 }]), '.zip')).toBe('archive-crc')
  })

  test('archive-encrypted: behind a password', async () => {
    expect(await refusalOf(zip([{ ...(pair[0] as Packed), flags: 1 }]), '.zip')).toBe('archive-encrypted')
  })

  test('archive-corrupt: a zip that lies about a size, a tar with a broken header', async () => {
    expect(await refusalOf(zip([{ ...(pair[0] as Packed), size: 9 }]), '.zip')).toBe('archive-corrupt')
    const broken = tar(pair)
    broken[1024 + 3] = 0xff
    expect(await refusalOf(broken, '.tar')).toBe('archive-corrupt')
  })

  test('archive-bomb: 200 times its size and more', async () => {
    const bomb = zip([{ name: 'songs.tsv', content: Buffer.alloc(80 * 1024 * 1024, 'a\n') }])
    expect(await refusalOf(bomb, '.zip')).toBe('archive-bomb')
  })

  test('not-a-dataset: nothing in it that Sidetrack reads', async () => {
    expect(await refusalOf(tar([{ name: 'notes', content: 'to do: rest' }]), '.tar')).toBe('not-a-dataset')
  })
})

describe('a zip archive is trusted at first', () => {
  const long = (count: number) => `${likes}${'u3,2\n'.repeat(count)}`
  const set = [...pair.slice(0, 2), { name: 'set/likes.csv', content: long(30_000) }]
  const openTrusting = (path: string) => openParts({ path, shownName: 'a.zip' }, { trusting: true }, () => {})

  async function linesOf(path: string): Promise<number[]> {
    const { files } = await newLibrary().importPaths([path])
    return files.map(({ kept, merged, setAside }) => kept + merged + setAside)
  }

  test('and brings what it brings when it is looked through, under the same digests', async () => {
    const path = written(zip(set), '.zip')
    const trusted = await openTrusting(path)
    const thorough = await openParts({ path, shownName: 'a.zip' }, {}, () => {})
    expect(trusted.map((part) => part.trusted)).toEqual([true, true])
    expect(trusted.map(({ shownName, sha256, bytes }) => [shownName, sha256, bytes])).toEqual(
      thorough.map(({ shownName, sha256, bytes }) => [shownName, sha256, bytes]),
    )
    expect(await linesOf(path)).toEqual([2, 30_002])
  })

  test.each([
    ['a table', { name: 'set/likes.csv', content: long(30_000), crc: 7 }],
    ['what is no data', { name: 'photo.jpg', content: new Uint8Array(300_000), crc: 7 }],
    ['a file beside the data', { name: 'README', content: 'x'.repeat(300_000), crc: 7 }],
  ])('until %s in it turns out to be damaged: then nothing of it stays', async (_, member) => {
    const path = written(zip([...pair.slice(0, 1), member]), '.zip')
    expect((await openTrusting(path)).some((part) => part.trusted)).toBe(true)
    const library = newLibrary()
    const { source, files } = await library.importPaths([path])
    expect(source).toBeNull()
    expect(files.map(({ reason }) => reason)).toEqual(['archive-crc'])
    expect(numberOf(library.db, 'SELECT count(*) FROM track')).toBe(0)
  })

  test('and of documents it is recognised by its first one', async () => {
    const document = (id: number) =>
      JSON.stringify({
        track_id: `TRAAAAW128F429D53${id}`,
        artist: 'Can',
        title: `Song ${id}`,
        tags: [['krautrock', '100']],
        similars: [],
      })
    const members = [1, 2, 3].map((id) => ({ name: `lastfm/${id}.json`, content: document(id) }))
    const path = written(zip(members), '.zip')
    expect(await openTrusting(path)).toMatchObject([
      { trusted: true, recognised: { inside: { variants: { length: 1 } } } },
    ])
    expect(await linesOf(path)).toEqual([3])
    expect(await linesOf(written(zip([...members, { name: 'notes.txt', content: 'x' }]), '.zip'))).toEqual([0, 3])
  })
})

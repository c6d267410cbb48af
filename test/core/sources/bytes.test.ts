import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, createGzip, createZstdCompress, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isRefusal, readRows } from '#core/sources/reader.ts'
import { recognise } from '#core/sources/recognise.ts'
import { fileReader, readAll, temporaryFolder } from './helpers.ts'

const read = fileReader()
const folder = temporaryFolder()
const likes = `user,item\n${Array.from({ length: 40_000 }, (_, i) => `${i % 977},${(i * 7919) % 1_000_003}\n`).join('')}`
const gz = gzipSync(likes)
const zst = zstdCompressSync(likes)

describe('what is no readable file', () => {
  test('a folder, a FIFO, a device and a dangling link are not-a-file, at once', async () => {
    mkdirSync(join(folder, 'folder'))
    execFileSync('mkfifo', [join(folder, 'fifo')])
    symlinkSync('gone', join(folder, 'dangling'))
    symlinkSync('circle', join(folder, 'circle'))
    for (const path of ['folder', 'fifo', 'dangling', 'circle'].map((name) => join(folder, name))) {
      expect((await readAll(path)).refusal?.keyword).toBe('not-a-file')
    }
    expect((await readAll('/dev/zero')).refusal?.keyword).toBe('not-a-file')
  })

  test('a path that leads nowhere is not-found', async () => {
    expect((await readAll(join(folder, 'nothing'))).refusal?.keyword).toBe('not-found')
    writeFileSync(join(folder, 'plain'), 'x')
    expect((await readAll(join(folder, 'plain', 'below'))).refusal?.keyword).toBe('not-found')
    expect((await readAll('with\0nul')).refusal?.keyword).toBe('not-found')
  })

  test.skipIf(process.getuid === undefined)('a file without read permission is permission-denied', () => {
    const path = join(folder, 'secret.csv')
    writeFileSync(path, likes)
    chmodSync(path, 0)
    // The superuser may read everything, so another one tries.
    const module = join(import.meta.dirname, '../../../src/core/sources/recognise.ts')
    const script = `const { recognise } = await import(${JSON.stringify(module)})
      console.log((await recognise(${JSON.stringify(path)})).keyword)`
    const other = process.getuid?.() === 0 ? { uid: 65_534 } : {}
    const found = execFileSync(process.execPath, ['--input-type=module', '-e', script], { ...other, encoding: 'utf8' })
    expect(found.trim()).toBe('permission-denied')
  })

  test('empty files are empty-file: 0 bytes, only a BOM, an archive of nothing', async () => {
    for (const content of ['', '\ufeff', Buffer.from([0xff, 0xfe]), gzipSync('')]) {
      expect((await read('empty.csv', content)).refusal?.keyword).toBe('empty-file')
    }
  })

  test('a sparse file of 10 GiB is binary-file without being read through', async () => {
    const path = join(folder, 'sparse.csv')
    writeFileSync(path, '')
    truncateSync(path, 10 * 1024 ** 3)
    expect((await readAll(path)).refusal?.keyword).toBe('binary-file')
  })
})

describe('compressed files', () => {
  test.each([
    ['gzip', 'likes.csv.gz', gz],
    ['zstd', 'likes.csv.zst', zst],
  ])('%s is read whole, nothing to say', async (compression, name, content) => {
    const result = await read(name, content)
    expect(result).toMatchObject({ outcome: 'accepted', recordsRead: 40_000, recognised: { compression } })
  })

  test('archive-mislabelled: plain content named .gz, gzip named .zst, gzip named .csv', async () => {
    for (const [name, content] of [
      ['a.csv.gz', likes],
      ['b.csv.zst', gz],
      ['c.csv', gz],
    ] as const) {
      const result = await read(name, content)
      expect(result).toMatchObject({ outcome: 'repaired', recordsRead: 40_000, repaired: { 'archive-mislabelled': 1 } })
    }
  })

  test('archive-truncated: cut anywhere, also within the trailer', async () => {
    for (const [name, content] of [
      ['t.csv.gz', gz],
      ['t.csv.zst', zst],
    ] as const) {
      for (const length of [12, content.length >> 1, content.length - 3]) {
        expect((await read(name, content.subarray(0, length))).refusal?.keyword).toBe('archive-truncated')
      }
    }
  })

  test('archive-crc: the content is not what was packed', async () => {
    const wrong = Buffer.from(gz)
    wrong[wrong.length - 7] = (wrong[wrong.length - 7] as number) ^ 1
    expect((await read('crc.csv.gz', wrong)).refusal?.keyword).toBe('archive-crc')
    const params = { [constants.ZSTD_c_checksumFlag]: 1 }
    const wrongToo = Buffer.from(zstdCompressSync(likes, { params }))
    wrongToo[wrongToo.length - 1] = (wrongToo[wrongToo.length - 1] as number) ^ 1
    expect((await read('crc.csv.zst', wrongToo)).refusal?.keyword).toBe('archive-crc')
  })

  test('archive-corrupt: nonsense in the middle', async () => {
    const broken = Buffer.from(gz)
    broken.fill(0xff, 5000, 5200)
    expect(['archive-corrupt', 'archive-crc']).toContain((await read('broken.csv.gz', broken)).refusal?.keyword)
    const flags = Buffer.from(gz)
    flags[3] = 0xe0
    expect((await read('flags.csv.gz', flags)).refusal?.keyword).toBe('archive-corrupt')
  })

  test('archive-bomb: over 200:1 once 64 MiB are out', async () => {
    const rest = `7,8${' '.repeat(1000)}\n`.repeat(75_000)
    expect((await read('bomb.csv.gz', gzipSync(`user,item\n${rest}`))).refusal?.keyword).toBe('archive-bomb')
  })

  test('archive-window-too-large: a zstd window over 128 MiB', async () => {
    const params = { [constants.ZSTD_c_windowLog]: 28, [constants.ZSTD_c_enableLongDistanceMatching]: 1 }
    const content = await collect(createZstdCompress({ params }), likes)
    expect((await read('window.csv.zst', content)).refusal?.keyword).toBe('archive-window-too-large')
  })

  test('archive-multi-member: all members are read, also with long gzip headers', async () => {
    const half = likes.length >> 1
    const parts = [likes.slice(0, half), likes.slice(half)]
    const named = Buffer.concat([
      gzipSync(parts[1] as string).subarray(0, 10),
      Buffer.from('\u0004\u0000abcdname.csv\0'),
    ])
    named[3] = 4 | 8
    const second = Buffer.concat([named, gzipSync(parts[1] as string).subarray(10)])
    for (const [name, content] of [
      ['m.csv.gz', Buffer.concat([gzipSync(parts[0] as string), second])],
      ['m.csv.zst', Buffer.concat(parts.map((part) => zstdCompressSync(part)))],
    ] as const) {
      const result = await read(name, content)
      expect(result).toMatchObject({
        recordsRead: 40_000,
        repaired: { 'archive-multi-member': 1 },
        outcome: 'repaired',
      })
    }
  })

  test('archive-trailing-bytes: what stands behind the last member is passed over, no row is lost', async () => {
    for (const trailing of [Buffer.from('garbage'), Buffer.alloc(512), Buffer.from([0x1f])]) {
      for (const [name, content] of [
        ['t.csv.gz', gz],
        ['t.csv.zst', zst],
      ] as const) {
        const result = await read(name, Buffer.concat([content, trailing]))
        expect(result.repaired).toEqual({ 'archive-trailing-bytes': 1 })
        expect(result.recordsRead).toBe(40_000)
      }
    }
  })

  test('members that end exactly where a read ends are joined without loss', async () => {
    // Stored blocks have a known size: the first member fills 256 KiB, the size of one read.
    const stored = await collect(createGzip({ level: 0 }), `user,item\n${'1,2\n'.repeat(65_000)}`)
    const filler = 256 * 1024 - stored.length
    const header = Buffer.from(stored.subarray(0, 10))
    header[3] = 8
    const padded = Buffer.concat([header, Buffer.alloc(filler - 1, 65), Buffer.from([0]), stored.subarray(10)])
    expect(padded.length).toBe(256 * 1024)
    const result = await read('edge.csv.gz', Buffer.concat([padded, gzipSync('3,4\n')]))
    expect(result).toMatchObject({ recordsRead: 65_001, repaired: { 'archive-multi-member': 1 } })
  })

  test('archive-nested: an archive within', async () => {
    expect((await read('n.csv.gz', gzipSync(gz))).refusal?.keyword).toBe('archive-nested')
    expect((await read('n.csv.zst', zstdCompressSync(gz))).refusal?.keyword).toBe('archive-nested')
  })
})

describe('a file that changes while it is read', () => {
  test('file-changed: what was there is kept, the torn last line is not', async () => {
    const path = join(folder, 'growing.csv')
    writeFileSync(path, `${likes}12,345`)
    const recognised = await recognise(path)
    if (isRefusal(recognised)) throw new Error(recognised.message)
    let rows = 0
    const rejects: string[] = []
    for await (const batch of readRows(path, recognised)) {
      if (isRefusal(batch)) throw new Error(batch.message)
      if (rows === 0) appendFileSync(path, '678\n9,9\n')
      rows += batch.rows.length
      rejects.push(...batch.rejects.map((reject) => `${reject.keyword} ${reject.line} ${reject.text}`))
    }
    expect(rows).toBe(40_000)
    expect(rejects).toEqual(['file-changed 40002 12,345'])
  })
})

async function collect(
  stream: ReturnType<typeof createGzip | typeof createZstdCompress>,
  text: string,
): Promise<Buffer> {
  stream.end(text)
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

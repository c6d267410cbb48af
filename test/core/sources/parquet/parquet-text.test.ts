import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parquetText } from '#core/sources/parquet/parquet-text.ts'
import { RefusedFile } from '#core/sources/refusal.ts'
import { parquet } from '../parquet-files.ts'

/** The text of a file that lies in memory, and how much was read at once at most. */
async function textOf(file: Buffer): Promise<{ text: string; consumed: number; longestRead: number }> {
  let consumed = 0
  let longestRead = 0
  const read = async (from: number, length: number) => {
    longestRead = Math.max(longestRead, length)
    return file.subarray(from, from + length)
  }
  const parts: Buffer[] = []
  for await (const part of parquetText({ bytes: file.length, read }, (bytes) => {
    consumed += bytes
  })) {
    parts.push(part)
  }
  return { text: Buffer.concat(parts).toString(), consumed, longestRead }
}

const linesOf = async (file: Buffer) => (await textOf(file)).text.trimEnd().split('\n')

/** The keyword that refuses a file, null where it is read. */
async function refusalOf(file: Buffer): Promise<string | null> {
  try {
    await textOf(file)
    return null
  } catch (error) {
    if (error instanceof RefusedFile) return error.refusal.keyword
    throw error
  }
}

const flat = (name: string, type: 'STRING' | 'INT32' | 'DOUBLE', data: unknown[]) => ({
  name,
  type,
  data,
  nullable: true,
})

describe('a value of Parquet is the cell that a CSV would have', () => {
  test.each<[string, Parameters<typeof parquet>[0][number], string[]]>([
    [
      'text, with what CSV has to quote',
      flat('a', 'STRING', ['a"b', 'x,y', '', null]),
      ['"a""b"', '"x,y"', '""', '""'],
    ],
    ['whole numbers', flat('a', 'INT32', [1, -2, null]), ['1', '-2', '""']],
    ['large whole numbers', { name: 'a', type: 'INT64', data: [2n ** 62n, -1n] }, ['4611686018427387904', '-1']],
    ['numbers', flat('a', 'DOUBLE', [0.1, 1e21, Number.NaN, null]), ['0.1', '1e+21', '""', '""']],
    [
      'single precision in as few digits as it takes',
      { name: 'a', type: 'FLOAT', data: [0.733, 1 / 3, 16] },
      ['0.733', '0.33333334', '16'],
    ],
    ['truth', { name: 'a', type: 'BOOLEAN', data: [true, false, null], nullable: true }, ['true', 'false', '""']],
    [
      'moments in UTC, thousandths only where there are some',
      { name: 'a', type: 'TIMESTAMP', data: [new Date('2005-04-27T12:30:00Z'), new Date(1)] },
      ['2005-04-27T12:30:00Z', '1970-01-01T00:00:00.001Z'],
    ],
    ['JSON as it is written', { name: 'a', type: 'JSON', data: [{ b: 1 }] }, ['"{""b"":1}"']],
    [
      'ids',
      { name: 'a', type: 'UUID', data: ['8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11'] },
      ['8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11'],
    ],
  ])('%s', async (_, column, expected) => {
    expect((await linesOf(parquet([column]))).slice(1)).toEqual(expected)
  })

  test('decimals have as many places as their column says', async () => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'a', type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 9, repetition_type: 'OPTIONAL' },
    ] as const
    expect(await linesOf(parquet([{ name: 'a', data: [12.3, 0.07, null] }], { schema: [...schema] }))).toEqual([
      ...['a', '12.30', '0.07', '""'],
    ])
  })

  test('lists are JSON, and fields of structures are columns of their own', async () => {
    const schema = [
      { name: 'root', num_children: 3 },
      { name: 'title', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'genres', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'album', num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'year', type: 'INT32', repetition_type: 'OPTIONAL' },
    ] as const
    const columns = [
      { name: 'title', data: ['One', 'Two', 'Three'] },
      { name: 'genres', data: [['rock', 'post, rock'], [], null] },
      { name: 'album', data: [{ name: 'Tago Mago', year: 1971 }, { name: 'Live', year: null }, null] },
    ]
    expect(await linesOf(parquet(columns, { schema: [...schema] }))).toEqual([
      'title,genres,album.name,album.year',
      'One,"[""rock"",""post, rock""]",Tago Mago,1971',
      'Two,,Live,',
      'Three,,,',
    ])
  })
})

describe('a table is read page by page', () => {
  const rows = 60_000
  const big = (options: Parameters<typeof parquet>[1]) =>
    parquet(
      [
        { name: 'id', type: 'STRING', data: Array.from({ length: rows }, (_, i) => `track-${(i * 7919) % 1_000_003}`) },
        flat(
          'band',
          'STRING',
          Array.from({ length: rows }, (_, i) => (i % 7 === 3 ? null : `Band ${i % 50}`)),
        ),
        flat(
          'plays',
          'INT32',
          Array.from({ length: rows }, (_, i) => i),
        ),
      ],
      options,
    )

  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD'] as const)(
    '%s, every row once and in order',
    async (codec) => {
      const { text, consumed, longestRead } = await textOf(big({ codec, rowGroupSize: 25_000, pageSize: 20_000 }))
      const lines = text.trimEnd().split('\n')
      expect(lines).toHaveLength(rows + 1)
      for (const i of [0, 3, 24_999, 25_000, 59_999]) {
        expect(lines[i + 1]).toBe(`track-${(i * 7919) % 1_000_003},${i % 7 === 3 ? '' : `Band ${i % 50}`},${i}`)
      }
      expect(consumed).toBeGreaterThan(100_000)
      expect(longestRead).toBeLessThanOrEqual(256 * 1024)
    },
  )

  test('property: whatever is written is read back, in pages and groups of any size', async () => {
    const cell = fc.option(fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r\n', '', 'Ω', '🎸')), { nil: null })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { nil: null })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'ZSTD'),
        async (list, pageSize, rowGroupSize, codec) => {
          const columns = [
            flat(
              'a',
              'STRING',
              list.map(([text]) => text),
            ),
            flat(
              'b',
              'INT32',
              list.map(([, number]) => number),
            ),
          ]
          const { text } = await textOf(parquet(columns, { pageSize, rowGroupSize, codec }))
          const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
          const expected = list.map(([one, two]) => `${quoted(one ?? '')},${two ?? ''}\n`).join('')
          expect(text).toBe(`a,b\n${expected}`)
        },
      ),
      { numRuns: 300, seed: 9 },
    )
  })
})

describe('a hostile file is refused', () => {
  const good = parquet([
    flat(
      'a',
      'STRING',
      Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? null : `name ${i % 40}`)),
    ),
    flat(
      'b',
      'INT32',
      Array.from({ length: 300 }, (_, i) => i),
    ),
  ])
  const footerLength = good.readUInt32LE(good.length - 8)
  const changed = (change: (copy: Buffer) => void) => {
    const copy = Buffer.from(good)
    change(copy)
    return copy
  }

  test('archive-truncated: cut off anywhere', async () => {
    for (const length of [4, 8, 11, good.length >> 1, good.length - 1]) {
      expect(await refusalOf(good.subarray(0, length))).toBe('archive-truncated')
    }
  })

  test('archive-encrypted: by its mark', async () => {
    expect(await refusalOf(changed((copy) => copy.write('PARE', copy.length - 4)))).toBe('archive-encrypted')
  })

  test('archive-corrupt: a footer that lies about its length, or is nonsense', async () => {
    expect(await refusalOf(changed((copy) => copy.writeUInt32LE(copy.length, copy.length - 8)))).toBe('archive-corrupt')
    expect(await refusalOf(changed((copy) => copy.writeUInt32LE(0, copy.length - 8)))).toBe('archive-corrupt')
    expect(await refusalOf(changed((copy) => copy.fill(0xff, copy.length - 8 - footerLength, copy.length - 8)))).toBe(
      'archive-corrupt',
    )
  })

  test('property: bytes changed anywhere give text or a refusal, never a fault, a hang or much memory', async () => {
    const before = process.memoryUsage().rss
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const file = changed((copy) => {
            for (const [at, byte] of changes) copy[at] = byte
          })
          expect(await refusalOf(file)).toSatisfy(
            (keyword) => keyword === null || /^(archive-|not-a-dataset)/.test(keyword),
          )
        },
      ),
      { numRuns: 3000, seed: 10 },
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024)
  })
})

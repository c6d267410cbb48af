import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { readBenchmark } from '#core/training/benchmark/data.ts'
import { readPairFiles } from '#core/training/benchmark/pair-files.ts'
import { itemsOf } from '../matrices.ts'

const folder = mkdtempSync(join(tmpdir(), 'sidetrack-pairs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let written = 0
function file(content: string | Buffer): string {
  const path = join(folder, `pairs-${written++}.txt`)
  writeFileSync(path, content)
  return path
}
const read = (content: string | Buffer) => {
  const [pairs] = readPairFiles([file(content)])
  if (pairs === undefined) throw new Error('no file')
  return { shape: pairs.shape, pairs: pairs.users.map((user, i) => [user, pairs.items[i], pairs.counts[i]]) }
}
function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the shape of a file', () => {
  test.each([
    ['records of varying length are lists', '0 5 6 7\n1 5\n2 6 8\n', 'lists', 6],
    ['a record of one field is a user without items', '0 5 6\n1\n2 6 8\n', 'lists', 4],
    ['users who come back with a count are triplets', '0\t5\t99\n0\t6\t1\n1\t5\t3\n', 'triplets', 3],
    ['users who come back without a count are triplets too', '0,5\n0,6\n1,5\n', 'triplets', 3],
    ['some records with a count are triplets where users come back', '0 5 9\n0 6\n1 5 3\n', 'triplets', 3],
    ['one record a user of two or three fields are lists', '0 5 9\n1 6\n2 5 3\n', 'lists', 5],
    ['one pair a user is the same either way', '0 5\n1 6\n', 'triplets', 2],
    ['one record of three fields a user, alone, are triplets', '0 5 2\n1 6 4\n', 'triplets', 2],
  ])('%s', (_, content, shape, pairs) => {
    expect(read(content)).toMatchObject({ shape, pairs: { length: pairs } })
  })

  test('what one file leaves open the other tells', () => {
    const open = file('0 5 6\n1 6 7\n')
    expect(readPairFiles([file('0 1 2 3 4\n1 2 3\n'), open]).map(({ shape }) => shape)).toEqual(['lists', 'lists'])
    expect(readPairFiles([file('0 1 2\n0 2 3\n'), open]).map(({ shape }) => shape)).toEqual(['triplets', 'triplets'])
  })

  test('a table of more columns is refused with what to leave out', () => {
    const { code, message } = refusal(() => read('1 10 4 881250949\n1 11 3 881250950\n2 10 5 881250951\n'))
    expect(code).toBe('bad-arguments')
    expect(message).toMatch(/4 columns.*leave out/)
  })
})

describe('records', () => {
  test('commas, tabs, runs of blanks, CRLF, a byte order mark and a missing last line end are all one', () => {
    const wanted = [
      [0, 5, 2],
      [0, 6, 1],
      [1, 5, 7],
    ]
    for (const content of [
      '0,5,2\n0,6,1\n1,5,7',
      '\ufeff0\t5\t2\r\n0\t6\t1\r\n1\t5\t7\r\n',
      '0  5 2 \n\n 0 6 1\n1 5   7\n',
    ]) {
      expect(read(content).pairs).toEqual(wanted)
    }
    expect(read(gzipSync('0,5,2\n0,6,1\n1,5,7')).pairs).toEqual(wanted)
  })

  test('counts may be written in any way; fractions count as one, nothing exceeds what a matrix holds', () => {
    expect(read('0 1 3.2466e+05\n0 2 0.4\n0 3 1e30\n').pairs.map(([, , count]) => count)).toEqual([
      324_660, 1, 2_147_483_647,
    ])
    expect(refusal(() => read('0 1 many\n0 2 1\n')).message).toMatch(/record 1 has "many" where a count was expected/)
  })

  test('ids may be words; a head over numbers is left out', () => {
    expect(read('anna,radiohead\nanna,can\nben,can\n').pairs).toHaveLength(3)
    expect(read('user,item,count\n0,5,2\n0,6,1\n').pairs).toEqual([
      [0, 5, 2],
      [0, 6, 1],
    ])
  })

  test('property: triplets written in any way are read as they are', () => {
    const separator = fc.constantFrom(' ', '\t', ',', '  ')
    const triplets = fc.array(fc.tuple(fc.nat(50), fc.nat(1e6), fc.integer({ min: 1, max: 1e6 })), { minLength: 1 })
    fc.assert(
      fc.property(triplets, separator, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, between, end, zipped) => {
        const all = [...rows, [rows[0]?.[0], 3, 1]]
        const text = all.map((row) => row.join(between)).join(end)
        expect(read(zipped ? gzipSync(text) : text)).toEqual({ shape: 'triplets', pairs: all })
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  test.each([
    ['an empty file', '', /is empty/],
    ['blank lines only', '\n \n', /is empty/],
    ['bytes that are no text', Buffer.from([1, 0, 2, 0, 3]), /no text file/],
    ['a gzip file cut short', gzipSync('0 1 2\n'.repeat(99)).subarray(0, 20), /damaged/],
  ])('%s is refused in words', (_, content, words) => {
    const { code, message } = refusal(() => read(content))
    expect(code).toBe('bad-arguments')
    expect(message).toMatch(words)
  })

  test('a missing file is not found, a folder cannot be read', () => {
    expect(refusal(() => readPairFiles([join(folder, 'none.txt')])).code).toBe('file-not-found')
    expect(refusal(() => readPairFiles([folder])).code).toBe('bad-arguments')
  })
})

describe('readBenchmark', () => {
  const data = readBenchmark({
    train: file('7 30 10 10 20\n8 10\n9 10 20\n'),
    test: file('9 30 30 99 98\n5 10\n8 20\n'),
    valid: null,
  })

  test('numbers items by how many users have them, each pair once', () => {
    expect([data.train.rows, data.train.columns]).toEqual([4, 3])
    // 10 is had by three, 20 by two, 30 by one.
    expect([0, 1, 2, 3].map((row) => itemsOf(data.train, row))).toEqual([[0, 1, 2], [0], [0, 1], []])
    expect([...data.train.data.subarray(0, 3)]).toEqual([2, 1, 1])
  })

  test('keeps test items that nobody has in train, each once, and users who are not in train', () => {
    expect([...data.test.listeners]).toEqual([1, 2, 3])
    expect(data.test.hidden.map((own) => [...own])).toEqual([[1], [2, 3, 4], [0]])
  })

  test('keeps sequences as they were written', () => {
    expect([...data.sequences.indices.subarray(0, 4)]).toEqual([2, 0, 0, 1])
    expect([...(data.testSequences.hidden[1] ?? [])]).toEqual([2, 2, 3, 4])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Csr, gatherColumns, mostPlays, remapColumns, transpose } from '#core/math/csr.ts'
import { externalId, IdMap } from '#core/math/id-map.ts'
import { decodeNumbers, encodeNumbers } from '#core/math/leb128.ts'
import { derivedSeed, random32, shuffle, uniform } from '#core/math/random.ts'
import { dotScan, normaliseRows, topK } from '#core/math/vectors.ts'
import { fromSortedEntries } from './csr-of.ts'

type Entry = [row: number, column: number, value: number]
const rows = 7
const columns = 11
const entries = fc
  .array(fc.tuple(fc.nat(rows - 1), fc.nat(columns - 1), fc.integer({ min: 1, max: 1e9 })), { maxLength: 60 })
  .map((list): Entry[] => list.sort((a, b) => a[0] - b[0]))

const matrixOf = (list: Entry[]): Csr =>
  fromSortedEntries(
    {
      rowOf: Int32Array.from(list, ([row]) => row),
      columnOf: Int32Array.from(list, ([, column]) => column),
      data: Int32Array.from(list, ([, , value]) => value),
    },
    rows,
    columns,
  )

/** Cells of a matrix as a map, the plain way. */
function cellsOf(matrix: Csr): Map<string, number> {
  const cells = new Map<string, number>()
  for (let row = 0; row < matrix.rows; row += 1) {
    for (let i = matrix.indptr[row] as number; i < (matrix.indptr[row + 1] as number); i += 1) {
      cells.set(`${row} ${matrix.indices[i]}`, matrix.data[i] as number)
    }
  }
  return cells
}

/** The same matrix in memory of its own. */
const plain = (matrix: Csr): Csr => ({
  ...matrix,
  indptr: matrix.indptr.slice(),
  indices: Int32Array.from(matrix.indices),
  data: Int32Array.from(matrix.data),
})

describe('sparse matrices', () => {
  test('property: hold each entry in its cell, repeated ones added up to the largest number they can hold', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const expected = new Map<string, number>()
        for (const [row, column, value] of list) {
          const cell = `${row} ${column}`
          expected.set(cell, Math.min((expected.get(cell) ?? 0) + value, mostPlays))
        }
        const matrix = matrixOf(list)
        expect(cellsOf(matrix)).toEqual(expected)
        expect(matrix.indptr).toHaveLength(rows + 1)
        expect(matrix.indptr[rows]).toBe(matrix.indices.length)
      }),
      { seed: 1 },
    )
  })

  test('property: gathered by column are the same as moved and then turned', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const matrix = matrixOf(list)
        const columnOf = (column: number) => (column % 3) - 1
        expect(gatherColumns(matrix, 2, columnOf)).toEqual(plain(transpose(remapColumns(matrix, 2, columnOf))))
      }),
      { seed: 3 },
    )
  })

  test('property: turned twice are themselves, with sorted columns', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const matrix = matrixOf(list)
        const turned = transpose(matrix)
        expect([turned.rows, turned.columns]).toEqual([columns, rows])
        const flipped = [...cellsOf(turned)].map(
          ([cell, value]) => [cell.split(' ').reverse().join(' '), value] as const,
        )
        expect(new Map(flipped)).toEqual(cellsOf(matrix))
        for (let row = 0; row < turned.rows; row += 1) {
          const part = [...turned.indices.subarray(turned.indptr[row], turned.indptr[row + 1])]
          expect(part).toEqual([...part].sort((a, b) => a - b))
        }
        expect(cellsOf(transpose(turned))).toEqual(cellsOf(matrix))
      }),
      { seed: 2 },
    )
  })

  test('may be empty in every way', () => {
    const empty = matrixOf([])
    expect([...empty.indptr]).toEqual(new Array(rows + 1).fill(0))
    expect(cellsOf(transpose(empty)).size).toBe(0)
  })
})

describe('LEB128', () => {
  const whole = fc.oneof(
    fc.nat(300),
    fc.nat(2_147_483_647),
    fc.constantFrom(0, 127, 128, 16_383, 16_384, 2_147_483_647),
  )

  test('property: numbers come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 50 }), fc.nat(5), (list, from) => {
        const values = Int32Array.from(list)
        const start = Math.min(from, values.length)
        const bytes = encodeNumbers(values, start)
        const out = new Int32Array(values.length + 1).fill(-1)
        expect(decodeNumbers(bytes, out, 1)).toBe(values.length - start)
        expect([...out.subarray(1, values.length - start + 1)]).toEqual(list.slice(start))
        expect(out[0]).toBe(-1)
      }),
      { seed: 3 },
    )
  })

  test('property: ascending numbers come back as they went in, small steps in one byte each', () => {
    fc.assert(
      fc.property(fc.uniqueArray(whole, { maxLength: 50 }), (list) => {
        const values = Int32Array.from(list).sort()
        const out = new Int32Array(values.length)
        expect(decodeNumbers(encodeNumbers(values, 0, values.length, true), out, 0, true)).toBe(values.length)
        expect(out).toEqual(values)
      }),
      { seed: 4 },
    )
    expect(
      encodeNumbers(
        Int32Array.from({ length: 99 }, (_, i) => i * 100),
        0,
        99,
        true,
      ),
    ).toHaveLength(99)
  })
})

describe('ids', () => {
  test('are numbers only where they are written the plain way', () => {
    expect(['7', '0', '123456789012345'].map(externalId)).toEqual([7, 0, 123_456_789_012_345])
    const texts = ['007', '-1', '1.0', '1e3', '', ' 1', '1234567890123456', 'a', '٣']
    expect(texts.map(externalId)).toEqual(texts)
  })

  test('property: a map of them answers as a Map does', () => {
    const id = fc.oneof(fc.nat(50), fc.nat(Number.MAX_SAFE_INTEGER), fc.string({ maxLength: 3 }))
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.integer({ min: 1, max: 1e9 })), { maxLength: 200 }), id, (list, other) => {
        const map = new IdMap()
        const model = new Map<number | string, number>()
        for (const [key, row] of list) {
          map.set(key, row)
          model.set(key, row)
        }
        expect(map.size).toBe(model.size)
        for (const [key, row] of model) expect(map.get(key)).toBe(row)
        expect(map.get(other)).toBe(model.get(other) ?? 0)
      }),
      { seed: 5 },
    )
  })

  test('are kept apart when there are many, also such as differ above 32 bits', () => {
    const map = new IdMap()
    const ids = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? i : i * 4_294_967_296))
    ids.forEach((id, i) => {
      map.set(id, i + 1)
    })
    expect(map.size).toBe(20_000)
    expect(ids.every((id, i) => map.get(id) === i + 1)).toBe(true)
  })
})

describe('vectors', () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 100])('of %i numbers are compared as the formula says', (size) => {
    const next = random32(size)
    for (const count of [0, 1, 2, 13]) {
      const matrix = Float32Array.from({ length: count * size }, () => uniform(next) - 0.5)
      const query = Float32Array.from({ length: size }, () => uniform(next) - 0.5)
      const mask = Uint8Array.from({ length: count }, (_, i) => (i % 3 === 1 ? 0 : 1))
      const out = new Float32Array(count)
      dotScan(matrix, size, query, mask, out)
      for (let row = 0; row < count; row += 1) {
        let dot = 0
        for (let k = 0; k < size; k += 1) dot += (matrix[row * size + k] as number) * (query[k] as number)
        if (mask[row] === 0) expect(out[row]).toBe(Number.NEGATIVE_INFINITY)
        else expect(out[row]).toBeCloseTo(dot, 5)
      }
      normaliseRows(matrix, size)
      for (let row = 0; row < count; row += 1) {
        expect(Math.hypot(...matrix.subarray(row * size, (row + 1) * size))).toBeCloseTo(1, 5)
      }
    }
  })

  test('of zeros stay zeros', () => {
    const zeros = new Float32Array(6)
    normaliseRows(zeros, 3)
    expect([...zeros]).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('property: the largest k are those of a full sort, equal ones by row', () => {
    const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY))
    fc.assert(
      fc.property(fc.array(score, { maxLength: 40 }), fc.nat(45), (list, k) => {
        const sorted = list
          .map((value, row) => ({ value, row }))
          .filter(({ value }) => value !== Number.NEGATIVE_INFINITY)
          .sort((a, b) => b.value - a.value || a.row - b.row)
          .slice(0, k)
        for (const scores of [Float32Array.from(list), Float64Array.from(list)]) {
          expect([...topK(scores, k)]).toEqual(sorted.map(({ row }) => row))
        }
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('random numbers', () => {
  test('are the same for a seed on every machine, and others for another', () => {
    const first = (seed: number) => {
      const next = random32(seed)
      return Array.from({ length: 4 }, () => next())
    }
    expect(first(1)).toEqual(first(1))
    expect(first(1)).not.toEqual(first(2))
    expect(first(1)).toMatchInlineSnapshot(`
      [
        1930539107,
        2003999907,
        2883482671,
        4206869851,
      ]
    `)
  })

  test('spread evenly over their range', () => {
    const next = random32(9)
    const bins = new Int32Array(10)
    for (let i = 0; i < 100_000; i += 1) {
      const bin = Math.floor(uniform(next) * 10)
      bins[bin] = (bins[bin] as number) + 1
    }
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  test('property: shuffling keeps every value and leaves the rest of the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 30 }), fc.nat(30), fc.nat(30), fc.nat(), (list, a, b, seed) => {
        const values = Int32Array.from(list)
        const [from, to] = [Math.min(a, b, list.length), Math.min(Math.max(a, b), list.length)]
        shuffle(values, from, to, random32(seed))
        expect([...values.subarray(0, from)]).toEqual(list.slice(0, from))
        expect([...values.subarray(to)]).toEqual(list.slice(to))
        expect([...values].sort()).toEqual([...list].sort())
      }),
      { seed: 8 },
    )
  })

  test('of derived seeds differ from part to part', () => {
    const seeds = new Set(Array.from({ length: 2000 }, (_, part) => derivedSeed(1, part)))
    expect(seeds.size).toBe(2000)
  })
})

import { basename } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vectorsAmong } from '#core/training/recognise-vectors.ts'
import { type NumberFormat, vectorFile } from '#core/training/vector-files.ts'
import { temporaryFolder, writeFiles } from '../library.ts'

const folder = temporaryFolder()

/** What is found among files, by name; none of them is known as anything else unless said. */
async function found(files: Record<string, string | Uint8Array>, known: readonly string[] = []) {
  const paths = writeFiles(folder, files)
  const vectors = await vectorsAmong(
    paths.map((path) => {
      const shownName = basename(path)
      return { path, shownName, ref: `ref of ${shownName}`, isKnown: known.includes(shownName) }
    }),
  )
  return vectors.map(({ file: _, ...each }) => each)
}

const names = ['Low', 'Can', 'Air']
const written = (format: NumberFormat, rows: number, dimensions: number) =>
  Buffer.concat([
    ...vectorFile(format, {
      names: Array.from({ length: rows }, (_, at) => names[at] ?? `Band ${at}`),
      dimensions,
      vectors: Float32Array.from({ length: rows * dimensions }, (_, at) => Math.sin(at)),
    }),
  ])

describe('vectors are told by what is in a file, whatever it is called', () => {
  test('in every form that is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('csv', 'word2vec', 'word2vec-binary', 'npy' as const),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 8, max: 300 }),
        async (format, rows, dimensions) => {
          expect(await found({ 'a.data': written(format, rows, dimensions) })).toEqual([
            { name: 'a.data', format, dimensions, rows: format === 'csv' ? null : rows, names: null, trouble: null },
          ])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('but not in what is known already', async () => {
    expect(await found({ 'a.csv': written('csv', 3, 9) }, ['a.csv'])).toEqual([])
  })

  test.each([
    ['a letter', 'Dear reader,\nthis is a letter.\n'],
    ['nothing', ''],
    ['lists of items by number', '0 1 2 3\n1 5 6\n2 7\n'],
    ['two numbers and rows of another length', '2 9\nLow 1 2 3\nCan 4 5 6\n'],
    ['a table of facts', 'band,tempo,energy,valence,plays,fans,albums,years,songs\nLow,1,2,3,4,5,6,7,8\n'],
    ['a narrow table', 'band,v0,v1\nLow,1,2\n'],
    ['a table of words', 'band,a1,a2,a3,a4,a5,a6,a7,a8\nLow,x,x,x,x,x,x,x,x\n'],
    ['a binary file', Uint8Array.from({ length: 600 }, (_, at) => at % 256)],
  ])('and not in %s', async (_, content) => {
    expect(await found({ file: content })).toEqual([])
  })

  test('a NumPy file that cannot be used is one still, and says why', async () => {
    const text = written('npy', 3, 8).toString('latin1').replace('<f4', '<i8')
    const [vectors] = await found({ 'whole.npy': Buffer.from(text, 'latin1') })
    expect(vectors).toMatchObject({ format: 'npy', names: null, trouble: expect.stringMatching(/float32 or float64/) })
  })
})

describe('a NumPy file gets the table that names its rows', () => {
  const songs = (rows: number) =>
    `artist,title\n${Array.from({ length: rows }, (_, at) => `"Band, ${at}","Song\n${at}"`).join('\n')}\n`

  test('by the number of rows, whatever it is called', async () => {
    const [vectors] = await found(
      {
        'x.npy': written('npy', 3, 8),
        'songs_meta.csv': songs(4),
        'other.csv': songs(3),
        'b.csv': 'a,b\n1,2\n1,2\n1,2\n',
      },
      ['songs_meta.csv', 'other.csv'],
    )
    expect(vectors?.names?.name).toBe('other.csv')
  })

  test('and of several the one that is called so', async () => {
    const [vectors] = await found({ 'x.npy': written('npy', 3, 8), 'a.csv': songs(3), 'songs_meta.csv': songs(3) })
    expect(vectors?.names).toEqual({ file: 'ref of songs_meta.csv', name: 'songs_meta.csv' })
  })

  test('or none where no table has as many', async () => {
    const [vectors] = await found({ 'x.npy': written('npy', 3, 8), 'songs_meta.csv': songs(2) })
    expect(vectors).toMatchObject({ rows: 3, names: null, trouble: null })
  })
})

import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { displayName } from '#core/catalog/keys.ts'
import { npyHead } from '#core/training/npy.ts'
import { type NamedFile, withVectors } from '#core/training/read-vectors.ts'
import { type NamedVectors, type NumberFormat, nameFile, vectorFile } from '#core/training/vector-files.ts'
import { shownRowName } from '#core/training/vector-rows.ts'
import { temporaryFolder, writeFiles } from '../library.ts'

const folder = temporaryFolder()

/** Write a file, under a name that says nothing unless one is given. */
function fileOf(content: string | Uint8Array, shownName = 'vectors'): NamedFile {
  const [path] = writeFiles(folder, { [shownName]: content })
  return { path: path ?? join(folder, shownName), shownName }
}

async function readAll(file: NamedFile, meta: NamedFile | null = null) {
  return withVectors(file, meta, async ({ format, titled, rows }) => {
    const names: string[] = []
    const numbers: number[] = []
    for await (const { name, vector } of rows) {
      names.push(shownRowName(name))
      numbers.push(...vector)
    }
    return { format, titled, names, vectors: Float32Array.from(numbers) }
  })
}

async function refusal(file: NamedFile, meta: NamedFile | null = null): Promise<AppError> {
  const thrown = await readAll(file, meta).catch((error: unknown) => error)
  if (thrown instanceof AppError) return thrown
  throw new Error(`not refused: ${String(thrown)}`)
}

const written = (format: NumberFormat, file: NamedVectors) => Buffer.concat([...vectorFile(format, file)])

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => displayName(name) === name)
const files: fc.Arbitrary<NamedVectors> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }))
  .chain(([rows, dimensions]) =>
    fc.record({
      names: fc.array(names, { minLength: rows, maxLength: rows }),
      dimensions: fc.constant(dimensions),
      vectors: fc
        .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
          minLength: rows * dimensions,
          maxLength: rows * dimensions,
        })
        .map((numbers) => Float32Array.from(numbers)),
    }),
  )
const bytesOf = (vectors: Float32Array) => Buffer.from(vectors.buffer).toString('hex')

describe('vectors come back as they were written', () => {
  test.each(['csv', 'word2vec', 'word2vec-binary'] as const)('as %s, with their names', async (format) => {
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const read = await readAll(fileOf(written(format, file)))
        expect(read.format).toBe(format)
        const blanks = (name: string) => (format === 'csv' ? name : name.replace(/\s+/g, '_'))
        expect(read.names).toEqual(file.names.map(blanks))
        // Text has no minus zero worth keeping.
        if (format === 'word2vec-binary') expect(bytesOf(read.vectors)).toBe(bytesOf(file.vectors))
        else expect(read.vectors.every((value, at) => value === file.vectors[at])).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('as .npy, with the table of names', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.boolean(), async (file, titled) => {
        const rows = file.names.map((artist, at) => (titled ? { artist, title: `${at}, "${artist}"` } : { artist }))
        const meta = fileOf(Buffer.concat([...nameFile(rows)]), 'songs_meta.csv')
        const read = await readAll(fileOf(written('npy', file), 'final_embeddings.npy'), meta)
        expect(read).toMatchObject({ format: 'npy', titled })
        expect(read.names).toEqual(
          rows.map(({ artist, ...rest }) => shownRowName({ artist, title: rest.title ?? null })),
        )
        expect(bytesOf(read.vectors)).toBe(bytesOf(file.vectors))
      }),
      { numRuns: 40 },
    )
  })

  test.each(['npy', 'word2vec-binary'] as const)(
    'and a %s file that is cut off anywhere is refused',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(files, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (file, share) => {
          const whole = written(format, file)
          // The line end behind the last row of the binary form may be missing.
          const last = format === 'npy' ? whole.length : whole.length - 1
          const meta = format === 'npy' ? fileOf(Buffer.concat([...nameFile([{ artist: 'x' }])]), 'meta.csv') : null
          const { code } = await refusal(fileOf(whole.subarray(0, Math.floor(share * last)), `cut.${format}`), meta)
          expect(code).toBe('not-a-dataset')
        }),
        { numRuns: 60 },
      )
    },
  )
})

const float32 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer)
const header = (description: string) =>
  Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\x00`, 'latin1'),
    Buffer.from([description.length, 0]),
    Buffer.from(description),
  ])
const meta = (...rows: string[]) => fileOf(['artist,title', ...rows].join('\n'), 'songs_meta.csv')

describe('files of other programs', () => {
  test('float64 is read as float32, big-endian too', async () => {
    for (const [mark, write] of [
      ['<', 'writeDoubleLE'],
      ['>', 'writeDoubleBE'],
    ] as const) {
      const numbers = Buffer.alloc(32)
      for (const [at, value] of [0.1, -2, 3, 4.5].entries()) numbers[write](value, at * 8)
      const head = header(`{'descr': '${mark}f8', 'fortran_order': False, 'shape': (2, 2), }\n`)
      const { vectors, names: read } = await readAll(fileOf(Buffer.concat([head, numbers])), meta('a,b', 'c,d'))
      expect(vectors).toEqual(Float32Array.of(0.1, -2, 3, 4.5))
      expect(read).toEqual(['a - b', 'c - d'])
    }
  })

  test('binary word2vec without line ends, and text with blanks in names, as gensim writes them', async () => {
    const rows = [Buffer.from('2 1\nBlur '), float32(1), Buffer.from('Air '), float32(2)]
    expect(await readAll(fileOf(Buffer.concat(rows)))).toMatchObject({
      format: 'word2vec-binary',
      names: ['Blur', 'Air'],
    })
    const text = await readAll(fileOf('2 2\nThe Beatles 0.1 2\nMaroon 5 3 -4e-2\n'))
    expect(text).toMatchObject({ format: 'word2vec', names: ['The Beatles', 'Maroon 5'] })
    expect(text.vectors).toEqual(Float32Array.of(0.1, 2, 3, -0.04))
  })

  test('CSV headed by places or by nothing, and parted by tabs', async () => {
    expect((await readAll(fileOf(',0,1\nBlur,1,2\n'))).names).toEqual(['Blur'])
    expect((await readAll(fileOf('"Blur",0,1\nAir,1,2\n'))).names).toEqual(['Blur', 'Air'])
    expect((await readAll(fileOf('band\tx\ty\nBlur\t1\t2\n'))).vectors).toEqual(Float32Array.of(1, 2))
  })
})

describe('what is refused says what was found, what was expected and what to do', () => {
  const npy = (content: Uint8Array) => fileOf(content, 'e.npy')
  const shape = (text: string, type = '<f4') =>
    header(`{'descr': '${type}', 'fortran_order': False, 'shape': (${text}), }\n`)
  const cases: [string, () => [NamedFile, NamedFile?], RegExp][] = [
    ['an empty file', () => [fileOf('')], /empty/],
    ['a .npy name without its mark', () => [npy(Buffer.from('PK\x03\x04 and more'))], /no NumPy mark.*numpy\.save/],
    ['another type', () => [npy(shape('1, 2', '<f2')), meta('a,b')], /type <f2; expected float32 or float64.*astype/],
    ['objects', () => [npy(shape('1, 2', '|O')), meta('a,b')], /type \|O; expected float32/],
    ['one size', () => [npy(shape('4,')), meta('a,b')], /shape \(4,\); expected two sizes/],
    ['no rows', () => [npy(shape('0, 4')), meta()], /0 rows; expected at least one/],
    ['a width of nothing', () => [npy(shape('4, 0')), meta('a,b')], /0 numbers a row; expected 1 to 8192/],
    ['a width beyond all', () => [npy(shape('4, 99999999999')), meta('a,b')], /99999999999 numbers a row/],
    [
      'more rows than bytes',
      () => [npy(npyHead(1e12, 2)), meta('a,b')],
      /0 whole rows; expected 1000000000000.*cut off/,
    ],
    ['bytes left over', () => [npy(Buffer.concat([npyHead(1, 1), float32(1, 2)])), meta('a,b')], /more bytes behind/],
    [
      'NaN in .npy',
      () => [npy(Buffer.concat([npyHead(1, 2), float32(1, Number.NaN)])), meta('a,b')],
      /“NaN” as number 2 of row 1/,
    ],
    [
      'numbers by column',
      () => [npy(header(`{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }\n`)), meta('a,b', 'c,d')],
      /by column; expected stored by row.*ascontiguousarray/,
    ],
    [
      'fewer names than rows',
      () => [npy(Buffer.concat([npyHead(2, 1), float32(1, 2)])), meta('a,b')],
      /2 rows of numbers and 1 of names; expected as many of both/,
    ],
    [
      'names without artists',
      () => [npy(Buffer.concat([npyHead(1, 1), float32(1)])), fileOf('mood,colour\na,b', 'm.csv')],
      /m\.csv: .*columns “mood”, “colour”.*expected one with the artist/,
    ],
    ['.npy alone', () => [npy(npyHead(1, 1))], /holds numbers only.*--meta/],
    ['names where none are needed', () => [fileOf('2 1\na 1\nb 2\n'), meta('a,b')], /names its rows itself/],
    ['word2vec of no rows', () => [fileOf('0 3\n')], /0 rows; expected at least one/],
    ['word2vec of too few rows', () => [fileOf('3 1\na 1\nb 2\n')], /Found 2 rows; expected 3, as its first line says/],
    ['word2vec of too many rows', () => [fileOf('1 1\na 1\nb 2\n')], /more than 1 rows; expected 1/],
    ['a short row', () => [fileOf('2 2\na 1 2\nb 2\n')], /1 numbers in row 2; expected a name and 2/],
    ['a long row', () => [fileOf('2 2\na 1 2\nb 0.5 2 3\n')], /3 numbers in row 2; expected a name and 2/],
    ['nan in text', () => [fileOf('1 2\na nan 2\n')], /“nan” as number 1 of row 1; expected a finite number/],
    ['infinity in CSV', () => [fileOf('band,x\nBlur,inf\n')], /“inf” as number 1 of row 1/],
    ['a number too large for 32 bits', () => [fileOf('band,x\nBlur,1e300\n')], /“1e300”.*fits in 32 bits/],
    ['a word for a number', () => [fileOf('band,x,y\nBlur,1,loud\n')], /“loud” as number 2 of row 1/],
    ['an empty cell', () => [fileOf('band,x,y\nBlur,1,\n')], /“” as number 2 of row 1/],
    [
      'a ragged CSV',
      () => [fileOf('band,x,y\nBlur,1,2\nAir,1\n')],
      /1 numbers in line 3; expected 2, as in the first row/,
    ],
    ['a CSV of a header only', () => [fileOf('band,x,y\n')], /no rows; expected a name and its numbers/],
    ['a list of names', () => [fileOf('Blur\nAir\n')], /one column, “Blur”; expected a name and its numbers/],
    ['an open quote', () => [fileOf('band,x\n"Blur,1\nAir,2\n')], /cannot be read \(quote-unclosed\) in line 2/],
    [
      'bytes of any kind',
      () => [fileOf(Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7) % 31)))],
      /bytes of no known kind/,
    ],
  ]

  test.each(cases)('%s', async (_, make, message) => {
    const [file, names = null] = make()
    const { code, message: said } = await refusal(file, names)
    expect(said).toMatch(message)
    expect(['not-a-dataset', 'bad-arguments']).toContain(code)
  })

  test('a file that is not there', async () => {
    expect((await refusal({ path: join(folder, 'none'), shownName: 'none' })).code).toBe('file-not-found')
  })
})

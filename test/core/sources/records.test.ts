import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecordReader } from '#core/sources/records.ts'
import { fileReader, keywords } from './helpers.ts'

const read = fileReader()
const header = 'song_id,band,song_name\n'
const csv = (...lines: string[]) => read('songs.csv', header + lines.map((line) => `${line}\n`).join(''))

describe('quotes in CSV (C3)', () => {
  test('RFC 4180: delimiters and doubled quotes inside quotes', async () => {
    const result = await csv('1,"Crosby, Stills & Nash","Suite: ""Judy Blue Eyes"""', '2,"","x"')
    expect(result.rows).toEqual([
      { kind: 'track', id: '1', artist: 'Crosby, Stills & Nash', title: 'Suite: "Judy Blue Eyes"' },
    ])
    expect(keywords(result)).toEqual(['name-empty'])
    expect(result.repaired).toEqual({})
  })

  test('quote-multiline: one record over several lines', async () => {
    const result = await csv('1,"Two\nlines\r\nthree",x', '2,a')
    expect(result.repaired).toEqual({ 'quote-multiline': 1, 'name-normalised': 1 })
    expect(result.rows[0]).toMatchObject({ artist: 'Two lines three' })
    expect(result.rejects[0]).toMatchObject({ keyword: 'columns-missing', line: 5 })
  })

  test('quote-stray: kept literally', async () => {
    const result = await csv('1,7" Single,x', '2,"Heroes" by Bowie,y', '3,"say "hi, you" now",z', '4,"a" b,"c"')
    expect(result.repaired).toEqual({ 'quote-stray': 4 })
    expect(result.rows.map((row) => row.kind === 'track' && row.artist)).toEqual([
      '7" Single',
      '"Heroes" by Bowie',
      'say "hi, you" now',
      '"a" b',
    ])
  })

  test('quote-unclosed at the end of the file spoils only its own line', async () => {
    const result = await csv('1,a,b', '2,"never closes,c', '3,d,e', '4,f,g')
    expect(result.rejects).toEqual([{ keyword: 'quote-unclosed', line: 3, text: '2,"never closes,c' }])
    expect(result.rows.map((row) => row.kind === 'track' && row.id)).toEqual(['1', '3', '4'])
  })

  test('quote-unclosed before rows with quotes of their own, and over 1 MiB of them', async () => {
    const few = await csv('1,"open,c', '2,"d, e",f', '3,"open,c', '4,"g",h')
    expect(few.rejects.map((reject) => reject.line)).toEqual([2, 4])
    const many = await csv('0,"open,c', ...Array.from({ length: 100_000 }, (_, i) => `${i},band number ${i},title`))
    expect(keywords(many)).toEqual(['quote-unclosed'])
    expect(many.rows.length).toBe(100_000)
  })

  test('a closing quote more than 1 MiB away closes nothing', async () => {
    const between = Array.from({ length: 38_000 }, (_, i) => `${i},band number ${i},title`)
    const far = await csv('0,"open,c', ...between, '9,a 12",x')
    expect(keywords(far)).toEqual(['quote-unclosed'])
    expect(far.rows.at(-1)).toMatchObject({ id: '9', artist: 'a 12"' })
    const near = await csv('0,"open,c', ...between.slice(0, 20_000), '9,a 12",x')
    expect(near).toMatchObject({ outcome: 'repaired', recordsRead: 1 })
  })

  test('a file of nothing but opening quotes is read in one pass', async () => {
    const result = await csv('1,a,b', Array.from({ length: 200_000 }, (_, i) => `${i},"b,t`).join('\n'))
    expect(result).toMatchObject({ outcome: 'partial', recordsRead: 200_001 })
    expect(result.rows.length).toBe(1)
  }, 10_000)

  test('quote-literal: TSV has no quoting', async () => {
    const result = await read('songs.tsv', 'song_id\tband\tsong_name\n1\t"Weird Al\tx\n2\t"b"\ty\n')
    expect(result.repaired).toEqual({ 'quote-literal': 2 })
    expect(result.rows.map((row) => row.kind === 'track' && row.artist)).toEqual(['"Weird Al', '"b"'])
  })
})

/** The contract once more, simply: split into physical lines, then read quote by quote. */
function simpleReader(text: string, delimiter: string): { line: number; fields: string[] | string }[] {
  const found: { line: number; fields: string[] | string }[] = []
  const ends = [...text.matchAll(/\r\n|\n|\r|$/g)].map((match) => [match.index, match.index + match[0].length] as const)
  const lineOf = (offset: number) => ends.findIndex(([stop]) => offset <= stop) + 1
  for (let at = 0; at < text.length; ) {
    const [stop, next] = ends.find(([end]) => end >= at) as readonly [number, number]
    const record = simpleRecord(text, at, stop, delimiter)
    const body = text.slice(at, record === null ? stop : record.end)
    if (body.trim() !== '' || body.includes('\0') || body.includes(delimiter)) {
      const fields = record === null ? 'quote-unclosed' : body.includes('\0') ? 'nul-byte' : record.fields
      found.push({ line: lineOf(at), fields })
    }
    at = record === null ? next : (ends.find(([end]) => end >= record.end) as readonly [number, number])[1]
  }
  return found
}

function simpleRecord(text: string, start: number, lineEnd: number, delimiter: string) {
  const fields: string[] = []
  const plainEnd = (from: number) => {
    let end = from
    while (end < text.length && !`${delimiter}\n\r`.includes(text[end] as string)) end++
    return end
  }
  for (let at = start; ; at++) {
    let end = plainEnd(at)
    let value = text.slice(at, end)
    if (text[at] === '"' && delimiter !== '\t') {
      const field = simpleQuoted(text, at, delimiter)
      if (field === 'unclosed') return null
      if (field !== 'literal') ({ end, value } = field)
    }
    fields.push(value)
    at = end
    if (text[at] !== delimiter) return { fields, end: at, lineEnd }
  }
}

function simpleQuoted(text: string, open: number, delimiter: string) {
  let value = ''
  let stray = false
  let lines = 0
  for (let at = open + 1; at < text.length; at++) {
    const here = text[at] as string
    if (here === '\n' || here === '\r') {
      if (stray) return 'literal'
      lines++
    }
    const after = text[at + 1]
    if (here !== '"') value += here
    else if (after === '"') {
      value += '"'
      at++
    } else if (after === undefined || after === delimiter || after === '\n' || after === '\r') {
      return { value, end: at + 1 }
    } else {
      if (lines > 0) return 'unclosed'
      // The run of quotes began behind a delimiter: another field opens here.
      let run = at
      while (run > open + 1 && text[run - 1] === '"') run--
      if (run > open + 1 && text[run - 1] === delimiter) return 'literal'
      stray = true
      value += '"'
    }
  }
  return stray ? 'literal' : 'unclosed'
}

describe('property', () => {
  const piece = fc.constantFrom('"', '""', ',', ',"', '",', '\t', '\n', '\r\n', '\r', 'a', 'Ω', ' ', '\0', '12', '"\n')
  const messy = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

  test('any text in any blocks gives the records of the simple reader', () => {
    fc.assert(
      fc.property(
        messy,
        fc.constantFrom(',', '\t'),
        fc.integer({ min: 1, max: 4 }),
        (text, delimiter, linesPerBlock) => {
          const found: { line: number; fields: string[] | string }[] = []
          const reader = createRecordReader(delimiter, delimiter === ',' ? 'csv' : 'none', {
            record: (fields, line) => found.push({ line, fields: [...fields] }),
            reject: (keyword, line) => found.push({ line, fields: keyword }),
          })
          for (const block of text.match(
            new RegExp(`(?:[^\\n\\r]*(?:\\r\\n|\\n|\\r)){${linesPerBlock}}|[\\s\\S]+$`, 'g'),
          ) ?? []) {
            // A block ends with a line end, save the last: cut as the reader of bytes cuts.
            for (const part of block.match(/[\s\S]*[\n\r]|[^\n\r]+$/g) ?? []) {
              reader.push({ text: part, legacyStarts: [], longFirstLine: false })
            }
          }
          reader.end()
          expect(found).toEqual(simpleReader(text, delimiter))
        },
      ),
      { numRuns: 20_000, seed: 7 },
    )
  })
})

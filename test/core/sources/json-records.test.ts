import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonCheck, jsonRecords } from '#core/sources/json-records.ts'
import { RefusedFile } from '#core/sources/refusal.ts'

function read(text: string, piece = text.length + 1) {
  const values: unknown[] = []
  const rejects: [string, number][] = []
  const notes = new Set<string>()
  let refusal: string | null = null
  const reader = jsonRecords(
    {
      row: () => {},
      reject: (keyword, line) => rejects.push([keyword, line]),
      note: (keyword) => notes.add(keyword),
    },
    (value) => values.push(value),
  )
  try {
    for (let at = 0; at < text.length; at += piece) reader.push(text.slice(at, at + piece))
    reader.end()
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error
    refusal = error.refusal.keyword
  }
  return { values, rejects, notes: [...notes], refusal }
}

const documents = fc.array(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), { minLength: 1, maxLength: 8 })
const plain = (values: unknown[]) => !/"(?:__proto__|constructor|prototype)"/.test(JSON.stringify(values))

describe('records of JSON are what JSON.parse reads, whatever lies between them', () => {
  const forms: [string, (values: unknown[]) => string][] = [
    ['a line each', (values) => values.map((value) => JSON.stringify(value)).join('\n')],
    ['one behind the other', (values) => values.map((value) => JSON.stringify(value, null, 1)).join(' ')],
    ['a list', (values) => JSON.stringify(values)],
    ['a list, spaced out', (values) => JSON.stringify(values, null, '\t')],
  ]
  test.each(forms)('%s', (_, write) => {
    fc.assert(
      fc.property(documents.filter(plain), fc.integer({ min: 1, max: 50 }), (values, piece) => {
        expect(read(write(values), piece).values).toEqual(JSON.parse(JSON.stringify(values)))
      }),
      { numRuns: 100 },
    )
  })
})

describe('JSON records', () => {
  test('a broken line spoils only itself: json-syntax', () => {
    expect(read('{"a":1}\n{"a":\n\n{"a":3}\n')).toEqual({
      values: [{ a: 1 }, { a: 3 }],
      rejects: [['json-syntax', 2]],
      notes: ['blank-line'],
      refusal: null,
    })
  })

  test('lists and documents in a row are noted: json-array, json-concatenated', () => {
    expect(read('[{"a":1}]').notes).toEqual(['json-array'])
    expect(read('{"a":1}{"a":2}').notes).toEqual(['json-concatenated'])
  })

  test('a key written twice is noted, also where its name is a text elsewhere: json-duplicate-key', () => {
    expect(read('{"a":1,"a":2}')).toMatchObject({ values: [{ a: 2 }], notes: ['json-duplicate-key'] })
    expect(read(String.raw`{"a":"\"a\":\\","b":{"a":1}}`).notes).toEqual([])
  })

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s is dropped: json-forbidden-key', (key) => {
    const { values, notes } = read(`{"a":{"${key}":{"evil":1},"b":2}}`)
    expect(JSON.stringify(values)).toBe('[{"a":{"b":2}}]')
    expect(notes).toEqual(['json-forbidden-key'])
  })

  test('documents that end early, are no JSON or too deep refuse the file', () => {
    expect(read('{"a":[1,2').refusal).toBe('json-truncated')
    expect(read('[{"a":1},').refusal).toBe('json-truncated')
    expect(read('{"a" 1}').refusal).toBe('json-syntax')
    expect(read('[{"a":1},]').refusal).toBe('json-syntax')
    expect(read(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`).refusal).toBe('json-too-deep')
    expect(read(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`).refusal).toBeNull()
    expect(read(`[{"a":"${'x'.repeat(8 * 1024 * 1024)}"}]`).refusal).toBe('json-too-large')
  })
})

test('property: the check refuses what reading refuses, for the same reason', () => {
  const piece = fc.constantFrom('{"a":1}', '[', ']', ',', '\n', '{', '}', '"', '{"a":', '1', ' ', '\\', '[[', 'x', ':')
  const messy = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
  const deep = fc.integer({ min: 60, max: 70 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`)
  const lines = fc.array(fc.oneof(messy, deep, fc.constant('{"a":1}')), { maxLength: 30 }).map((all) => all.join('\n'))
  fc.assert(
    fc.property(fc.oneof(messy, lines), (text) => {
      let refusal: string | null = null
      try {
        const check = jsonCheck()
        check.push(text)
        check.end()
      } catch (error) {
        if (!(error instanceof RefusedFile)) throw error
        refusal = error.refusal.keyword
      }
      expect(refusal).toBe(read(text).refusal)
    }),
    { numRuns: 3000, seed: 8 },
  )
})

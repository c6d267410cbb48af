import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonValues, parseJson } from '#core/sources/json-values.ts'
import { RefusedFile } from '#core/sources/refusal.ts'

/** Reads `text` in pieces of `size`: the values found, or the keyword that refused it. */
function valuesAt(text: string, paths: readonly string[], size = text.length + 1): unknown {
  const found: unknown[] = []
  const reader = jsonValues(paths, (path, value) => found.push(paths.length === 1 ? value : [path, value]))
  try {
    for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size))
    reader.end()
  } catch (error) {
    if (error instanceof RefusedFile) return error.refusal.keyword
    throw error
  }
  return found
}

describe('values of a JSON document', () => {
  test('are found at their paths, in order, whatever lies around them', () => {
    const text =
      '{"a": [1, {"b": "]"}], "lists": [{"name": "x", "items": [{"t": 1}, {"t": "}"}]}, {"items": []}], "z": null}'
    expect(valuesAt(text, ['.lists[].name', '.lists[].items[]'])).toEqual([
      ['.lists[].name', 'x'],
      ['.lists[].items[]', { t: 1 }],
      ['.lists[].items[]', { t: '}' }],
    ])
    expect(valuesAt('[1, "two", null, [3], {"a": 4}]', ['[]'])).toEqual([1, 'two', null, [3], { a: 4 }])
  })

  test('property: any document in any pieces gives its elements', () => {
    const clean = (value: unknown) => parseJson(JSON.stringify(value))
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ depthSize: 'small' })), fc.integer({ min: 1, max: 40 }), (list, size) => {
        expect(valuesAt(JSON.stringify(list, null, 1), ['[]'], size)).toEqual(list.map(clean))
      }),
    )
  })

  test.each([
    ['json-truncated', '[{"a": 1}, {"a"'],
    ['json-truncated', ''],
    ['json-syntax', '[{"a": 1} {"a": 2}]'],
    ['json-syntax', '[{"a": nil}]'],
    ['json-syntax', '[1,]'],
    ['json-syntax', '[1}'],
    ['json-syntax', '[1] [2]'],
    ['json-too-deep', '['.repeat(100)],
  ])('%s: %s', (keyword, text) => expect(valuesAt(text, ['[]'])).toBe(keyword))

  test.each([1 << 30, 65_536])('json-too-large: a record over 8 MB, in pieces of %i', (size) => {
    expect(valuesAt(`["${'x'.repeat(9 * 1024 * 1024)}"]`, ['[]'], size)).toBe('json-too-large')
  })

  test('drop keys that reach beyond them', () => {
    expect(parseJson('{"__proto__": {"a": 1}, "constructor": 2, "b": 3}')).toEqual({ b: 3 })
  })
})

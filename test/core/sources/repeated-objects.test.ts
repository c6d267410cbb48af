import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutRepeated } from '#core/sources/repeated-objects.ts'

const version = { essentia: '2.1', models: 'v2.1_"beta"' }
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The value with all that may be left out of it left out. */
function emptied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(emptied)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'version' ? {} : emptied(one)]))
}

test('words that were read before are left out, the rest stays', () => {
  const shorten = withoutRepeated('version')
  const text = JSON.stringify({ a: { value: 1, version }, b: [{ version }], version })
  expect(shorten(text)).toBe(text)
  expect(shorten(text)).toBe('{"a":{"value":1,"version":{}},"b":[{"version":{}}],"version":{}}')
  const nested = '{"version":{"high":{"a":1},"low":{}}}'
  expect([shorten(nested), shorten(nested)]).toEqual([nested, nested])
})

test('what has a flaw is never left out', () => {
  for (const flawed of ['{"a":1,"a":2}', '{"__proto__":1}', '{"a":}']) {
    const shorten = withoutRepeated('version')
    const text = `{"version":${flawed}}`
    expect([shorten(text), shorten(text)]).toEqual([text, text])
  }
})

test('JSON stays the same JSON, and what is none stays none', () => {
  const words = JSON.stringify(version)
  const pieces = fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    ':',
    ',',
    '[',
    ']',
    ' ',
    'version',
    '"version":',
    words,
    '""',
    '1',
  )
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(1, 'x', '"version":{', `\\"version":${words}`),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'version', 'x"version'), tie('value'), { maxKeys: 3 }),
      fc.constant({ version }),
    ),
  })).value
  const texts = fc.oneof(
    values.map((value) => JSON.stringify(value)),
    fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.tuple(values, fc.nat(), pieces).map(([value, at, piece]) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      return text.slice(0, place) + piece + text.slice(place)
    }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const shorten = withoutRepeated('version')
      shorten(`{"version":${words}}`)
      expect(emptied(parsed(shorten(text)))).toEqual(emptied(parsed(text)))
    }),
    { numRuns: 3000 },
  )
})

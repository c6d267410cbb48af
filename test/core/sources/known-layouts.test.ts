import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type KnownPart, knownLayouts } from '#core/sources/known-layouts.ts'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The value with other leaves: numbers by `numberOf`, texts under `"value"` left out. */
function withLeaves(value: unknown, numberOf: (value: number) => number, key = ''): unknown {
  if (typeof value === 'number') return numberOf(value)
  if (Array.isArray(value)) return value.map((one) => withLeaves(one, numberOf))
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withLeaves(one, numberOf, name)]))
  }
  return key === 'value' ? '' : value
}

const reader = () => knownLayouts<unknown>('{"key":', (numbered) => numbered)
/** What a reader says of a text: the whole value, its known part filled in. */
function whole({ text, numbers, prepared }: KnownPart<unknown>): unknown {
  const rest = parsed(text)
  if (!isObject(rest)) return rest
  return { ...rest, key: withLeaves(prepared, (place) => numbers[place] as number) }
}

test('the second text of a layout is read by it: numbers in their places, the rest as text', () => {
  const read = reader()
  expect(read('{"key":{"a":{"b":1,"value":"x"},"c":0.5},"d":7}')).toBeNull()
  const found = read('{"key":{"a":{"b":0.25,"value":"other"},"c":-1.5e-3},"d":8}')
  expect(found?.text).toBe('{"key":{},"d":8}')
  expect(found?.prepared).toEqual({ a: { b: 0, value: '' }, c: 1 })
  expect([...(found?.numbers ?? [])]).toEqual([0.25, -0.0015])
})

test.each([
  ['another word', '{"key":{"a":{"b":1},"e":2}}'],
  ['another order', '{"key":{"c":1,"a":{"b":2}}}'],
  ['a text for a number', '{"key":{"a":{"b":"1"},"c":2}}'],
  ['no number', '{"key":{"a":{"b":01},"c":2}}'],
  ['half a number', '{"key":{"a":{"b":1.},"c":2}}'],
  ['a blank', '{"key":{"a":{"b": 1},"c":2}}'],
  ['another first key', '{"other":{"a":{"b":1},"c":2}}'],
  ['an early end', '{"key":{"a":{"b":1},"c"'],
])('%s is another layout', (_, text) => {
  const read = reader()
  read('{"key":{"a":{"b":1},"c":2}}')
  expect(read(text)).toBeNull()
})

test.each([
  ['a key twice', '{"key":{"a":1,"a":2}}'],
  ['a key that reaches beyond', '{"key":{"__proto__":1}}'],
  ['no JSON', '{"key":{"a":}}'],
  ['no object', '{"key":[1]}'],
])('%s is not remembered', (_, text) => {
  const read = reader()
  expect([read(text), read(text)]).toEqual([null, null])
})

test('four layouts are remembered, and new ones sought ever more rarely', () => {
  const read = reader()
  const text = (name: number) => `{"key":{"k${name}":1}}`
  for (let name = 1; name <= 8; name += 1) read(text(name))
  expect([1, 2, 3, 4, 8].map((name) => read(text(name)) !== null)).toEqual([true, true, false, true, true])
})

test('numbers in lists and behind blanks have places, numbers in texts have none', () => {
  const read = reader()
  read('{"key":{"a":[1, 2],"b": 3,"c":":4,"}}')
  const found = read('{"key":{"a":[5, 6],"b": 7,"c":":4,"}}')
  expect(found?.prepared).toEqual({ a: [0, 1], b: 2, c: ':4,' })
  expect([...(found?.numbers ?? [])]).toEqual([5, 6, 7])
  expect(read('{"key":{"a":[5, 6],"b": 7,"c":":5,"}}')).toBeNull()
})

test('numbers are read as JSON.parse reads them', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: 20 }).map((all) => all.join(''))
  const written = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(digits, digits).map(([before, behind]) => `${before}.${behind}`),
    fc.array(fc.constantFrom('-', '+', '.', 'e', 'E', '0', '1', '9'), { maxLength: 8 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(written, (number) => {
      const read = reader()
      read('{"key":{"a":1}}')
      const value = parsed(number)
      const found = read(`{"key":{"a":${number}}}`)
      if (typeof value === 'number') expect(found?.numbers[0]).toBe(value)
      else expect(found).toBeNull()
    }),
    { numRuns: 3000 },
  )
})

test('what is read by a layout is the value that JSON.parse makes, and no JSON stays none', () => {
  const pieces = fc.constantFrom('"', '\\', '{', '}', ':', ',', '[', ']', ' ', '1', 'e', '.', '"value":"', '"key":{}')
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom('x', '', '"', 'a:1,', '"value":"', '\\'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'value', 'b"value'), tie('value'), { maxKeys: 3 }),
    ),
  })).value
  const objects = fc.dictionary(fc.constantFrom('a', 'value', 'c'), values, { maxKeys: 3 })
  let byLayout = 0
  fc.assert(
    fc.property(objects, values, fc.nat(), fc.option(pieces), (key, rest, at, piece) => {
      const read = reader()
      const text = JSON.stringify({ key, rest })
      read(text)
      const other = text.replaceAll(/(?<=:)-?\d[\d.e+-]*(?=[,}])/g, (number, place: number) =>
        place % 2 === 0 ? number : '0.125',
      )
      const place = at % (other.length + 1)
      const changed = piece === null ? other : other.slice(0, place) + piece + other.slice(place)
      const found = read(changed)
      if (found === null) return
      byLayout += 1
      const value = parsed(changed)
      if (value === undefined) expect(parsed(found.text)).toBeUndefined()
      else
        expect(whole(found)).toEqual({ ...(value as object), key: withLeaves((value as { key: unknown }).key, Number) })
    }),
    { numRuns: 3000 },
  )
  expect(byLayout).toBeGreaterThan(500)
})

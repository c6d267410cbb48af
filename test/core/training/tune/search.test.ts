import { expect, test } from 'vitest'
import { type SearchOptions, searchSettings, type Trial } from '#core/training/tune/search.ts'

const rungs = [
  { name: 'a', values: [1, 2, 3, 4, 5, 6, 7], start: 3 },
  { name: 'b', values: [10, 20, 30, 40], start: 0 },
  { name: 'c', values: ['x', 'y'], start: 0 },
]
/** Best at a = 6, b = 30, c = y. */
const scoreOf = ({ a, b, c }: Record<string, unknown>) =>
  -Math.abs((a as number) - 6) - Math.abs((b as number) - 30) / 10 + (c === 'y' ? 0.5 : 0)

function options(more: Partial<SearchOptions> = {}): SearchOptions & { tried: Trial[] } {
  const tried: Trial[] = []
  return {
    rungs,
    fixed: { d: 1 },
    listeners: 1000,
    seed: 1,
    isOver: () => false,
    judge: async (values) => scoreOf(values),
    known: [],
    onTrial: (trial) => tried.push(trial),
    ...more,
    tried,
  }
}

test('finds the best settings by halving and climbing, and tries nothing twice', async () => {
  const asked = options()
  const best = await searchSettings(asked)
  expect(best).toMatchObject({ values: { a: 6, b: 30, c: 'y', d: 1 }, listeners: 1000, score: 0.5 })
  const keys = asked.tried.map(({ values, listeners }) => JSON.stringify([values, listeners]))
  expect(new Set(keys).size).toBe(keys.length)
  expect(asked.tried.some(({ listeners }) => listeners < 1000)).toBe(true)
})

test('goes on from what was tried before', async () => {
  const first = options()
  await searchSettings(first)
  const second = options({ known: first.tried })
  expect((await searchSettings(second)).values).toMatchObject({ a: 6, b: 30, c: 'y' })
  expect(second.tried).toEqual([])
})

test('out of time answers with the best so far, the usual settings at the least', async () => {
  const asked = options({ isOver: () => true })
  expect((await searchSettings(asked)).values).toEqual({ a: 4, b: 10, c: 'x', d: 1 })
})

test('settings that cannot be learned with lose to all others', async () => {
  const asked = options({ judge: async (values) => (values.a === 4 ? Number.NaN : scoreOf(values)) })
  expect((await searchSettings(asked)).values).toMatchObject({ a: 6, b: 30 })
})

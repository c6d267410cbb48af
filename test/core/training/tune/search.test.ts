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
    secondsLeft: () => 1e6,
    workOf: () => 1,
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

test('without time answers with the usual settings', async () => {
  const asked = options({ secondsLeft: () => 0 })
  expect(await searchSettings(asked)).toMatchObject({
    values: { a: 4, b: 10, c: 'x' },
    score: Number.NEGATIVE_INFINITY,
  })
  expect(asked.tried).toEqual([])
})

/** A clock that trials move on: `cost` seconds each, cut off at the end as a run is that looks at it all the time. */
function timed(seconds: number, cost: (values: Record<string, unknown>) => number) {
  const clock = { now: 0, cut: 0 }
  const more: Partial<SearchOptions> = {
    secondsLeft: () => seconds - clock.now,
    workOf: (values) => cost(values),
    judge: async (values) => {
      clock.now += cost(values)
      if (clock.now <= seconds) return scoreOf(values)
      clock.now = seconds
      clock.cut += 1
      return null
    },
  }
  return { clock, more }
}

test('begins no trial that would not end in time by the pace of those before', async () => {
  const { clock, more } = timed(100, ({ a }) => ((a as number) >= 6 ? 200 : 5))
  const asked = options(more)
  const best = await searchSettings(asked)
  expect(clock).toMatchObject({ cut: 0 })
  expect(clock.now).toBeLessThanOrEqual(100)
  expect(best.values.a).toBe(5)
  expect(asked.tried.length).toBeGreaterThan(5)
})

test('has time left to look again at the best of a round', async () => {
  const { clock, more } = timed(20, () => 1)
  const asked = options(more)
  await searchSettings(asked)
  expect(clock.now).toBeLessThanOrEqual(20)
  expect(asked.tried.some(({ listeners }) => listeners === 1000)).toBe(true)
})

test('a first trial that is cut off leaves the usual settings', async () => {
  const { clock, more } = timed(100, () => 1000)
  expect(await searchSettings(options(more))).toMatchObject({ values: { a: 4 }, score: Number.NEGATIVE_INFINITY })
  expect(clock).toEqual({ now: 100, cut: 1 })
})

test('settings that cannot be learned with lose to all others', async () => {
  const asked = options({ judge: async (values) => (values.a === 4 ? Number.NaN : scoreOf(values)) })
  expect((await searchSettings(asked)).values).toMatchObject({ a: 6, b: 30 })
})

import { afterAll, expect, test } from 'vitest'
import { findSettings, type Search } from '#core/jobs/find-settings.ts'
import { kernelPool } from '#core/training/kernel-pool.ts'
import { kernelWorker, resources } from '../library.ts'
import { checkerboard } from '../training/matrices.ts'

const pool = kernelPool({ kernelWorker, resources }, 1)
afterAll(() => pool.close())

const matrix = checkerboard(60, 40, 0.4, 2)
const task = (more: Partial<Parameters<typeof findSettings>[1]> = {}) => {
  const saved: Search[] = []
  const asked = {
    algorithm: 'als' as const,
    set: { 'als.factors': 4, 'sgns.epochs': 3, iterations: 2 },
    seed: 1,
    seconds: 2,
    pool,
    before: null,
    report: () => {},
    save: (search: Search) => saved.push(structuredClone(search)),
    ...more,
  }
  return { asked, saved }
}

test('keeps what was asked for, and every trial as it comes', async () => {
  const { asked, saved } = task()
  const { values } = await findSettings(matrix, asked)
  expect(values).toMatchObject({ factors: 4, iterations: 2 })
  expect(saved.at(-1)?.values).toEqual(values)
  expect(saved.map(({ trials }) => trials.length)).toEqual(
    [...saved.keys()].map((i) => Math.min(i + 1, saved.length - 1)),
  )
})

test('cut short it goes on from its trials; once over it is not searched again', async () => {
  const first = task()
  let asks = 0
  const stop = () => {
    asks += 1
    if (asks > 40) throw new Error('enough')
  }
  await expect(findSettings(matrix, { ...first.asked, report: stop })).rejects.toThrow('enough')
  const before = first.saved.at(-1) as Search
  expect(before.values).toBeNull()
  const second = task({ before })
  const { values } = await findSettings(matrix, second.asked)
  const known = before.trials.map((trial) => JSON.stringify([trial.values, trial.listeners]))
  const again = second.saved.at(-1)?.trials.slice(known.length) ?? []
  for (const trial of again) expect(known).not.toContain(JSON.stringify([trial.values, trial.listeners]))
  const third = task({ before: second.saved.at(-1) as Search })
  expect((await findSettings(matrix, third.asked)).values).toEqual(values)
  expect(third.saved).toEqual([])
})

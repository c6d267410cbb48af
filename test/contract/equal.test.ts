/** The same data, the same seed, three hosts: the same answers, field by field. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Args } from '../../src/api/contract.ts'
import { openSidetrack, type Sidetrack, type TransportName } from './transports.ts'

const transports: TransportName[] = ['direct', 'web', 'cli']
const opened = new Map<TransportName, Sidetrack>()
const settings = { seed: 11, threads: 1, set: { 'sgns.epochs': 3, vectorSize: 24, factors: 12, iterations: 4 } }

beforeAll(async () => {
  await Promise.all(
    transports.map(async (transport) => {
      const sidetrack = await openSidetrack(transport)
      opened.set(transport, sidetrack)
      await sidetrack.sample()
      await sidetrack.train(settings)
    }),
  )
})
afterAll(() => Promise.all([...opened.values()].map((sidetrack) => sidetrack.close())))

/** What all three answer, the direct call first; `same` takes out what tells of the moment only. */
async function answers<T, S>(ask: (sidetrack: Sidetrack) => Promise<T>, same: (answer: T) => S): Promise<S[]> {
  return Promise.all(transports.map(async (transport) => same(await ask(opened.get(transport) as Sidetrack))))
}

function expectEqual(found: readonly unknown[]): void {
  for (const other of found.slice(1)) expect(other).toEqual(found[0])
}

describe('three hosts over the same seeded library', () => {
  const requests: [string, Args<'recommend'>][] = [
    ['one band', { seeds: [{ kind: 'artist', name: 'Radiohead' }] }],
    [
      'several bands, some unwanted, filtered',
      {
        seeds: ['Björk', 'Portishead', 'Massive Attack'].map((name) => ({ kind: 'artist', name })),
        negatives: [{ kind: 'artist', name: 'Metallica' }],
        filters: { genres: ['rock', 'electronic'], decades: [1980, 1990] },
        limit: 100,
      },
    ],
    ['tracks', { seeds: [{ kind: 'track', name: 'Radiohead - Creep' }], kind: 'track', limit: 100 }],
    ['one model', { seeds: [{ kind: 'artist', name: 'Metallica' }], model: 'sgns', limit: 500 }],
  ]
  test.each(requests)('recommend alike: %s', async (_, request) => {
    const found = await answers(
      ({ recommend }) => recommend(request),
      ({ milliseconds: _milliseconds, ...answer }) => answer,
    )
    expect(found[0]?.items.length).toBeGreaterThan(0)
    expectEqual(found)
  })

  test.each(['radio', 'the', 'b', '2'])('search alike: %s', async (text) => {
    expectEqual(
      await answers(
        ({ search }) => search({ text, limit: 50 }),
        (answer) => answer,
      ),
    )
  })

  test('have learned alike', async () => {
    const found = await answers(
      ({ models }) => models(),
      ({ items }) => items.map(({ seconds: _seconds, trainedAt: _trainedAt, ...model }) => model),
    )
    expect(found[0]?.length).toBeGreaterThanOrEqual(2)
    expectEqual(found)
  })

  test('list their sources alike', async () => {
    expectEqual(
      await answers(
        ({ sources }) => sources(),
        ({ items }) => items.map(({ seconds: _seconds, importedAt: _importedAt, ...source }) => source),
      ),
    )
  })

  test('export alike', async () => {
    const found = await answers(
      async ({ recommend, playlistCreate, playlistExport }) => {
        const { items } = await recommend({ seeds: [{ kind: 'artist', name: 'Björk' }], kind: 'track', limit: 20 })
        const { id } = await playlistCreate({ name: 'Alike', items: items.map((item) => item.id) })
        return [await playlistExport(id, 'm3u8'), await playlistExport(id, 'csv')]
      },
      (answer) => answer,
    )
    expectEqual(found)
  })
})

/** Asking: how long recommend and search take through the core thread, beside plain SQL for the same question. */
import type { Args } from '../../src/api/contract.ts'
import { random32 } from '../../src/core/math/random.ts'
import { openReadable, type ReadableDb } from '../../src/core/store/open.ts'
import { benchTask, openLibrary, percentile, printLine, rounded } from './measure.ts'

const rounds = 200
const warmUp = 20
const limit = 50

const { data, library } = benchTask()
const { core, client } = await openLibrary(library)
const db = openReadable(library, 'library')
const next = random32(42)
const popular = db
  .prepare(
    'SELECT artist_id AS id FROM artist_summary WHERE listeners >= 2 ORDER BY listeners DESC, artist_id LIMIT 2000',
  )
  .pluck()
  .all() as number[]
const names = new Map(db.prepare('SELECT artist_id, name FROM artist').raw().all() as [number, string][])
const pick = () => popular[next() % popular.length] as number
const drawn = Array.from({ length: rounds + warmUp }, () => Array.from({ length: 5 }, pick))
const { items } = await client.models({})
const artists = items.filter(({ entity, algorithm }) => entity === 'artist' && algorithm !== 'neighbours')
const size = { data, artists: popular.length < 2000 ? popular.length : (artists[0]?.items ?? 0) }

const facets = await client.facets({})
const genres = facets.genres.slice(0, 3).map(({ name }) => name)
const filtered = genres.length > 0 ? { genres } : { sources: facets.sources.map(({ id }) => id) }
const seeds = (ids: readonly number[]) => ids.map((id) => ({ id: `a${id}` }))
const cases: [string, number, Partial<Args<'recommend'>>][] = [
  ['recommend, 1 seed', 1, {}],
  ['recommend, 5 seeds', 5, {}],
  [`recommend, 1 seed, filtered by ${Object.keys(filtered)[0]}`, 1, { filters: filtered }],
  ...(items.some(({ entity }) => entity === 'track')
    ? [['recommend tracks, 1 seed', 1, { kind: 'track' }] as [string, number, Partial<Args<'recommend'>>]]
    : []),
]
for (const [what, count, more] of cases) {
  const times = await timed((round) =>
    client.recommend({ seeds: seeds((drawn[round] ?? []).slice(0, count)), limit, ...more }),
  )
  const baseline = await timed((round) => nearest((drawn[round] ?? []).slice(0, count)))
  print(what, times, 'sqlite-vec KNN of each seed in each model of bands, the rows as they are', baseline)
}

const prefixes = drawn.map(([id = 0]) => (names.get(id) ?? 'a').slice(0, 2 + (next() % 5)))
const like = db.prepare(`SELECT artist_id, name FROM artist WHERE name LIKE '%' || ? || '%' LIMIT 20`)
print(
  'search while typing, 2 to 6 letters',
  await timed((round) => client.search({ text: prefixes[round] ?? '', limit: 20 })),
  'SQL LIKE over the names of bands',
  await timed(async (round) => like.all(prefixes[round] ?? '')),
)
db.close()
await core.close()

/** What sqlite-vec answers to the same seeds. */
async function nearest(ids: readonly number[]): Promise<void> {
  for (const { id: model } of artists) {
    for (const id of ids) knn(db, model, id)
  }
}

function knn(base: ReadableDb, model: number, id: number): unknown[] {
  const table = `vector_${Math.trunc(model)}`
  const vector = base.prepare(`SELECT vector FROM ${table} WHERE item_id = ?`).pluck().get(BigInt(id))
  if (vector === undefined) return []
  return base
    .prepare(`SELECT item_id, distance FROM ${table} WHERE vector MATCH ? AND k = ?`)
    .all(vector, BigInt(limit))
}

/** Milliseconds of each round after the warm-up; a question that finds nothing is a round too. */
async function timed(ask: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const started = performance.now()
    await ask(round).catch((error: Error & { code?: string }) => {
      if (error.code !== 'nothing-to-learn') throw error
    })
    if (round >= warmUp) times.push(performance.now() - started)
  }
  return times
}

function print(what: string, times: readonly number[], other: string, baseline: readonly number[]): void {
  const of = (list: readonly number[]) => ({
    p50Ms: rounded(percentile(list, 0.5)),
    p95Ms: rounded(percentile(list, 0.95)),
  })
  const p50 = percentile(times, 0.5)
  printLine({
    bench: 'query',
    ...size,
    what,
    queries: times.length,
    ...of(times),
    baseline: { what: other, ...of(baseline) },
    ratio: rounded(p50 / percentile(baseline, 0.5)),
  })
}

/**
 * What new listeners get: whole listeners are set apart, some things of each are picked as a new listener picks them, and
 * the lists that the product makes of them are looked through for the rest. Beside it, popularity, item-kNN's votes, and
 * ALS and Word2Vec by the places of their cosines alone.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { ColumnMapping } from '../../src/api/columns.ts'
import type { Kind } from '../../src/api/schemas.ts'
import { random32, shuffle } from '../../src/core/math/random.ts'
import { addVotes } from '../../src/core/math/scoring.ts'
import { normaliseRows, topK } from '../../src/core/math/vectors.ts'
import { closenessAt, halfwayPlace } from '../../src/core/recommending/closeness.ts'
import { listModels, readVectors } from '../../src/core/store/model-rows.ts'
import { openReadable } from '../../src/core/store/open.ts'
import { ndcgAtK, recallAtK } from '../../src/core/training/evaluation/metrics.ts'
import { readInteractions } from '../../src/core/training/interactions.ts'
import { trainItemKnn } from '../../src/core/training/item-knn.ts'
import { kernelPool } from '../../src/core/training/kernel-pool.ts'
import { columnCounts } from '../../src/core/training/rankers.ts'
import { listSets, nameOf, setApart } from './lists-data.ts'
import { benchTask, finished, openLibrary, printLine, rounded, say } from './measure.ts'

const listeners = 200
const leastHad = 15
const limit = 20

const { data, library } = benchTask()
const set = listSets.find((one) => one.data === data)
if (set === undefined) throw new Error(`no set called ${data}`)
const { learned, apart } = setApart(set.read(), listeners, leastHad, 7)
const table = join(library, '..', `${data.replace(/\W+/g, '-')}.csv`)
const { core, client } = await openLibrary(library)
await learn()

const db = openReadable(library, 'library')
const resources = join(import.meta.dirname, '../../resources')
const kernelWorker = new URL('../../src/workers/kernel-worker.ts', import.meta.url).href
const kinds: Kind[] = learned.some(({ title }) => title !== null) ? ['artist', 'track'] : ['artist']
const known = new Map<Kind, Named[]>()
for (const kind of kinds) await measure(kind)
db.close()
await core.close()

async function learn(): Promise<void> {
  const tracks = learned.some(({ title }) => title !== null)
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = learned.map(({ listener, artist, title, plays }) =>
    [listener, cell(artist), cell(title ?? ''), plays].join(','),
  )
  writeFileSync(table, `who,band,song,times\n${lines.join('\n')}\n`)
  const mapping: ColumnMapping = {
    target: tracks ? 'track-plays' : 'artist-plays',
    columns: [
      { column: 'who', role: 'listener' },
      { column: 'band', role: 'artist' },
      ...(tracks ? [{ column: 'song', role: 'title' } as const] : []),
      { column: 'times', role: 'plays' },
    ],
  }
  const ref = await core.grantRead(table)
  await finished(client, () => client.importStart({ files: [ref], name: data, mappings: [{ file: ref, mapping }] }))
  say(`Learning from ${data} without ${apart.length} listeners.`)
  await finished(client, () => client.train({ seed: 1 }))
}

/** Ranks names for picked names, best first. */
type Ranks = (picked: readonly string[]) => Promise<string[]> | string[]

async function measure(kind: Kind): Promise<void> {
  const had = apart.map((things) => [
    ...new Set(things.map((thing) => nameOf(kind === 'artist' ? { ...thing, title: null } : thing))),
  ])
  const rankers: [string, Ranks][] = [
    ...(await baselines(kind)),
    ...listModels(db)
      .filter(({ entity }) => entity === kind)
      .map(({ algorithm }): [string, Ranks] => [`${algorithm} alone`, asked(kind, algorithm)]),
    ['all models', asked(kind, undefined)],
  ]
  for (const picks of [3, 5, 10]) {
    const next = random32(100 + picks)
    const questions = had.flatMap((names) => {
      const order = Int32Array.from(names.keys())
      shuffle(order, 0, order.length, next)
      const shuffled = [...order].map((place) => names[place] as string)
      return names.length < picks + 3 ? [] : [{ picked: shuffled.slice(0, picks), rest: shuffled.slice(picks) }]
    })
    const [, popularity] = rankers[0] as [string, Ranks]
    const baseline = await score(popularity, questions)
    for (const [what, ranks] of rankers) {
      const found = await score(ranks, questions)
      printLine({
        bench: 'lists',
        data,
        kind,
        what,
        picks,
        listeners: questions.length,
        recallAt20: rounded(found.recall),
        ndcgAt20: rounded(found.ndcg),
        baseline: { what: 'popularity', recallAt20: rounded(baseline.recall) },
        ratio: rounded(found.recall / baseline.recall),
      })
    }
  }
}

async function score(ranks: Ranks, questions: readonly { picked: string[]; rest: string[] }[]) {
  let recall = 0
  let ndcg = 0
  for (const { picked, rest } of questions) {
    const places = new Map(rest.map((name, place) => [name, place]))
    const ranked = (await ranks(picked)).map((name) => places.get(name) ?? -1)
    const hidden = new Set(places.values())
    recall += recallAtK(ranked, hidden, limit)
    ndcg += ndcgAtK(ranked, hidden, limit)
  }
  return { recall: recall / questions.length, ndcg: ndcg / questions.length }
}

/** The product's own lists. */
function asked(kind: Kind, model: string | undefined): Ranks {
  const seedOf = new Map(named(kind).map(({ name, seed }) => [name, seed]))
  return async (picked) => {
    const seeds = picked.flatMap((name) => seedOf.get(name) ?? []).map((id) => ({ id }))
    if (seeds.length === 0) return []
    try {
      const { items } = await client.recommend({ kind, seeds, limit, ...(model !== undefined && { model }) })
      return items.map(({ artist, title }) => nameOf({ artist, title: title ?? null }))
    } catch (error) {
      if ((error as { code?: string }).code === 'nothing-to-learn') return []
      throw error
    }
  }
}

type Named = { name: string; seed: string; item: number }

/** What the library has, with the id that a seed is asked by and the one that models know. */
function named(kind: Kind): Named[] {
  const sql =
    kind === 'artist'
      ? `SELECT name, 'a' || artist_id AS seed, artist_id AS item FROM artist`
      : `SELECT artist.name || ' - ' || track.title AS name, 't' || track_id AS seed, work_summary.work_id AS item
         FROM work_summary JOIN artist USING (artist_id) JOIN track USING (track_id)`
  const made = known.get(kind) ?? (db.prepare(sql).all() as Named[])
  known.set(kind, made)
  return made
}

/** What needs no list of the product: popularity, votes of item-kNN, and places of cosines, all models alike. */
async function baselines(kind: Kind): Promise<[string, Ranks][]> {
  const { matrix, itemIds } = readInteractions(db, kind, 2)
  const names = namesOf(kind, itemIds)
  const columnOf = new Map(names.map((name, column) => [name, column]))
  const counts = Float64Array.from(columnCounts(matrix))
  const pool = kernelPool({ kernelWorker, resources }, Math.min(2, availableParallelism()))
  const parameters = { weighting: 'cosine', neighbours: 400, shrinkage: 0, asymmetry: 0.5, popularity: 0.15 } as const
  const { neighbours } = await trainItemKnn(matrix, parameters, pool, () => {})
  await pool.close()
  const cosines = listModels(db)
    .filter(({ entity, algorithm }) => entity === kind && (algorithm === 'als' || algorithm === 'sgns'))
    .map(({ id, dimensions }) => placesOfCosines(id, dimensions, new Map(itemIds.entries()), counts))
  const ranked = (scores: Float64Array, columns: readonly number[]) => {
    for (const column of columns) scores[column] = Number.NEGATIVE_INFINITY
    return [...topK(scores, limit)].map((column) => names[column] as string)
  }
  const over =
    (add: (column: number, scores: Float64Array) => void, start: () => Float64Array): Ranks =>
    (picked) => {
      const columns = picked.flatMap((name) => columnOf.get(name) ?? [])
      const scores = start()
      for (const column of columns) add(column, scores)
      return ranked(scores, columns)
    }
  const places = (column: number, scores: Float64Array) => {
    for (const add of cosines) add(column, scores)
  }
  const empty = () => new Float64Array(names.length)
  const votes = (column: number, scores: Float64Array) => {
    const own = new Float32Array(names.length)
    addVotes(neighbours, column, 1, own)
    own.forEach((vote, item) => {
      scores[item] = (scores[item] as number) + vote * (counts[item] as number) ** parameters.popularity
    })
  }
  const popular = over(
    () => {},
    () => counts.slice(),
  )
  return [
    ['popularity', popular],
    ['votes of item-kNN', over(votes, empty)],
    ['places of cosines in ALS and Word2Vec', over(places, empty)],
  ]
}

function namesOf(kind: Kind, itemIds: Int32Array): string[] {
  const names = new Map(named(kind).map(({ item, name }) => [item, name]))
  return Array.from(itemIds, (id) => names.get(id) ?? '')
}

/** Adds how near every column is to one by its place among the cosines of a model. */
function placesOfCosines(model: number, size: number, idOf: Map<number, number>, counts: Float64Array) {
  const { items, vectors } = readVectors(db, model, size)
  normaliseRows(vectors, size)
  const rowOf = new Map([...items].map((item, row) => [item, row]))
  const columnOf = new Map([...idOf].map(([column, item]) => [rowOf.get(item) ?? -1, column]))
  const halfway = halfwayPlace(items.length)
  const lists = new Map<number, Float32Array>()
  const listOf = (row: number): Float32Array => {
    const cosines = Float64Array.from(items, (_, other) => {
      let dot = 0
      for (let k = 0; k < size; k += 1)
        dot += (vectors[row * size + k] as number) * (vectors[other * size + k] as number)
      return other === row ? Number.NEGATIVE_INFINITY : dot
    })
    const closeness = new Float32Array(counts.length)
    topK(cosines, items.length).forEach((other, place) => {
      const to = columnOf.get(other) as number
      const count = counts[to] as number
      closeness[to] = (closenessAt(place + 1, halfway) * count) / (count + 2)
    })
    return closeness
  }
  return (column: number, scores: Float64Array) => {
    const row = rowOf.get(idOf.get(column) as number)
    if (row === undefined) return
    const list = lists.get(row) ?? listOf(row)
    lists.set(row, list)
    list.forEach((closeness, to) => {
      scores[to] = (scores[to] as number) + closeness
    })
  }
}

import { describe, expect, test } from 'vitest'
import { random32, uniform } from '#core/math/random.ts'
import { dotScan, normaliseRows, topK } from '#core/math/vectors.ts'
import { dropUnusedModels, listModels, type NewModel, readVectors, saveModel } from '#core/store/model-rows.ts'
import { openReadable } from '#core/store/open.ts'
import { closeAtEnd, newLibrary, numberOf } from '../library.ts'

const model = (over: Partial<NewModel> = {}): NewModel => ({
  algorithm: 'sgns',
  entity: 'artist',
  parameters: { vectorSize: 8 },
  seed: 1,
  dimensions: 8,
  fingerprint: 'abc',
  seconds: 1,
  items: 0,
  listeners: 0,
  interactions: 0,
  quality: { recallAt20: 0.25, ndcgAt20: 0.125, listeners: 3 },
  baseline: null,
  learnedFrom: null,
  ...over,
})

function randomRows(rows: number, size: number, seed: number): Float32Array {
  const next = random32(seed)
  return Float32Array.from({ length: rows * size }, () => uniform(next) - 0.5)
}

describe('vectors', () => {
  test.each([0, 1, 2, 7, 1023, 1024, 1025, 3000])('%i of them are read back as they were saved', (rows) => {
    const { db, folder } = newLibrary()
    // Ids neither begin at 1 nor follow each other, and do not come sorted.
    const items = Int32Array.from({ length: rows }, (_, i) => ((i * 7919) % 100_003) + 5)
    const vectors = randomRows(rows, 8, rows + 1)
    const id = saveModel(db, model({ items: rows }), items, vectors)
    for (const reader of [db, closeAtEnd(openReadable(folder, 'library'))]) {
      const found = readVectors(reader, id, 8)
      expect(found.items).toEqual(items)
      expect(Float32Array.from(found.vectors)).toEqual(vectors)
    }
  })

  test.each([1, 2, 3, 5, 8, 31, 100])('of %i dimensions are ranked as sqlite-vec ranks them', (dimensions) => {
    const { db } = newLibrary()
    const rows = 1500
    const items = Int32Array.from({ length: rows }, (_, i) => i + 1)
    const vectors = randomRows(rows, dimensions, dimensions)
    const id = saveModel(db, model({ dimensions, items: rows }), items, vectors)
    const query = randomRows(1, dimensions, 99)
    const oracle = db
      .prepare(`SELECT item_id AS item, distance FROM vector_${id} WHERE vector MATCH ? AND k = 40 ORDER BY distance`)
      .all(query) as { item: number; distance: number }[]

    const loaded = readVectors(db, id, dimensions)
    normaliseRows(loaded.vectors, dimensions)
    const unit = query.slice()
    normaliseRows(unit, dimensions)
    const scores = new Float32Array(rows)
    dotScan(loaded.vectors, dimensions, unit, new Uint8Array(rows).fill(1), scores)
    const best = [...topK(scores, 40)]

    expect(oracle).toHaveLength(40)
    const exact = exactCosines(vectors, dimensions, query)
    best.forEach((row, place) => {
      const theirs = oracle[place] as { item: number; distance: number }
      expect(scores[row]).toBeCloseTo(1 - theirs.distance, 5)
      // Where the two disagree on a place, the rows are alike to the last bit that a float has.
      if (items[row] !== theirs.item) expect(exact[row]).toBeCloseTo(exact[theirs.item - 1] as number, 6)
    })
  })
})

function exactCosines(vectors: Float32Array, size: number, query: Float32Array): Float64Array {
  return Float64Array.from({ length: vectors.length / size }, (_, row) => {
    let dot = 0
    let length = 0
    for (let k = 0; k < size; k += 1) {
      dot += (vectors[row * size + k] as number) * (query[k] as number)
      length += (vectors[row * size + k] as number) ** 2
    }
    return dot / Math.sqrt(length) / Math.hypot(...query)
  })
}

describe('models', () => {
  test('are listed with what they were made with', () => {
    const { db } = newLibrary()
    const id = saveModel(db, model(), new Int32Array([3]), new Float32Array(8).fill(1))
    expect(listModels(db)).toMatchObject([
      { id, algorithm: 'sgns', parameters: { vectorSize: 8 }, dimensions: 8, baseline: null, stale: true },
    ])
    expect(listModels(db)[0]?.quality).toEqual({ recallAt20: 0.25, ndcgAt20: 0.125, listeners: 3 })
  })

  test('take the place of the one of their kind, vectors and all, and of no other', () => {
    const { db } = newLibrary()
    const one = new Int32Array([1])
    const als = saveModel(db, model({ algorithm: 'als', dimensions: 2 }), one, new Float32Array([3, 4]))
    const old = saveModel(db, model(), one, new Float32Array(8).fill(1))
    const now = saveModel(db, model(), one, new Float32Array(8).fill(2))
    expect(now).not.toBe(old)
    expect(listModels(db).map((each) => each.id)).toEqual([now, als])
    expect(numberOf(db, 'SELECT count(*) FROM sqlite_schema WHERE name GLOB ?', `vector_${old}*`)).toBe(0)
    expect([...readVectors(db, als, 2).vectors]).toEqual([3, 4])
    expect([...readVectors(db, now, 8).vectors]).toEqual(new Array(8).fill(2))
  })

  test('that cannot be saved leave the old one in use', () => {
    const { db } = newLibrary()
    const old = saveModel(db, model(), new Int32Array([1]), new Float32Array(8).fill(1))
    const twice = new Int32Array([1, 1])
    expect(() => saveModel(db, model(), twice, new Float32Array(16).fill(2))).toThrow()
    expect(listModels(db).map((each) => each.id)).toEqual([old])
    expect([...readVectors(db, old, 8).vectors]).toEqual(new Array(8).fill(1))
  })

  test('are forgotten once the library has none of their bands any more', () => {
    const { db } = newLibrary()
    saveModel(db, model(), new Int32Array([1]), new Float32Array(8).fill(1))
    const summary = db.prepare(
      `INSERT INTO artist_summary (artist_id, listeners, tracks, listener_ids, plays) VALUES (?, 1, 0, x'', x'')`,
    )
    summary.run(1)
    dropUnusedModels(db)
    expect(listModels(db)).toHaveLength(1)
    db.prepare('DELETE FROM artist_summary').run()
    summary.run(2)
    dropUnusedModels(db)
    expect(listModels(db)).toHaveLength(0)
  })
})

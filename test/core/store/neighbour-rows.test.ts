import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dropModel, dropUnusedModels, listModels, type NewModel, saveModel } from '#core/store/model-rows.ts'
import { eachNeighbourList, itemsWithNeighbours, neighbourReader, saveNeighbours } from '#core/store/neighbour-rows.ts'
import { newLibrary, numberOf } from '../library.ts'

const model: NewModel = {
  algorithm: 'neighbours',
  entity: 'artist',
  parameters: { neighbours: 4 },
  seed: 1,
  dimensions: 4,
  fingerprint: 'abc',
  seconds: 1,
  items: 2,
  listeners: 0,
  interactions: 0,
  quality: null,
  baseline: null,
  learnedFrom: null,
}

const listOf = (pairs: [number, number][]) => ({
  neighbours: Int32Array.from(pairs, ([item]) => item),
  similarities: Float32Array.from(pairs, ([, similarity]) => similarity),
})

describe('lists of neighbours', () => {
  test('are read back as they were saved, whatever their lengths', () => {
    const { db } = newLibrary()
    const pair = fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.float({ noNaN: true }))
    const lists = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.array(pair, { maxLength: 20 })), {
      selector: ([item]) => item,
      maxLength: 20,
    })
    fc.assert(
      fc.property(lists, (some) => {
        const saved = some.map(([item, pairs]) => ({ item, list: listOf(pairs) }))
        const id = saveNeighbours(db, model, saved)
        const sorted = [...saved].sort((a, b) => a.item - b.item)
        expect([...eachNeighbourList(db, id)]).toEqual(sorted)
        expect([...itemsWithNeighbours(db, id)]).toEqual(sorted.map(({ item }) => item))
        const read = neighbourReader(db, id)
        for (const { item, list } of saved) expect(read(item)).toEqual(list)
        expect(read(0)).toBeNull()
      }),
      { numRuns: 40 },
    )
    expect(listModels(db)).toHaveLength(1)
  })

  test('go with their model, and leave those of others', () => {
    const { db } = newLibrary()
    const bands = saveNeighbours(db, model, [{ item: 1, list: listOf([[2, 0.5]]) }])
    const tracks = saveNeighbours(db, { ...model, entity: 'track' }, [{ item: 1, list: listOf([[3, 0.25]]) }])
    saveModel(db, { ...model, algorithm: 'als' }, Int32Array.of(1), new Float32Array(4).fill(1))
    expect(dropModel(db, bands)).toBe(true)
    expect(neighbourReader(db, bands)(1)).toBeNull()
    expect(neighbourReader(db, tracks)(1)).toEqual(listOf([[3, 0.25]]))
    expect(listModels(db).map(({ algorithm }) => algorithm)).toEqual(['als', 'neighbours'])
  })

  test('are forgotten once the library has none of their bands any more', () => {
    const { db } = newLibrary()
    saveNeighbours(db, model, [{ item: 1, list: listOf([[2, 0.5]]) }])
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
    expect(numberOf(db, 'SELECT count(*) FROM neighbour_list')).toBe(0)
  })
})

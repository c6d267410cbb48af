import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { playRows } from '#core/store/play-rows.ts'
import { newLibrary } from '../library.ts'

type Play = { listener: number; item: number; plays: number | null }

const play = (items: number) =>
  fc.record({
    listener: fc.integer({ min: 1, max: 6 }),
    item: fc.integer({ min: 1, max: items }),
    plays: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
  })

/** What stands in the table when every play finds its row by itself. */
function oneByOne(plays: readonly Play[]): { rows: [number, number, number][]; isNew: boolean[] } {
  const table = new Map<string, [number, number, number]>()
  const isNew = plays.map(({ listener, item, plays: count }) => {
    const row = table.get(`${listener} ${item}`)
    if (row === undefined) table.set(`${listener} ${item}`, [listener, item, count ?? 1])
    else row[2] += count ?? 0
    return row === undefined
  })
  return { rows: [...table.values()].sort(([a, x], [b, y]) => a - b || x - y), isNew }
}

describe('plays', () => {
  const { db } = newLibrary()
  const tables = [
    { kind: 'artist', sql: 'SELECT listener_id, listing_id, plays FROM artist_play', clear: 'DELETE FROM artist_play' },
    { kind: 'track', sql: 'SELECT listener_id, track_id, plays FROM track_play', clear: 'DELETE FROM track_play' },
  ] as const

  test.each(tables)('of a listener for one $kind are one row, in whatever order they come', ({ kind, sql, clear }) => {
    const batches = fc.array(fc.oneof(fc.array(play(4)), fc.array(play(200), { minLength: 80, maxLength: 200 })))
    fc.assert(
      fc.property(batches, fc.boolean(), (given, bySize) => {
        db.exec(clear)
        const writer = playRows(db)
        const sorted = bySize ? given.map((batch) => batch.toSorted((a, b) => a.listener - b.listener)) : given
        const isNew = sorted.flatMap((batch) => {
          const placed = batch.map((row) => writer[kind](row.listener, row.item, row.plays, true) === 'kept')
          writer.flush()
          return placed
        })
        const expected = oneByOne(sorted.flat())
        expect(isNew).toEqual(expected.isNew)
        expect(db.prepare(sql).raw().all()).toEqual(expected.rows)
      }),
      { numRuns: 60 },
    )
  })

  test('of a listener beyond what is held back are stored all the same', () => {
    db.exec('DELETE FROM track_play')
    const writer = playRows(db)
    for (let item = 60_000; item > 0; item -= 1) writer.track(1, item, null, true)
    expect(writer.track(1, 60_000, 2, true)).toBe('duplicate-row')
    expect(writer.track(1, 1, 2, true)).toBe('duplicate-row')
    writer.flush()
    const counted = 'SELECT count(*), sum(plays), max(track_id) FROM track_play WHERE listener_id = 1'
    expect(db.prepare(counted).raw().get()).toEqual([60_000, 60_004, 60_000])
  })
})

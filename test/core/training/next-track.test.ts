import { expect, test } from 'vitest'
import { scorerOf } from '#core/math/scoring.ts'
import { nearInSequences, nearScoring, recentTracks } from '#core/training/next-track.ts'

const plain = { window: 3, backward: 0.5, sourceExponent: 0, popularityExponent: 0, decay: 0.5, recent: 2 }
/** 0 1 2 · 0 1 3 · 4 */
const sequences = { indptr: Int32Array.of(0, 3, 6, 7), indices: Int32Array.of(0, 1, 2, 0, 1, 3, 4) }

test('what stands after counts by distance, what stands before half of it', () => {
  const near = nearInSequences(sequences, 5, plain)
  const row = (item: number) =>
    Object.fromEntries(
      [...near.items.subarray(item * near.perItem, (item + 1) * near.perItem)]
        .map((other, i) => [other, near.similarities[item * near.perItem + i]] as const)
        .filter(([other]) => other >= 0),
    )
  expect(row(0)).toEqual({ 1: 2, 2: 0.5, 3: 0.5 })
  expect(row(1)).toEqual({ 0: 1, 2: 1, 3: 1 })
  expect(row(4)).toEqual({})
})

test('the last tracks vote, older ones with less', () => {
  const near = nearInSequences(sequences, 5, plain)
  const recent = recentTracks([Int32Array.of(3, 0, 1), Int32Array.of(9)], 5, plain)
  const out = new Float32Array(5)
  scorerOf(nearScoring(recent, near))(0, out)
  // 1 votes in full, 0 with half; 3 is too long ago.
  expect([...out]).toEqual([1, 1, 1.25, 1.25, 0])
  scorerOf(nearScoring(recent, near))(1, out)
  expect([...out]).toEqual([0, 0, 0, 0, 0])
})

test('popular tracks are held back by their exponent', () => {
  const near = nearInSequences(sequences, 5, { ...plain, popularityExponent: 1 })
  const at = [...near.items.subarray(0, near.perItem)].indexOf(1)
  expect(near.similarities[at]).toBe(1)
})

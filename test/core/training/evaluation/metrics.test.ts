import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { transpose } from '#core/math/csr.ts'
import { coverage, intraListDiversity, novelty, popularityBias } from '#core/training/evaluation/beyond-accuracy.ts'
import { bootstrapInterval, pairedInterval } from '#core/training/evaluation/bootstrap.ts'
import { accuracyByListener, meanAccuracy } from '#core/training/evaluation/evaluate.ts'
import { averagePrecisionAtK, hitRateAtK, precisionAtK, reciprocalRankAtK } from '#core/training/evaluation/metrics.ts'
import { leaveOneOut, splitByRatio, splitByTime } from '#core/training/evaluation/splits.ts'
import { itemsOf, matrixOf } from '../matrices.ts'

describe('metrics of one list', () => {
  const hidden = new Set([7, 8, 9])

  test('precision counts short lists as k long', () => {
    expect(precisionAtK([7, 0, 8], hidden, 3)).toBeCloseTo(2 / 3, 12)
    expect(precisionAtK([7], hidden, 4)).toBe(0.25)
    expect(precisionAtK([0, 1, 2, 7], hidden, 3)).toBe(0)
  })

  test('hit rate asks for one hit, reciprocal rank for the place of the first', () => {
    expect([hitRateAtK([1, 2, 9], hidden, 3), hitRateAtK([1, 2, 9], hidden, 2)]).toEqual([1, 0])
    expect(reciprocalRankAtK([1, 2, 9, 7], hidden, 4)).toBeCloseTo(1 / 3, 12)
    expect(reciprocalRankAtK([1, 2, 9], hidden, 2)).toBe(0)
  })

  test('average precision agrees with a value worked out by hand', () => {
    // Hits at places 1 and 3 of three hidden items: (1/1 + 2/3) / 3.
    expect(averagePrecisionAtK([7, 0, 8, 1], hidden, 4)).toBeCloseTo((1 + 2 / 3) / 3, 12)
    expect(averagePrecisionAtK([7, 8], hidden, 2)).toBe(1)
  })
})

describe('accuracyByListener', () => {
  test('keeps every figure by listener, in their order, and averages them', () => {
    const lists = {
      k: 3,
      listeners: Int32Array.of(4, 9),
      items: Int32Array.of(1, 2, 3, 5, -1, -1),
      scores: new Float32Array(6),
      means: new Float32Array(2),
      deviations: new Float32Array(2),
    }
    const found = accuracyByListener(
      lists,
      { listeners: lists.listeners, hidden: [Int32Array.of(2, 50), Int32Array.of(5)] },
      3,
    )
    expect([...found.recall]).toEqual([0.5, 1])
    expect([...found.mrr]).toEqual([0.5, 1])
    expect([...found.precision]).toEqual([1 / 3, 1 / 3])
    expect(meanAccuracy(found)).toMatchObject({ recall: 0.75, mrr: 0.75, hitRate: 1 })
  })
})

describe('bootstrap intervals', () => {
  const values = Float64Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0))

  test('hold the mean and agree with the normal one: ±1.96 √(p q / n)', () => {
    const { low, high } = bootstrapInterval(values)
    const half = 1.96 * Math.sqrt((0.25 * 0.75) / 400)
    expect(low).toBeLessThan(0.25)
    expect(high).toBeGreaterThan(0.25)
    expect(Math.abs((high - low) / 2 - half)).toBeLessThan(half * 0.15)
  })

  test('are the same for a seed', () => {
    expect(bootstrapInterval(values, { seed: 3 })).toEqual(bootstrapInterval(values, { seed: 3 }))
  })

  test('paired: a small even gain over every listener is certain although the means’ own intervals overlap', () => {
    const better = values.map((value) => value + 0.01)
    const { difference, low, high } = pairedInterval(better, values)
    expect(difference).toBeCloseTo(0.01, 12)
    expect([low, high].every((end) => Math.abs(end - 0.01) < 1e-9)).toBe(true)
    expect(bootstrapInterval(better).low).toBeLessThan(bootstrapInterval(values).high)
  })

  test('refuse figures of other listeners', () => {
    expect(() => pairedInterval(values, values.subarray(1))).toThrow(/400 and 399/)
  })
})

describe('beyond accuracy', () => {
  const train = matrixOf([[0, 1], [0, 1], [0, 2], [0]], 5)
  const counts = Int32Array.of(4, 2, 1, 0, 0)

  test('coverage is the share of the catalogue in any list', () => {
    expect(coverage([Int32Array.of(0, 1), Int32Array.of(1, 2)], 5)).toBe(0.6)
    expect(coverage([], 0)).toBe(0)
  })

  test('novelty is the mean information in bits', () => {
    // Two of four listeners are 1 bit, one of four 2 bits.
    expect(novelty([Int32Array.of(1, 2)], counts, 4)).toBe(1.5)
    expect(novelty([Int32Array.of(0)], counts, 4)).toBeCloseTo(0, 12)
  })

  test('popularity bias is the lift over what listeners have', () => {
    // Listener 0 has items of popularity 4 and 2 (mean 3); the list has 1 and 2: (1.5 − 3) / 3.
    expect(popularityBias([Int32Array.of(1, 2)], counts, train, Int32Array.of(0))).toBe(-0.5)
    expect(popularityBias([Int32Array.of(0, 1)], counts, train, Int32Array.of(0))).toBe(0)
  })

  test('diversity is 1 for items that share no listener and 0 for twins', () => {
    const twins = transpose(matrixOf([[0, 1], [0, 1], [2], [3]], 4))
    expect(intraListDiversity([Int32Array.of(0, 1)], twins)).toBeCloseTo(0, 12)
    expect(intraListDiversity([Int32Array.of(0, 2), Int32Array.of(2, 3)], twins)).toBe(1)
    // Pairs (0,1) 0, (0,2) 1, (1,2) 1.
    expect(intraListDiversity([Int32Array.of(0, 1, 2)], twins)).toBeCloseTo(2 / 3, 12)
  })
})

describe('splits', () => {
  const lists = fc.array(fc.uniqueArray(fc.nat(29), { maxLength: 14 }), { minLength: 1, maxLength: 25 })

  test('property: by ratio and leave-one-out lose nothing, hide what they say, and leave everyone something', () => {
    fc.assert(
      fc.property(lists, fc.nat(99), (items, seed) => {
        const matrix = matrixOf(items, 30)
        const ways = [
          { split: splitByRatio(matrix, 0.3, seed), hides: (n: number) => Math.max(1, Math.floor(n * 0.3)) },
          { split: leaveOneOut(matrix, seed), hides: () => 1 },
        ]
        for (const { split, hides } of ways) {
          const hiddenOf = new Map(
            [...split.hidden.listeners].map((row, i) => [row, [...(split.hidden.hidden[i] ?? [])]]),
          )
          items.forEach((list, row) => {
            const mine = hiddenOf.get(row) ?? []
            expect(mine.length).toBe(list.length < 2 ? 0 : hides(list.length))
            expect([...itemsOf(split.train, row), ...mine].sort((a, b) => a - b)).toEqual(
              [...list].sort((a, b) => a - b),
            )
          })
        }
        expect(splitByRatio(matrix, 0.3, seed)).toEqual(ways[0]?.split)
      }),
      { seed: 5, numRuns: 50 },
    )
  })

  test('by time hides what happened at the moment or later', () => {
    const matrix = matrixOf([[0, 1, 2], [3], [4]], 5)
    const { train, hidden } = splitByTime(matrix, Float64Array.of(10, 30, 20, 5, 99), 20)
    expect([itemsOf(train, 0), itemsOf(train, 1), itemsOf(train, 2)]).toEqual([[0], [3], []])
    expect([...hidden.listeners]).toEqual([0, 2])
    expect(hidden.hidden.map((own) => [...own])).toEqual([[1, 2], [4]])
  })
})

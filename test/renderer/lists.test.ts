import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileLedger } from '../../src/api/schemas.ts'
import { genreOptions, genreWords } from '../../src/renderer/features/discover/genres.ts'
import { fixesOf, reasonsOf, sumOf } from '../../src/renderer/features/import/ledger.ts'
import { choiceOf, isUsual, parameters, usualValues, withValue } from '../../src/renderer/features/models/parameters.ts'
import { formatBytes, formatScore, formatSeconds } from '../../src/renderer/format.ts'
import { moved, placeAfterDrop, placeAfterStep } from '../../src/renderer/state/moving.ts'

const list = (...ids: number[]) => ids.map((entryId) => ({ entryId }))
const ids = (items: { entryId: number }[]) => items.map(({ entryId }) => entryId)

describe('moving entries', () => {
  it('puts entries before or after the one they were dropped on', () => {
    const items = list(1, 2, 3, 4, 5)
    expect(ids(moved(items, [1], placeAfterDrop(items, [1], 4, true)))).toEqual([2, 3, 4, 1, 5])
    expect(ids(moved(items, [5], placeAfterDrop(items, [5], 2, false)))).toEqual([1, 5, 2, 3, 4])
    expect(ids(moved(items, [1, 3], placeAfterDrop(items, [1, 3], 5, true)))).toEqual([2, 4, 5, 1, 3])
  })

  it('steps up and down and stays within the list', () => {
    const items = list(1, 2, 3)
    expect(ids(moved(items, [2], placeAfterStep(items, [2], -1)))).toEqual([2, 1, 3])
    expect(ids(moved(items, [2], placeAfterStep(items, [2], 1)))).toEqual([1, 3, 2])
    expect(ids(moved(items, [1], placeAfterStep(items, [1], -1)))).toEqual([1, 2, 3])
    expect(ids(moved(items, [3], placeAfterStep(items, [3], 1)))).toEqual([1, 2, 3])
  })

  it('never loses or doubles an entry', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1 }),
        fc.nat(),
        fc.nat(120),
        (all, pick, to) => {
          const moving = all.filter((_, index) => (pick >> (index % 30)) & 1)
          const result = ids(moved(list(...all), moving, to))
          expect([...result].sort()).toEqual([...all].sort())
          expect(result.filter((id) => moving.includes(id))).toEqual(moving)
        },
      ),
    )
  })
})

describe('genres', () => {
  const options = genreOptions([
    { name: 'grunge', parent: 'rock', artists: 5 },
    { name: 'rock', parent: null, artists: 50 },
    { name: 'jazz', parent: null, artists: 60 },
    { name: 'punk', parent: 'rock', artists: 9 },
  ])

  it('stand below their family, the largest first', () => {
    expect(options.map(({ id }) => id)).toEqual(['jazz', 'rock', 'punk', 'grunge'])
  })

  it('are said once per family', () => {
    expect(genreWords(['grunge', 'punk', 'jazz'], options)).toBe('jazz, rock ▸ punk, grunge')
    expect(genreWords(['rock'], options)).toBe('rock')
  })
})

describe('ledger', () => {
  const file = (patch: Partial<FileLedger>): FileLedger => ({
    id: 1,
    path: 'a.dat',
    format: null,
    table: null,
    outcome: 'partial',
    bytes: 0,
    read: 0,
    kept: 0,
    merged: 0,
    setAside: 0,
    rejected: {},
    repaired: {},
    merges: {},
    setAsides: {},
    reason: null,
    message: null,
    ...patch,
  })
  const files = [
    file({
      read: 10,
      kept: 5,
      merged: 2,
      setAside: 1,
      rejected: { 'columns-missing': 2 },
      merges: { 'duplicate-row': 2 },
      setAsides: { 'orphan-artist': 1 },
    }),
    file({ id: 2, read: 3, kept: 2, rejected: { 'columns-missing': 1 }, repaired: { 'quote-stray': 1 } }),
  ]

  it('adds up over all files', () => {
    const { read, kept, merged, setAside, rejected } = sumOf(files)
    expect(read).toBe(kept + merged + setAside + rejected)
  })

  it('gives each reason once with its files', () => {
    const reasons = reasonsOf(files)
    expect(reasons[0]).toMatchObject({ keyword: 'columns-missing', fate: 'rejected', count: 3 })
    expect(reasons[0]?.files).toHaveLength(2)
    expect(fixesOf(files).map(({ keyword }) => keyword)).toEqual(['quote-stray'])
  })
})

describe('training values', () => {
  it('sends only what differs from the usual, and only for what is trained', () => {
    const [epochs] = parameters.sgns.filter(({ name }) => name === 'epochs')
    const [factors] = parameters.als.filter(({ name }) => name === 'factors')
    if (!epochs || !factors) throw new Error('no such parameter')
    let values = withValue(withValue(usualValues(), epochs, 33), factors, 128)
    values = { ...values, algorithms: { sgns: true, als: false, neighbours: false } }
    expect(choiceOf(values)).toEqual({ algorithms: ['sgns'], set: { 'sgns.epochs': 33 }, seed: 1 })
    expect(isUsual(withValue(withValue(usualValues(), epochs, 33), epochs, epochs.usual))).toBe(true)
  })
})

describe('figures', () => {
  it('are short and honest', () => {
    expect(formatScore(0.4123)).toBe('.41')
    expect(formatScore(-0.0321, { signed: true })).toBe('− .03')
    expect(formatScore(-0.001, { signed: true })).toBe('+ .00')
    expect(formatScore(1.2)).toBe('1.20')
    expect(formatBytes(1_296_455)).toBe('1.3 MB')
    expect(formatSeconds(192)).toBe('3 min 12 sec')
  })
})

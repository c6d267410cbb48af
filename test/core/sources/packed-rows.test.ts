import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceRow } from '#core/sources/format.ts'
import { batchPacker, batchUnpacker } from '#core/sources/packed-rows.ts'
import { soundClasses } from '#core/sources/sounds.ts'

const text = fc.string({ unit: 'binary' })
// Zero with a sign comes out as zero.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const facts = fc.record(
  {
    album: text,
    year: fc.integer(),
    features: fc.record({ tempo: number }),
  },
  { requiredKeys: [] },
)
const track = fc.record({ id: fc.option(text), artist: text, title: text, facts })
const shares = fc.array(fc.oneof(fc.constant(Number.NaN), fc.float({ min: 0, max: 1 })), {
  minLength: soundClasses.length,
  maxLength: soundClasses.length,
})
const sound = shares.map((all) => Float32Array.from(all))
const row: fc.Arbitrary<SourceRow> = fc.oneof(
  track.map((one): SourceRow => ({ kind: 'track', ...one })),
  fc.tuple(track, sound).map(([one, heard]): SourceRow => ({ kind: 'track', ...one, sound: heard })),
  fc.tuple(text, fc.array(track)).map(([id, tracks]): SourceRow => ({ kind: 'list', id, name: null, tracks })),
  fc
    .tuple(text, text, fc.option(fc.integer()))
    .map(([listener, trackId, plays]): SourceRow => ({ kind: 'track-play', listener, trackId, plays })),
)

const table = fc.oneof(
  fc
    .array(fc.record({ id: fc.option(text), artist: text, title: text }))
    .map((rows): SourceRow[] => rows.map((one) => ({ kind: 'track', ...one }))),
  fc
    .array(fc.tuple(text, text, fc.option(text), fc.nat()))
    .map((rows): SourceRow[] =>
      rows.map(([listener, artist, mbid, plays]) => ({ kind: 'named-artist-play', listener, artist, mbid, plays })),
    ),
  fc
    .array(fc.tuple(text, text, fc.option(fc.nat())))
    .map((rows): SourceRow[] =>
      rows.map(([listener, trackId, plays]) => ({ kind: 'track-play', listener, trackId, plays })),
    ),
)

/** What has a sound is compared as plain numbers: sounds are read in place, as views that equal arrays of their own. */
const plain = (rows: readonly SourceRow[]) =>
  rows.map((one) => ('sound' in one ? { ...one, sound: Array.from(one.sound ?? []) } : one))

const batchOf = (rows: SourceRow[]) => ({
  rows,
  lines: rows.map((_, i) => i * 2 + 1),
  rejects: [{ keyword: 'nul-byte' as const, line: 7, text: 'x' }],
  recordsRead: rows.length + 1,
  bytesRead: 10,
  bytesTotal: 20,
  repaired: { 'blank-line': 2 },
})

test('batches come out of their packages as they went in', () => {
  const batches = fc.array(fc.oneof(fc.array(row, { maxLength: 12 }), table), { maxLength: 5 })
  fc.assert(
    fc.property(batches, (given) => {
      const pack = batchPacker()
      const unpack = batchUnpacker()
      for (const batch of given.map(batchOf)) {
        const { rows: unpacked, lines, ...rest } = unpack(structuredClone(pack(batch).batch))
        const { rows, lines: expected, ...others } = batch
        expect(rest).toEqual(others)
        expect(Array.from(lines)).toEqual(expected)
        expect(plain(unpacked)).toEqual(plain(rows))
      }
    }),
    { numRuns: 200 },
  )
})

test('more words than are kept come out as they went in', () => {
  const pack = batchPacker()
  const unpack = batchUnpacker()
  for (let from = 0; from < 900_000; from += 100_000) {
    const rows = Array.from({ length: 100_000 }, (_, i): SourceRow => {
      const band = i % 7 === 0 ? i : from + i
      const mbid = band % 3 === 0 ? null : `${band}${band % 11 === 0 ? from : ''}`
      return { kind: 'named-artist-play', listener: `${i >> 4}`, artist: `Band ${band}`, mbid, plays: i }
    })
    const { rows: unpacked } = unpack(structuredClone(pack(batchOf(rows)).batch))
    expect(JSON.stringify(unpacked)).toBe(JSON.stringify(rows))
  }
})

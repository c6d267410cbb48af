import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acousticbrainz } from '#core/sources/formats/documents/acousticbrainz.ts'
import { soundClassifiers } from '#core/sources/sounds.ts'

/** What the reader says of one text. */
function said(text: string): unknown[] {
  const all: unknown[] = []
  const reader = acousticbrainz.createReader({
    row: (row, line, fields) => all.push({ row, line, fields }),
    reject: (keyword, line, shown) => all.push({ keyword, line, shown }),
    note: (keyword) => all.push({ keyword }),
  })
  reader.push(text)
  reader.end()
  return all
}

const shares = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 1e-7, 1.5, -0.1, 'x'))
const classes = Object.entries(soundClassifiers).map(([classifier, names]) => [classifier, [...names]] as const)
const documents = fc
  .tuple(
    fc.tuple(...classes.map(([, names]) => fc.tuple(...names.map(() => shares)))),
    fc.string({ minLength: 1 }),
    fc.constantFrom({}, { voice_instrumental: { all: { voice: 1 } } }, { other: 1 }),
  )
  .map(([all, title, more]) => ({
    highlevel: {
      ...Object.fromEntries(
        classes.map(([classifier, names], i) => {
          const heard = Object.fromEntries(names.map((name, j) => [name, all[i]?.[j] ?? 0]))
          return [classifier, { all: heard, probability: 0.5, value: title, version: { essentia: '2.1' } }]
        }),
      ),
      ...more,
    },
    metadata: { tags: { musicbrainz_recordingid: ['0dad432b-16cc-4bf0-8961-fd31d124b01b'], artist: ['Can'], title } },
  }))

test('a document says the same whether its layout is known or not', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), (all) => {
      for (const text of all.map((one) => JSON.stringify(one))) expect(said(text)).toEqual(said(` ${text}`))
    }),
    { numRuns: 100 },
  )
})

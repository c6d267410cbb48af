import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeCsv } from '#core/playlists/writers/csv.ts'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { anyText, exportRow, plainRow, strictCsv } from '../list-rows.ts'

const header = [
  ...['position', 'title', 'artist', 'album', 'year', 'duration_ms', 'isrc', 'mbid', 'spotify_uri', 'score', 'reason'],
]
/** Text that a CSV reader keeps: a record with a NUL is none. */
const cell = anyText.map((text) => text.toWellFormed().replaceAll('\u0000', ''))

test('CSV is this text for a small playlist', () => {
  const rows = [
    plainRow('Earth, Wind & Fire', '"September"', { year: 1978, durationMs: 215_000, isrc: 'USSM17800845' }),
    plainRow('=SUM(A1)', '-', { album: "'t", spotifyUri: 'spotify:track:2grjqo0Frpf2okIBiifQKs' }),
  ]
  expect(writeCsv(rows)).toBe(
    [
      header.join(','),
      '1,"""September""","Earth, Wind & Fire",,1978,215000,USSM17800845,,,,',
      "2,'-,'=SUM(A1),'t,,,,,spotify:track:2grjqo0Frpf2okIBiifQKs,,",
      '',
    ].join('\r\n'),
  )
})

test('property: CSV is RFC 4180 to the letter, and its own reader reads back what is known of each track', () => {
  const row = fc.tuple(exportRow, cell, cell, cell).map(([rest, artist, title, album]) => ({
    ...rest,
    ...{ artist, title, album },
  }))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const csv = writeCsv(rows)
      const strict = strictCsv(csv)
      expect(strict[0]).toEqual(header)
      for (const record of strict) expect(record).toHaveLength(header.length)
      expect(readEntries('csv', csv)).toEqual(
        rows.map(({ artist, title, album, durationMs, isrc, mbid, spotifyUri }) => ({
          ...{ artist, title, album, seconds: durationMs === null ? null : durationMs / 1000 },
          ...{ isrc: isrc ?? '', mbid: mbid ?? '', location: spotifyUri ?? '' },
        })),
      )
    }),
    { numRuns: 500, seed: 2 },
  )
})

test('property: no cell begins as a formula does, in any spreadsheet', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', "'=", "''@")
  fc.assert(
    fc.property(start, cell, (begin, rest) => {
      const name = begin + rest
      const csv = writeCsv([plainRow(name, name, { album: name })])
      for (const text of strictCsv(csv)[1] ?? []) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
      expect(readEntries('csv', csv)).toMatchObject([{ artist: name, title: name, album: name }])
    }),
    { numRuns: 500, seed: 3 },
  )
})

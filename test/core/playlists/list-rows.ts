/** Playlists with names that break careless writers. */
import fc from 'fast-check'
import type { Playlist } from '#api/schemas.ts'
import type { ExportRow } from '#core/playlists/writers/export-row.ts'

const nasty = fc.constantFrom(
  ...[
    '"',
    ',',
    ';',
    "'",
    '=',
    '+',
    '-',
    '@',
    '#',
    '\\',
    '/',
    '|',
    ' - ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '釘宮',
    '🎸',
    'é',
  ],
  ...[
    '#EXTINF:5,x',
    '#EXTM3U',
    '#PLAYLIST:',
    '#EXT-X-KEY',
    '""',
    "''",
    '=1+1',
    '-1',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u00a0',
  ],
  ...['＝1', 'a', '&', '&amp;', '<', ']]>', '<!--', '<b>x</b>', '<![CDATA[', '{"a":1}', 'مرحبا', '\u202e', '\u200f'],
  ...['\u0000', '\u0001', '\u001b', '\u007f', '\ufffe', '\ud800', '__proto__', 'File1=', '[playlist]', '%20', '👩‍👩‍👧'],
)
/** Anything at all. */
export const anyText = fc.oneof(
  fc.array(nasty, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
)
/** Names as the library has them: safe characters, no line breaks, not blank. */
export const safeName = anyText
  .map((raw) =>
    raw
      .toWellFormed()
      .replace(/[\p{Cc}\u202e\u200f\ufeff\ufffe]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((clean) => clean !== '')

export const spotifyUri = fc
  .string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 22, maxLength: 22 })
  .map((id) => `spotify:track:${id}`)
const isrc = fc.nat(9_999_999).map((number) => `GBAYE${String(number).padStart(7, '0')}`)

/** Rows as an export makes them of the library. */
export const exportRow: fc.Arbitrary<ExportRow> = fc.record({
  artist: safeName,
  title: fc.option(safeName, { nil: null }),
  album: fc.option(safeName, { nil: null }),
  year: fc.option(fc.integer({ min: 1900, max: 2030 }), { nil: null }),
  durationMs: fc.option(fc.nat(9_999_999), { nil: null }),
  path: fc.option(
    safeName.map((name) => `/music/${name.replaceAll('/', '_')}.flac`),
    { nil: null },
  ),
  mbid: fc.option(fc.uuid({ version: [1, 3, 4, 5] }), { nil: null }),
  isrc: fc.option(isrc, { nil: null }),
  spotifyUri: fc.option(spotifyUri, { nil: null }),
})

/** A row of which nothing but the names is known. */
export const plainRow = (artist: string, title: string | null, more: Partial<ExportRow> = {}): ExportRow => ({
  ...{ artist, title, album: null, year: null, durationMs: null, path: null, mbid: null, isrc: null, spotifyUri: null },
  ...more,
})

/** A playlist of bands, or of tracks where there are titles. */
export const playlistOf = (rows: { artist: string; title?: string | undefined }[], called = 'Mix'): Playlist => ({
  ...{ id: 1, name: called, entries: rows.length, createdAt: '', updatedAt: '2026-11-24T12:00:00Z' },
  items: rows.map(({ artist, title }, i) => ({
    ...{ entryId: i + 1, item: null, kind: title === undefined ? ('artist' as const) : ('track' as const), artist },
    ...(title === undefined ? {} : { title }),
    genres: [],
  })),
})

/** RFC 4180, to the letter: CRLF after each record, quotes only around whole fields, doubled inside. */
export function strictCsv(csv: string): string[][] {
  const records: string[][] = []
  let at = 0
  while (at < csv.length) {
    const record: string[] = []
    for (;;) {
      const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
      field.lastIndex = at
      const match = field.exec(csv)
      if (match === null) throw new Error(`no field at ${at}: ${JSON.stringify(csv.slice(at, at + 30))}`)
      record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
      at = field.lastIndex
      if (match[3] === '\r\n') break
    }
    records.push(record)
  }
  return records
}

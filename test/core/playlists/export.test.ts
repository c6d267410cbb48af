import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import type { Playlist } from '#api/schemas.ts'
import { readCsv, writeCsv } from '#core/playlists/csv.ts'
import { exportFileName, exportPlaylist } from '#core/playlists/export.ts'
import { type ExportRow, readM3u8, writeM3u8 } from '#core/playlists/m3u8.ts'
import { temporaryFolder } from '../library.ts'

/** Names that break careless writers. */
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
    '""',
    "''",
    '=1+1',
    '-1',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u00a0',
    '＝1',
    'a',
  ],
)
const text = fc.oneof(
  fc.array(nasty, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
)
/** Names as the library has them: no line breaks, not blank. */
const name = text
  .map((raw) =>
    raw
      .replace(/\s+/g, ' ')
      .replace(/\ufeff/g, '')
      .trim(),
  )
  .filter((clean) => clean !== '')

const row = fc.record({
  artist: name,
  title: fc.option(name, { nil: null }),
  album: fc.option(text, { nil: null }),
  year: fc.option(fc.integer({ min: 1900, max: 2030 }), { nil: null }),
  durationMs: fc.option(fc.nat(9_999_999), { nil: null }),
  path: fc.constant(null),
}) satisfies fc.Arbitrary<ExportRow>

const playlistOf = (rows: { artist: string; title?: string | undefined }[], called = 'Mix'): Playlist => ({
  ...{ id: 1, name: called, entries: rows.length, createdAt: '', updatedAt: '' },
  items: rows.map(({ artist, title }, i) => ({
    ...{ entryId: i + 1, item: null, kind: title === undefined ? ('artist' as const) : ('track' as const), artist },
    ...(title === undefined ? {} : { title }),
    genres: [],
  })),
})
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing thrown'
}

/** RFC 4180, to the letter: CRLF after each record, quotes only around whole fields, doubled inside. */
function strictCsv(csv: string): string[][] {
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

describe('M3U8', () => {
  test('is what players read: header, name, seconds, label, one entry a line', () => {
    const rows: ExportRow[] = [
      { artist: 'Low', title: 'Lullaby', album: null, year: 1994, durationMs: 583_400, path: null },
      { artist: 'Björk', title: 'Jóga', album: null, year: null, durationMs: null, path: '/music/Björk/Jóga.flac' },
      { artist: '#1 Dads', title: null, album: null, year: null, durationMs: null, path: null },
    ]
    expect(writeM3u8('Quiet\nnight', rows)).toBe(
      [
        '#EXTM3U',
        '#PLAYLIST:Quiet night',
        '#EXTINF:583,Low - Lullaby',
        'Low - Lullaby',
        '#EXTINF:-1,Björk - Jóga',
        '/music/Björk/Jóga.flac',
        '#EXTINF:-1,#1 Dads',
        './#1 Dads',
        '',
      ].join('\n'),
    )
  })

  test('is read whatever its line ends, with or without a mark, header and lengths', () => {
    const entry = { seconds: 12, label: 'Low - Lullaby', location: 'a.mp3' }
    for (const end of ['\n', '\r\n', '\r']) {
      const found = readM3u8(
        ['\ufeff#EXTM3U', '#PLAYLIST:Mix', '#EXTINF:12.7,Low - Lullaby', '', 'a.mp3', ''].join(end),
      )
      expect(found).toEqual({ name: 'Mix', entries: [{ ...entry, seconds: 12.7 }] })
    }
    expect(readM3u8('a.mp3\n#comment\n#EXTINF:x\nb.mp3').entries).toEqual([
      { seconds: null, label: null, location: 'a.mp3' },
      { seconds: null, label: '', location: 'b.mp3' },
    ])
  })

  test('property: what is written is read back', () => {
    fc.assert(
      fc.property(name, fc.array(row, { maxLength: 8 }), (called, rows) => {
        const found = readM3u8(writeM3u8(called, rows))
        expect(found.name).toBe(called)
        expect(found.entries.map((entry) => entry.label)).toEqual(
          rows.map(({ artist, title }) => (title === null ? artist : `${artist} - ${title}`)),
        )
        expect(found.entries.map((entry) => entry.seconds)).toEqual(
          rows.map(({ durationMs }) => (durationMs === null ? null : Math.round(durationMs / 1000))),
        )
        for (const { location } of found.entries) expect(location).not.toMatch(/^#/)
      }),
      { numRuns: 1000, seed: 1 },
    )
  })
})

describe('CSV', () => {
  const header = [
    'position',
    'title',
    'artist',
    'album',
    'year',
    'duration_ms',
    'isrc',
    'mbid',
    'spotify_uri',
    'score',
    'reason',
  ]

  test('is this text for a small playlist', () => {
    const rows: ExportRow[] = [
      { artist: 'Earth, Wind & Fire', title: '"September"', album: null, year: 1978, durationMs: 215_000, path: null },
      { artist: '=SUM(A1)', title: '-', album: "'t", year: null, durationMs: null, path: null },
    ]
    expect(writeCsv(rows)).toBe(
      `${header.join(',')}\r\n1,"""September""","Earth, Wind & Fire",,1978,215000,,,,,\r\n2,'-,'=SUM(A1),'t,,,,,,,\r\n`,
    )
  })

  test('property: is RFC 4180 to the letter, and its own reader reads back every cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ...recordParts(), artist: text, title: fc.option(text, { nil: null }) }), {
          maxLength: 8,
        }),
        (rows) => {
          const csv = writeCsv(rows)
          const strict = strictCsv(csv)
          expect(strict[0]).toEqual(header)
          expect(strict).toHaveLength(rows.length + 1)
          for (const record of strict) expect(record).toHaveLength(header.length)
          const expected = rows.map((one, i) => [
            ...[
              String(i + 1),
              one.title ?? '',
              one.artist,
              one.album ?? '',
              String(one.year ?? ''),
              String(one.durationMs ?? ''),
            ],
            ...['', '', '', '', ''],
          ])
          expect(readCsv(csv)).toEqual(expected)
        },
      ),
      { numRuns: 1000, seed: 2 },
    )
  })

  test('property: no cell begins as a formula does, in any spreadsheet', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', "'=", "''@")
    fc.assert(
      fc.property(start, text, (begin, rest) => {
        const artist = begin + rest
        const csv = writeCsv([{ artist, title: artist, album: artist, year: null, durationMs: null, path: null }])
        for (const cell of strictCsv(csv)[1] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
        expect(readCsv(csv)[0]?.slice(1, 4)).toEqual([artist, artist, artist])
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  function recordParts() {
    return {
      album: fc.option(text, { nil: null }),
      year: fc.option(fc.integer({ min: 1900, max: 2030 }), { nil: null }),
      durationMs: fc.option(fc.nat(9_999_999), { nil: null }),
      path: fc.constant(null),
    }
  }
})

describe.each(['m3u8', 'csv'] as const)('exporting %s', (format) => {
  const rows = [{ artist: 'Low', title: 'Lullaby' }, { artist: 'Can' }]

  test('says how many entries the file holds, once they have been read back', () => {
    const path = join(temporaryFolder(), `mix.${format}`)
    const { written, withFile, bytes } = exportPlaylist(playlistOf(rows), format, path)
    expect([written, withFile]).toEqual([2, 0])
    expect(readFileSync(path)).toHaveLength(bytes)
    expect(readdirSync(join(path, '..'))).toEqual([`mix.${format}`])
  })

  test('counts an entry as one with a file when the place told of it holds one', () => {
    const folder = temporaryFolder()
    const song = join(folder, 'lullaby.flac')
    writeFileSync(song, '')
    const places = [join(folder, 'gone.flac'), folder, song]
    const path = join(folder, `mix.${format}`)
    const exported = exportPlaylist(playlistOf(rows), format, path, ({ artist }) => (artist === 'Low' ? places : []))
    expect([exported.written, exported.withFile]).toEqual([2, 1])
    if (format === 'm3u8') {
      expect(readM3u8(readFileSync(path, 'utf8')).entries.map((entry) => entry.location)).toEqual([song, 'Can'])
    }
  })

  test('writes an empty playlist too', () => {
    const path = join(temporaryFolder(), `mix.${format}`)
    expect(exportPlaylist(playlistOf([]), format, path).written).toBe(0)
  })

  test('replaces a file that was there', () => {
    const path = join(temporaryFolder(), `mix.${format}`)
    writeFileSync(path, 'old')
    exportPlaylist(playlistOf(rows), format, path)
    expect(readFileSync(path, 'utf8')).toContain('Lullaby')
  })

  test('property: any names are written and read back', () => {
    const path = join(temporaryFolder(), `mix.${format}`)
    const title = fc.option(fc.oneof(name, fc.constant('')), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.record({ artist: name, title }), { maxLength: 6 }), name, (list, called) => {
        expect(exportPlaylist(playlistOf(list, called), format, path).written).toBe(list.length)
      }),
      { numRuns: 150, seed: 4 },
    )
  })

  test.skipIf(process.platform === 'win32')('that fails leaves the old file and nothing beside it', () => {
    const folder = temporaryFolder()
    const path = join(folder, `mix.${format}`)
    writeFileSync(path, 'old')
    // A playlist that cannot be read back: its band has no name at all.
    expect(codeOf(() => exportPlaylist(playlistOf([{ artist: '' }, { artist: '' }]), 'm3u8', path))).toBe(
      'export-failed',
    )
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual([`mix.${format}`])
  })

  test('to a folder that is none, or where a folder stands, is refused in words', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
    writeFileSync(join(folder, 'file'), '')
    for (const path of [join(folder, 'nowhere', 'mix'), join(folder, 'file', 'mix'), join(folder, 'taken')]) {
      expect(codeOf(() => exportPlaylist(playlistOf(rows), format, path))).toBe('export-failed')
    }
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken'])
  })

  test.skipIf(process.platform !== 'linux' || !existsSync('/proc/1'))(
    'to a folder that takes no files is refused',
    () => {
      const readOnly = temporaryFolder()
      chmodSync(readOnly, 0o500)
      // The superuser writes anywhere but into a file system that has no files to give.
      const path = process.getuid?.() === 0 ? '/proc/mix' : join(readOnly, 'mix')
      expect(codeOf(() => exportPlaylist(playlistOf(rows), format, path))).toMatch(
        /^(permission-denied|export-failed)$/,
      )
      expect(existsSync(path)).toBe(false)
      chmodSync(readOnly, 0o700)
    },
  )

  test.skipIf(!existsSync('/dev/full'))('writes to a fresh file, never through what stands at the path', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'mix')
    writeFileSync(path, 'old')
    const before = readFileSync(path)
    chmodSync(path, 0o400)
    exportPlaylist(playlistOf(rows), format, path)
    expect(readFileSync(path)).not.toEqual(before)
  })
})

describe('a file name made from a playlist’s name', () => {
  test.each([
    ['Mix', 'Mix.m3u8'],
    ['AC/DC: best?', 'AC DC best.m3u8'],
    ['  ..  ', 'Playlist.m3u8'],
    ['CON', 'CON playlist.m3u8'],
    ['a\nb\u0000c', 'a b c.m3u8'],
    ['../../etc/passwd', '.. .. etc passwd.m3u8'],
    ['Ünïcödé 釘宮', 'Ünïcödé 釘宮.m3u8'],
    ['end. ', 'end.m3u8'],
  ])('%j is %j', (called, expected) => {
    expect(exportFileName(called, 'm3u8')).toBe(expected)
  })

  test('property: is a plain name that any file system takes, whole characters only', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' })), (called) => {
        const file = exportFileName(called, 'csv')
        expect(file).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u)
        expect(file).toMatch(/[^. ]\.csv$/)
        expect(file.isWellFormed()).toBe(true)
        expect(Buffer.byteLength(file)).toBeLessThan(220)
      }),
      { numRuns: 1000, seed: 5 },
    )
  })

  test('is one that a playlist with the longest of names can be written under', () => {
    for (const letter of ['釘', '🎸', 'a']) {
      const called = letter.repeat(500)
      const path = join(temporaryFolder(), exportFileName(called, 'm3u8'))
      expect(exportPlaylist(playlistOf([{ artist: 'Low' }], called), 'm3u8', path).written).toBe(1)
    }
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SourceRow } from '#core/sources/format.ts'
import { readListenTime } from '#core/sources/listen-time.ts'
import { fileReader, keywords, type Outcome } from '../../helpers.ts'

const read = fileReader()
const plays = ({ rows }: Outcome) =>
  rows.map((row) => {
    const { track, at } = row as Extract<SourceRow, { kind: 'listen' }>
    return [track.artist, track.title, track.facts?.album ?? '', at]
  })

describe('the moment of a play', () => {
  test.each([
    ['1672544119', 1_672_544_119],
    ['1672544119000', 1_672_544_119],
    ['2023-01-01T03:35:19Z', 1_672_544_119],
    ['2023-01-01T05:35:19+02:00', 1_672_544_119],
    ['2023-01-01 03:35', 1_672_544_100],
    ['01 Jan 2023, 03:35', 1_672_544_100],
    ['01 Jan 2023 03:35', 1_672_544_100],
    ['Jan 1, 2023 03:35', 1_672_544_100],
    ['', null],
    ['3600', null],
    ['0', null],
    ['01/02/2023 03:35', 'date-invalid'],
    ['31 Feb 2023 03:35', 'date-invalid'],
    ['1009843199', 'date-invalid'],
    ['4102444800', 'date-invalid'],
    ['soon', 'date-invalid'],
  ])('%s', (text, at) => expect(readListenTime(text)).toBe(at))

  test('property: every second of the window is read back from each form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_009_843_200, max: 1_700_000_000 }), (at) => {
        const iso = new Date(at * 1000).toISOString()
        for (const text of [String(at), String(at * 1000), iso, iso.slice(0, 19).replace('T', ' ')]) {
          expect(readListenTime(text)).toBe(at)
        }
      }),
    )
  })
})

describe('a Last.fm history', () => {
  test('without header, with header, and with semicolons and the listener in the header', async () => {
    const line = 'Low,Curtains,Lullaby,01 Jan 2023 03:35\n'
    const plain = await read('x.csv', `${line}Low,,"Words, again",\n`)
    expect(plays(plain)).toEqual([
      ['Low', 'Lullaby', 'Curtains', 1_672_544_100],
      ['Low', 'Words, again', '', null],
    ])
    const ghan = await read(
      'y.csv',
      '\ufeff"uts","utc_time","artist","artist_mbid","album","album_mbid","track","track_mbid"\r\n"1672544100","01 Jan 2023, 03:35","Low","","","","Lullaby",""\r\n"5","","","","","","x",""\r\n',
    )
    expect(plays(ghan)).toEqual([['Low', 'Lullaby', '', 1_672_544_100]])
    expect(keywords(ghan)).toEqual(['name-empty'])
    const stats = await read('z.csv', 'Artist;Album;AlbumId;Track;Date#someone\nLow;;;Lullaby;1672544100000\n')
    expect([stats.recognised?.table.table, plays(stats)]).toEqual([
      'lastfmstats',
      [['Low', 'Lullaby', '', 1_672_544_100]],
    ])
  })

  test('refuses a moment that cannot be, and says which', async () => {
    const good = 'Low,Curtains,Lullaby,01 Jan 2023 03:35\n'.repeat(9)
    const result = await read('x.csv', `${good}Low,,Words,02/03/2023 10:00\n`)
    expect([result.rows.length, keywords(result)]).toEqual([9, ['date-invalid']])
  })
})

test('a Libre.fm history is read after its comments, with any case of header', async () => {
  const result = await read(
    'l.csv',
    '# from libre.fm\n# two\nTIME,Artist,track,Album\n1672544100,Low,"A ""B"", c",Al\n1,2\n',
  )
  expect(plays(result)).toEqual([['Low', 'A "B", c', 'Al', 1_672_544_100]])
  expect(keywords(result)).toEqual(['columns-missing'])
})

describe('an iTunes library', () => {
  const entry = (id: number, more: string) =>
    `<key>${id}</key><dict><key>Track ID</key><integer>${id}</integer><key>Name</key><string>S${id}</string><key>Artist</key><string>R&#38;B</string>${more}</dict>`
  const library = (tracks: string, lists = '') =>
    `<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist><dict><key>Major Version</key><integer>1</integer><key>Tracks</key><dict>${tracks}</dict><key>Playlists</key><array>${lists}</array></dict></plist>`

  test('tells plays, likes, places and lists; podcasts are none of it', async () => {
    const tracks = [
      entry(1, '<key>Play Count</key><integer>5</integer><key>Location</key><string>file:///M%20x/a.mp3</string>'),
      entry(2, '<key>Loved</key><true/>'),
      entry(3, '<key>Podcast</key><true/>'),
      entry(4, ''),
      entry(5, '<key>Play Count</key><integer>many</integer>'),
    ]
    const list = (name: string, more: string, ...ids: number[]) =>
      `<dict><key>Name</key><string>${name}</string>${more}<key>Playlist Items</key><array>${ids.map((id) => `<dict><key>Track ID</key><integer>${id}</integer></dict>`).join('')}</array></dict>`
    const result = await read(
      'Library.xml',
      library(tracks.join(''), list('All', '<key>Master</key><true/>', 1, 2) + list('Mine', '', 2, 1, 9)),
    )
    expect(result.rows).toMatchObject([
      { kind: 'named-track-play', listener: 'me', plays: 5, track: { id: '/M x/a.mp3', artist: 'R&B' } },
      { kind: 'named-track-play', plays: null, track: { title: 'S2' } },
      { kind: 'track', title: 'S4' },
      { kind: 'list-entry', name: 'Mine', track: { title: 'S2' } },
      { kind: 'list-entry', name: 'Mine', track: { id: '/M x/a.mp3', title: 'S1' } },
    ])
    expect(keywords(result)).toEqual(['not-music', 'plays-invalid', 'name-empty'])
    expect(result.repaired['xml-external-dtd-ignored']).toBe(1)
  })

  test('that defines entities is refused', async () => {
    const bomb = library(entry(1, '')).replace(/<!DOCTYPE[^>]*>/, '<!DOCTYPE plist [<!ENTITY a "b">]>')
    expect((await read('Library.xml', bomb)).refusal?.keyword).toBe('xml-doctype')
  })
})

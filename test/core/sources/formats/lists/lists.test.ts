import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SourceRow } from '#core/sources/format.ts'
import { readExtinf } from '#core/sources/formats/lists/m3u.ts'
import { dataPath, hasData } from '../../../../data.ts'
import { fileReader, keywords, type Outcome, readAll } from '../../helpers.ts'

const read = fileReader()

/** Entries as `artist - title @ location`, with the list's name. */
function entries({ rows }: Outcome): string[] {
  return rows.map((row) => {
    const { track, name } = row as Extract<SourceRow, { kind: 'list-entry' }>
    return `${name}: ${track.artist} - ${track.title} @ ${track.facts?.uri ?? ''}`
  })
}

describe('an M3U', () => {
  test('keeps commas in artists, reads IPTV attributes, albums and names of lists', async () => {
    const result = await read(
      'x.m3u8',
      [
        '#EXTM3U',
        '#PLAYLIST:Mine',
        '#EXTINF:123,Tyler, The Creator - Yonkers',
        '#EXTALB:Goblin',
        '/music/a.mp3',
        '#EXTINF:-1 tvg-id="x" group-title="News, late",Low - Lullaby - Live',
        './#1 hits/b.mp3',
      ].join('\r\n'),
    )
    expect(result.recognised?.table.table).toBe('m3u')
    expect(entries(result)).toEqual([
      'Mine: Tyler, The Creator - Yonkers @ /music/a.mp3',
      expect.stringMatching(/^Mine: Low - Lullaby - Live @ \/.*\/#1 hits\/b\.mp3$/),
    ])
    expect(result.rows[0]).toMatchObject({ track: { facts: { album: 'Goblin', durationMs: 123_000 } } })
  })

  test('without any names is known by where its files lie', async () => {
    const result = await read('plain.m3u', 'C:\\Music\\Low\\a.mp3\r\nfile:///b%20c.ogg\r\n')
    expect(result.rows).toMatchObject([
      { name: 'plain', track: { id: 'C:\\Music\\Low\\a.mp3', artist: '' } },
      { name: 'plain', track: { id: '/b c.ogg', artist: '' } },
    ])
  })

  test('of a stream is refused as one', async () => {
    const result = await read('v.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsegment0.ts\n')
    expect(result.refusal).toMatchObject({ keyword: 'not-a-dataset', message: expect.stringContaining('stream') })
  })

  test('does not follow web addresses: location-ignored, or name-empty where nothing else is said', async () => {
    const result = await read('r.m3u', '#EXTM3U\n#EXTINF:5,Low - Lullaby\nhttps://example.org/a.mp3\nhttp://x.org/b\n')
    expect(entries(result)).toEqual(['r: Low - Lullaby @ '])
    expect([result.repaired['location-ignored'], keywords(result)]).toEqual([2, ['name-empty']])
  })

  test('property: a label is read back whatever it holds, attributes or not', () => {
    const label = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0]/g, '').trim())
    fc.assert(
      fc.property(label, fc.integer({ min: 0, max: 9999 }), fc.boolean(), (text, seconds, attributes) => {
        const head = attributes ? `${seconds} a="b,c" d-e="f"` : `${seconds}`
        expect(readExtinf(`${head},${text}`)).toEqual({ seconds, label: text })
      }),
    )
  })
})

describe('a PLS', () => {
  test('joins what is numbered, in the order of the numbers', async () => {
    const result = await read(
      'x.pls',
      '[playlist]\nFile2=/b.mp3\nTitle2=Low - Two\nFile1=/a.mp3\nTitle1=Low - One\nLength1=60\nNumberOfEntries=2\nVersion=2\nhello\n',
    )
    expect(entries(result)).toEqual(['x: Low - One @ /a.mp3', 'x: Low - Two @ /b.mp3'])
    expect(keywords(result)).toEqual(['schema-mismatch'])
  })
})

describe('an XSPF', () => {
  const track = '<track><title>A &amp; B</title><creator>Low</creator><duration>1500</duration></track>'
  const list = (inside: string, head = '') =>
    `<?xml version="1.0"?>${head}<playlist version="1"><title>T</title><trackList>${inside}</trackList></playlist>`

  test('reads with and without its namespace', async () => {
    for (const head of [
      '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
      '<p:playlist xmlns:p="x">',
      '<playlist>',
    ]) {
      const end = head.startsWith('<p:') ? '</p:playlist>' : '</playlist>'
      const result = await read('x.xspf', `<?xml version="1.0"?>\n${head}<trackList>${track}</trackList>${end}`)
      expect(result.rows, head).toMatchObject([
        { track: { artist: 'Low', title: 'A & B', facts: { durationMs: 1500 } } },
      ])
    }
  })

  test.each([
    ['xml-doctype', list(track, '<!DOCTYPE playlist [<!ENTITY x "y">]>')],
    ['xml-syntax', list('<track><title>A</track>')],
    ['xml-syntax', list(track).slice(0, -12)],
    ['xml-syntax', list('<track><title>&nbsp;</title></track>')],
    ['xml-too-deep', list('<a>'.repeat(70) + '</a>'.repeat(70))],
    ['no-valid-rows', list('')],
  ])('ends as %s', async (keyword, text) => {
    expect((await read('x.xspf', text)).refusal?.keyword).toBe(keyword)
  })

  test('never opens a document type elsewhere', async () => {
    const result = await read('x.xspf', list(track, '<!DOCTYPE playlist SYSTEM "file:///etc/passwd">'))
    expect([result.outcome, result.repaired['xml-external-dtd-ignored']]).toEqual(['repaired', 1])
  })
})

describe('a JSPF', () => {
  const mbid = '0dad432b-16cc-4bf0-8961-fd31d124b01b'
  test('reads identifiers as a list and as one text', async () => {
    const at = `https://musicbrainz.org/recording/${mbid}`
    const track = [
      { title: 'One', creator: 'Low', identifier: [at], duration: 1000 },
      { title: 'Two', creator: 'Low', identifier: at },
      { title: 3 },
      'text',
    ]
    const result = await read('x.jspf', JSON.stringify({ playlist: { title: 'T', track } }))
    expect(result.rows).toMatchObject([{ name: 'T', track: { facts: { mbid } } }, { track: { facts: { mbid } } }])
    expect(keywords(result)).toEqual(['name-empty', 'schema-mismatch'])
  })

  test.each([
    ['json-syntax', '{"playlist": {"title": "x", "track": [,]}}'],
    ['schema-mismatch', '{"playlist": {"title": "x", "track": {}}}'],
  ])('ends as %s', async (keyword, text) => {
    expect((await read('x.jspf', text)).refusal?.keyword).toBe(keyword)
  })
})

describe('playlists as tables', () => {
  const address = 'spotify:track:0123456789012345678901'
  test('Exportify: old and new separators of artists, and German headers', async () => {
    const old = await read(
      'Mine.csv',
      `Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Added At\n0123456789012345678901,"a,b",One,Al,"Low, High",x\n0123456789012345678902,a,Two,Al,"Tyler, The Creator",x\n`,
    )
    expect(entries(old)).toEqual([
      `Mine: Low - One @ ${address}`,
      'Mine: Tyler, The Creator - Two @ spotify:track:0123456789012345678902',
    ])
    const german = await read(
      'Meine.csv',
      `Track-URI,Track-Name,Künstler-URI(s),Künstlername(n),Track-Dauer (ms),ISRC,Hinzugefügt am\n${address},Eins,u1;u2,Low;High,61000,USRC17607839,x\n`,
    )
    expect(german.rows).toMatchObject([
      { track: { artist: 'Low', title: 'Eins', facts: { durationMs: 61_000, isrc: 'USRC17607839', uri: address } } },
    ])
  })

  test('TuneMyMusic: several lists in one file', async () => {
    const result = await read(
      'all.csv',
      'Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\nOne,Low,,A,Playlist,,\nTwo,Low,,B,Playlist,,\n',
    )
    expect(entries(result)).toEqual(['A: Low - One @ ', 'B: Low - Two @ '])
    expect(new Set(result.rows.map((row) => (row as { list: string }).list)).size).toBe(2)
  })

  test('Soundiiz and lines of addresses', async () => {
    const soundiiz = await read('s.csv', 'title;artist;album;isrc;\nOne;Low;Al;;\n')
    expect([entries(soundiiz), soundiiz.recognised?.table.table]).toEqual([['s: Low - One @ '], 'soundiiz'])
    const lines = await read('l.txt', `${address}\nhttps://open.spotify.com/track/0123456789012345678901?si=x\n`)
    expect(entries(lines)).toEqual([`l:  -  @ ${address}`, `l:  -  @ ${address}`])
  })
})

describe.skipIf(!hasData('playlist-files'))('playlists that other programs wrote', () => {
  test.each([
    ['navidrome/bom-test.m3u', 1],
    ['navidrome/bom-test-utf16.m3u', 1],
    ['navidrome/cr-ended.m3u', 2],
    ['navidrome/lf-ended.m3u', 2],
    ['navidrome/pls-with-art-url.m3u', 2],
    ['navidrome/pls-with-name.m3u', 3],
    ['navidrome/pls-without-name.m3u', 3],
    ['navidrome/pls1.m3u', 2],
    ['beets/playlist.m3u', 2],
    ['beets/playlist.m3u8', 2],
    ['beets/playlist_non_ext.m3u', 2],
    ['beets/playlist_windows.m3u8', 2],
    ['quodlibet/non-compliant.xspf', 1],
  ])('%s holds %i entries', async (name, count) => {
    const result = await readAll(dataPath('playlist-files', name))
    expect([result.rows.length, result.rejects.length]).toEqual([count, 0])
  })

  test.each(['utf8.m3u8', 'utf8_bom_crlf.m3u', 'utf16le_bom.m3u', 'latin1.m3u', 'cr_only.m3u'])(
    '%s tells its name and entries whatever its encoding',
    async (name) => {
      const result = await readAll(dataPath('synthetic/playlists', name))
      const plain = await readAll(dataPath('synthetic/playlists/utf8.m3u8'))
      expect(entries(result)).toEqual(entries(plain))
      expect(entries(result)[0]).toContain('Café Müller: Zakevi Sebo Padeba - Time Morning @ /')
    },
  )

  test.each([
    ['list.jspf', 'jspf'],
    ['list.xspf', 'xspf'],
    ['list.pls', 'pls'],
    ['plain_windows.m3u', 'm3u'],
  ])('%s reads whole', async (name, table) => {
    const result = await readAll(dataPath('synthetic/playlists', name))
    expect([result.recognised?.table.table, result.rows.length > 10, result.rejects.length]).toEqual([table, true, 0])
  })
})

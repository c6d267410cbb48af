import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { ExportRow } from '#core/playlists/writers/export-row.ts'
import { hasRecording, writeJspf } from '#core/playlists/writers/jspf.ts'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { writeXspf } from '#core/playlists/writers/xspf.ts'
import { dataPath } from '../../../data.ts'
import { anyText, exportRow, plainRow } from '../list-rows.ts'

/** The schema of a format; null, with a loud word on standard error, where it is not on this machine. */
function schema(file: string): string | null {
  const path = dataPath('..', 'spec', 'schemas', file)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  process.stderr.write(`\nSKIPPED: no schema at ${path}. Set SIDETRACK_DATA to the folder of the development data.\n`)
  return null
}
const xspfSchema = schema('xspf-1.rng')
const jspfSchema = schema('jspf.schema.json')
const date = '2026-11-24T12:00:00Z'

const rows = [
  plainRow('Earth, Wind & Fire', '<September>', {
    durationMs: 215_093,
    album: 'The Best of "EWF"',
    mbid: '8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11',
    isrc: 'USSM17800845',
    spotifyUri: 'spotify:track:2grjqo0Frpf2okIBiifQKs',
  }),
  plainRow('Björk', 'Jóga', { path: '/müsic/50% of #1/Jóga.flac' }),
  plainRow('Can', null),
]
/** What an entry says, as a reader gives it. */
const said = (row: ExportRow) => ({
  artist: row.artist,
  ...(row.title === null ? {} : { title: row.title }),
  ...(row.album === null ? {} : { album: row.album }),
  ...(row.durationMs === null ? {} : { seconds: row.durationMs / 1000 }),
  ...(row.mbid === null ? {} : { mbid: row.mbid }),
  ...(row.isrc === null ? {} : { isrc: row.isrc }),
  ...(row.spotifyUri === null ? {} : { spotify: row.spotifyUri }),
})
const files = (list: readonly { location?: string }[]) =>
  list.map(({ location = '' }) => decodeURIComponent(location.replace('file://', '')))

describe('XSPF', () => {
  test('is this text for a small playlist', () => {
    expect(writeXspf('A & B', date, rows)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
        '<title>A &amp; B</title>',
        '<date>2026-11-24T12:00:00Z</date>',
        '<trackList>',
        '<track>',
        '<identifier>https://musicbrainz.org/recording/8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11</identifier>',
        '<identifier>spotify:track:2grjqo0Frpf2okIBiifQKs</identifier>',
        '<identifier>https://musicbrainz.org/isrc/USSM17800845</identifier>',
        '<title>&lt;September&gt;</title>',
        '<creator>Earth, Wind &amp; Fire</creator>',
        '<album>The Best of "EWF"</album>',
        '<duration>215093</duration>',
        '</track>',
        '<track>',
        '<location>file:///m%C3%BCsic/50%25%20of%20%231/J%C3%B3ga.flac</location>',
        '<title>Jóga</title>',
        '<creator>Björk</creator>',
        '</track>',
        '<track>',
        '<creator>Can</creator>',
        '</track>',
        '</trackList>',
        '</playlist>',
        '',
      ].join('\n'),
    )
  })

  test('property: everything that is known of a track is read back', () => {
    fc.assert(
      fc.property(fc.array(exportRow, { maxLength: 8 }), (list) => {
        const found = readEntries('xspf', writeXspf('Mix', null, list))
        expect(found.map(({ location: _, listName: __, ...entry }) => entry)).toEqual(list.map(said))
        expect(files(found)).toEqual(list.map(({ path }) => path ?? ''))
      }),
      { numRuns: 300, seed: 3 },
    )
  })

  test.skipIf(xspfSchema === null)('property: is valid by the schema of XSPF 1.0, whatever the names are', async () => {
    const hostile = fc.record({ ...{ artist: anyText, title: anyText, album: anyText }, rest: exportRow })
    const lists = fc.sample(fc.tuple(anyText, fc.array(hostile, { maxLength: 6 })), { numRuns: 60, seed: 4 })
    const texts = lists.map(([called, list]) =>
      writeXspf(
        called.toWellFormed(),
        date,
        list.map(({ rest, artist, title, album }) => ({
          ...rest,
          ...{ artist: artist.toWellFormed(), title: title.toWellFormed(), album: album.toWellFormed() },
        })),
      ),
    )
    const xml = texts.map((contents, index) => ({ fileName: `list-${index}.xspf`, contents }))
    const checked = await validateXML({ xml, schema: xspfSchema as string, extension: 'relaxng' })
    expect(checked.errors).toEqual([])
    expect(checked.valid).toBe(true)
    texts.forEach((text, index) => {
      expect(readEntries('xspf', text)).toHaveLength(lists[index]?.[1].length as number)
    })
  })

  test.skipIf(xspfSchema === null)('is held to a schema that tells bad files from good ones', async () => {
    const good = writeXspf('Mix', date, rows)
    for (const bad of [
      good.replace(date, 'yesterday'),
      good.replace('215093', '-1'),
      good.replace(' xmlns="http://xspf.org/ns/0/"', ''),
      good.replace('<creator>', '<artist>').replace('</creator>', '</artist>'),
    ]) {
      const xml = { fileName: 'bad.xspf', contents: bad }
      const { valid } = await validateXML({ xml, schema: xspfSchema as string, extension: 'relaxng' })
      expect(valid).toBe(false)
    }
  })
})

describe('JSPF', () => {
  test('names recordings as ListenBrainz wants them, and keeps the tracks without one apart, in place', () => {
    const { playlist } = JSON.parse(writeJspf('Mix', date, [plainRow('Low', 'Lullaby'), ...rows.slice(0, 1)]))
    expect(playlist).toMatchObject({ title: 'Mix', date })
    expect(playlist.track).toEqual([
      {
        identifier: [
          'https://musicbrainz.org/recording/8b2b2d2e-9fc3-4a0a-9a3c-2a3f7b7d2d11',
          'spotify:track:2grjqo0Frpf2okIBiifQKs',
          'https://musicbrainz.org/isrc/USSM17800845',
        ],
        ...{ title: '<September>', creator: 'Earth, Wind & Fire', album: 'The Best of "EWF"', duration: 215_093 },
      },
    ])
    expect(playlist.extension['https://musicbrainz.org/doc/jspf#playlist']).toEqual({
      public: false,
      additional_metadata: {
        tracks_without_recording: [{ position: 1, identifier: [], title: 'Lullaby', creator: 'Low' }],
      },
    })
  })

  test('property: every track is read back in its place, with all that is known of it', () => {
    fc.assert(
      fc.property(fc.array(exportRow, { maxLength: 8 }), (list) => {
        const found = readEntries('jspf', writeJspf('Mix', null, list))
        expect(found.map(({ location: _, listName: __, ...entry }) => entry)).toEqual(
          list.map((row) => ({ title: '', album: '', seconds: null, ...said(row) })),
        )
        expect(files(found)).toEqual(list.map(({ path }) => path ?? ''))
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  test.skipIf(jspfSchema === null)('property: is valid as ListenBrainz checks it, whatever the names are', () => {
    const validate = new Ajv().compile(JSON.parse(jspfSchema as string))
    fc.assert(
      fc.property(anyText, fc.array(exportRow, { maxLength: 8 }), (called, list) => {
        const document = JSON.parse(writeJspf(called, date, list))
        expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
        expect(document.playlist.track).toHaveLength(list.filter(hasRecording).length)
      }),
      { numRuns: 300, seed: 6 },
    )
    const strange = JSON.parse(writeJspf('Mix', date, rows))
    strange.playlist.track[0].identifier = []
    expect(validate(strange)).toBe(false)
  })

  test('an id that is none of MusicBrainz’s names no recording', () => {
    expect(hasRecording({ mbid: '00000000-0000-0000-0000-000000000000' })).toBe(false)
    expect(hasRecording({ mbid: '8B2B2D2E-9FC3-4A0A-9A3C-2A3F7B7D2D11' })).toBe(true)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { writeM3u } from '#core/playlists/writers/m3u.ts'
import { writePls } from '#core/playlists/writers/pls.ts'
import { exportRow, plainRow, safeName } from '../list-rows.ts'

const rows = [
  plainRow('Low', 'Lullaby', { durationMs: 583_400 }),
  plainRow('Björk', 'Jóga', { path: '/music/Björk/Jóga.flac', album: 'Homogenic' }),
  plainRow('#1 Dads', null),
]

describe('M3U8', () => {
  test('is what players read: header, name, whole seconds, label, one entry a line', () => {
    expect(writeM3u('Quiet\nnight', rows, 'm3u8')).toBe(
      [
        '#EXTM3U',
        '#PLAYLIST:Quiet night',
        '#EXTINF:583,Low - Lullaby',
        'Low - Lullaby',
        '#EXTALB:Homogenic',
        '#EXTART:Björk',
        '#EXTINF:-1,Björk - Jóga',
        '/music/Björk/Jóga.flac',
        '#EXTINF:-1,#1 Dads',
        './#1 Dads',
        '',
      ].join('\n'),
    )
  })

  test('property: names, lengths and the name of the list are read back, and no entry is taken for a comment', () => {
    fc.assert(
      fc.property(safeName, fc.array(exportRow, { maxLength: 8 }), (called, list) => {
        const found = readEntries('m3u8', writeM3u(called, list, 'm3u8'))
        expect(found.map(({ artist, title, seconds, album }) => [artist, title, seconds, album ?? null])).toEqual(
          list.map(({ artist, title, durationMs, album }) => [
            // Beside an album the band is named by itself, whatever dashes it has.
            ...(album !== null && title !== null
              ? [artist, title]
              : parted(title === null ? artist : `${artist} - ${title}`)),
            durationMs === null ? null : Math.round(durationMs / 1000),
            album,
          ]),
        )
        for (const entry of found) expect(entry.listName).toBe(called)
        expect(found.map(({ location }) => location)).toEqual(
          list.map(({ path, artist, title }) => path ?? (title === null ? artist : `${artist} - ${title}`)),
        )
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})

test('M3U is the same text, which says its encoding', () => {
  const lines = writeM3u('Mix', rows, 'm3u').split('\n')
  expect(lines[1]).toBe('#EXTENC:UTF-8')
  expect(lines.toSpliced(1, 1).join('\n')).toBe(writeM3u('Mix', rows, 'm3u8'))
})

describe('PLS', () => {
  test('is this text for a small playlist', () => {
    expect(writePls(rows.slice(0, 2))).toBe(
      [
        '[playlist]',
        'File1=Low - Lullaby',
        'Title1=Low - Lullaby',
        'Length1=583',
        'File2=/music/Björk/Jóga.flac',
        'Title2=Björk - Jóga',
        'Length2=-1',
        'NumberOfEntries=2',
        'Version=2',
        '',
      ].join('\n'),
    )
  })

  test('property: names, places and lengths are read back in order', () => {
    fc.assert(
      fc.property(fc.array(exportRow, { maxLength: 12 }), (list) => {
        const found = readEntries('pls', writePls(list))
        expect(found.map(({ artist, title, seconds, location }) => [artist, title, seconds, location])).toEqual(
          list.map(({ artist, title, durationMs, path }) => {
            const label = title === null ? artist : `${artist} - ${title}`
            return [...parted(label), durationMs === null ? null : Math.round(durationMs / 1000), path ?? label]
          }),
        )
      }),
      { numRuns: 500, seed: 2 },
    )
  })
})

/** A label as readers part it: at its first ` - `. */
function parted(label: string): [artist: string, title: string] {
  const at = label.indexOf(' - ')
  return at < 0 ? ['', label] : [label.slice(0, at), label.slice(at + 3)]
}

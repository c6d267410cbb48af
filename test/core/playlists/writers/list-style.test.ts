import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExportFormat, ListStyle } from '#api/schemas.ts'
import { exportPlaylist } from '#core/playlists/export.ts'
import { commonFolder, decoded, encoded } from '#core/playlists/writers/list-style.ts'
import { m3u } from '#core/sources/formats/lists/m3u.ts'
import { temporaryFolder } from '../../library.ts'
import { playlistOf } from '../list-rows.ts'

const music = join(temporaryFolder(), 'Music')
const [lullaby, spoon] = [join(music, 'Low', '#1 Lullaby.flac'), join(music, 'Can', 'Spoon é.flac')]
for (const path of [lullaby, spoon]) {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
}
const list = playlistOf([
  { artist: 'Low', title: 'Lullaby - Live' },
  { artist: 'Can', title: 'Spoon' },
  { artist: 'Faust', title: 'Jennifer' },
])
const pathsOf = ({ artist }: { artist: string }) => ({ Low: [lullaby], Can: [spoon] })[artist] ?? []

/** Export to a folder beside the music; what was said, and the lines of the file. */
function written(format: ExportFormat, style: ListStyle, listFolder: string | null = null) {
  const path = join(music, `mix.${format}`)
  const said = exportPlaylist(list, format, path, { pathsOf, style, listFolder })
  const bytes = readFileSync(path)
  return { ...said, content: bytes, text: bytes.toString('latin1') }
}
const placesOf = (text: string) =>
  Buffer.from(text, 'latin1')
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !/^#(?!1)/.test(line))

describe('paths of a list', () => {
  test('are as they are on this computer, unless another way is asked for', () => {
    expect(placesOf(written('m3u8', {}).text)).toEqual([lullaby, spoon, 'Faust - Jennifer'])
  })

  test('begin in the folder that holds all files, which is said, where it is not known where the list will lie', () => {
    const { base, text } = written('m3u8', { paths: 'relative' })
    expect(base).toBe(music)
    expect(placesOf(text)).toEqual(['Low/#1 Lullaby.flac', 'Can/Spoon é.flac', 'Faust - Jennifer'])
  })

  test('begin in the folder of the list where it is known, up to its parents', () => {
    const { base, text } = written('m3u8', { paths: 'relative' }, join(music, 'Low'))
    expect(base).toBeNull()
    expect(placesOf(text)).toEqual(['./#1 Lullaby.flac', '../Can/Spoon é.flac', 'Faust - Jennifer'])
  })

  test('have backslashes and line ends of Windows', () => {
    const { text } = written('m3u8', { paths: 'relative', windows: true }, join(music, 'Low'))
    expect(text.split('\n').every((line) => line === '' || line.endsWith('\r'))).toBe(true)
    expect(placesOf(text)).toEqual(['.\\#1 Lullaby.flac', '..\\Can\\Spoon é.flac', 'Faust - Jennifer'])
  })

  test('have another beginning, at whole folders only', () => {
    const onServer = written('pls', { swap: { from: `${music}/`, to: 'D:\\Music' }, windows: true })
    expect(onServer.text).toContain('File1=D:\\Music\\Low\\#1 Lullaby.flac\r\n')
    const half = written('m3u8', { swap: { from: music.slice(0, -1), to: '/srv' } })
    expect(placesOf(half.text)[0]).toBe(lullaby)
    const address = written('m3u8', { paths: 'url', swap: { from: music, to: 'D:\\Music' } })
    expect(placesOf(address.text)[0]).toBe('file:///D:/Music/Low/%231%20Lullaby.flac')
  })

  test('are addresses with what cannot stand in them escaped', () => {
    expect(placesOf(written('m3u8', { paths: 'url' }).text)[1]).toBe(`file://${music}/Can/Spoon%20%C3%A9.flac`)
  })
})

test.each(['m3u8', 'm3u', 'pls'] as const)(
  '%s: tracks without a file are comments where that is asked for',
  (format) => {
    const { written: count, commented, text } = written(format, { withoutFile: 'comment' })
    expect([count, commented]).toEqual([2, 1])
    expect(text).toMatch(/^[#;] no file: Faust - Jennifer$/m)
  },
)

test('names keep no dash at which a player would part them', () => {
  expect(Buffer.from(written('m3u8', { dashes: true }).content).toString('utf8')).toContain(',Low - Lullaby – Live\n')
})

describe('letters of a list', () => {
  test('CSV begins with the mark by which Excel knows UTF-8, and is read back', () => {
    const { content } = written('csv', { encoding: 'utf-8-bom' })
    expect([...content.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(content.toString('utf8')).toContain('1,Lullaby - Live,Low')
  })

  test('M3U for old players is in Windows-1252 and says so', () => {
    const { text } = written('m3u', { encoding: 'windows-1252' })
    expect(text).toContain('#EXTENC:WINDOWS-1252')
    expect(text).toContain('Spoon \u00e9.flac')
  })

  test('what an encoding lacks is said, and nothing is written', () => {
    const path = join(music, 'none.m3u')
    const style = { encoding: 'windows-1252' } as const
    expect(() => exportPlaylist(playlistOf([{ artist: '釘宮' }]), 'm3u', path, { style })).toThrow(/釘 宮/)
    expect(() => readFileSync(path)).toThrow(/ENOENT/)
  })

  test('property: a text is refused, or read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '€', '\u0081', '釘', '–', '\u00a0') }), (text) => {
        for (const encoding of ['utf-8', 'utf-8-bom', 'windows-1252'] as const) {
          if (encoding === 'windows-1252' && text.includes('釘')) expect(() => encoded(text, { encoding })).toThrow()
          else expect(decoded(encoded(text, { encoding }), { encoding })).toBe(text)
        }
      }),
    )
  })
})

test.each([
  ['xspf', { paths: 'relative' }, /has no place for it/],
  ['csv', { dashes: true }, /has no place for it/],
  ['m3u8', { encoding: 'windows-1252' }, /is for M3U and PLS/],
  ['m3u', { encoding: 'utf-8-bom' }, /is for CSV/],
] as const)('%s refuses what it has no place for', (format, style, words) => {
  expect(() => written(format, style)).toThrow(words)
})

test('the common folder of files is the deepest that holds all of them', () => {
  expect(commonFolder([])).toBeNull()
  expect(commonFolder(['/a/b/c.mp3'])).toBe('/a/b')
  expect(commonFolder(['/a/b/c.mp3', '/a/bc/d.mp3'])).toBe('/a')
  expect(commonFolder(['/a/b.mp3', '/c/d.mp3'])).toBe('/')
})

test('a band with a dash in its name is read as it is where the list names it beside its album', () => {
  const rows: string[][] = []
  const reader = m3u.createReader({ row: (_, __, fields) => rows.push([...fields]), reject: () => {}, note: () => {} })
  reader.push(
    '#EXTM3U\n#EXTALB:X\n#EXTART:A - B\n#EXTINF:5,A - B - C\na.mp3\n#EXTART:Various\n#EXTINF:5,A - C\nc.mp3\n',
  )
  reader.end()
  expect(rows.map((fields) => fields.slice(0, 3))).toEqual([
    ['A - B', 'C', 'X'],
    ['A', 'C', ''],
  ])
})

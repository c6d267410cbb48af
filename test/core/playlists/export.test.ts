import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '#api/errors.ts'
import { ExportFormat } from '#api/schemas.ts'
import { exportFileName, exportPlaylist } from '#core/playlists/export.ts'
import { readEntries } from '#core/playlists/writers/list-format.ts'
import { temporaryFolder } from '../library.ts'
import { anyText, playlistOf, safeName } from './list-rows.ts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing thrown'
}

describe.each(ExportFormat.options)('exporting %s', (format) => {
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
    const exported = exportPlaylist(playlistOf(rows), format, path, {
      pathsOf: ({ artist }) => (artist === 'Low' ? places : []),
    })
    expect([exported.written, exported.withFile]).toEqual([2, 1])
    const text = readFileSync(path, 'utf8')
    const [first] = readEntries(format, text)
    if (format !== 'csv') expect(first?.location).toBe(format === 'xspf' || format === 'jspf' ? `file://${song}` : song)
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
    const title = fc.option(fc.oneof(anyText, fc.constant('')), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.record({ artist: safeName, title }), { maxLength: 6 }), anyText, (list, called) => {
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
      fc.property(fc.oneof(anyText, fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' })), (called) => {
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

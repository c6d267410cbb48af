import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Player, playerPresets, players } from '#api/players.ts'
import { exportPlaylist } from '#core/playlists/export.ts'
import { decoded } from '#core/playlists/writers/list-style.ts'
import { temporaryFolder } from '../library.ts'
import { playlistOf } from './list-rows.ts'

const entries = [
  { artist: 'Sigur Rós', title: 'Svefn - g - englar' },
  { artist: 'Low', title: 'Lullaby' },
]

/** The lines of a list for a player, the first entry's file in `Music/Sigur Rós` beside it; the second has none. */
function listFor(player: Player) {
  const folder = temporaryFolder()
  const song = join(folder, 'Music', 'Sigur Rós', '01.flac')
  mkdirSync(dirname(song), { recursive: true })
  writeFileSync(song, '')
  const { format, style } = playerPresets[player]
  const path = join(folder, `list.${format}`)
  const pathsOf = ({ artist }: { artist: string }) => (artist === 'Low' ? [] : [song])
  const said = exportPlaylist(playlistOf(entries), format, path, { style, pathsOf, listFolder: folder })
  const bytes = readFileSync(path)
  return { said, song, bytes, lines: decoded(bytes, style).split('\n') }
}

describe.each(players)('a list for %s', (player) => {
  test('holds what has a file, and the rest as comments', () => {
    const { said, lines } = listFor(player)
    expect(said).toMatchObject({ written: 1, commented: 1, withFile: 1 })
    expect(lines[0]?.trim()).toBe('#EXTM3U')
    expect(lines.map((line) => line.trim())).toContain('# no file: Low - Lullaby')
    expect(lines.filter((line) => !line.startsWith('#') && line.trim() !== '')).toHaveLength(1)
  })
})

test.each(['vlc', 'strawberry', 'apple-music'] as const)('%s finds the file wherever the list lies', (player) => {
  const { lines, song } = listFor(player)
  expect(lines).toContain(song)
})

test.each(['vlc', 'strawberry'] as const)('%s meets one dash only, between band and title', (player) => {
  const { lines } = listFor(player)
  expect(lines.find((line) => line.startsWith('#EXTINF'))).toBe('#EXTINF:-1,Sigur Rós - Svefn – g – englar')
})

test.each(['kodi', 'rockbox', 'navidrome'] as const)('%s gets slashes from the folder of the list', (player) => {
  expect(listFor(player).lines).toContain('Music/Sigur Rós/01.flac')
})

test.each(['foobar2000', 'musicbee', 'winamp'] as const)(
  '%s gets backslashes, lines of Windows and all letters',
  (player) => {
    const { lines, bytes } = listFor(player)
    expect(lines).toContain('Music\\Sigur Rós\\01.flac\r')
    expect(bytes.includes(Buffer.from('Rós', 'utf8'))).toBe(true)
  },
)

test('a car gets Western letters in one byte each, and is told which are too many', () => {
  const { lines, bytes } = listFor('usb')
  expect(lines).toContain('Music\\Sigur Rós\\01.flac\r')
  expect(bytes.includes(Buffer.from('Rós', 'latin1'))).toBe(true)
  const { format, style } = playerPresets.usb
  const path = join(temporaryFolder(), 'list.m3u')
  expect(() => exportPlaylist(playlistOf([{ artist: '釘宮' }]), format, path, { style })).toThrow(/釘 宮.*M3U8/)
})

/** How a list is written for a player, after what its documentation or its source says that it reads. */
import type { ExportFormat, ListStyle } from './schemas.ts'

type PlayerPreset = { format: ExportFormat; style: ListStyle & { paths: 'absolute' | 'relative' } }

/** A line of names in the place of a path is an entry that cannot be played to most players; a comment is none. */
const comments = { withoutFile: 'comment' } as const
/** UTF-8 with slashes, from the folder of the list: what stands on a server or a small device. */
const portable: PlayerPreset = { format: 'm3u8', style: { ...comments, paths: 'relative' } }
/** The same as programs of Windows write it themselves. */
const windows: PlayerPreset = { format: 'm3u8', style: { ...comments, paths: 'relative', windows: true } }
/** For a program on this computer: the list may lie anywhere. */
const here: PlayerPreset = { format: 'm3u8', style: { ...comments, paths: 'absolute' } }
/** The names behind `#EXTINF` are parted at the first ` - `. */
const parted: PlayerPreset = { format: 'm3u8', style: { ...here.style, dashes: true } }

export const playerPresets = {
  'apple-music': here,
  foobar2000: windows,
  kodi: portable,
  musicbee: windows,
  navidrome: portable,
  rockbox: portable,
  strawberry: parted,
  vlc: parted,
  winamp: windows,
  /** Car radios know the older form: Western letters, backslashes, line ends of Windows. */
  usb: { format: 'm3u', style: { ...windows.style, encoding: 'windows-1252' } },
} as const satisfies Record<string, PlayerPreset>

export type Player = keyof typeof playerPresets

export const players = Object.keys(playerPresets) as Player[]

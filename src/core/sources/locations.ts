/** Where a playlist says that a track lies: a path, a `file:` URL, a Spotify address, or something that is not used. */
import { posix, win32 } from 'node:path'

const SPOTIFY_PAGE = /^https?:\/\/open\.spotify\.com\/(?:intl-[a-z]+\/)?track\/([A-Za-z0-9]{22})/
const SPOTIFY_URI = /^spotify:track:[A-Za-z0-9]{22}$/
const WINDOWS = /^(?:[A-Za-z]:[\\/]|\\\\)/
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:/

/**
 * Reads a location: an absolute path (a relative one is resolved against `folder`), or a `spotify:track:` address.
 * Null for one that leads elsewhere, such as to a web page; nothing is ever fetched from there.
 */
export function readLocation(written: string, folder: string | null): string | null {
  const text = written.trim()
  if (text === '' || text.includes('\u0000')) return null
  if (SPOTIFY_URI.test(text)) return text
  const page = SPOTIFY_PAGE.exec(text)
  if (page !== null) return `spotify:track:${page[1]}`
  if (WINDOWS.test(text)) return win32.normalize(text)
  if (/^file:/i.test(text)) return filePath(text)
  if (SCHEME.test(text)) return null
  const path = text.includes('\\') && !text.includes('/') ? text.replaceAll('\\', '/') : text
  if (path.startsWith('/')) return posix.normalize(path)
  if (folder === null) return posix.normalize(path)
  return WINDOWS.test(folder) ? win32.join(folder, path) : posix.join(folder, path)
}

/** `file:///D:/M%C3%BCsic/a.flac` to `D:\Müsic\a.flac`; what is no valid escape stays as typed. */
function filePath(url: string): string | null {
  const rest = url.replace(/^file:(?:\/\/(?:localhost)?(?=\/|[A-Za-z]:))?/i, '')
  const path = rest.replace(/(?:%[0-9a-fA-F]{2})+/g, (escaped) => {
    try {
      return decodeURIComponent(escaped)
    } catch {
      return escaped
    }
  })
  if (path.includes('\u0000') || path === '') return null
  const drive = path.replace(/^\/(?=[A-Za-z]:)/, '')
  if (WINDOWS.test(drive)) return win32.normalize(drive)
  return posix.normalize(path.startsWith('/') ? path : `/${path}`)
}

/** Names as people write them into paths: `Artist - Title.mp3`, else `…/Artist/Album/07 Title.mp3`; '' where unknown. */
export function namesFromPath(path: string): { artist: string; title: string } {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..')
  const base = (parts.at(-1) ?? '').replace(/\.[A-Za-z0-9]{2,4}$/, '')
  const title = base.replace(/^\d{1,3}(?:[.\s_-]+|\s*-\s*)(?=\S)/, '')
  const [first, ...rest] = title.split(' - ')
  if (first !== undefined && rest.length > 0) return { artist: first.trim(), title: rest.join(' - ').trim() }
  return { artist: parts.length > 3 ? (parts.at(-3) ?? '').trim() : '', title: title.trim() }
}

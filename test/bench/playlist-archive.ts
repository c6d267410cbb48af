/** The real playlists of the archive as ordered lists of track ids. */
import { readFileSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'

const block = 512

/** Each list's tracks in its order, from the Markdown tables of the archive (plain lists are sorted by title). */
export function orderedLists(path: string): string[][] {
  const tar = zstdDecompressSync(readFileSync(path))
  const lists: string[][] = []
  for (let at = 0; at + block <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100)
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) || 0
    if (name.startsWith('playlists/pretty/')) {
      const text = tar.toString('utf8', at + block, at + block + size)
      const ids = [...text.matchAll(/^\| \d+ \| \[.*?\]\(https:\/\/open\.spotify\.com\/track\/(\w+)\)/gm)]
      lists.push(ids.map(([, id]) => id as string))
    }
    at += block + Math.ceil(size / block) * block
  }
  return lists
}

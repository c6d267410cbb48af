/** The picture that goes with an audio file: in the file itself, else beside it. */
import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseFile, selectCover } from 'music-metadata'

export type Cover = { type: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif'; bytes: Uint8Array }

/** Larger pictures are left where they are: a row shows some 40 pixels of them. */
const mostBytes = 2 * 1024 * 1024

/** Files that are looked at for one picture, at most. */
const mostFiles = 5

/** Find the picture of the first of these audio files that has one. Never throws. */
export async function firstCover(paths: readonly string[]): Promise<Cover | null> {
  for (const path of paths.slice(0, mostFiles)) {
    const cover = await readCover(path)
    if (cover !== null) return cover
  }
  return null
}

/** Find the picture of an audio file; null where there is none of a kind and size to show. Never throws. */
export async function readCover(path: string): Promise<Cover | null> {
  return (await embeddedCover(path)) ?? (await coverBeside(path))
}

async function embeddedCover(path: string): Promise<Cover | null> {
  const metadata = await parseFile(path, { skipPostHeaders: true }).catch(() => null)
  const picture = selectCover(metadata?.common.picture)
  return picture === null ? null : asCover(picture.data)
}

const coverNames = ['cover', 'folder', 'front', 'album']

async function coverBeside(path: string): Promise<Cover | null> {
  const folder = dirname(path)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const place = (name: string) =>
    coverNames.indexOf(/^(.+)\.(?:jpe?g|png|webp|gif)$/i.exec(name)?.[1]?.toLowerCase() ?? '')
  const names = entries.filter((entry) => entry.isFile() && place(entry.name) >= 0).map((entry) => entry.name)
  for (const name of names.sort((a, b) => place(a) - place(b))) {
    const bytes = await readSmall(join(folder, name)).catch(() => null)
    const cover = bytes === null ? null : asCover(bytes)
    if (cover !== null) return cover
  }
  return null
}

async function readSmall(path: string): Promise<Uint8Array | null> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const info = await handle.stat()
    return info.isFile() && info.size <= mostBytes ? await handle.readFile() : null
  } finally {
    await handle.close()
  }
}

const signatures: readonly [type: Cover['type'], at: number, bytes: string][] = [
  ['image/jpeg', 0, '\u00ff\u00d8\u00ff'],
  ['image/png', 0, '\u0089PNG\r\n\u001a\n'],
  ['image/webp', 8, 'WEBP'],
  ['image/gif', 0, 'GIF8'],
]

/** What a picture is by its first bytes, whatever it is called; null for anything else or too much. */
function asCover(bytes: Uint8Array): Cover | null {
  if (bytes.length > mostBytes) return null
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  const found = signatures.find(([, at, sign]) => head.startsWith(sign, at))
  return found === undefined ? null : { type: found[0], bytes }
}

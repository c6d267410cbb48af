/** The files below a folder as a row of members, and what tells without reading them that they are the same as before. */
import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { contentChunks, newStreamState, openFile, readShortFile, type StreamState } from '../bytes.ts'
import { isByTheWay, LARGEST_WHOLE, type Member } from './member.ts'

type Found = { name: string; entry: Dirent }

/** Names, sizes and times of the files that were met, in their order. */
export type Listing = { note: (name: string, info: Stats | null) => void; digest: () => string }

export function newListing(): Listing {
  const hash = createHash('sha256')
  return {
    note: (name, info) => void hash.update(`${name}\n${info?.size}\n${info?.mtimeMs}\n`),
    digest: () => hash.digest('hex'),
  }
}

/** Looks at every file below a folder, without opening any; `bytes` of those that may be data. */
export function listFolder(root: string, tick: () => void): { bytes: number; digest: string } {
  const listing = newListing()
  let bytes = 0
  for (const { name, entry } of filesBelow(root)) {
    tick()
    const info = entry.isFile() ? statOf(pathOf(root, name)) : null
    listing.note(name, info)
    if (!isByTheWay(name)) bytes += info?.size ?? 0
  }
  return { bytes, digest: listing.digest() }
}

/**
 * All files below a folder, in the order of their names; hidden ones are passed over. `listing` is told of each, unless
 * nobody wants to know. What a member gives as a whole is overwritten by the next one.
 */
export async function* folderMembers(
  root: string,
  state: StreamState,
  listing: Listing | null,
): AsyncGenerator<Member> {
  const room = Buffer.allocUnsafeSlow(LARGEST_WHOLE + 1)
  for (const { name, entry } of filesBelow(root)) {
    const path = pathOf(root, name)
    if (entry.isFile()) {
      listing?.note(name, statOf(path))
      yield { name, kind: 'file', ...looseFile(path, room, state) }
    } else {
      listing?.note(name, null)
      yield { name, kind: 'link', whole: () => null, chunks: async function* () {} }
    }
  }
}

/** Any system takes it as it is: `join` would look through it letter by letter, for each of millions of files. */
const pathOf = (root: string, name: string): string => `${root}/${name}`

function* filesBelow(root: string): Generator<Found> {
  const waiting = entriesBackwards(root, '')
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, entry } = next
    if (entry.isDirectory()) for (const one of entriesBackwards(root, name)) waiting.push(one)
    else if (entry.isFile() || entry.isSymbolicLink()) yield next
  }
}

/** What lies in one folder, the last name first. A folder of a few files is listed without waiting in a fifth of the time. */
function entriesBackwards(root: string, below: string): Found[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? 1 : -1))
    .map((entry) => ({ name: below === '' ? entry.name : `${below}/${entry.name}`, entry }))
}

/** Null where it is gone, or nobody may know. */
function statOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}

/** A short plain file is read without waiting, in a fifth of the time; any other way or trouble takes the usual one. */
function looseFile(path: string, room: Buffer, state: StreamState): Pick<Member, 'whole' | 'chunks'> {
  let bytes: Buffer | null | undefined
  return {
    whole: () => {
      if (bytes !== undefined) return bytes
      bytes = readShortFile(path, room)
      if (bytes !== null) state.bytesRead += bytes.length
      return bytes
    },
    chunks: () => looseContent(path, state),
  }
}

async function* looseContent(path: string, state: StreamState): AsyncGenerator<Buffer> {
  const file = await openFile(path)
  try {
    yield* contentChunks(file, newStreamState())
    state.bytesRead += file.bytes
  } finally {
    await file.handle.close()
  }
}

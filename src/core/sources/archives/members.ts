/** The members of archives and folders, read as one file for each table that they hold. */
import { dirname, join } from 'node:path'
import { contentChunks, newStreamState, openFile, type StreamState } from '../bytes.ts'
import type { FileSink, RecognisedFile, RepairCounts, Step } from '../reader.ts'
import { readContent, readShortContent, readsAtOnce } from '../reader.ts'
import { RefusedFile } from '../refusal.ts'
import { folderMembers, type Listing, newListing } from './folder.ts'
import type { Member } from './member.ts'
import { isTar, tarMembers } from './tar.ts'
import { isZip, zipMembers } from './zip.ts'

export type Container = 'tar' | 'zip' | 'folder'

/** Which members of an archive make up one of its tables. */
export type Inside = {
  container: Container
  /** What members were recognised as. */
  variants: readonly RecognisedFile[]
  /** Tells members apart, anew for each time that they are read. */
  choose: () => Choosing
  /** True for the first table of an archive, whose ledger counts what belongs to none. */
  isFirst: boolean
  /** Digest of the names, sizes and times of a folder's files when they were looked at; null for what is looked at while it is read. */
  listing: string | null
}

export type Choosing = {
  /** What a member is, by its place in the archive; null for one that is no data. */
  variantOf: (member: Member, place: number) => RecognisedFile | null | Promise<RecognisedFile>
  /** Digest of all that was read of a folder, where it was not known before; null for any other. */
  digest: () => string | null
}

/** What a file is as a container; null for one that is none. Throws `RefusedFile`. */
export async function containerOf(path: string): Promise<Container | null> {
  const file = await openFile(path)
  try {
    for await (const chunk of contentChunks(file, newStreamState())) {
      if (file.compression === 'none' && isZip(chunk)) return 'zip'
      return isTar(chunk) ? 'tar' : null
    }
    return null
  } finally {
    await file.handle.close()
  }
}

/** The content of one member of an archive; nothing where there is none of that name. */
export async function* memberContent(
  path: string,
  { container, name }: { container: Container; name: string },
  state: StreamState,
): AsyncGenerator<Buffer> {
  for await (const member of membersOf(path, container, state)) {
    if (member.name !== name || member.kind !== 'file') continue
    yield* member.chunks()
    return
  }
}

/** Feeds `sink` with the records of all members that make up a table; a step for each 256 KiB or so of them. */
export async function* readMembers(
  path: string,
  { table }: RecognisedFile,
  inside: Inside,
  sink: FileSink,
): AsyncGenerator<Step> {
  const state = newStreamState()
  const listing = inside.listing === null ? null : newListing()
  const { variantOf, digest } = inside.choose()
  let repaired: RepairCounts = {}
  let written = 0
  let index = -1
  const step = (): Step => {
    const counts = repaired
    repaired = {}
    written = 0
    return { bytesRead: state.bytesRead, bytesTotal: state.bytesTotal, repaired: counts }
  }
  const note = (counts: RepairCounts): void => {
    for (const [keyword, count] of Object.entries(counts) as [keyof RepairCounts, number][]) {
      repaired[keyword] = (repaired[keyword] ?? 0) + count
    }
  }
  for await (const member of membersOf(path, inside.container, state, listing)) {
    index += 1
    if (member.kind === 'link') {
      if (inside.isFirst) sink.reject({ keyword: 'archive-link-entry', line: 0, text: member.name }, null)
      continue
    }
    const known = variantOf(member, index)
    const variant = known instanceof Promise ? await known : known
    if (variant?.table !== table) {
      // Every member is read to its end by its own table; one that belongs to none by the first.
      if (variant !== null || !inside.isFirst) member.pass?.()
      continue
    }
    const named: FileSink = {
      row: sink.row,
      reject: (reject, fields) =>
        sink.reject({ ...reject, text: `${member.name}: ${reject.text}`.slice(0, 500) }, fields),
    }
    try {
      const bytes = readsAtOnce(variant) ? member.whole() : null
      const place = join(inside.container === 'folder' ? path : dirname(path), member.name)
      if (readsAtOnce(variant) && bytes !== null) {
        written += bytes.length
        note(readShortContent({ path: place, name: member.name, bytes }, variant, named))
        if (written >= STEP_BYTES) yield step()
        continue
      }
      const chunks = async function* (): AsyncGenerator<Buffer> {
        for await (const chunk of member.chunks()) {
          written += chunk.length
          yield chunk
        }
      }
      for await (const { repaired: counts } of readContent(
        { path: place, name: member.name, bytes: 0, chunks },
        variant,
        named,
      )) {
        note(counts)
        if (written >= STEP_BYTES) yield step()
      }
    } catch (error) {
      if (!(error instanceof RefusedFile) || spoilsArchive(error)) throw error
      named.reject({ keyword: error.refusal.keyword, line: 1, text: error.refusal.message }, null)
    }
  }
  const isChanged = listing !== null && listing.digest() !== inside.listing
  if (inside.isFirst && isChanged) sink.reject({ keyword: 'file-changed', line: 0, text: '' }, null)
  const sha256 = digest()
  yield { ...step(), ...(sha256 === null ? {} : { sha256 }) }
}

const STEP_BYTES = 2 * 1024 * 1024

/** The members of a container; `listing` is told those of a folder. */
export async function* membersOf(
  path: string,
  container: Container,
  state: StreamState,
  listing: Listing | null = null,
): AsyncGenerator<Member> {
  if (container === 'folder') {
    yield* folderMembers(path, state, listing)
    return
  }
  const file = await openFile(path)
  state.bytesTotal = file.bytes
  try {
    if (container === 'tar') yield* tarMembers(contentChunks(file, state))
    else {
      yield* zipMembers(path, (bytes) => {
        state.bytesRead = Math.min(bytes, file.bytes)
      })
    }
  } finally {
    await file.handle.close()
  }
}

/** True for what is wrong with the archive and not with the member alone. */
export function spoilsArchive({ refusal }: RefusedFile): boolean {
  return refusal.keyword.startsWith('archive-') || refusal.keyword === 'read-error'
}

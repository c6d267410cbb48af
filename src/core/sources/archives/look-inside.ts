/** What lies in an archive or a folder: each member recognised by its content, before it is read or while it is. */
import { createHash, type Hash } from 'node:crypto'
import { newStreamState } from '../bytes.ts'
import type { RecognisedFile } from '../reader.ts'
import { beginsAs, HEAD_BYTES, type Head, type RecogniseOptions, recogniseHead } from '../recognise.ts'
import { type Refusal, RefusedFile } from '../refusal.ts'
import { listFolder, newListing } from './folder.ts'
import { isByTheWay, type Member } from './member.ts'
import { type Choosing, type Container, membersOf, spoilsArchive } from './members.ts'

export type FoundInside = {
  tables: RecognisedFile[]
  /** Names of members that are no data that Sidetrack reads, and why the first of them is not. */
  unread: string[]
  refusal: Refusal | null
  /** Names of the first members that are. */
  read: string[]
  /** Digest of names, sizes and beginnings of a folder; null for archives, which are files with a digest of their own. */
  digest: string | null
  bytes: number
}

/**
 * Reads a container through, or where it is trusted and knows its members the beginning of each, and recognises each by its
 * content. Throws `RefusedFile` for a bad archive.
 */
export async function lookInside(
  path: string,
  container: Container,
  { tick, trusting, ...options }: RecogniseOptions & { tick: () => void; trusting: boolean },
): Promise<FoundInside> {
  const state = newStreamState()
  const isPacked = container !== 'folder'
  const listing = isPacked ? null : newListing()
  const hash = isPacked ? null : createHash('sha256')
  const variants: RecognisedFile[] = []
  const places = new Map<string, number>()
  const choice: number[] = []
  const claims: { at: number; name: string }[] = []
  const unread: string[] = []
  const read: string[] = []
  let likely: RecognisedFile | undefined
  let place = -1
  let refusal: RefusedFile | null = null
  for await (const member of membersOf(path, container, state, listing)) {
    tick()
    const at = choice.push(-1) - 1
    if (trusting) member.pass?.()
    if (member.kind === 'link' || isByTheWay(member.name)) continue
    try {
      const found = await recogniseHead(await headOf(member, { hash, isPacked, trusting }), member.name, {
        ...options,
        likely,
      })
      const isAsBefore = likely !== undefined && isLike(found, likely)
      likely = found
      place = isAsBefore ? place : placeOf(found, variants, places)
      choice[at] = place
      if (read.length < mostNames) read.push(member.name)
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error
      if (spoilsArchive(error) && isPacked) throw error
      refusal ??= error
      claims.push({ at, name: member.name })
    }
  }
  // What is called as a document of its kind, and is none, is a bad record and no stranger.
  const documents = variants.findIndex(isOnePerFile)
  for (const { at, name } of claims) {
    if (documents >= 0 && name.endsWith('.json')) choice[at] = documents
    else unread.push(name)
  }
  if (variants.length === 0 && refusal === null) throw nothingInside(container)
  const variantOf: Choosing['variantOf'] = (_, place) => variants[choice[place] ?? -1] ?? null
  const choose = (): Choosing => ({ variantOf, digest: () => null })
  const listed = listing?.digest() ?? null
  const tables = [...new Set(variants.map(({ table }) => table))].map((table, index) => {
    const first = variants.find((variant) => variant.table === table) as RecognisedFile
    return { ...first, inside: { container, variants, choose, isFirst: index === 0, listing: listed } }
  })
  return {
    tables,
    unread,
    refusal: refusal?.refusal ?? null,
    read,
    digest: hash?.digest('hex') ?? null,
    bytes: state.bytesRead,
  }
}

/** What a container of documents is by its first one; `listed` tells of a folder what its files are like from outside. */
export type FoundFirst = { recognised: RecognisedFile; listed: ReturnType<typeof listFolder> | null }

/**
 * Recognises a container of documents by its first one, each other one when it is read: that throws `RefusedFile` for
 * one that holds anything else. Null for what does not begin so, which is for `lookInside`.
 */
export async function lookAtFirst(
  path: string,
  container: Container,
  { tick, ...options }: RecogniseOptions & { tick: () => void },
): Promise<FoundFirst | null> {
  for await (const member of membersOf(path, container, newStreamState())) {
    if (member.kind === 'link' || isByTheWay(member.name)) continue
    const first = await recogniseNow(member, container, null, options).catch((error: unknown) => {
      if (error instanceof RefusedFile) return null
      throw error
    })
    if (first === null || !isOnePerFile(first)) return null
    const listed = container === 'folder' ? listFolder(path, tick) : null
    const choose = () => documentsLike(first, container, options)
    const inside = { container, variants: [first], choose, isFirst: true, listing: null }
    return { recognised: { ...first, inside }, listed }
  }
  return null
}

function documentsLike(first: RecognisedFile, container: Container, options: RecogniseOptions): Choosing {
  const hash = container === 'folder' ? createHash('sha256') : null
  let likely = first
  const variantOf: Choosing['variantOf'] = (member) => {
    if (isByTheWay(member.name)) return null
    const bytes = member.whole()
    if (bytes !== null && bytes.length > 0 && beginsAs(likely, bytes, member.name)) {
      noteIn(hash, member, bytes.length, bytes)
      return likely
    }
    return recogniseNow(member, container, hash, { ...options, likely }).then(
      (found) => {
        if (found.table !== first.table) throw unlikeTheFirst()
        likely = found
        return found
      },
      (error: unknown) => {
        if (!(error instanceof RefusedFile) || (spoilsArchive(error) && container !== 'folder')) throw error
        if (member.name.endsWith('.json')) return first
        throw unlikeTheFirst()
      },
    )
  }
  return { variantOf, digest: () => hash?.digest('hex') ?? null }
}

/** What a member is that has yet to be read. Throws `RefusedFile` for a long one of an archive, which is read once only. */
async function recogniseNow(
  member: Member,
  container: Container,
  hash: Hash | null,
  options: RecogniseOptions & { likely?: RecognisedFile },
): Promise<RecognisedFile> {
  if (container !== 'folder' && member.whole() === null) throw unlikeTheFirst()
  return recogniseHead(await headOf(member, { hash, isPacked: container !== 'folder' }), member.name, options)
}

/** Nobody sees it: the archive is looked through instead. */
function unlikeTheFirst(): RefusedFile {
  return new RefusedFile('archive-nested', 'This archive does not hold documents of one kind alone.')
}

const isOnePerFile = ({ table }: RecognisedFile): boolean => 'onePerFile' in table && table.onePerFile === true

function noteIn(hash: Hash | null, { name }: Member, length: number, bytes: Buffer): void {
  hash?.update(`${name}\n${length}\n`).update(bytes)
}

/** The beginning of a member; those of folders have a `hash`, which learns of it. Throws `RefusedFile`. */
async function headOf(
  member: Member,
  { hash, isPacked, trusting = false }: { hash: Hash | null; isPacked: boolean; trusting?: boolean },
): Promise<Head> {
  const { bytes, length } = await beginningOf(member, trusting)
  noteIn(hash, member, length, bytes)
  if (length === 0) throw new RefusedFile('empty-file', 'There is nothing in this file.')
  return { bytes, whole: bytes.length === length, compression: 'none', packed: isPacked }
}

/** The beginning of a member, which is read to its end unless it is trusted: then its length is not known. */
async function beginningOf(member: Member, trusting: boolean): Promise<{ bytes: Buffer; length: number }> {
  const bytes = member.whole()
  if (bytes !== null) return { bytes, length: bytes.length }
  const parts: Buffer[] = []
  let length = 0
  let kept = 0
  for await (const chunk of member.chunks()) {
    length += chunk.length
    if (kept >= HEAD_BYTES && trusting) return { bytes: Buffer.concat(parts), length: Number.POSITIVE_INFINITY }
    if (kept >= HEAD_BYTES) continue
    parts.push(chunk)
    kept += chunk.length
  }
  return { bytes: Buffer.concat(parts), length }
}

/** Names of members that are remembered: sets of vectors with the table that names them are small. */
const mostNames = 100

/** True for documents that are of the same variant. */
function isLike(a: RecognisedFile, b: RecognisedFile): boolean {
  return a.shape === 'documents' && a.table === b.table && a.encoding === b.encoding && a.repaired === b.repaired
}

function placeOf(found: RecognisedFile, variants: RecognisedFile[], places: Map<string, number>): number {
  const { table, encoding, repaired } = found
  const split =
    found.shape === 'table' ? [found.delimiter, found.quoting, found.header, found.headerRows, found.mapping] : []
  const key = JSON.stringify([table.format, table.table, encoding, repaired, split])
  const known = places.get(key)
  if (known !== undefined) return known
  places.set(key, variants.push(found) - 1)
  return variants.length - 1
}

function nothingInside(container: Container): RefusedFile {
  return new RefusedFile('empty-file', `There are no files in this ${container === 'folder' ? 'folder' : 'archive'}.`)
}

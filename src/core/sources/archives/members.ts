/** The members of archives and folders, read as one file for each table that they hold. */
import { createHash } from 'node:crypto'
import { type Dirent, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contentChunks, newStreamState, openFile, readShortFile, type StreamState } from '../bytes.ts'
import type { FileSink, RecognisedFile, RepairCounts, Step } from '../reader.ts'
import { readContent, readShortContent, readsAtOnce } from '../reader.ts'
import { HEAD_BYTES, type Head, type RecogniseOptions, recogniseHead } from '../recognise.ts'
import { type Refusal, RefusedFile } from '../refusal.ts'
import { isByTheWay, LARGEST_WHOLE, type Member } from './member.ts'
import { isTar, tarMembers } from './tar.ts'
import { isZip, zipMembers } from './zip.ts'

export type Container = 'tar' | 'zip' | 'folder'

/** Which members of an archive make up one of its tables. */
export type Inside = {
  container: Container
  /** What members were recognised as. */
  variants: readonly RecognisedFile[]
  /** What a member is, by its place in the archive; null for one that is no data. */
  variantOf: (member: Member, place: number) => RecognisedFile | null | Promise<RecognisedFile>
  /** True for the first table of an archive, whose ledger counts the links. */
  countsLinks: boolean
}

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

/** Names of members that are remembered: sets of vectors with the table that names them are small. */
const mostNames = 100

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

/** Reads a container through and recognises each member by its content. Throws `RefusedFile` for a bad archive. */
export async function lookInside(
  path: string,
  container: Container,
  { tick, ...options }: RecogniseOptions & { tick: () => void },
): Promise<FoundInside> {
  const state = newStreamState()
  const hash = container === 'folder' ? createHash('sha256') : null
  const variants: RecognisedFile[] = []
  const places = new Map<string, number>()
  const choice: number[] = []
  const claims: { at: number; name: string }[] = []
  const unread: string[] = []
  const read: string[] = []
  let likely: RecognisedFile | undefined
  let place = -1
  let refusal: RefusedFile | null = null
  for await (const member of membersOf(path, container, state)) {
    tick()
    const at = choice.push(-1) - 1
    if (member.kind === 'link' || isByTheWay(member.name)) continue
    try {
      const { bytes, length } = await beginningOf(member)
      hash?.update(`${member.name}\n${length}\n`).update(bytes)
      const head = headOf(bytes, length, container !== 'folder')
      const found = await recogniseHead(head, member.name, { ...options, likely })
      const isAsBefore = likely !== undefined && isLike(found, likely)
      likely = found
      place = isAsBefore ? place : placeOf(found, variants, places)
      choice[at] = place
      if (read.length < mostNames) read.push(member.name)
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error
      if (spoilsArchive(error) && container !== 'folder') throw error
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
  const tables = [...new Set(variants.map(({ table }) => table))].map((table, index) => {
    const first = variants.find((variant) => variant.table === table) as RecognisedFile
    const variantOf: Inside['variantOf'] = (_, place) => variants[choice[place] ?? -1] ?? null
    return { ...first, inside: { container, variants, variantOf, countsLinks: index === 0 } }
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

/**
 * Recognises a tar of documents by its first one, each other one when it is read: that throws `RefusedFile` for an
 * archive that holds anything else. Null for what does not begin so, which is for `lookInside`.
 */
export async function lookAtFirst(path: string, options: RecogniseOptions): Promise<RecognisedFile | null> {
  for await (const member of membersOf(path, 'tar', newStreamState())) {
    if (member.kind === 'link' || isByTheWay(member.name)) continue
    const first = await recogniseWhole(member, options).catch((error: unknown) => {
      if (error instanceof RefusedFile) return null
      throw error
    })
    if (first === null || !isOnePerFile(first)) return null
    const variantOf = documentsLike(first, options)
    return { ...first, inside: { container: 'tar', variants: [first], variantOf, countsLinks: true } }
  }
  return null
}

function documentsLike(first: RecognisedFile, options: RecogniseOptions): Inside['variantOf'] {
  let likely = first
  return (member) => {
    if (isByTheWay(member.name)) return null
    return recogniseWhole(member, { ...options, likely }).then(
      (found) => {
        if (found.table !== first.table) throw unlikeTheFirst()
        likely = found
        return found
      },
      (error: unknown) => {
        if (!(error instanceof RefusedFile) || spoilsArchive(error)) throw error
        if (member.name.endsWith('.json')) return first
        throw unlikeTheFirst()
      },
    )
  }
}

/** What a short member is. Throws `RefusedFile` for a long one. */
async function recogniseWhole(
  member: Member,
  options: RecogniseOptions & { likely?: RecognisedFile },
): Promise<RecognisedFile> {
  const bytes = member.whole()
  if (bytes === null) throw unlikeTheFirst()
  return recogniseHead(headOf(bytes, bytes.length, true), member.name, options)
}

/** Nobody sees it: the archive is looked through instead. */
function unlikeTheFirst(): RefusedFile {
  return new RefusedFile('archive-nested', 'This archive does not hold documents of one kind alone.')
}

const isOnePerFile = ({ table }: RecognisedFile): boolean => 'onePerFile' in table && table.onePerFile === true

/** Feeds `sink` with the records of all members that make up a table; a step for each 256 KiB or so of them. */
export async function* readMembers(
  path: string,
  { table }: RecognisedFile,
  inside: Inside,
  sink: FileSink,
): AsyncGenerator<Step> {
  const state = newStreamState()
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
  for await (const member of membersOf(path, inside.container, state)) {
    index += 1
    if (member.kind === 'link') {
      if (inside.countsLinks) sink.reject({ keyword: 'archive-link-entry', line: 0, text: member.name }, null)
      continue
    }
    const known = inside.variantOf(member, index)
    const variant = known instanceof Promise ? await known : known
    if (variant?.table !== table) continue
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
  yield step()
}

const STEP_BYTES = 2 * 1024 * 1024

async function* membersOf(path: string, container: Container, state: StreamState): AsyncGenerator<Member> {
  if (container === 'folder') {
    yield* folderMembers(path, state)
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

/** All files below a folder, in the order of their names; hidden ones are passed over. */
async function* folderMembers(root: string, state: StreamState): AsyncGenerator<Member> {
  const waiting = entriesBackwards(root, '')
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, entry } = next
    if (entry.isDirectory()) for (const one of entriesBackwards(root, name)) waiting.push(one)
    if (entry.isSymbolicLink()) yield { name, kind: 'link', whole: () => null, chunks: async function* () {} }
    if (entry.isFile()) yield { name, kind: 'file', ...looseFile(join(root, name), state) }
  }
}

/** What lies in one folder, the last name first. A folder of a few files is listed without waiting in a fifth of the time. */
function entriesBackwards(root: string, below: string): { name: string; entry: Dirent }[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? 1 : -1))
    .map((entry) => ({ name: below === '' ? entry.name : `${below}/${entry.name}`, entry }))
}

/** A short plain file is read without waiting, in a fifth of the time; any other way or trouble takes the usual one. */
function looseFile(path: string, state: StreamState): Pick<Member, 'whole' | 'chunks'> {
  return {
    whole: () => {
      const bytes = readShortFile(path, LARGEST_WHOLE)
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

function headOf(bytes: Buffer, length: number, packed: boolean): Head {
  if (length === 0) throw new RefusedFile('empty-file', 'There is nothing in this file.')
  return { bytes, whole: bytes.length === length, compression: 'none', packed }
}

/** The beginning of a member, which is read to its end. */
async function beginningOf(member: Member): Promise<{ bytes: Buffer; length: number }> {
  const bytes = member.whole()
  if (bytes !== null) return { bytes, length: bytes.length }
  const parts: Buffer[] = []
  let length = 0
  let kept = 0
  for await (const chunk of member.chunks()) {
    length += chunk.length
    if (kept >= HEAD_BYTES) continue
    parts.push(chunk)
    kept += chunk.length
  }
  return { bytes: Buffer.concat(parts), length }
}

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

/** True for what is wrong with the archive and not with the member alone. */
function spoilsArchive({ refusal }: RefusedFile): boolean {
  return refusal.keyword.startsWith('archive-') || refusal.keyword === 'read-error'
}

function nothingInside(container: Container): RefusedFile {
  return new RefusedFile('empty-file', `There are no files in this ${container === 'folder' ? 'folder' : 'archive'}.`)
}

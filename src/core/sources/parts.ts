/** What a chosen file or folder brings to an import: itself, or the tables in it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { lookAtFirst, lookInside } from './archives/look-inside.ts'
import { type Container, containerOf } from './archives/members.ts'
import { contentChunks, newStreamState, openFile } from './bytes.ts'
import { type RecognisedFile, readFileRecords } from './reader.ts'
import { type RecogniseOptions, recognise } from './recognise.ts'
import { isRefusal, orRefusal, type Refusal } from './refusal.ts'
import { savedParts } from './saved/saved-parts.ts'
import { type Dialect, savedDialect } from './saved/saved-records.ts'
import { verifyArchive } from './verify.ts'

/**
 * One line of an import's ledger: a file, or all files of one table in an archive or folder. `trusted`: only its beginning
 * was looked at, and reading it may still refuse it.
 */
export type Part = { path: string; shownName: string; bytes: number; sha256: string; trusted: boolean } & (
  | { recognised: RecognisedFile; refusal: null }
  | {
      recognised: null
      refusal: Refusal
      /** Of what an archive or folder holds beside its tables, the names of some members, read and unread. */
      others?: Others
    }
)

export type Others = { archive: string; container: Container; unread: readonly string[]; read: readonly string[] }

export type OpenOptions = RecogniseOptions & {
  /** Look at beginnings only, where the rest can be judged while it is read. */
  trusting?: boolean
}

/**
 * Recognises a file, or what lies in an archive or folder. Packed files and documents are read to their end, so that a
 * damaged one is refused before a row of it is kept. `tick` runs now and then and may throw to stop.
 */
export async function openParts(
  file: { path: string; shownName: string },
  { trusting = false, ...options }: OpenOptions,
  tick: () => void,
): Promise<Part[]> {
  const info = await stat(file.path).catch(() => null)
  const bytes = info?.size ?? 0
  const refused = (refusal: Refusal): Part[] => [refusedPart({ ...file, bytes }, refusal)]
  const kind = await orRefusal(async () => kindOf(file.path, info?.isDirectory() === true))
  if (isRefusal(kind)) return refused(kind)
  const { container, saved } = kind
  if (saved !== null) return partsSaved({ ...file, bytes }, saved, tick)
  if (container !== null) {
    const inside = { ...options, tick }
    const trusted = trusting ? await partsTrusted({ ...file, bytes }, container, inside) : null
    return trusted ?? partsInside({ ...file, bytes }, container, { ...inside, trusting: false })
  }
  const recognised = await recognise(file.path, file.shownName, options)
  if (isRefusal(recognised)) return refused(recognised)
  if (!trusting) {
    const refusal = (await verifyArchive(file.path, tick)) ?? (await verifyDocuments(file.path, recognised, tick))
    if (refusal !== null) return refused(refusal)
  }
  const sha256 = await fileDigest(file.path)
  const trusted = trusting && (recognised.compression !== 'none' || recognised.shape === 'documents')
  return [{ ...file, bytes, sha256, trusted, recognised, refusal: null }]
}

type InsideOptions = RecogniseOptions & { tick: () => void }

/**
 * What begins with a document of one a file, or a zip archive, which knows its members; null for any other, and where there
 * is more to be said.
 */
async function partsTrusted(
  file: { path: string; shownName: string; bytes: number },
  container: Container,
  options: InsideOptions,
): Promise<Part[] | null> {
  const found = await orRefusal(async () => ({ first: await lookAtFirst(file.path, container, options) }))
  if (isRefusal(found)) return null
  if (found.first === null) {
    if (container !== 'zip') return null
    const parts = await partsInside(file, container, { ...options, trusting: true })
    return parts.every(({ recognised }) => recognised === null) ? null : parts
  }
  const { recognised, listed } = found.first
  const bytes = listed?.bytes ?? file.bytes
  const sha256 = listed === null ? await fileDigest(file.path) : `${listingMark}${listed.digest}`
  return [{ ...file, bytes, sha256, trusted: true, recognised, refusal: null }]
}

const listingMark = 'listing '

/** True for the digest of a folder that was not read yet, but only listed: it changes wherever that of the content does. */
export const isOfListing = (sha256: string): boolean => sha256.startsWith(listingMark)

function refusedPart(
  file: { path: string; shownName: string; bytes: number },
  refusal: Refusal,
): Part & { recognised: null } {
  return { ...file, sha256: '', trusted: false, recognised: null, refusal }
}

type Kind = { container: Container | null; saved: Dialect | null }

async function kindOf(path: string, isFolder: boolean): Promise<Kind> {
  if (isFolder) return { container: 'folder', saved: null }
  const container = await containerOf(path)
  return { container, saved: container === null ? savedDialect(await firstBytes(path)) : null }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await openFile(path)
  try {
    for await (const chunk of contentChunks(file, newStreamState())) return chunk
    return Buffer.alloc(0)
  } finally {
    await file.handle.close()
  }
}

/** The saved records of each file are a part. */
async function partsSaved(
  file: { path: string; shownName: string; bytes: number },
  dialect: Dialect,
  tick: () => void,
): Promise<Part[]> {
  const found = await orRefusal(() => savedParts(file.path, dialect, tick))
  if (isRefusal(found)) return [refusedPart(file, found)]
  const digest = await fileDigest(file.path)
  const several = found.length > 1
  return found.map(({ name, ...part }): Part => {
    const shownName = several ? `${file.shownName} (${name})` : file.shownName
    return { ...file, shownName, sha256: several ? `${digest}:${name}` : digest, trusted: false, ...part }
  })
}

/** Reads a file of documents to its end: one that breaks off is refused before a row of it is kept. */
async function verifyDocuments(path: string, recognised: RecognisedFile, tick: () => void): Promise<Refusal | null> {
  if (recognised.shape !== 'documents') return null
  const { table } = recognised
  const checked = { ...recognised, table: { ...table, createReader: table.createCheck ?? table.createReader } }
  const refusal = await orRefusal(async () => {
    for await (const _ of readFileRecords(path, checked, { row: () => {}, reject: () => {} })) tick()
    return { sound: true }
  })
  return isRefusal(refusal) ? refusal : null
}

async function partsInside(
  file: { path: string; shownName: string; bytes: number },
  container: Container,
  options: InsideOptions & { trusting: boolean },
): Promise<Part[]> {
  const found = await orRefusal(() => lookInside(file.path, container, options))
  if (isRefusal(found)) return [refusedPart(file, found)]
  const bytes = container === 'folder' ? found.bytes : file.bytes
  const digest = found.digest ?? (await fileDigest(file.path))
  const parts = found.tables.map((recognised): Part => {
    const { table } = recognised.table
    const several = found.tables.length > 1
    return {
      ...{ path: file.path, bytes, recognised, refusal: null, trusted: options.trusting },
      shownName: several ? `${file.shownName} (${table})` : file.shownName,
      sha256: several ? `${digest}:${table}` : digest,
    }
  })
  if (found.unread.length === 0) return parts
  const others = { archive: file.shownName, container, unread: found.unread, read: found.read }
  if (parts.length === 0 && found.refusal !== null) return [{ ...refusedPart(file, found.refusal), others }]
  const names = found.unread.slice(0, 5).join(', ')
  const message = `Sidetrack reads no data in ${found.unread.length} of its files: ${names}${found.unread.length > 5 ? ' …' : ''}`
  const rest = { ...file, bytes: 0, shownName: `${file.shownName} (other files)` }
  return [...parts, { ...refusedPart(rest, { keyword: 'not-a-dataset', message }), others }]
}

/** SHA-256 of a file as it lies on the disk. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

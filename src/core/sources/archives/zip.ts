/** Zip archives as a row of members, each checked against its size and checksum. */
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { checkNoBomb, corrupt, truncated, wrongChecksum } from '../damage.ts'
import { RefusedFile } from '../refusal.ts'
import { checkName, LARGEST_WHOLE, type Member } from './member.ts'

/** True for the first bytes of a zip archive, also of an empty one. */
export function isZip(head: Uint8Array): boolean {
  const [p, k, a, b] = head
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6))
}

/** Yields the members of a zip archive; `onBytes` is told the stored bytes of each. Throws `RefusedFile`. */
export async function* zipMembers(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Member> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw refusalOf(error)
  })
  const sum = { stored: 0, written: 0 }
  try {
    for await (const entry of entriesOf(zip)) {
      checkName(entry.fileName)
      if (entry.isEncrypted()) {
        const message = 'This archive is protected by a password. Unpack it and choose the files inside.'
        throw new RefusedFile('archive-encrypted', message)
      }
      if (entry.fileName.endsWith('/')) continue
      sum.stored += entry.compressedSize
      if (isLink(entry))
        yield { name: entry.fileName, kind: 'link', whole: () => null, chunks: () => contentOf(zip, entry, sum) }
      else yield* fileOf(zip, entry, sum)
      onBytes(sum.stored)
    }
  } finally {
    zip.close()
  }
}

const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000

type Sum = { stored: number; written: number }

/** A file, read to its end whatever becomes of it, so that its checksum is looked at, unless it is passed over. */
async function* fileOf(zip: ZipFile, entry: Entry, sum: Sum): AsyncGenerator<Member> {
  const name = entry.fileName
  const content = contentOf(zip, entry, sum)
  if (entry.uncompressedSize <= LARGEST_WHOLE) {
    const parts: Buffer[] = []
    for await (const chunk of content) parts.push(chunk)
    const bytes = Buffer.concat(parts)
    const chunks = async function* () {
      if (bytes.length > 0) yield bytes
    }
    yield { name, kind: 'file', whole: () => bytes, chunks }
    return
  }
  let isPassed = false
  const pass = () => {
    isPassed = true
  }
  yield { name, kind: 'file', whole: () => null, chunks: () => content, pass }
  if (!isPassed) for await (const _ of content);
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    for await (const entry of zip.eachEntry()) yield entry
  } catch (error) {
    throw refusalOf(error)
  }
}

async function* contentOf(zip: ZipFile, entry: Entry, sum: Sum): AsyncGenerator<Buffer> {
  let checksum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk as Buffer, checksum)
      sum.written += (chunk as Buffer).length
      checkNoBomb(sum.written, sum.stored)
      yield chunk as Buffer
    }
  } catch (error) {
    throw refusalOf(error)
  }
  if (checksum !== entry.crc32) throw wrongChecksum()
}

function refusalOf(error: unknown): unknown {
  if (error instanceof RefusedFile) return error
  const { message = '', code = '' } = error as { message?: string; code?: string }
  if (/encrypt/.test(message)) {
    return new RefusedFile('archive-encrypted', 'This archive is protected by a password.', { cause: error })
  }
  if (/not found|truncated|unexpected EOF|overflows file bounds/.test(message) || code === 'Z_BUF_ERROR') {
    return truncated(error)
  }
  if (['EIO', 'ENODEV', 'ESTALE'].includes(code)) {
    return new RefusedFile('read-error', `The file could not be read (${code}). Is its disk still connected?`)
  }
  return corrupt(error)
}

/** Zip archives as a row of members, each checked against its size and checksum. */
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { RefusedFile } from '../refusal.ts'
import { checkName, type Member } from './member.ts'

const BOMB_AFTER = 64 * 1024 * 1024
const BOMB_RATIO = 200

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
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
      const content = contentOf(zip, entry, sum)
      yield { name: entry.fileName, kind: isLink ? 'link' : 'file', whole: () => null, chunks: () => content }
      // Read to its end whatever became of it, so that its checksum is looked at.
      if (!isLink) for await (const _ of content);
      onBytes(sum.stored)
    }
  } finally {
    zip.close()
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  try {
    for await (const entry of zip.eachEntry()) yield entry
  } catch (error) {
    throw refusalOf(error)
  }
}

async function* contentOf(
  zip: ZipFile,
  entry: Entry,
  sum: { stored: number; written: number },
): AsyncGenerator<Buffer> {
  let checksum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk as Buffer, checksum)
      sum.written += (chunk as Buffer).length
      if (sum.written > BOMB_AFTER && sum.written > BOMB_RATIO * sum.stored) {
        const message = `This archive unpacks to more than ${BOMB_RATIO} times its size, as no data set does.`
        throw new RefusedFile('archive-bomb', message)
      }
      yield chunk as Buffer
    }
  } catch (error) {
    throw refusalOf(error)
  }
  if (checksum === entry.crc32) return
  throw new RefusedFile('archive-crc', 'A file in this archive does not match its checksum. Download or copy it again.')
}

function refusalOf(error: unknown): unknown {
  if (error instanceof RefusedFile) return error
  const { message = '', code = '' } = error as { message?: string; code?: string }
  if (/encrypt/.test(message)) {
    return new RefusedFile('archive-encrypted', 'This archive is protected by a password.', { cause: error })
  }
  if (/not found|truncated|unexpected EOF|overflows file bounds/.test(message) || code === 'Z_BUF_ERROR') {
    const cure = 'This archive ends too early. Download or copy it again.'
    return new RefusedFile('archive-truncated', cure, { cause: error })
  }
  if (['EIO', 'ENODEV', 'ESTALE'].includes(code)) {
    return new RefusedFile('read-error', `The file could not be read (${code}). Is its disk still connected?`)
  }
  return new RefusedFile('archive-corrupt', 'This archive is damaged. Download or copy it again.', { cause: error })
}

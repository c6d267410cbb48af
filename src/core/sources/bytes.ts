/** Opens a file kindly and streams its content, decompressed, in bounded memory. */
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'
import { bunzip2 } from './archives/bunzip.ts'
import { isBzip2 } from './archives/bzip2-blocks.ts'
import { checkNoBomb } from './damage.ts'
import { type ByteInput, gunzip, isGzip, isZstd, unzstd } from './inflate.ts'
import type { RepairKeyword } from './keywords.ts'
import { isParquet } from './parquet/footer.ts'
import { parquetText } from './parquet/parquet-text.ts'
import { RefusedFile } from './refusal.ts'

/** How content is packed; a Parquet table unpacks to the CSV that it would be. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'bzip2' | 'parquet'

const READ_CHUNK = 256 * 1024

export type OpenedFile = {
  handle: FileHandle
  /** Stored size when opened; what is appended later is not read. */
  bytes: number
  modified: number
  compression: Compression
}

/** What a stream has learned so far; it changes while the stream is read. */
export type StreamState = {
  /** Stored bytes consumed, at most the size when opened. */
  bytesRead: number
  /** Size of what is read, where it is known: 0 for a folder. */
  bytesTotal: number
  notes: Set<RepairKeyword>
  /** Set at the end when size or time of change are no longer what they were. */
  changed: boolean
}

/** A state for `contentChunks` to fill. */
export function newStreamState(): StreamState {
  return { bytesRead: 0, bytesTotal: 0, notes: new Set(), changed: false }
}

/** Opens a regular, non-empty file and sniffs its compression; throws `RefusedFile`. The caller closes `handle`. */
export async function openFile(path: string): Promise<OpenedFile> {
  // Looked at before it is opened: opening a FIFO waits for ever, opening a device may do things.
  await requireFile(path)
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const info = await handle.stat()
    if (!info.isFile()) throw notAFile('not a regular file')
    if (info.size === 0) throw new RefusedFile('empty-file', 'This file is empty (0 bytes).')
    const head = Buffer.alloc(10)
    await handle.read(head, 0, head.length, 0)
    const compression = compressionOf(head)
    return { handle, bytes: info.size, modified: info.mtimeMs, compression }
  } catch (error) {
    await handle?.close()
    throw asRefusal(error)
  }
}

/**
 * The content of a plain regular file that is shorter than `room`, read at once into it, where it stays until the next; null
 * for any other and for any trouble. That the file is a regular one was found out before.
 */
export function readShortFile(path: string, room: Buffer): Buffer | null {
  let descriptor: number | null = null
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    // Less than there is room for is all there is: so the system need not be asked for its size.
    const length = readSync(descriptor, room, 0, room.length, 0)
    const bytes = room.subarray(0, length)
    return length > 0 && length < room.length && compressionOf(bytes) === 'none' ? bytes : null
  } catch {
    return null
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

/** The compression that a file name promises, by its last suffix. */
export function namedCompression(name: string): Compression {
  if (/\.(?:gz|gzip|tgz)$/i.test(name)) return 'gzip'
  if (/\.(?:zst|zstd|tzst)$/i.test(name)) return 'zstd'
  if (/\.(?:parquet|parq|pq)$/i.test(name)) return 'parquet'
  return /\.(?:bz2|bzip2|tbz2?)$/i.test(name) ? 'bzip2' : 'none'
}

function compressionOf(head: Buffer): Compression {
  if (isGzip(head)) return 'gzip'
  if (isZstd(head)) return 'zstd'
  if (isParquet(head)) return 'parquet'
  return isBzip2(head) ? 'bzip2' : 'none'
}

const inflaters = { gzip: gunzip, zstd: unzstd, bzip2: bunzip2 } as const

/** Yields the decompressed content in chunks of about 256 KiB; throws `RefusedFile` for a damaged archive. */
export async function* contentChunks(file: OpenedFile, state: StreamState): AsyncGenerator<Buffer> {
  if (file.compression === 'none') {
    const input = storedBytes(file, state)
    for (let chunk = await input.next(); chunk !== null; chunk = await input.next()) yield chunk
  } else {
    let written = 0
    for await (const chunk of unpacked(file, file.compression, state)) {
      written += chunk.length
      checkNoBomb(written, state.bytesRead)
      yield chunk
    }
    state.bytesRead = file.bytes
  }
  const now = await file.handle.stat()
  state.changed = now.size !== file.bytes || now.mtimeMs !== file.modified
}

function unpacked(
  file: OpenedFile,
  compression: Exclude<Compression, 'none'>,
  state: StreamState,
): AsyncGenerator<Buffer> {
  if (compression !== 'parquet') return inflaters[compression](storedBytes(file, state), state.notes)
  const read = async (from: number, length: number): Promise<Buffer> => {
    const bytes = Buffer.allocUnsafeSlow(length)
    const { bytesRead } = await readAt(file, bytes, from)
    return bytes.subarray(0, bytesRead)
  }
  return parquetText({ bytes: file.bytes, read }, (bytes) => {
    state.bytesRead = Math.min(state.bytesRead + bytes, file.bytes)
  })
}

function readAt(file: OpenedFile, into: Buffer, from: number) {
  return file.handle.read(into, 0, into.length, from).catch((error: unknown) => {
    throw asRefusal(error)
  })
}

function storedBytes(file: OpenedFile, state: StreamState): ByteInput {
  let pushedBack: Buffer | null = null
  return {
    next: async () => {
      if (pushedBack !== null) {
        const again = pushedBack
        pushedBack = null
        return again
      }
      const wanted = Math.min(READ_CHUNK, file.bytes - state.bytesRead)
      if (wanted <= 0) return null
      const chunk = Buffer.allocUnsafeSlow(wanted)
      const { bytesRead } = await readAt(file, chunk, state.bytesRead)
      if (bytesRead === 0) return null
      state.bytesRead += bytesRead
      return chunk.subarray(0, bytesRead)
    },
    unread: (rest) => {
      pushedBack = rest.length > 0 ? rest : null
    },
  }
}

async function requireFile(path: string): Promise<void> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) throw notAFile('a folder', ' Choose the files inside it.')
    if (!info.isFile()) throw notAFile('a pipe, socket or device')
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw notAFile('a link that leads back to itself')
    if (codeOf(error) === 'ENOENT' && (await isLink(path))) throw notAFile('a link to a file that is gone')
    throw asRefusal(error)
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  )
}

function notAFile(what: string, cure = ''): RefusedFile {
  return new RefusedFile('not-a-file', `This is ${what}, not a file that can be read.${cure}`)
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '')
}

function asRefusal(error: unknown): unknown {
  const code = codeOf(error)
  if (error instanceof RefusedFile || code === '') return error
  if (code === 'EACCES' || code === 'EPERM') {
    return new RefusedFile('permission-denied', 'You may not read this file. Change its permissions or copy it.', {
      cause: error,
    })
  }
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) {
    return new RefusedFile('not-found', 'There is no such file. It may have been moved or renamed.', { cause: error })
  }
  const message = `The file could not be read (${code}). Is its disk still connected?`
  return new RefusedFile('read-error', message, { cause: error })
}

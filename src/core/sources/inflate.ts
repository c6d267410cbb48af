/** Gzip members and Zstandard frames to plain bytes: streamed, checked, with what was odd about them noted. */
import type { Transform } from 'node:stream'
import { constants, crc32, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { corrupt, truncated, wrongChecksum } from './damage.ts'
import type { RepairKeyword } from './keywords.ts'
import { RefusedFile } from './refusal.ts'

const OUTPUT_CHUNK = 256 * 1024
const GZIP_TEXT_LIMIT = 64 * 1024
const ZSTD_WINDOW_LOG = 27

/** Stored bytes, taken in pieces of any size; what a decoder did not use goes back with `unread`. */
export type ByteInput = { next: () => Promise<Buffer | null>; unread: (rest: Buffer) => void }

type Decoder = Transform & { bytesWritten: number }

/** Yields the content of all members of a gzip file; throws `RefusedFile` when it is damaged or cut off. */
export async function* gunzip(input: ByteInput, notes: Set<RepairKeyword>): AsyncGenerator<Buffer> {
  for (;;) {
    await skipGzipHeader(input)
    let checksum = 0
    let size = 0
    for await (const chunk of decode(createInflateRaw({ chunkSize: OUTPUT_CHUNK }), input)) {
      checksum = crc32(chunk, checksum)
      size = (size + chunk.length) % 2 ** 32
      yield chunk
    }
    const trailer = await take(input, 8)
    if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== size) throw wrongChecksum()
    const rest = await peek(input, 3)
    if (rest.length === 0) return
    if (!isGzip(rest)) {
      notes.add('archive-trailing-bytes')
      return
    }
    notes.add('archive-multi-member')
  }
}

/** Yields the content of all frames of a Zstandard file; throws `RefusedFile` when it is damaged or cut off. */
export async function* unzstd(input: ByteInput, notes: Set<RepairKeyword>): AsyncGenerator<Buffer> {
  const params = { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG }
  for (let dataFrames = 0; ; ) {
    const magic = await peek(input, 4)
    if (magic.length === 0) return
    if (!isZstd(magic)) {
      notes.add('archive-trailing-bytes')
      return
    }
    if (magic[0] === 0x28 && ++dataFrames === 2) notes.add('archive-multi-member')
    try {
      yield* decode(createZstdDecompress({ chunkSize: OUTPUT_CHUNK, params }), input)
    } catch (error) {
      // A frame that ends with a read lets the decoder go on into what follows; earlier frames are whole by then.
      if (codeOf(causeOf(error)) !== 'ZSTD_error_prefix_unknown') throw error
      notes.add('archive-trailing-bytes')
      return
    }
  }
}

/** True for the first bytes of a gzip member. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

/** True for the first bytes of a Zstandard frame, also of one that a reader skips. */
export function isZstd(head: Uint8Array): boolean {
  if (head.length < 4) return false
  const skippable = ((head[0] as number) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18
  return skippable || (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd)
}

/** One member: ends where the decoder says so and gives the rest back to `input`. */
async function* decode(decoder: Decoder, input: ByteInput): AsyncGenerator<Buffer> {
  const feeding = feed(decoder, input)
  // Awaited below; until then a rejection must not count as unhandled.
  feeding.catch(() => {})
  try {
    for await (const chunk of decoder) yield chunk as Buffer
    await feeding
  } catch (error) {
    throw error instanceof RefusedFile ? error : damaged(error)
  } finally {
    decoder.destroy()
  }
}

async function feed(decoder: Decoder, input: ByteInput): Promise<void> {
  const over = new Promise<void>((resolve) => {
    for (const event of ['end', 'error', 'close']) decoder.once(event, () => resolve())
  })
  for (;;) {
    const chunk = await input.next().catch((error: Error) => {
      decoder.destroy(error)
      throw error
    })
    if (chunk === null) {
      decoder.end()
      return
    }
    const before = decoder.bytesWritten
    // At the end of a member the call-back of a write may never come.
    await Promise.race([new Promise<void>((resolve) => decoder.write(chunk, () => resolve())), over])
    const used = decoder.bytesWritten - before
    if (used < chunk.length) input.unread(chunk.subarray(used))
    if (used < chunk.length || decoder.destroyed) return
  }
}

async function skipGzipHeader(input: ByteInput): Promise<void> {
  const head = await take(input, 10)
  const flags = head[3] as number
  if (!isGzip(head) || flags & 0xe0) throw corrupt()
  if (flags & 4) await take(input, (await take(input, 2)).readUInt16LE(0))
  for (const flag of [8, 16]) if (flags & flag) await skipText(input)
  if (flags & 2) await take(input, 2)
}

async function skipText(input: ByteInput): Promise<void> {
  for (let length = 0; length < GZIP_TEXT_LIMIT; length++) if ((await take(input, 1))[0] === 0) return
  throw corrupt()
}

async function take(input: ByteInput, count: number): Promise<Buffer> {
  const taken = await peek(input, count)
  if (taken.length < count) throw truncated()
  const all = (await input.next()) ?? Buffer.alloc(0)
  input.unread(all.subarray(count))
  return taken
}

/** Up to `count` bytes, fewer only at the end; they stay in `input`, joined to what was read with them. */
async function peek(input: ByteInput, count: number): Promise<Buffer> {
  let joined = Buffer.alloc(0)
  while (joined.length < count) {
    const more = await input.next()
    if (more === null) break
    joined = joined.length === 0 ? (more as typeof joined) : Buffer.concat([joined, more])
  }
  if (joined.length > 0) input.unread(joined)
  return joined.subarray(0, count)
}

function causeOf(error: unknown): unknown {
  return error instanceof RefusedFile ? error.cause : error
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '')
}

function damaged(error: unknown): Error {
  const code = codeOf(error)
  if (code === 'Z_BUF_ERROR') return truncated()
  if (code === 'ZSTD_error_checksum_wrong') return wrongChecksum()
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
    return new RefusedFile(
      'archive-window-too-large',
      'This file was compressed with a window over 128 MiB. Compress it again without --ultra or --long.',
      { cause: error },
    )
  }
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) return corrupt(error)
  return error as Error
}

/** Bzip2 files cut into their blocks, which lie at any bit and can each be unpacked alone. */
import { corrupt, truncated, wrongChecksum } from '../damage.ts'
import type { ByteInput } from '../inflate.ts'
import type { RepairKeyword } from '../keywords.ts'

/** A file header and the bits of one block behind it, which begins at bit `at`. */
export type Bzip2Block = { bytes: Uint8Array<ArrayBuffer>; at: number }

const headerBytes = 4
const markBits = 48
const checksumBits = 32
/** The digits of π at a block, of its root at the end of a file. */
const blockMark = 0x314159265359
const endMark = 0x177245385090
/** Stored bytes of the largest block, generously. */
const longestBlock = 2 * 1024 * 1024

/** True for the first bytes of a bzip2 file: its mark, a block size, and the first block or the end. */
export function isBzip2(head: Uint8Array): boolean {
  return isHeader(head, 0) && [blockMark, endMark].includes(bitsAt(head, headerBytes * 8, markBits))
}

/**
 * Yields the blocks of a bzip2 file, of several one behind the other too. Throws `RefusedFile` where it is cut off, is
 * laid out otherwise, or the checksum of all its blocks is wrong. A mark within a block's data, as one in 10^14 bits has,
 * would be taken for the next block.
 */
export async function* bzip2Blocks(input: ByteInput, notes: Set<RepairKeyword>): AsyncGenerator<Bzip2Block> {
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const chunk = await input.next()
    if (chunk !== null) held = Buffer.concat([held, chunk])
    return chunk !== null
  }
  const need = async (bytes: number): Promise<boolean> => {
    while (held.length < bytes) if (!(await more())) return false
    return true
  }
  /** The bit at which the next mark begins. */
  const nextMark = async (from: number): Promise<number> => {
    for (let byte = from >> 3; ; ) {
      const found = findMark(held, byte)
      if (found >= 0) return found
      if (held.length > longestBlock) throw corrupt()
      byte = Math.max(from >> 3, held.length - markBytes)
      if (!(await more())) throw truncated()
    }
  }
  for (let files = 1; ; files += 1) {
    if (!(await need(headerBytes)) || !isHeader(held, 0)) {
      if (files === 1) throw held.length < headerBytes ? truncated() : corrupt()
      if (held.length > 0) notes.add('archive-trailing-bytes')
      return
    }
    if (files === 2) notes.add('archive-multi-member')
    const header = held.subarray(0, headerBytes)
    let at = headerBytes * 8
    for (let combined = 0; ; ) {
      if (!(await need(Math.ceil((at + markBits + checksumBits) / 8)))) throw truncated()
      const mark = bitsAt(held, at, markBits)
      const checksum = bitsAt(held, at + markBits, checksumBits)
      if (mark === endMark) {
        if (checksum !== combined) throw wrongChecksum()
        held = held.subarray(Math.ceil((at + markBits + checksumBits) / 8))
        break
      }
      if (mark !== blockMark) throw corrupt()
      combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0
      const end = await nextMark(at + markBits + checksumBits)
      yield blockOf(header, held.subarray(at >> 3, Math.ceil(end / 8)), at & 7)
      held = held.subarray(end >> 3)
      at = end & 7
    }
  }
}

function blockOf(header: Uint8Array, stored: Uint8Array, shift: number): Bzip2Block {
  const bytes = new Uint8Array(headerBytes + stored.length)
  bytes.set(header)
  bytes.set(stored, headerBytes)
  return { bytes, at: headerBytes * 8 + shift }
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  const [b, z, h, level = 0] = bytes.subarray(at, at + headerBytes)
  return b === 0x42 && z === 0x5a && h === 0x68 && level >= 0x31 && level <= 0x39
}

/** Up to 48 bits as a number; a multiple of 8. What lies behind the end is 0. */
function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let bit = at; bit < at + count; bit += 8) {
    const two = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    value = value * 256 + ((two >> (8 - (bit & 7))) & 0xff)
  }
  return value
}

/** Bytes that a mark may touch. */
const markBytes = markBits / 8 + 1
/** By the second and third byte that a mark touches: 1 + the bit of its first byte at which it begins, 0 for no mark. */
const shifts = new Uint8Array(65_536)
for (const mark of [blockMark, endMark]) {
  for (let shift = 0; shift < 8; shift += 1) {
    const bits = BigInt(mark) << BigInt(8 - shift)
    shifts[Number((bits >> 32n) & 0xffffn)] = shift + 1
  }
}

/** The bit at which the first mark begins, at byte `from` or behind it; −1 where none lies whole in these bytes. */
function findMark(bytes: Uint8Array, from: number): number {
  let pair = bytes[from + 1] ?? 0
  for (let byte = from; byte + markBytes < bytes.length + 1; byte += 1) {
    pair = ((pair << 8) | (bytes[byte + 2] as number)) & 0xffff
    const shift = shifts[pair] as number
    if (shift === 0) continue
    const at = byte * 8 + shift - 1
    const mark = bitsAt(bytes, at, markBits)
    if (mark === blockMark || mark === endMark) return at
  }
  return -1
}

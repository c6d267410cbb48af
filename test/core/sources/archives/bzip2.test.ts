import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bunzip2 } from '#core/sources/archives/bunzip.ts'
import type { ByteInput } from '#core/sources/inflate.ts'
import type { RepairKeyword } from '#core/sources/keywords.ts'
import { RefusedFile } from '#core/sources/refusal.ts'
import { bzip2, hasBzip2 } from '../pack.ts'

/** What a packed file unpacks to, read in pieces of so many bytes, or the keyword that refuses it. */
async function unpacked(packed: Uint8Array, piece = 1000): Promise<{ bytes: Buffer; notes: string[] } | string> {
  let at = 0
  const next = async () => {
    const chunk = Buffer.from(packed.subarray(at, at + piece))
    at += piece
    return chunk.length === 0 ? null : chunk
  }
  const input: ByteInput = { next, unread: () => {} }
  const notes = new Set<RepairKeyword>()
  try {
    const chunks: Buffer[] = []
    for await (const chunk of bunzip2(input, notes)) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), notes: [...notes] }
  } catch (error) {
    if (error instanceof RefusedFile) return error.refusal.keyword
    throw error
  }
}

/** Content of up to four blocks, plain, noisy or the same byte over and over. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 30 }), fc.nat(12_000))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
  fc.tuple(fc.nat(255), fc.nat(400_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
)

describe.skipIf(!hasBzip2)('a bzip2 file', () => {
  test('unpacks to what was packed, in pieces of any size, several files in a row too', async () => {
    const property = fc.asyncProperty(
      fc.array(contents, { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1, max: 70_000 }),
      async (all, piece) => {
        const packed = Buffer.concat(all.map((bytes) => bzip2(bytes, 1)))
        const notes = all.length > 1 ? ['archive-multi-member'] : []
        expect(await unpacked(packed, packed.length > 2000 ? Math.max(100, piece) : piece)).toEqual({
          bytes: Buffer.concat(all),
          notes,
        })
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })

  test('is refused wherever it is cut off', async () => {
    const packed = bzip2(Buffer.from('Can - Spoon\n'.repeat(20_000)), 1)
    for (let length = 1; length < packed.length; length += 37) {
      expect(await unpacked(packed.subarray(0, length))).toBe('archive-truncated')
    }
  })

  test('is refused wherever a bit of it is wrong', async () => {
    const packed = bzip2(Buffer.from('Can - Spoon\n'.repeat(20_000)), 1)
    // The last byte may be filled up with bits that mean nothing.
    for (let bit = 0; bit < (packed.length - 1) * 8; bit += 53) {
      const damaged = Buffer.from(packed)
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (128 >> (bit & 7))
      const keyword = await unpacked(damaged)
      // A level above the one that it was packed with does not matter.
      if (bit >> 3 !== 3) expect(keyword).toMatch(/^archive-(?:crc|corrupt|truncated)$/)
    }
  })

  test('may be followed by bytes that are none of it, which is noted', async () => {
    const bytes = Buffer.from('Can - Spoon\n')
    const followed = Buffer.concat([bzip2(bytes), Buffer.from('something else')])
    expect(await unpacked(followed)).toEqual({ bytes, notes: ['archive-trailing-bytes'] })
  })
})

/** Bzip2 files to plain bytes: streamed block by block, checksums looked at. */
import type { ByteInput } from '../inflate.ts'
import type { RepairKeyword } from '../keywords.ts'
import { bzip2Blocks } from './bzip2-blocks.ts'
import { blockUnpackers } from './unpack-block.ts'

/** Yields the content of a bzip2 file, of several one behind the other too; throws `RefusedFile` when damaged. */
export async function* bunzip2(input: ByteInput, notes: Set<RepairKeyword>): AsyncGenerator<Buffer> {
  const { atOnce, unpack } = blockUnpackers()
  const begun: Promise<Uint8Array>[] = []
  const first = async (): Promise<Buffer> => {
    const bytes = (await begun.shift()) as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  for await (const block of bzip2Blocks(input, notes)) {
    const unpacked = unpack(block)
    // Awaited in its turn; until then a rejection must not count as unhandled.
    unpacked.catch(() => {})
    begun.push(unpacked)
    if (begun.length > atOnce) yield await first()
  }
  while (begun.length > 0) yield await first()
}

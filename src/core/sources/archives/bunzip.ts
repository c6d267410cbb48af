/** Bzip2 files to plain bytes: streamed, checksums looked at. */
import bunzip from 'unbzip2-stream'
import type { ByteInput } from '../inflate.ts'
import { RefusedFile } from '../refusal.ts'

/** Of a block, and of the end where there is none. */
const marks = ['1AY&SY', '\u0017rE8P\u0090']

/** True for the first bytes of a bzip2 file: its mark, a block size, and the first block or the end. */
export function isBzip2(head: Uint8Array): boolean {
  const mark = Buffer.from(head.subarray(0, 10)).toString('latin1')
  return /^BZh[1-9]$/.test(mark.slice(0, 4)) && marks.includes(mark.slice(4))
}

/** Yields the content of a bzip2 file, of several one behind the other too; throws `RefusedFile` when damaged. */
export async function* bunzip2(input: ByteInput): AsyncGenerator<Buffer> {
  const decoder = bunzip()
  const ready: Buffer[] = []
  let failure: Error | null = null
  decoder.on('data', (block: Buffer) => ready.push(block))
  decoder.on('error', (error: Error) => {
    failure ??= error
  })
  // The decoder does all its work while it is written to, and never asks to wait.
  for (let chunk = await input.next(); chunk !== null && failure === null; chunk = await input.next()) {
    decoder.write(chunk)
    yield* ready.splice(0)
  }
  if (failure === null) decoder.end()
  yield* ready.splice(0)
  if (failure !== null) throw damaged(failure)
}

function damaged(error: unknown): RefusedFile {
  const { message = '' } = error as { message?: string }
  if (/crc/i.test(message)) {
    const wrong = 'The compressed file does not match its own checksum. Download or copy it again.'
    return new RefusedFile('archive-crc', wrong, { cause: error })
  }
  if (/prematurely|undefined|end/i.test(message)) {
    const early = 'The compressed file ends too early. Download or copy it again.'
    return new RefusedFile('archive-truncated', early, { cause: error })
  }
  return new RefusedFile('archive-corrupt', 'The compressed file is damaged. Download or copy it again.', {
    cause: error,
  })
}

/** Tar archives as a stream of members: POSIX ustar and pax, GNU long names, the old form (POSIX.1-2017, pax). */
import { corrupt, truncated } from '../damage.ts'
import { checkName, LARGEST_WHOLE, type Member } from './member.ts'

const BLOCK = 512
const LONGEST_NAME = 64 * 1024
/** Type flags of regular files, and of links, devices and pipes. */
const files = new Set(['\u0000', '0', '7'])
const links = new Set(['1', '2', '3', '4', '6'])

/** True where the first block is the header of a tar member: its checksum says so. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false
  let sum = 0
  for (let i = 0; i < BLOCK; i += 1) sum += i >= 148 && i < 156 ? 32 : (head[i] as number)
  const stated = Number.parseInt(text(head, 148, 8).trim(), 8)
  return sum > 256 && stated === sum
}

/** Yields the members of a tar archive. Throws `RefusedFile` where it is damaged, cut off or leads out of itself. */
export async function* tarMembers(chunks: AsyncIterable<Buffer>): AsyncGenerator<Member> {
  const input = bytesOf(chunks)
  let said: { path?: string; size?: number } = {}
  for (;;) {
    const header = await input.take(BLOCK)
    // Some writers leave out the two empty blocks at the end.
    if (header.length === 0 || header.every((byte) => byte === 0)) break
    if (header.length < BLOCK) throw truncated()
    if (!isTar(header)) throw corrupt()
    const type = String.fromCharCode(header[156] as number)
    const size = said.size ?? numberAt(header, 124)
    const padding = (BLOCK - (size % BLOCK)) % BLOCK
    if ('xgLK'.includes(type)) {
      if (size > LONGEST_NAME) throw corrupt()
      const extra = await input.take(size + padding)
      if (extra.length < size + padding) throw truncated()
      if (type === 'x') said = { ...said, ...paxOf(extra.subarray(0, size)) }
      if (type === 'L') said = { ...said, path: text(extra, 0, size) }
      continue
    }
    const name = said.path ?? nameOf(header)
    said = {}
    checkName(name)
    let left = size
    const whole = size <= LARGEST_WHOLE ? await input.take(size) : null
    if (whole !== null && whole.length < size) throw truncated()
    const read = async function* (): AsyncGenerator<Buffer> {
      if (whole !== null && left > 0) {
        left = 0
        yield whole
      }
      while (left > 0) {
        const chunk = await input.some(left)
        if (chunk.length === 0) throw truncated()
        left -= chunk.length
        yield chunk
      }
    }
    if (files.has(type) && !name.endsWith('/')) yield { name, kind: 'file', whole: () => whole, chunks: read }
    else if (links.has(type)) yield { name, kind: 'link', whole: () => whole, chunks: read }
    if (whole === null) for await (const _ of read());
    if ((await input.take(padding)).length < padding) throw truncated()
  }
  // What follows is filling; read through, so that the packing around it is checked to its end.
  while ((await input.some(1 << 20)).length > 0);
}

function bytesOf(chunks: AsyncIterable<Buffer>) {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  /** Up to `most` bytes, none at the end. */
  const some = async (most: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await source.next()
      if (next.done === true) return rest
      rest = next.value
    }
    const given = rest.subarray(0, most)
    rest = rest.subarray(given.length)
    return given
  }
  /** `count` bytes, fewer at the end only. */
  const take = async (count: number): Promise<Buffer> => {
    if (rest.length >= count) return some(count)
    const parts: Buffer[] = []
    for (let left = count; left > 0; ) {
      const part = await some(left)
      if (part.length === 0) break
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }
  return { some, take }
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const field = Buffer.from(bytes.buffer, bytes.byteOffset + at, length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 257, 5) === 'ustar' && header[263] === 0x30 ? text(header, 345, 155) : ''
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`
}

/** Octal digits, or the base-256 form for large values. */
function numberAt(header: Buffer, at: number): number {
  const first = header[at] as number
  if (first & 0x80) {
    let value = first & 0x7f
    for (let i = at + 1; i < at + 12; i += 1) value = value * 256 + (header[i] as number)
    if (value > Number.MAX_SAFE_INTEGER) throw corrupt()
    return value
  }
  const digits = text(header, at, 12).trim()
  if (!/^[0-7]*$/.test(digits)) throw corrupt()
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** Path and size out of pax records, `length key=value\n` each. */
function paxOf(records: Buffer): { path?: string; size?: number } {
  const said: { path?: string; size?: number } = {}
  for (let at = 0; at < records.length; ) {
    const blank = records.indexOf(32, at)
    const length = Number(records.toString('latin1', at, blank))
    if (blank < 0 || !(length > 0) || at + length > records.length) throw corrupt()
    const [key = '', ...value] = records.toString('utf8', blank + 1, at + length - 1).split('=')
    if (key === 'path') said.path = value.join('=')
    if (key === 'size') {
      const size = Number(value.join('='))
      if (!Number.isSafeInteger(size) || size < 0) throw corrupt()
      said.size = size
    }
    at += length
  }
  return said
}

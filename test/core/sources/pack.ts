/** Archives made in memory, sound ones and lying ones. */
import { execFileSync } from 'node:child_process'
import { crc32, deflateRawSync } from 'node:zlib'

function tarHeader(name: string, size: number, type = '0'): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Packed by the program of that name, in blocks of so many times 100,000 bytes. */
export const bzip2 = (bytes: Uint8Array, level = 9): Buffer =>
  execFileSync('bzip2', ['-c', `-${level}`], { input: bytes, maxBuffer: 1 << 30 })

/** Whether this computer has that program. */
export const hasBzip2 = (() => {
  try {
    return bzip2(Buffer.from('x')).length > 0
  } catch {
    return false
  }
})()

/** A member; `type` is its tar type flag. */
export type Packed = { name: string; content?: string | Uint8Array; type?: string }

/** A tar archive. */
export function tar(members: Packed[]): Buffer {
  const blocks = members.flatMap(({ name, content = '', type = '0' }) => {
    const bytes = Buffer.from(content as string)
    return [tarHeader(name, bytes.length, type), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

type Lie = { crc?: number; size?: number; flags?: number; mode?: number }

/** A zip archive of deflated members, each of which may lie about itself. */
export function zip(members: (Packed & Lie)[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content = '', crc, size, flags = 0, mode = 0o100644 } of members) {
    const plain = Buffer.from(content as string)
    const packed = deflateRawSync(plain)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc ?? crc32(plain), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(size ?? plain.length, 18)
    shared.writeUInt16LE(name.length, 22)
    parts.push(Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), packed)
    const more = Buffer.alloc(14)
    more.writeUInt32LE(mode * 65_536, 6)
    more.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0003'), shared, more, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, entries, end])
}

/** A small square picture of one colour, as PNG. */
import { crc32, deflateSync } from 'node:zlib'

const side = 64

/** `colour` as `#rrggbb`. */
export function cover(colour: string): Buffer {
  const pixel = Buffer.from(colour.slice(1), 'hex')
  const line = Buffer.concat([Buffer.from([0]), ...Array.from({ length: side }, () => pixel)])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => line)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** Small valid audio files with tags, written byte by byte: MP3, FLAC, Ogg Vorbis, M4A and WAV of silence. */

export type Tags = {
  artist?: string
  title?: string
  album?: string
  year?: string
  genre?: string
  mbid?: string
  isrc?: string
  picture?: Uint8Array
}

/** The smallest PNG that browsers draw: one grey pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)

const latin = (text: string) => Buffer.from(text, 'latin1')
const utf8 = (text: string) => Buffer.from(text, 'utf8')
const big = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const little = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

/** MPEG-1 layer III frames of silence at 128 kbit/s and 44.1 kHz, behind an ID3v2.4 tag where there are tags. */
function mp3(tags: Tags, seconds = 2): Buffer {
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0xc4])
  const frames = Math.round((seconds * 44_100) / 1152)
  const text = (id: string, value: string | undefined) => (value === undefined ? [] : [id3Frame(id, [3], utf8(value))])
  const body = Buffer.concat([
    ...text('TPE1', tags.artist),
    ...text('TIT2', tags.title),
    ...text('TALB', tags.album),
    ...text('TDRC', tags.year),
    ...text('TCON', tags.genre),
    ...text('TSRC', tags.isrc),
    ...(tags.mbid === undefined ? [] : [id3Frame('UFID', latin('http://musicbrainz.org\0'), latin(tags.mbid))]),
    ...(tags.picture === undefined ? [] : [id3Frame('APIC', [0, ...latin('image/png\0'), 3, 0], tags.picture)]),
  ])
  const tag = body.length === 0 ? [] : [latin('ID3'), Buffer.from([4, 0, 0]), syncSafe(body.length), body]
  return Buffer.concat([...tag, ...Array.from({ length: frames }, () => frame)])
}

const syncSafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f))
const id3Frame = (id: string, head: Iterable<number>, content: Uint8Array) => {
  const body = Buffer.concat([Buffer.from([...head]), content])
  return Buffer.concat([latin(id), syncSafe(body.length), Buffer.from([0, 0]), body])
}

/** A stream header with its length and tags, and no sound. */
function flac(tags: Tags, seconds = 2): Buffer {
  const rate = 44_100
  const info = Buffer.alloc(34)
  info.writeUInt16BE(4096, 0)
  info.writeUInt16BE(4096, 2)
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  info.writeBigUInt64BE((BigInt(rate) << 44n) | (1n << 41n) | (15n << 36n) | BigInt(Math.round(rate * seconds)), 10)
  const blocks = [
    { type: 0, body: info as Buffer },
    { type: 4, body: vorbisComment(tags) },
  ]
  if (tags.picture !== undefined) blocks.push({ type: 6, body: flacPicture(tags.picture) })
  return Buffer.concat([
    latin('fLaC'),
    ...blocks.flatMap(({ type, body }, at) => [
      Buffer.from([type | (at === blocks.length - 1 ? 0x80 : 0)]),
      big(body.length, 3),
      body,
    ]),
  ])
}

const flacPicture = (picture: Uint8Array) => {
  const mime = latin('image/png')
  const sizes = [1, 1, 8, 0, picture.length].map((size) => big(size, 4))
  return Buffer.concat([big(3, 4), big(mime.length, 4), mime, big(0, 4), ...sizes, picture])
}

const vorbisNames: [keyof Tags, string][] = [
  ['artist', 'ARTIST'],
  ['title', 'TITLE'],
  ['album', 'ALBUM'],
  ['year', 'DATE'],
  ['genre', 'GENRE'],
  ['mbid', 'MUSICBRAINZ_TRACKID'],
  ['isrc', 'ISRC'],
]

function vorbisComment(tags: Tags): Buffer {
  const vendor = latin('sidetrack')
  const comments = vorbisNames.flatMap(([key, name]) =>
    tags[key] === undefined ? [] : [utf8(`${name}=${tags[key] as string}`)],
  )
  return Buffer.concat([
    little(vendor.length, 4),
    vendor,
    little(comments.length, 4),
    ...comments.flatMap((comment) => [little(comment.length, 4), comment]),
  ])
}

/** Two pages of Vorbis headers and a last one that tells how long it is. */
function ogg(tags: Tags, seconds = 2): Buffer {
  const id = Buffer.alloc(30)
  id.set([1, ...latin('vorbis')])
  id[11] = 2
  id.writeUInt32LE(44_100, 12)
  id.writeInt32LE(128_000, 20)
  id.set([0xb8, 1], 28)
  const comment = Buffer.concat([Buffer.from([3]), latin('vorbis'), vorbisComment(tags), Buffer.from([1])])
  return Buffer.concat([
    oggPage(2, 0n, 0, id),
    oggPage(0, 0n, 1, comment),
    oggPage(4, BigInt(Math.round(44_100 * seconds)), 2, Buffer.alloc(200)),
  ])
}

function oggPage(type: number, position: bigint, place: number, body: Buffer): Buffer {
  const segments = [...Array<number>(Math.floor(body.length / 255)).fill(255), body.length % 255]
  const head = Buffer.alloc(27)
  head.set([...latin('OggS'), 0, type])
  head.writeBigInt64LE(position, 6)
  head.writeUInt32LE(7, 14)
  head.writeUInt32LE(place, 18)
  head[26] = segments.length
  return Buffer.concat([head, Buffer.from(segments), body])
}

/** A movie header with iTunes tags, and no sound. */
function m4a(tags: Tags, seconds = 2): Buffer {
  const atom = (name: string, ...parts: Uint8Array[]) => {
    const body = Buffer.concat(parts)
    return Buffer.concat([big(body.length + 8, 4), Buffer.from(name, 'latin1'), body])
  }
  const data = (kind: number, value: Uint8Array) => atom('data', big(kind, 4), big(0, 4), value)
  const text = (name: string, value: string | undefined) =>
    value === undefined ? [] : [atom(name, data(1, utf8(value)))]
  const header = Buffer.concat([
    big(0, 4),
    big(0, 8 - 2),
    big(0, 2),
    big(1000, 4),
    big(seconds * 1000, 4),
    Buffer.alloc(80),
  ])
  const items = atom(
    'ilst',
    ...text('\u00a9ART', tags.artist),
    ...text('\u00a9nam', tags.title),
    ...text('\u00a9alb', tags.album),
    ...text('\u00a9day', tags.year),
    ...(tags.picture === undefined ? [] : [atom('covr', data(14, tags.picture))]),
  )
  const handler = atom('hdlr', Buffer.alloc(8), latin('mdirappl'), Buffer.alloc(9))
  const meta = atom('meta', Buffer.alloc(4), handler, items)
  return Buffer.concat([
    atom('ftyp', latin('M4A \0\0\0\0M4A ')),
    atom('moov', atom('mvhd', header), atom('udta', meta)),
    atom('mdat', Buffer.alloc(16)),
  ])
}

/** 16-bit mono silence at 8 kHz, with a list of information. */
function wav(tags: Tags, seconds = 2): Buffer {
  const samples = Buffer.alloc(Math.round(8000 * seconds) * 2)
  const chunk = (id: string, body: Buffer) =>
    Buffer.concat([latin(id), little(body.length, 4), body, Buffer.alloc(body.length % 2)])
  const format = Buffer.concat([
    little(1, 2),
    little(1, 2),
    little(8000, 4),
    little(16_000, 4),
    little(2, 2),
    little(16, 2),
  ])
  const info = Buffer.concat([
    latin('INFO'),
    ...(tags.artist === undefined ? [] : [chunk('IART', utf8(`${tags.artist}\0`))]),
    ...(tags.title === undefined ? [] : [chunk('INAM', utf8(`${tags.title}\0`))]),
  ])
  const body = Buffer.concat([latin('WAVE'), chunk('fmt ', format), chunk('LIST', info), chunk('data', samples)])
  return Buffer.concat([latin('RIFF'), little(body.length, 4), body])
}

/** Each kind of file from its tags and its seconds. */
export const audio = { mp3, flac, ogg, m4a, wav } as const

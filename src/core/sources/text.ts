/** Bytes to blocks of whole text lines: UTF-8 with or without BOM, UTF-16, and single lines in windows-1252. */
import { isAscii, isUtf8 } from 'node:buffer'

/** A physical line over this many bytes is not kept. */
export const LONGEST_LINE = 1024 * 1024
const KEPT_OF_LONG_LINE = 2000
const SNIFFED = 4096

/** `windows-1252` as a whole only where somebody says so. */
export type Encoding = 'utf-8' | 'utf-8 (BOM)' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Whole lines with their line ends; only the last block of a file may end without one. */
export type TextBlock = {
  text: string
  /** Offsets of lines that were no UTF-8 and were read as windows-1252, ascending. */
  legacyStarts: readonly number[]
  /** The first line is over `LONGEST_LINE`; only its beginning is in `text`. */
  longFirstLine: boolean
}

/** Names the encoding by BOM, else by where zero bytes stand in the first 4 KiB. */
export function sniffEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8 (BOM)'
  if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const length = Math.min(head.length, SNIFFED)
  if (!head.subarray(0, length).includes(0)) return 'utf-8'
  const zeros = [0, 0]
  for (let i = 0; i < length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1
  const [even, odd] = zeros as [number, number]
  // Digits, delimiters and line ends are half zero in UTF-16, always on the same side.
  if (odd > length / 20 && even * 20 < odd) return 'utf-16le'
  if (even > length / 20 && odd * 20 < even) return 'utf-16be'
  return 'utf-8'
}

/** True when the first 4 KiB of 8-bit content are no text: control bytes galore, or some of them in what is no UTF-8. */
export function looksBinary(head: Buffer): boolean {
  const sniffed = head.subarray(0, SNIFFED)
  let controls = 0
  // Every document of an archive comes by here: counting by place takes a fraction of the time of iterating.
  for (let i = 0; i < sniffed.length; i++) {
    const byte = sniffed[i] as number
    if ((byte < 32 && (byte < 9 || byte > 13)) || byte === 127) controls++
  }
  if (controls * 10 > sniffed.length * 3) return true
  return controls * 50 > sniffed.length && !isUtf8(wholeCharacters(sniffed))
}

/** Yields text in blocks of whole lines; an empty block now and then while an endless line is passed over. */
export async function* textBlocks(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<TextBlock> {
  let carry: Buffer = Buffer.alloc(0)
  let carryIsLong = false
  for await (const chunk of asUtf8(chunks, encoding)) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk])
    const first: number = carryIsLong || bytes.length > LONGEST_LINE ? firstLineEnd(bytes) : 0
    const longFirstLine: boolean = carryIsLong || first > LONGEST_LINE
    const cut = afterLastLineEnd(bytes)
    if (cut === 0) {
      carryIsLong = longFirstLine
      carry = longFirstLine ? beginning(bytes) : bytes
      yield { text: '', legacyStarts: [], longFirstLine: false }
      continue
    }
    const kept = bytes.subarray(0, cut)
    const shown = longFirstLine ? Buffer.concat([beginning(kept.subarray(0, first)), kept.subarray(first)]) : kept
    yield decodeLines(shown, longFirstLine)
    carry = bytes.subarray(cut)
    carryIsLong = false
  }
  if (carry.length > 0) yield decodeLines(carry, carryIsLong || firstLineEnd(carry) > LONGEST_LINE)
}

/**
 * Yields text in pieces of whole lines, whatever their length, for readers that find their records themselves: a line
 * over `LONGEST_LINE` comes in several pieces, cut between characters.
 */
export async function* textPieces(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<TextBlock> {
  let carry: Buffer = Buffer.alloc(0)
  for await (const chunk of asUtf8(chunks, encoding)) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk])
    const lines = afterLastLineEnd(bytes)
    const cut = lines > 0 || bytes.length <= LONGEST_LINE ? lines : wholeCharacters(bytes).length
    carry = bytes.subarray(cut)
    if (cut > 0) yield decodeLines(bytes.subarray(0, cut), false)
  }
  if (carry.length > 0) yield decodeLines(carry, false)
}

/** All text of UTF-8 content at once. */
export function wholeText(bytes: Buffer, encoding: Encoding): TextBlock {
  return decodeLines(encoding === 'utf-8 (BOM)' ? bytes.subarray(3) : bytes, false)
}

/** UTF-16 and windows-1252 as UTF-8, so that all that follows knows one encoding; a BOM is left out. */
async function* asUtf8(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'windows-1252') {
    for await (const chunk of chunks) yield Buffer.from(decodeWindows1252(chunk))
    return
  }
  if (!encoding.startsWith('utf-16')) {
    let skip = encoding === 'utf-8 (BOM)' ? 3 : 0
    for await (const chunk of chunks) {
      yield skip > 0 ? chunk.subarray(skip) : chunk
      skip = Math.max(0, skip - chunk.length)
    }
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

function decodeLines(bytes: Buffer, longFirstLine: boolean): TextBlock {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), legacyStarts: [], longFirstLine }
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), legacyStarts: [], longFirstLine }
  const legacyStarts: number[] = []
  let text = ''
  let lf = -1
  for (let start = 0; start < bytes.length; ) {
    if (lf < start) lf = bytes.indexOf(10, start) < 0 ? bytes.length : bytes.indexOf(10, start)
    const cr = bytes.subarray(start, lf).indexOf(13)
    const end = (cr < 0 ? lf : start + cr) + 1
    const line = bytes.subarray(start, end)
    if (!isUtf8(line)) legacyStarts.push(text.length)
    text += isUtf8(line) ? line.toString('utf8') : decodeWindows1252(line)
    start = end
  }
  return { text, legacyStarts, longFirstLine }
}

const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The bytes of a text; null, and the letters that it lacks, where there are any. */
export function encodeWindows1252(text: string): { bytes: Buffer | null; lacking: string[] } {
  const lacking = new Set<string>()
  let single = ''
  for (const letter of text) {
    const place = WINDOWS_1252.indexOf(letter)
    const code = letter.codePointAt(0) as number
    if (place >= 0) single += String.fromCharCode(128 + place)
    else if (code < 128 || (code >= 160 && code < 256)) single += letter
    else lacking.add(letter)
  }
  return lacking.size > 0
    ? { bytes: null, lacking: [...lacking] }
    : { bytes: Buffer.from(single, 'latin1'), lacking: [] }
}

/** Own table: the built-in decoder of some Node releases reads 0x80-0x9F as control characters. */
export function decodeWindows1252(line: Buffer): string {
  return line.toString('latin1').replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 128] as string)
}

/** Index of the first CR or LF, or the length. */
function firstLineEnd(bytes: Buffer): number {
  const lf = bytes.indexOf(10)
  const before = lf < 0 ? bytes : bytes.subarray(0, lf)
  const cr = before.indexOf(13)
  return cr < 0 ? before.length : cr
}

/** Offset behind the last line end, 0 without any. A CR in last place waits: an LF may follow. */
function afterLastLineEnd(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(10)
  if (lf >= 0) return lf + 1
  return bytes.subarray(0, bytes.length - 1).lastIndexOf(13) + 1
}

function beginning(line: Buffer): Buffer {
  return wholeCharacters(line.subarray(0, KEPT_OF_LONG_LINE))
}

/** Without the UTF-8 character that was cut off at the end, if one was. */
function wholeCharacters(bytes: Buffer): Buffer {
  let lead = bytes.length - 1
  while (lead > bytes.length - 4 && lead > 0 && ((bytes[lead] as number) & 0xc0) === 0x80) lead--
  return lead >= 0 && (bytes[lead] as number) >= 0xc0 ? bytes.subarray(0, lead) : bytes
}

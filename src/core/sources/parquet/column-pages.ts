/** The pages of one column, one after the other, each as the values of its rows. */
import { brotliDecompressSync, constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors, DataPageHeader, DecodedArray, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { convert, convertWithDictionary } from 'hyparquet/src/convert.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { compressors as decoders } from 'hyparquet-compressors'
import { RefusedFile } from '../refusal.ts'
import { parsers } from './cells.ts'
import { type Chunk, type RandomAccess, refuse } from './footer.ts'
import { checkRuns } from './hybrid-runs.ts'

/** Bytes read at once, and of the largest page. */
const READ_AHEAD = 256 * 1024
const LARGEST_PAGE = 128 * 1024 * 1024
/** Values of a page; a column that says nothing may have a million rows in one. */
const MOST_VALUES = 16 * 1024 * 1024
const LONGEST_HEADER = 16 * 1024 * 1024

/** The rows of a page, each taken once and in order: a value, null for none, a list where the column repeats. */
export type PageRows = { length: number; take: () => unknown }

const compressors: Compressors = {
  ...decoders,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) =>
    zstdDecompressSync(input, {
      maxOutputLength: Math.max(1, length),
      params: { [constants.ZSTD_d_windowLogMax]: 27 },
    }),
}

/** Yields the rows of a column chunk page by page; `consumed` is told of stored bytes. Throws `RefusedFile`. */
export async function* columnPages(
  file: RandomAccess,
  chunk: Chunk,
  consumed: (bytes: number) => void,
): AsyncGenerator<PageRows> {
  if (chunk.codec !== 'UNCOMPRESSED' && compressors[chunk.codec] === undefined) {
    const message = `This Parquet file is compressed with ${chunk.codec}, which Sidetrack does not read. Save it with Snappy or Zstandard.`
    throw new RefusedFile('not-a-dataset', message)
  }
  const page = pageReader(file, chunk)
  const rowsOf = chunk.leaf.repetitionLevel > 0 ? repeatedRows(chunk) : singleRows(chunk)
  let dictionary: DecodedArray | undefined
  for (let next = await page(); next !== null; next = await page()) {
    consumed(next.stored)
    const { header, bytes } = next
    if (header.dictionary_page_header !== undefined) {
      dictionary = readDictionary(chunk, header, bytes)
    } else if (header.data_page_header !== undefined || header.data_page_header_v2 !== undefined) {
      const rows = rowsOf(readValues(chunk, header, bytes, dictionary))
      if (rows.length > 0) yield rows
    }
  }
  const last = rowsOf(null)
  if (last.length > 0) yield last
}

type StoredPage = { header: PageHeader; bytes: Uint8Array; stored: number }

/** Makes the function that reads the next page header and the bytes behind it; null at the end of the chunk. */
function pageReader(file: RandomAccess, { from, to }: Chunk): () => Promise<StoredPage | null> {
  let held: Buffer = Buffer.alloc(0)
  let at = from
  const hold = async (length: number): Promise<void> => {
    if (held.length >= Math.min(length, to - at)) return
    const wanted = Math.min(Math.max(length, READ_AHEAD), to - at)
    const more = await file.read(at + held.length, wanted - held.length)
    held = Buffer.concat([held, more])
    if (held.length < Math.min(length, to - at)) throw refuse.truncated()
  }
  const readHeader = async (): Promise<{ header: PageHeader; length: number }> => {
    for (let length = 64 * 1024; ; length *= 4) {
      await hold(length)
      try {
        const reader = { view: new DataView(held.buffer, held.byteOffset, held.length), offset: 0 }
        const header = parquetHeader(reader)
        return { header, length: reader.offset }
      } catch (error) {
        // A header may be longer than what is held: statistics lie in it.
        if (held.length >= to - at || length > LONGEST_HEADER) throw refuse.corrupt(error)
      }
    }
  }
  return async () => {
    if (at >= to) return null
    const { header, length } = await readHeader()
    const { compressed_page_size: size, uncompressed_page_size: plainSize } = header
    if (!(size >= 0 && plainSize >= 0 && length + size <= to - at)) throw refuse.corrupt()
    if (size > LARGEST_PAGE || plainSize > LARGEST_PAGE) throw refuse.bomb('a page of over 128 MiB')
    await hold(length + size)
    // A copy of its own: numbers are read in place and need its beginning to be aligned.
    const bytes = new Uint8Array(held.subarray(length, length + size))
    held = held.subarray(length + size)
    at += length + size
    return { header, bytes, stored: length + size }
  }
}

const decoderOf = ({ leaf, codec, type }: Chunk) => ({
  pathInSchema: leaf.path.slice(1).map(({ element }) => element.name),
  type,
  element: (leaf.path.at(-1) as Chunk['leaf']['path'][number]).element,
  schemaPath: leaf.path,
  codec,
  compressors,
  parsers,
})

function checkCount(count: number): void {
  if (!(count >= 0)) throw refuse.corrupt()
  if (count > MOST_VALUES) throw refuse.bomb('a page of over 16 million values')
}

function readDictionary(chunk: Chunk, header: PageHeader, bytes: Uint8Array): DecodedArray {
  const decoder = decoderOf(chunk)
  const count = header.dictionary_page_header?.num_values ?? 0
  checkCount(count)
  const page = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors)
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 }
  return convert(readPlain(reader, chunk.type, count, decoder.element.type_length), decoder)
}

/** Values that are there, and at which level each entry of the page is; no levels where all are there. */
type Values = { values: DecodedArray; definition: readonly number[]; repetition: readonly number[]; count: number }

function readValues(chunk: Chunk, header: PageHeader, bytes: Uint8Array, dictionary: DecodedArray | undefined): Values {
  const decoder = decoderOf(chunk)
  const { data_page_header: first, data_page_header_v2: second } = header
  const told = first ?? second
  if (told === undefined) throw refuse.corrupt()
  checkCount(told.num_values)
  if (told.encoding.endsWith('_DICTIONARY') && dictionary === undefined) throw refuse.corrupt()
  const read = () => {
    if (first !== undefined) {
      const page = decompressPage(bytes, header.uncompressed_page_size, chunk.codec, compressors)
      checkFirst(page, chunk, first)
      return readDataPage(page, first, decoder)
    }
    const { page, levels } = plainSecond(bytes, chunk, header)
    checkSecond(page, chunk, header, levels)
    const plain = { ...header.data_page_header_v2, is_compressed: false } as NonNullable<typeof second>
    return readDataPageV2(page, { ...header, data_page_header_v2: plain }, decoder)
  }
  const { definitionLevels, repetitionLevels, dataPage } = read()
  return {
    values: convertWithDictionary(dataPage, dictionary, told.encoding, decoder),
    definition: definitionLevels ?? [],
    repetition: repetitionLevels,
    count: told.num_values,
  }
}

/** Runs of a page of the first form: both levels with their lengths before them, then what stands for the values. */
function checkFirst(page: Uint8Array, { leaf, type }: Chunk, { encoding, num_values: count }: DataPageHeader): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  let at = 0
  let present = count
  for (const level of [leaf.repetitionLevel, leaf.definitionLevel]) {
    if (level === 0) continue
    const end = at + 4 + view.getUint32(at, true)
    present = checkRuns(page, { place: [at + 4, end], width: widthOf(level), count }, leaf.definitionLevel)
    at = end
  }
  if (leaf.definitionLevel === 0) present = count
  // Of one kind of value nothing is written.
  if (encoding.endsWith('_DICTIONARY') && page[at] === 0) return
  checkValues(page, at, { encoding, type, count: present })
}

function checkSecond(page: Uint8Array, { leaf, type }: Chunk, header: PageHeader, levels: readonly number[]): void {
  const told = header.data_page_header_v2
  if (told === undefined) return
  const [repetition = 0, definition = 0] = levels
  const check = (from: number, length: number, level: number) =>
    level > 0 && checkRuns(page, { place: [from, from + length], width: widthOf(level), count: told.num_values })
  check(0, repetition, leaf.repetitionLevel)
  check(repetition, definition, leaf.definitionLevel)
  const count = told.num_values - told.num_nulls
  checkCount(count)
  checkValues(page, repetition + definition, { encoding: told.encoding, type, count })
}

function checkValues(
  page: Uint8Array,
  from: number,
  { encoding, type, count }: { encoding: string; type: Chunk['type']; count: number },
): void {
  const isTruth = encoding === 'RLE' && type === 'BOOLEAN'
  if (isTruth) checkRuns(page, { place: [from + 4, page.length], width: 1, count })
  else if (encoding.endsWith('_DICTIONARY')) {
    checkRuns(page, { place: [from + 1, page.length], width: page[from] ?? 0, count })
  }
}

const widthOf = (level: number) => 32 - Math.clz32(level)

/** A page of the second form, whose levels are never compressed, with its values decompressed. */
function plainSecond(bytes: Uint8Array, { codec }: Chunk, header: PageHeader): { page: Uint8Array; levels: number[] } {
  const told = header.data_page_header_v2
  if (told === undefined) throw refuse.corrupt()
  const levels = [told.repetition_levels_byte_length, told.definition_levels_byte_length]
  const length = levels.reduce((sum, one) => sum + one, 0)
  if (levels.some((one) => !(one >= 0)) || length > bytes.length) throw refuse.corrupt()
  if (told.is_compressed === false || codec === 'UNCOMPRESSED') return { page: bytes, levels }
  const values = decompressPage(bytes.subarray(length), header.uncompressed_page_size - length, codec, compressors)
  return { page: Buffer.concat([bytes.subarray(0, length), values]), levels }
}

/** A value or null a row. */
function singleRows({ leaf }: Chunk): (page: Values | null) => PageRows {
  return (page) => {
    if (page === null) return none
    const { values, definition, count } = page
    let at = 0
    let next = 0
    const take = () => {
      const isThere = definition.length === 0 || definition[at] === leaf.definitionLevel
      at += 1
      return isThere ? values[next++] : null
    }
    return { length: definition.length === 0 ? values.length : count, take }
  }
}

const none: PageRows = { length: 0, take: () => null }

/** A flat list a row; a row goes on in the next page until one begins there, so the last one is held back. */
function repeatedRows({ leaf }: Chunk): (page: Values | null) => PageRows {
  let open: unknown[] | null = null
  return (page) => {
    const whole: unknown[] = []
    const close = () => {
      if (open !== null) whole.push(open)
    }
    if (page === null) {
      close()
      open = null
    } else {
      const { values, definition, repetition, count } = page
      let next = 0
      for (let at = 0; at < count; at++) {
        if (repetition[at] === 0 || open === null) {
          close()
          open = []
        }
        if (definition.length === 0 || definition[at] === leaf.definitionLevel) open.push(values[next++])
      }
    }
    let row = 0
    return { length: whole.length, take: () => whole[row++] }
  }
}

/** Tells by its content which table of which data set a file is. */
import { basename } from 'node:path'
import { contentChunks, namedCompression, newStreamState, openFile } from './bytes.ts'
import { foldHeader } from './fields.ts'
import type { ContentHead, DocumentFormat, TableFormat } from './format.ts'
import { hetrecNotUsed } from './formats/hetrec.ts'
import { documentFormats, tableFormats } from './formats/index.ts'
import { type Fit, fitTable, isHeaderNormalised } from './header.ts'
import type { RepairKeyword } from './keywords.ts'
import type { RecognisedFile } from './reader.ts'
import { createRecordReader, type Quoting } from './records.ts'
import { orRefusal, type Refusal, RefusedFile } from './refusal.ts'
import { type Encoding, looksBinary, sniffEncoding, textBlocks, textPieces } from './text.ts'

const HEAD_BYTES = 128 * 1024
const SAMPLE_RECORDS = 201
const MOST_COLUMNS = 1000
const SURE_ENOUGH = 0.5
const LEAST_ASKED_FOR = 0.1
const DELIMITERS = ['\t', ',', ';', '|']

/** How a file with this delimiter is quoted: C3 knows no quotes in TSV. */
export function quotingOf(delimiter: string): Quoting {
  return delimiter === '\t' ? 'none' : 'csv'
}

/**
 * Recognises a file by its content; of `shownName` only the suffixes and a word or two are used, as hints.
 * `format` asks for one data set only and takes any fit. Returns a `Refusal` when nothing fits; throws only on bugs.
 */
export function recognise(
  path: string,
  shownName = basename(path),
  options: { format?: string } = {},
): Promise<RecognisedFile | Refusal> {
  return orRefusal(async () => {
    const head = await readHead(path)
    const encoding = sniffEncoding(head.bytes)
    refuseOtherContent(head.bytes, encoding, head.compression !== 'none')
    const fileName = basename(shownName)
      .toLowerCase()
      .replace(/\.(gz|gzip|zst|zstd)$/, '')
    const { compression } = head
    const isWanted = ({ format }: { format: string }) => options.format === undefined || format === options.format
    const repaired: RepairKeyword[] = []
    if (namedCompression(shownName) !== compression) repaired.push('archive-mislabelled')
    if (encoding === 'utf-8 (BOM)') repaired.push('encoding-bom')
    if (encoding.startsWith('utf-16')) repaired.push('encoding-utf16')
    const anyFit = options.format !== undefined
    const text = await headText(head, encoding)
    const documents = bestDocuments({ text, fileName, whole: head.whole }, documentFormats.filter(isWanted))
    if (documents !== null && documents.confidence >= (anyFit ? LEAST_ASKED_FOR : SURE_ENOUGH)) {
      return { shape: 'documents', shownName, compression, encoding, ...documents, repaired }
    }
    const fit = await bestFit({ head, encoding, fileName, tables: tableFormats.filter(isWanted), anyFit })
    if (isOtherDelimiter(fileName, fit.delimiter)) repaired.push('delimiter-detected')
    if (fit.header === null) repaired.push('header-missing')
    if (isHeaderNormalised(fit)) repaired.push('header-normalised')
    const { delimiter, header, table, mapping } = fit
    const confidence = Math.min(1, fit.confidence)
    return { shape: 'table', shownName, compression, encoding, delimiter, header, table, confidence, mapping, repaired }
  })
}

type Head = { bytes: Buffer; whole: boolean; compression: RecognisedFile['compression'] }

async function readHead(path: string): Promise<Head> {
  const file = await openFile(path)
  try {
    const parts: Buffer[] = []
    let length = 0
    let whole = true
    for await (const chunk of contentChunks(file, newStreamState())) {
      parts.push(chunk)
      length += chunk.length
      if (length < HEAD_BYTES) continue
      whole = false
      break
    }
    const bytes = Buffer.concat(parts)
    const isMark = bytes.length <= 3 && sniffEncoding(bytes) !== 'utf-8'
    if (bytes.length === 0 || isMark) throw new RefusedFile('empty-file', 'There is nothing in this file.')
    return { bytes, whole, compression: file.compression }
  } finally {
    await file.handle.close()
  }
}

const SIGNATURES: readonly [name: string, offset: number, bytes: string][] = [
  ['zip archive', 0, 'PK\u0003\u0004'],
  ['gzip archive', 0, '\u001f\u008b\u0008'],
  ['zstd archive', 0, '\u0028\u00b5\u002f\u00fd'],
  ['bzip2 archive', 0, 'BZh'],
  ['xz archive', 0, '\u00fd7zXZ\u0000'],
  ['7z archive', 0, '7z\u00bc\u00af\u0027\u001c'],
  ['rar archive', 0, 'Rar!\u001a'],
  ['tar archive', 257, 'ustar'],
]

function refuseOtherContent(bytes: Buffer, encoding: Encoding, packed: boolean): void {
  const found = SIGNATURES.find(([, at, sign]) => bytes.toString('latin1', at, at + sign.length) === sign)
  if (found !== undefined && packed) {
    throw new RefusedFile(
      'archive-nested',
      `This compressed file holds a ${found[0]}. Unpack it and choose the tables.`,
    )
  }
  if (found !== undefined) {
    throw new RefusedFile('not-a-dataset', `This is a ${found[0]}. Unpack it and choose the tables inside.`)
  }
  if (!encoding.startsWith('utf-16') && looksBinary(bytes)) {
    throw new RefusedFile('binary-file', 'This is a binary file, not a table of text.')
  }
}

/** The decoded head; its last line may be cut off. */
async function headText(head: Head, encoding: Encoding): Promise<string> {
  let text = ''
  for await (const piece of textPieces(once(head.bytes), encoding)) text += piece.text
  return text
}

function bestDocuments(
  head: ContentHead,
  formats: readonly DocumentFormat[],
): { table: DocumentFormat; confidence: number } | null {
  const fits = formats.map((table) => ({ table, confidence: Math.min(1, table.detect(head)) }))
  return fits.reduce<(typeof fits)[0] | null>(
    (best, fit) => (fit.confidence > (best?.confidence ?? 0) ? fit : best),
    null,
  )
}

type Search = {
  head: Head
  encoding: Encoding
  fileName: string
  tables: readonly TableFormat[]
  anyFit: boolean
}

async function bestFit({ head, encoding, fileName, tables, anyFit }: Search): Promise<Fit> {
  const samples = await Promise.all(DELIMITERS.map((delimiter) => sampleRecords(head, encoding, delimiter)))
  const fits = samples.flatMap((records, index) =>
    tables.map((table) => fitTable(table, records, { delimiter: DELIMITERS[index] as string, fileName })),
  )
  const best = fits.reduce<Fit | null>((top, fit) => (fit.confidence > (top?.confidence ?? 0) ? fit : top), null)
  if (best !== null && best.confidence >= (anyFit ? LEAST_ASKED_FOR : SURE_ENOUGH)) {
    if (best.twice === null) return best
    const message = `The column “${best.twice}” stands twice in the header. Remove or rename one of them.`
    throw new RefusedFile('header-duplicate', message)
  }
  const widest = samples.reduce((wide, records) =>
    (records[0]?.length ?? 0) > (wide[0]?.length ?? 0) ? records : wide,
  )
  throw noFit(widest, fits, tables)
}

function noFit(records: readonly string[][], fits: readonly Fit[], tables: readonly TableFormat[]): RefusedFile {
  const found = records[0] ?? []
  if (found.length > MOST_COLUMNS) {
    return new RefusedFile('columns-too-many', `This table has ${found.length} columns, more than ${MOST_COLUMNS}.`)
  }
  const notUsed = hetrecNotUsed(found.map(foldHeader), found[0] ?? '')
  if (notUsed !== null) return new RefusedFile('not-a-dataset', notUsed)
  const nearly = fits
    .filter((fit) => fit.header !== null && fit.lacking.length > 0 && isNearly(fit))
    .sort((a, b) => a.lacking.length - b.lacking.length || b.mapping.length - a.mapping.length)[0]
  const named = found.slice(0, 8).map((name) => `“${name.slice(0, 40)}”`)
  const shown = (named.join(', ') || 'one very long line') + (found.length > 8 ? ` and ${found.length - 8} more` : '')
  if (nearly !== undefined) {
    const lacking = nearly.lacking.map((column) => `“${column.names[0]}”`).join(' and ')
    const what = `${nearly.table.formatName}, table ${nearly.table.table}`
    const message = `This looks like ${what}, but the column ${lacking} is missing. Found: ${shown}.`
    return new RefusedFile('column-required-missing', message)
  }
  const expected = tables.map((table) => {
    const names = table.columns.filter((column) => column.required).map((column) => column.names[0])
    return `${table.fileNames[0]} (${names.join(', ')})`
  })
  const message = `No table that Sidetrack knows. Found: ${shown}. Expected one of: ${expected.join('; ')}.`
  return new RefusedFile('not-a-dataset', message)
}

/** Half of the required columns are there, and they are not lost among columns that no table knows. */
function isNearly(fit: Fit): boolean {
  const required = fit.table.columns.filter((column) => column.required).length
  const matched = required - fit.lacking.length
  const columns = fit.header?.length ?? 0
  return matched * 2 >= required && matched * 2 >= columns && columns > 1
}

async function sampleRecords(head: Head, encoding: Encoding, delimiter: string): Promise<string[][]> {
  const records: string[][] = []
  const reader = createRecordReader(delimiter, quotingOf(delimiter), {
    record: (fields) => {
      if (records.length < SAMPLE_RECORDS) records.push(fields)
    },
    reject: () => {},
  })
  for await (const block of textBlocks(once(head.bytes), encoding)) {
    // The last line of a cut-off head is not whole, unless it is all there is.
    if (head.whole || block.text.endsWith('\n') || block.text.endsWith('\r')) reader.push(block)
  }
  if (head.whole) reader.end()
  return records
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function isOtherDelimiter(fileName: string, delimiter: string): boolean {
  if (fileName.endsWith('.csv')) return delimiter !== ','
  if (/\.(tsv|tab)$/.test(fileName)) return delimiter !== '\t'
  return delimiter !== '\t' && delimiter !== ','
}

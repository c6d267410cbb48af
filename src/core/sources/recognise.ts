/** Tells by its content which table of which data set a file is. */
import { basename } from 'node:path'
import { isAudioName } from '#api/audio-names.ts'
import type { ColumnMapping } from '#api/columns.ts'
import { contentChunks, namedCompression, newStreamState, openFile } from './bytes.ts'
import { namedTables } from './columns/known-sets.ts'
import type { ContentHead, DocumentFormat } from './format.ts'
import { lowLevelRefusal } from './formats/documents/acousticbrainz.ts'
import { documentFormats, tableFormats } from './formats/index.ts'
import { isHeaderNormalised } from './header.ts'
import type { RepairKeyword } from './keywords.ts'
import type { RecognisedFile } from './reader.ts'
import { orRefusal, type Refusal, RefusedFile } from './refusal.ts'
import { bestFit, type HeaderPreset, mappedFit, type TableFit, type TableHead } from './table-fits.ts'
import { type Encoding, looksBinary, sniffEncoding, textPieces, wholeText } from './text.ts'

export const HEAD_BYTES = 128 * 1024
const SURE = 0.9
const SURE_ENOUGH = 0.5
const LEAST_ASKED_FOR = 0.1

export type RecogniseOptions = {
  /** Asks for one data set only and takes any fit. */
  format?: string
  /** How the columns of a table are to be read, whatever it looks like. */
  mapping?: ColumnMapping
  /** Mappings that are used where the header is theirs. */
  presets?: readonly HeaderPreset[]
}

/**
 * Recognises a file by its content; of `shownName` only the suffixes and a word or two are used, as hints.
 * Returns a `Refusal` when nothing fits; throws only on bugs.
 */
export function recognise(
  path: string,
  shownName = basename(path),
  options: RecogniseOptions = {},
): Promise<RecognisedFile | Refusal> {
  return orRefusal(async () => recogniseHead(await readHead(path), shownName, options))
}

/**
 * Recognises content by its beginning. `likely` is what its neighbour in an archive was: taken at once where it fits.
 * Throws `RefusedFile` when nothing fits.
 */
export async function recogniseHead(
  head: Head,
  shownName: string,
  options: RecogniseOptions & { likely?: RecognisedFile | undefined } = {},
): Promise<RecognisedFile> {
  const encoding = encodingOf(head.bytes, options.mapping)
  const fileName = hintOf(shownName)
  const { compression } = head
  const common = { shownName, compression, encoding }
  const { likely } = options
  if (likely !== undefined && beginsAs(likely, head.bytes, shownName)) return { ...likely, shownName }
  if (likely?.shape === 'documents' && likely.encoding === encoding) {
    const text = await headText(head, encoding)
    if (likely.table.detect({ text, fileName, whole: head.whole }) >= SURE) return { ...likely, shownName }
  }
  refuseAudio(head.bytes, fileName)
  refuseOtherContent(head.bytes, encoding, compression !== 'none' || head.packed === true)
  const repaired: RepairKeyword[] = []
  if (head.packed !== true && namedCompression(shownName) !== compression) repaired.push('archive-mislabelled')
  if (encoding === 'utf-8 (BOM)') repaired.push('encoding-bom')
  if (encoding.startsWith('utf-16')) repaired.push('encoding-utf16')
  const tableHead: TableHead = { bytes: head.bytes, whole: head.whole, encoding, compression, fileName }
  if (options.mapping !== undefined) {
    return { ...common, ...asTable(await mappedFit(tableHead, options.mapping)), repaired }
  }
  const isWanted = ({ format }: { format: string }) => options.format === undefined || format === options.format
  const anyFit = options.format !== undefined
  const text = await headText(head, encoding)
  const documents = bestDocuments({ text, fileName, whole: head.whole }, documentFormats.filter(isWanted))
  if (documents !== null && documents.confidence >= (anyFit ? LEAST_ASKED_FOR : SURE_ENOUGH)) {
    return { shape: 'documents', ...common, ...documents, repaired }
  }
  const lowLevel = lowLevelRefusal(text)
  if (lowLevel !== null) throw new RefusedFile('not-a-dataset', lowLevel)
  const fit = await bestFit(tableHead, {
    tables: tableFormats.filter(isWanted),
    byNames: namedTables.some(isWanted),
    anyFit,
    presets: options.presets ?? [],
  })
  if (isOtherDelimiter(fileName, fit)) repaired.push('delimiter-detected')
  if (fit.header === null) repaired.push('header-missing')
  if (isHeaderNormalised(fit)) repaired.push('header-normalised')
  return { ...common, ...asTable(fit), repaired }
}

/** Characters that tell a document from most others. */
const FIRST_LOOK = 4096

/** True where the first words of a document say that it is what its neighbour was; false where more has to be looked at. */
export function beginsAs(likely: RecognisedFile, bytes: Buffer, shownName: string): boolean {
  if (likely.shape !== 'documents' || likely.encoding !== 'utf-8' || sniffEncoding(bytes) !== 'utf-8') return false
  const text = bytes.toString('latin1', 0, FIRST_LOOK)
  return likely.table.detect({ text, fileName: hintOf(shownName), whole: bytes.length <= FIRST_LOOK }) >= SURE
}

/** The beginning of a file as a table is sought in it; throws `RefusedFile` for what is no text. */
export async function readTableHead(path: string, shownName: string, mapping?: ColumnMapping): Promise<TableHead> {
  const head = await readHead(path)
  const encoding = encodingOf(head.bytes, mapping)
  refuseOtherContent(head.bytes, encoding, head.compression !== 'none')
  return { ...head, encoding, fileName: hintOf(shownName) }
}

function hintOf(shownName: string): string {
  return basename(shownName)
    .toLowerCase()
    .replace(/\.(gz|gzip|zst|zstd|bz2|parquet)$/, '')
}

function encodingOf(bytes: Buffer, mapping: ColumnMapping | undefined): Encoding {
  const found = sniffEncoding(bytes)
  const wanted = mapping?.encoding
  return wanted === undefined || (wanted === 'utf-8' && found === 'utf-8 (BOM)') ? found : wanted
}

function asTable(fit: TableFit) {
  const { table, delimiter, quoting, header, headerRows, mapping, preset } = fit
  return {
    shape: 'table',
    table,
    delimiter,
    quoting,
    header,
    headerRows: header === null ? 0 : headerRows,
    mapping,
    preset,
    confidence: Math.min(1, fit.confidence),
  } as const
}

/** `packed`: it lies in an archive. */
export type Head = { bytes: Buffer; whole: boolean; compression: RecognisedFile['compression']; packed?: boolean }

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
  ['Parquet table', 0, 'PAR1'],
]

function refuseOtherContent(bytes: Buffer, encoding: Encoding, packed: boolean): void {
  const found = SIGNATURES.find(([, at, sign]) => bytes.toString('latin1', at, at + sign.length) === sign)
  if (found !== undefined && packed) {
    throw new RefusedFile(
      'archive-nested',
      `A ${found[0]} lies within this one. Unpack it and choose the files inside.`,
    )
  }
  if (found !== undefined) {
    throw new RefusedFile('not-a-dataset', `This is a ${found[0]}. Unpack it and choose the tables inside.`)
  }
  if (!encoding.startsWith('utf-16') && looksBinary(bytes)) {
    throw new RefusedFile(
      'binary-file',
      'Sidetrack reads tables, playlists, listening histories, archives of them and music files. This is none of these.',
    )
  }
}

/** An audio file is known by its name, and by not being text; a folder of them is a source. */
function refuseAudio(bytes: Buffer, fileName: string): void {
  if (!isAudioName(fileName) || !looksBinary(bytes)) return
  throw new RefusedFile(
    'binary-file',
    'This is an audio file. Choose the folder that it lies in, to import it by its tags.',
  )
}

/** The decoded head; its last line may be cut off. */
async function headText(head: Head, encoding: Encoding): Promise<string> {
  if (encoding.startsWith('utf-8')) return wholeText(head.bytes, encoding).text
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

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function isOtherDelimiter(fileName: string, { delimiter, table }: TableFit): boolean {
  if (table.delimiters?.includes(delimiter)) return false
  if (fileName.endsWith('.csv')) return delimiter !== ','
  if (/\.(tsv|tab)$/.test(fileName)) return delimiter !== '\t'
  return delimiter !== '\t' && delimiter !== ','
}

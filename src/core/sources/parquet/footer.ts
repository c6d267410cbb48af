/** The footer of a Parquet file: which columns it has and where their pages lie (Apache Parquet format 2.x). */

import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet'
import { parquetMetadata, parquetSchema } from 'hyparquet'
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js'
import { RefusedFile } from '../refusal.ts'

/** A stored file by its places; `read` throws `RefusedFile` read-error. */
export type RandomAccess = { bytes: number; read: (from: number, length: number) => Promise<Buffer> }

/** A column of the schema without columns of its own. */
export type Leaf = {
  /** `artists.name` for a field of a structure; the wrappers of lists are left out. */
  name: string
  path: SchemaTree[]
  definitionLevel: number
  repetitionLevel: number
}

/** Where the pages of a leaf lie in one row group: bytes `from` to `to`. */
export type Chunk = {
  leaf: Leaf
  from: number
  to: number
  codec: ColumnMetaData['codec']
  type: ColumnMetaData['type']
}
export type RowGroup = { rows: number; chunks: Chunk[] }
export type Footer = { leaves: Leaf[]; groups: RowGroup[] }

const MAGIC = 'PAR1'
const ENCRYPTED = 'PARE'
const LONGEST_FOOTER = 64 * 1024 * 1024

export const refuse = {
  corrupt: (cause?: unknown) =>
    new RefusedFile('archive-corrupt', 'This Parquet file is damaged. Download or copy it again.', { cause }),
  truncated: () => new RefusedFile('archive-truncated', 'This Parquet file ends too early. Download or copy it again.'),
  encrypted: () => new RefusedFile('archive-encrypted', 'This Parquet file is encrypted. Save it without encryption.'),
  bomb: (what: string) => new RefusedFile('archive-bomb', `This Parquet file has ${what}, as no data set does.`),
}

/** True for the first bytes of a Parquet file. */
export function isParquet(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 4)
  return magic === MAGIC || magic === ENCRYPTED
}

/** Reads the footer; throws `RefusedFile` for a file that is cut off, encrypted, damaged, or lies about itself. */
export async function readFooter(file: RandomAccess): Promise<Footer> {
  if (file.bytes < 12) throw refuse.truncated()
  const tail = await file.read(file.bytes - 8, 8)
  const magic = tail.toString('latin1', 4)
  if (magic === ENCRYPTED) throw refuse.encrypted()
  if (magic !== MAGIC) throw refuse.truncated()
  const length = tail.readUInt32LE(0)
  if (length > file.bytes - 12) throw refuse.corrupt()
  if (length > LONGEST_FOOTER) throw refuse.bomb('a footer of over 64 MiB')
  const from = file.bytes - 8 - length
  const bytes = await file.read(from, length + 8)
  return footerOf(parquetMetadata(new Uint8Array(bytes), { geoparquet: false }), from)
}

function footerOf(metadata: FileMetaData, end: number): Footer {
  const root = parquetSchema(metadata)
  const leaves = leavesOf(root).map((path) => leafOf(root, path))
  const byPath = new Map(leaves.map((leaf) => [keyOf(leaf.path.slice(1).map(({ element }) => element.name)), leaf]))
  const groups = metadata.row_groups.map(({ num_rows, columns }): RowGroup => {
    const chunks = columns.map(({ meta_data: column, crypto_metadata: crypto, file_path: elsewhere }): Chunk => {
      if (crypto !== undefined) throw refuse.encrypted()
      if (column === undefined || elsewhere !== undefined) throw refuse.corrupt()
      const leaf = byPath.get(keyOf(column.path_in_schema))
      const from = Number(column.dictionary_page_offset || column.data_page_offset)
      const to = from + Number(column.total_compressed_size)
      if (leaf === undefined || !(from >= 4 && to >= from && to <= end)) throw refuse.corrupt()
      return { leaf, from, to, codec: column.codec, type: column.type }
    })
    return { rows: Number(num_rows), chunks: inOrder(leaves, chunks) }
  })
  const rows = groups.reduce((sum, group) => sum + group.rows, 0)
  if (rows !== Number(metadata.num_rows) || groups.some((group) => group.rows < 0)) throw refuse.corrupt()
  return { leaves, groups }
}

const keyOf = (names: readonly string[]) => names.join('\u0000')

/** One chunk of each leaf. */
function inOrder(leaves: readonly Leaf[], chunks: readonly Chunk[]): Chunk[] {
  if (chunks.length !== leaves.length) throw refuse.corrupt()
  return leaves.map((leaf) => {
    const chunk = chunks.find((one) => one.leaf === leaf)
    if (chunk === undefined) throw refuse.corrupt()
    return chunk
  })
}

function leavesOf({ children, path }: SchemaTree): string[][] {
  return children.length === 0 ? [path] : children.flatMap(leavesOf)
}

function leafOf(root: SchemaTree, names: string[]): Leaf {
  const path = getTreePath(root, names)
  const shown = names.filter((_, index) => !isWrapper(path[index], path[index + 1]))
  return {
    name: shown.join('.'),
    path,
    definitionLevel: getMaxDefinitionLevel(path),
    repetitionLevel: getMaxRepetitionLevel(path),
  }
}

/** True for what only makes a list: its repeated group, and the one element within that. */
function isWrapper(parent: SchemaTree | undefined, one: SchemaTree | undefined): boolean {
  if (parent === undefined || one === undefined) return false
  const isList = ({ element }: SchemaTree) => element.converted_type === 'LIST' || element.logical_type?.type === 'LIST'
  if (isList(parent)) return true
  const repeated = parent.element.repetition_type === 'REPEATED'
  return repeated && parent.children.length === 1 && /^(?:element|item|array_element)$/.test(one.element.name)
}

/**
 * A Parquet table as the CSV that it would be, so that all that reads tables reads it: headers, mappings, presets and the
 * ledger. It is read page by page: what is held at a time is one page of each column.
 */
import { RefusedFile } from '../refusal.ts'
import { cellWriter } from './cells.ts'
import { columnPages, type PageRows } from './column-pages.ts'
import { type Chunk, type RandomAccess, readFooter, refuse } from './footer.ts'

const TEXT_CHUNK = 256 * 1024

/** Yields RFC 4180 records under a header, in UTF-8; `consumed` is told of stored bytes. Throws `RefusedFile`. */
export async function* parquetText(file: RandomAccess, consumed: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    const { leaves, groups } = await readFooter(file)
    yield line(leaves.map(({ name }) => name))
    for (const { rows, chunks } of groups) yield* groupText(file, chunks, rows, consumed)
  } catch (error) {
    // Whatever the decoders stumble over lies in the file.
    throw error instanceof RefusedFile ? error : refuse.corrupt(error)
  }
}

type Column = {
  pages: AsyncGenerator<PageRows>
  write: (value: unknown) => string
  page: PageRows | null
  /** Rows of the page that are not taken yet. */
  left: number
}

async function* groupText(
  file: RandomAccess,
  chunks: readonly Chunk[],
  rows: number,
  consumed: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const columns = chunks.map((chunk): Column => {
    const { element } = chunk.leaf.path.at(-1) as Chunk['leaf']['path'][number]
    return { pages: columnPages(file, chunk, consumed), write: cellWriter(element), page: null, left: 0 }
  })
  let text = ''
  for (let left = rows; left > 0; ) {
    for (const column of columns) await fill(column)
    const ready = Math.min(left, ...columns.map((column) => column.left))
    for (let row = 0; row < ready; row++) {
      text += recordOf(columns)
      if (text.length < TEXT_CHUNK) continue
      yield Buffer.from(text)
      text = ''
    }
    for (const column of columns) column.left -= ready
    left -= ready
  }
  if (text !== '') yield Buffer.from(text)
}

/** The next page where the last one is used up; a column that ends before its rows do is a lie. */
async function fill(column: Column): Promise<void> {
  if (column.left > 0) return
  column.page = null
  const { value, done } = await column.pages.next()
  if (done === true) throw refuse.corrupt()
  column.page = value
  column.left = value.length
}

const recordOf = (columns: readonly Column[]): string => record(columns.map(({ page, write }) => write(page?.take())))

const line = (cells: readonly string[]): Buffer => Buffer.from(record(cells))

/** A record of one empty cell would be a blank line. */
function record(cells: readonly string[]): string {
  const written = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
  return written === '' ? '""\n' : `${written}\n`
}

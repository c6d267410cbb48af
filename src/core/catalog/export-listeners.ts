/** Who likes which bands, a row a listener, as a table that other programs learn from. */
import { AppError } from '#api/errors.ts'
import { csvLine } from '#core/csv-cells.ts'
import { artistNames, listenerNames } from '#core/store/listener-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { readByListener } from '#core/training/interactions.ts'
import { writeWhole } from '#core/whole-file.ts'

/** Lines of text that are written at once. */
const linesAtOnce = 500

export type ExportedListeners = { written: number; bytes: number }

/**
 * Write source, listener, how many bands and their names (a JSON list, the most played first) of every listener who has
 * one. Throws AppError nothing-to-learn where nobody has, and what writing throws.
 */
export function exportListeners(db: ReadableDb, path: string): ExportedListeners {
  const { matrix, itemIds } = readByListener(db, 'artist', 1)
  if (matrix.indices.length === 0) {
    throw new AppError('nothing-to-learn', 'Nobody in your library likes a band yet. Import plays or likes first.')
  }
  const names = artistNames(db)
  const listener = listenerNames(db)
  const done: ExportedListeners = { written: 0, bytes: 0 }
  const bandsOf = (row: number): string[] => {
    const [from, to] = [matrix.indptr[row] as number, matrix.indptr[row + 1] as number]
    return Array.from({ length: to - from }, (_, i) => from + i)
      .sort((a, b) => (matrix.data[b] as number) - (matrix.data[a] as number))
      .map((at) => names.get(itemIds[matrix.indices[at] as number] as number) ?? '')
  }
  function* pieces(): Generator<Uint8Array> {
    let lines = [csvLine(['source', 'listener', 'bands', 'playlist'])]
    const flush = (): Uint8Array => {
      const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')
      done.bytes += bytes.length
      lines = []
      return bytes
    }
    for (let row = 0; row < matrix.rows; row += 1) {
      const bands = bandsOf(row)
      if (bands.length === 0) continue
      const { source, name } = listener(row)
      lines.push(csvLine([source, name, bands.length, JSON.stringify(bands)]))
      done.written += 1
      if (lines.length >= linesAtOnce) yield flush()
    }
    if (lines.length > 0) yield flush()
  }
  writeWhole(path, pieces())
  return done
}

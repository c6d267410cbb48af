/** Carrying a model's vectors out. */
import { statSync } from 'node:fs'
import { AppError } from '#api/errors.ts'
import type { VectorFormat } from '#api/schemas.ts'
import { artistItems, workItems } from '#core/store/browse-rows.ts'
import { listModels, readVectors } from '#core/store/model-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { writeWhole } from '#core/whole-file.ts'
import { nameFile, vectorFile } from './vector-files.ts'

const vectorModels = (library: ReadableDb): string =>
  listModels(library)
    .filter(({ algorithm }) => algorithm !== 'neighbours')
    .map(({ id, algorithm }) => `${id} (${algorithm})`)
    .join(', ') || 'none yet, learn first'

/**
 * Write a model's vectors with the names of their bands, or `band - title` of their tracks, whole or not at all. `npy`
 * holds the numbers alone, `npy-meta` the names of its rows in the same order.
 * Throws AppError model-not-found, bad-arguments for a model without vectors, export-failed.
 */
export function exportVectors(
  library: ReadableDb,
  modelId: number,
  format: VectorFormat,
  path: string,
): { written: number; dimensions: number; bytes: number } {
  const model = listModels(library).find(({ id }) => id === modelId)
  if (model === undefined) throw new AppError('model-not-found', `No model with the number ${modelId}.`)
  const { dimensions } = model
  if (model.algorithm === 'neighbours') {
    throw new AppError(
      'bad-arguments',
      `Model ${modelId} is lists of neighbours and has no vectors. Export one of the others: ${vectorModels(library)}.`,
    )
  }
  const { items, vectors } = readVectors(library, modelId, dimensions)
  const rowsKnown: { artist: string; title?: string | undefined }[] = []
  const kept: number[] = []
  const named = model.entity === 'artist' ? artistItems : workItems
  items.forEach((item, row) => {
    const known = named(library, [item])[0]
    if (known === undefined) return
    rowsKnown.push(known)
    kept.push(row)
  })
  const rows = new Float32Array(kept.length * dimensions)
  kept.forEach((row, at) => {
    rows.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions)
  })
  if (!rows.every(Number.isFinite)) {
    throw new AppError('export-failed', 'This model holds numbers that are not finite. Learn it again, then export it.')
  }
  const names = rowsKnown.map(({ artist, title }) => (title === undefined ? artist : `${artist} - ${title}`))
  const pieces = format === 'npy-meta' ? nameFile(rowsKnown) : vectorFile(format, { names, dimensions, vectors: rows })
  writeWhole(path, pieces)
  return { written: kept.length, dimensions, bytes: statSync(path).size }
}

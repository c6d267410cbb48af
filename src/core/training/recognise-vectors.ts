/** Ready-made vectors among files that may hold anything: which files they are, and which table names their rows. */
import { AppError } from '#api/errors.ts'
import type { InspectResult } from '#api/schemas.ts'
import { isNpy, npyShape } from './npy.ts'
import { countRowNames, vectorTableShape } from './read-vector-tables.ts'
import { type NamedFile, withContent } from './read-vectors.ts'
import { word2vecShape } from './read-word2vec.ts'
import type { VectorShape } from './vector-rows.ts'

type Found = InspectResult['vectors'][number]
/** A file, and whether it is known to hold something else. */
export type Candidate = NamedFile & { ref: string; isKnown: boolean }

/**
 * Those of the files that are vectors, told by their beginnings. A .npy file holds numbers only: it gets the table among
 * the files that has as many names as it has rows.
 */
export async function vectorsAmong(files: readonly Candidate[]): Promise<Found[]> {
  const shapes = await Promise.all(files.map(async (file) => ({ file, shape: await shapeOf(file) })))
  const tables = shapes.flatMap(({ file, shape }) => (shape === null ? [file] : []))
  const found: Found[] = []
  for (const { file, shape } of shapes) {
    if (shape === null) continue
    const { rows, trouble } = shape
    const names = shape.format === 'npy' && trouble === null && rows !== null ? await namesFor(rows, tables) : null
    found.push({ file: file.ref, name: file.shownName, ...shape, names })
  }
  return found
}

const headBytes = 8192

/** Null for anything but vectors; what cannot be read at all is said by those who read it otherwise. */
async function shapeOf({ isKnown, ...file }: Candidate): Promise<(VectorShape & { trouble: string | null }) | null> {
  if (isKnown) return null
  let isNumbers = false
  try {
    return await withContent(file, async (cursor) => {
      isNumbers = isNpy(await cursor.peek(headBytes))
      const shape = isNumbers
        ? await npyShape(cursor)
        : ((await word2vecShape(cursor)) ?? (await vectorTableShape(cursor)))
      return shape === null ? null : { ...shape, trouble: null }
    })
  } catch (error) {
    if (!isNumbers || !(error instanceof AppError)) return null
    return { format: 'npy', dimensions: 0, rows: null, trouble: error.message }
  }
}

/** The table with this many names, the one that is called so first. */
async function namesFor(rows: number, tables: readonly Candidate[]): Promise<Found['names']> {
  const inOrder = tables.toSorted((a, b) => Number(isCalledNames(b)) - Number(isCalledNames(a)))
  for (const { ref, ...table } of inOrder) {
    const names = await withContent(table, countRowNames).catch(() => null)
    if (names === rows) return { file: ref, name: table.shownName }
  }
  return null
}

const isCalledNames = ({ shownName }: NamedFile): boolean => /meta|name/i.test(shownName)

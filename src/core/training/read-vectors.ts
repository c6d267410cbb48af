/** Ready-made vectors out of files: what kind a file is, by its content, and its rows one by one. */
import { AppError } from '#api/errors.ts'
import type { Member } from '#core/file-refs.ts'
import { memberContent } from '#core/sources/archives/members.ts'
import { contentChunks, newStreamState, openFile, type StreamState } from '#core/sources/bytes.ts'
import { RefusedFile } from '#core/sources/refusal.ts'
import { looksBinary } from '#core/sources/text.ts'
import { type ByteCursor, byteCursor } from './byte-cursor.ts'
import { isNpy, notNpy, readNpy } from './npy.ts'
import { readRowNames, readVectorTable } from './read-vector-tables.ts'
import { readWord2vec, word2vecForm } from './read-word2vec.ts'
import { type RowName, refusedVectors, type VectorRow, type VectorShape } from './vector-rows.ts'

/** `member`: it lies in the archive at `path`. */
export type NamedFile = { path: string; shownName: string; member?: Member }

export type VectorReading = {
  format: VectorShape['format']
  /** Whether rows have bands and titles in fields of their own. */
  titled: boolean
  rows: AsyncIterable<VectorRow>
  /** Bytes read and to be read. */
  progress: () => { read: number; total: number }
}

/**
 * Open a vector file, and the table that names its rows where it has no names; `use` reads it.
 * Throws AppError not-a-dataset, bad-arguments, file-not-found, permission-denied.
 */
export async function withVectors<T>(
  file: NamedFile,
  meta: NamedFile | null,
  use: (reading: VectorReading) => Promise<T>,
): Promise<T> {
  return withContent(file, async (cursor, state) => {
    const progress = () => ({ read: state.bytesRead, total: state.bytesTotal })
    const head = await cursor.peek(headBytes)
    if (isNpy(head) || /\.npy$/i.test(file.shownName)) {
      if (!isNpy(head)) throw notNpy()
      if (meta === null) throw lacksNames(file)
      const { names, titled } = await withContent(meta, readRowNames)
      return use({ format: 'npy', titled, rows: named(readNpy(cursor), names), progress })
    }
    if (meta !== null) throw needsNoNames(file, meta)
    const form = word2vecForm(head)
    if (form !== null) return use({ format: form, titled: false, rows: readWord2vec(cursor, form), progress })
    if (looksBinary(head)) throw unknownForm()
    return use({ format: 'csv', titled: false, rows: readVectorTable(cursor), progress })
  })
}

const headBytes = 8192

/** Open, read and close; what is wrong with a file is said with its name. */
export async function withContent<T>(
  file: NamedFile,
  read: (cursor: ByteCursor, state: StreamState) => Promise<T>,
): Promise<T> {
  try {
    if (file.member !== undefined) return await withMember(file.path, file.member, read)
    const opened = await openFile(file.path)
    try {
      const state = { ...newStreamState(), bytesTotal: opened.bytes }
      return await read(byteCursor(contentChunks(opened, state)), state)
    } finally {
      await opened.handle.close()
    }
  } catch (error) {
    throw withName(error, file)
  }
}

async function withMember<T>(
  path: string,
  member: Member,
  read: (cursor: ByteCursor, state: StreamState) => Promise<T>,
): Promise<T> {
  const state = newStreamState()
  const chunks = memberContent(path, member, state)
  try {
    return await read(byteCursor(chunks), state)
  } finally {
    await chunks.return(undefined)
  }
}

const told = new WeakSet<AppError>()

function withName(error: unknown, { shownName }: NamedFile): unknown {
  const isOurs = error instanceof AppError && error.code === 'not-a-dataset' && !told.has(error)
  if (!(error instanceof RefusedFile) && !isOurs) return error
  const { message } = error instanceof RefusedFile ? error.refusal : error
  const named = new AppError(error instanceof RefusedFile ? codeOf(error) : error.code, `${shownName}: ${message}`, {
    cause: error,
  })
  told.add(named)
  return named
}

function codeOf({ refusal }: RefusedFile): AppError['code'] {
  if (refusal.keyword === 'not-found') return 'file-not-found'
  return refusal.keyword === 'permission-denied' ? 'permission-denied' : 'not-a-dataset'
}

/** Rows with their names; there must be as many of the one as of the other. */
async function* named(vectors: AsyncIterable<Float32Array>, names: readonly RowName[]): AsyncGenerator<VectorRow> {
  let row = 0
  for await (const vector of vectors) {
    const name = names[row]
    row += 1
    if (name !== undefined) yield { name, vector }
  }
  if (row === names.length) return
  const cure = 'Choose the two files that were saved together.'
  throw refusedVectors(`${row} rows of numbers and ${names.length} of names`, 'as many of both', cure)
}

function lacksNames({ shownName }: NamedFile): AppError {
  const message = `${shownName} holds numbers only. Give the table that names its rows too, such as songs_meta.csv (--meta FILE).`
  return new AppError('bad-arguments', message)
}

function needsNoNames(file: NamedFile, meta: NamedFile): AppError {
  const message = `${file.shownName} is no .npy file and names its rows itself, so ${meta.shownName} has no use. Leave it out, or give the .npy file first.`
  return new AppError('bad-arguments', message)
}

function unknownForm(): AppError {
  const expected =
    'a CSV with a name and its numbers a row, word2vec text or binary (its first line says rows and numbers), or .npy'
  return refusedVectors('bytes of no known kind', expected, 'Choose another file.')
}

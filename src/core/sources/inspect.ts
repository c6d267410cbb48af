/** What files are, before anything is imported: recognised, previewed, and what else their set would have. */
import { basename, join } from 'node:path'
import type { ColumnMapping } from '#api/columns.ts'
import type { ParsedArgs, Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import type { FileRefs } from '#core/file-refs.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { sourceOfFiles, sourceWithFiles } from '#core/store/source-rows.ts'
import { vectorsAmong } from '#core/training/recognise-vectors.ts'
import { containerOf } from './archives/members.ts'
import { audioFiles, audioFolderOf } from './audio/audio-folder.ts'
import { inspectAudio } from './audio/inspect-audio.ts'
import { formats } from './formats/index.ts'
import { savedOf } from './import-reader.ts'
import { type Others, openParts, type Part } from './parts.ts'
import { inspectRecognised } from './preview.ts'
import type { RecognisedFile } from './reader.ts'
import { isRefusal, orRefusal } from './refusal.ts'
import type { HeaderPreset } from './table-fits.ts'

/** `looked` takes what each file was found to be. */
type Request = ParsedArgs<'importInspect'> & {
  presets: readonly HeaderPreset[]
  looked: Map<FileRef, readonly Part[]>
}
/** As many files as are remembered. */
const mostLooked = 1000

/** Recognise and preview files. Throws AppError file-not-found for a ref that is not at hand. */
export async function inspectFiles(
  library: ReadableDb,
  refs: FileRefs,
  request: Request,
): Promise<Result<'importInspect'>> {
  const { presets, mappings, looked } = request
  if (looked.size > mostLooked) looked.clear()
  const wanted = request.format === undefined ? {} : { format: request.format }
  const files = (
    await Promise.all(
      request.files.map(async (ref) => {
        const own = mappings.find(({ file }) => file === ref)
        const suggest = own?.suggest === true
        const mapping = suggest ? dialectOf(own.mapping) : own?.mapping
        const options = { ...wanted, presets, suggest, ...(mapping === undefined ? {} : { mapping }) }
        const grant = refs.resolve(ref, 'read')
        if ((await audioFolderOf([grant], request.format)) !== null) {
          return [
            {
              part: { path: grant.path, sha256: '', recognised: null },
              inspected: { ref, name: grant.shownName, ...(await inspectAudio(grant.path)) },
            },
          ]
        }
        const parts = await openParts(grant, options, () => {})
        looked.set(ref, parts)
        return Promise.all(
          parts.map(async (part) => {
            const inspected = await inspectRecognised(part, part.recognised ?? part.refusal, options)
            return { part, inspected: { ref, name: part.shownName, bytes: part.bytes, ...inspected } }
          }),
        )
      }),
    )
  ).flat()
  const good = files.filter(({ inspected }) => inspected.refused === null)
  const format = good[0]?.inspected.format ?? null
  const present = new Set(good.map(({ inspected }) => inspected.table))
  const twin = alreadyThere(
    library,
    good.map(({ part }) => part),
  )
  const goesInto = originOf(
    library,
    good.map(({ part }) => part.recognised),
  )
  const vectors = await vectorsAmong([
    ...files.map(({ part, inspected }) => ({
      ...{ ref: inspected.ref, path: part.path, shownName: inspected.name },
      isKnown: inspected.refused === null,
    })),
    ...files.flatMap(({ part }) => membersOf(part, refs)),
  ])
  const isOnlyVectors = onlyVectors(new Set(vectors.map(({ name }) => name)))
  return {
    files: files.filter(({ part }) => !isOnlyVectors(part)).map(({ inspected }) => inspected),
    vectors,
    suggestedName: (format === audioFiles.format ? good[0]?.inspected.name : good[0]?.inspected.formatName) ?? '',
    licence: good[0]?.part.recognised?.table.licence ?? null,
    origin: good[0]?.part.recognised?.table.origin ?? null,
    missing: (goesInto === null ? formats : [])
      .filter((table) => table.own !== true && table.format === format && !present.has(table.table))
      .map(({ format: id, table, fileNames, brings }) => ({ format: id, table, fileNames: [...fileNames], brings })),
    alreadyImported: twin === null ? null : { source: twin.id, name: twin.name },
    goesInto: goesInto === null ? null : { source: goesInto.id, name: goesInto.name },
  }
}

type Opened = { path: string; recognised: RecognisedFile | null; others?: Others }

/** Members of an archive that may be vectors, as many as such sets have; and those that may name their rows. */
const mostMembers = 20
const nameInside = (archive: string, member: string): string => `${basename(archive)}/${member}`

/** What a part has beside its tables, as files that vectors may lie in: each by a ref of its own. */
function membersOf({ path, others }: Opened, refs: FileRefs) {
  if (others === undefined) return []
  const { archive, container, unread, read } = others
  const candidate = (name: string, isKnown: boolean) => {
    const shownName = nameInside(archive, name)
    const file = container === 'folder' ? { path: join(path, name) } : { path, member: { container, name } }
    return { ref: refs.grant(file.path, 'read', shownName, file.member), ...file, shownName, isKnown }
  }
  return [
    ...unread.slice(0, mostMembers).map((name) => candidate(name, false)),
    ...read.map((name) => candidate(name, true)),
  ]
}

/** Whether all that could not be read of a part is vectors: then there is nothing else to say of it. */
const onlyVectors =
  (names: ReadonlySet<string>) =>
  ({ others }: Opened): boolean =>
    others?.unread.every((name) => names.has(nameInside(others.archive, name))) === true

/** A mapping that says nothing of its columns yet: what they are is suggested. */
const dialectOf = ({ header: _, ...mapping }: ColumnMapping): ColumnMapping => ({ ...mapping, columns: [] })

/** The source that all of these records were saved from. */
const originOf = (library: ReadableDb, parts: readonly (RecognisedFile | null)[]) =>
  sourceOfFiles(
    library,
    parts.map((part) => (part === null ? null : (savedOf(part)?.ofFile ?? null))),
  )

/** The source that holds exactly these files, or that is this folder. */
function alreadyThere(
  library: ReadableDb,
  parts: { path: string; sha256: string }[],
): { id: number; name: string } | null {
  const [first] = parts
  if (first === undefined) return null
  const folder = audioFolders(library).find((one) => one.folder === first.path)
  if (folder !== undefined) return folder
  return sourceWithFiles(
    library,
    parts.map(({ sha256 }) => sha256),
  )
}

/** Refuse a data set that nobody knows. Throws AppError bad-arguments. */
export function checkFormat(format: string | undefined): void {
  const known = [...new Set(formats.map((table) => table.format))]
  if (format === undefined || known.includes(format)) return
  throw new AppError('bad-arguments', `There is no format "${format}". Known: ${known.join(', ')}.`)
}

type Grant = ReturnType<FileRefs['resolve']>

/**
 * The vectors that lie in an archive, with the table that names their rows; the file itself where it is none. Throws
 * AppError not-a-dataset where there are none, bad-arguments where there are several.
 */
export async function vectorsIn(refs: FileRefs, file: Grant): Promise<{ file: Grant; names: Grant | null }> {
  const container =
    file.member === undefined ? await orRefusal(async () => ({ kind: await containerOf(file.path) })) : null
  if (container === null || isRefusal(container) || container.kind === null) return { file, names: null }
  const parts = await openParts(file, {}, () => {})
  const [found, ...others] = await vectorsAmong(parts.flatMap((part) => membersOf(part, refs)))
  if (found === undefined) throw new AppError('not-a-dataset', `There are no ready-made vectors in ${file.shownName}.`)
  if (others.length > 0) {
    const names = [found, ...others].map(({ name }) => name).join(', ')
    throw new AppError(
      'bad-arguments',
      `Several files of vectors lie in ${file.shownName}: ${names}. Unpack it and choose one.`,
    )
  }
  return { file: refs.resolve(found.file, 'read'), names: found.names && refs.resolve(found.names.file, 'read') }
}

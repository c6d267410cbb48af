/** What files are, before anything is imported: recognised, previewed, and what else their set would have. */
import type { ColumnMapping } from '#api/columns.ts'
import type { ParsedArgs, Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import type { FileRefs } from '#core/file-refs.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { sourceOfFiles, sourceWithFiles } from '#core/store/source-rows.ts'
import { vectorsAmong } from '#core/training/recognise-vectors.ts'
import { audioFiles, audioFolderOf } from './audio/audio-folder.ts'
import { inspectAudio } from './audio/inspect-audio.ts'
import { formats } from './formats/index.ts'
import { savedOf } from './import-reader.ts'
import { openParts, type Part } from './parts.ts'
import { inspectRecognised } from './preview.ts'
import type { RecognisedFile } from './reader.ts'
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
  const candidates = files.map(({ part, inspected }) => ({
    ...{ ref: inspected.ref, path: part.path, shownName: inspected.name },
    isKnown: inspected.refused === null,
  }))
  return {
    files: files.map(({ inspected }) => inspected),
    vectors: await vectorsAmong(candidates),
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

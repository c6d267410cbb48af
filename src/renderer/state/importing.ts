/** The import under way: files in, a look at them, the job, its result. */
import { create } from 'zustand'
import { isAudioName } from '#api/audio-names.ts'
import type { ColumnMapping, ColumnPreset } from '#api/columns.ts'
import { AppError } from '#api/errors.ts'
import type { FileRef, InspectedFile, InspectResult } from '#api/schemas.ts'
import { t } from '../i18n.ts'
import { asFailure, client, type Failure, host } from './client.ts'
import { forgetCleaning, useImportCleaning } from './import-cleaning.ts'
import { takeJobs } from './jobs.ts'
import { navigate } from './route.ts'

/** A file on its way to the core. `ref` is null until it has arrived. */
export type TakenFile = {
  key: number
  name: string
  bytes: number
  fraction: number
  ref: FileRef | null
  failure: Failure | null
}
export type Step = 'files' | 'preview' | 'import' | 'result'

/** What the listener says of the data; null: as the data set states it. */
export type About = { name: string; licence: string | null; origin: string | null; forTaste: boolean }

type Importing = {
  files: TakenFile[]
  inspecting: boolean
  inspected: InspectResult | null
  /** How the listener wants single files read. */
  mappings: Readonly<Record<FileRef, ColumnMapping>>
  presets: readonly ColumnPreset[]
  failure: Failure | null
  about: About
  starting: boolean
  jobId: number | null
}

const blank: Importing = {
  files: [],
  inspecting: false,
  inspected: null,
  mappings: {},
  presets: [],
  failure: null,
  about: { name: '', licence: null, origin: null, forTaste: true },
  starting: false,
  jobId: null,
}

export const useImporting = create<Importing>(() => blank)

/** As many files as are looked at together. */
const mostFiles = 1000

let nextKey = 1
let stop = new AbortController()

const patchFile = (key: number, patch: Partial<TakenFile>) =>
  useImporting.setState(({ files }) => ({
    files: files.map((file) => (file.key === key ? { ...file, ...patch } : file)),
  }))

/** Take files in, one after the other, then look at all of them together. */
export async function takeFiles(chosen: File[]): Promise<void> {
  if (chosen.length === 0) return
  if (useImporting.getState().jobId !== null) startOver()
  navigate({ page: 'import' })
  const files = host.kind === 'web' ? withoutMusic(chosen) : chosen
  await takeIn(files)
  const left = chosen.length - files.length
  if (left > 0) {
    useImporting.setState({ failure: { code: 'not-a-dataset', message: t('import.musicStays', { count: left }) } })
  }
}

const picture = /\.(?:jpe?g|png|gif|webp|bmp)$/i

/** A browser does not tell where files lie, so music stays there, and so do the pictures beside it. */
function withoutMusic(chosen: File[]): File[] {
  if (!chosen.some(({ name }) => isAudioName(name))) return chosen
  return chosen.filter(({ name }) => !isAudioName(name) && !picture.test(name))
}

/** Ask for a folder, which is read where it lies; only where the host can. */
export async function takeFolder(): Promise<void> {
  try {
    await takeFiles((await host.chooseFolder?.()) ?? [])
  } catch (thrown) {
    useImporting.setState({ failure: asFailure(thrown) })
  }
}

/** Take in what was granted already, such as a folder that is read where it lies. */
export async function takeGranted(granted: readonly { ref: FileRef; name: string }[]): Promise<void> {
  if (useImporting.getState().jobId !== null) startOver()
  const taken = granted.map(({ ref, name }) => ({ key: nextKey++, name, bytes: 0, fraction: 1, ref, failure: null }))
  useImporting.setState(({ files }) => ({ files: [...files, ...taken], failure: null }))
  await inspect()
}

async function takeIn(chosen: File[]): Promise<void> {
  if (chosen.length === 0) return
  if (useImporting.getState().files.length + chosen.length > mostFiles) {
    useImporting.setState({ failure: { code: 'too-large', message: t('import.tooMany', { count: chosen.length }) } })
    return
  }
  const taken = chosen.map((file) => ({
    file,
    entry: {
      key: nextKey++,
      name: file.name,
      bytes: file.size,
      fraction: 0,
      ref: null,
      failure: null,
    } satisfies TakenFile,
  }))
  useImporting.setState(({ files }) => ({ files: [...files, ...taken.map(({ entry }) => entry)], failure: null }))
  const { signal } = stop
  for (const { file, entry } of taken) {
    try {
      const ref = await host.takeFile(file, (fraction) => patchFile(entry.key, { fraction }), signal)
      patchFile(entry.key, { ref, fraction: 1 })
    } catch (thrown) {
      if (signal.aborted) return
      patchFile(entry.key, { failure: asFailure(thrown) })
    }
  }
  await inspect()
}

const refs = () => useImporting.getState().files.flatMap(({ ref }) => (ref === null ? [] : [ref]))

const mappingsOf = (files: readonly FileRef[]) => {
  const { mappings } = useImporting.getState()
  return files.flatMap((file) => (mappings[file] === undefined ? [] : [{ file, mapping: mappings[file] }]))
}

let lastLook = 0

/** Look at all files again; of `suggestFor` only the dialect holds, and its columns are suggested anew. */
async function inspect(suggestFor: FileRef | null = null): Promise<void> {
  const files = refs()
  if (files.length === 0) {
    useImporting.setState({ inspected: null, inspecting: false })
    return
  }
  useImporting.setState({ inspecting: true, failure: null })
  const { signal } = stop
  const look = ++lastLook
  const isLate = () => signal.aborted || look !== lastLook
  try {
    const mappings = mappingsOf(files).map((each) => ({ ...each, suggest: each.file === suggestFor }))
    const inspected = await client.importInspect({ files, mappings })
    if (isLate()) return
    const suggested = inspected.files.find(({ ref }) => ref === suggestFor)?.mapping
    if (suggestFor !== null && suggested) return await mapFile(suggestFor, suggested)
    useImporting.setState(({ about }) => ({
      inspected,
      inspecting: false,
      about: { ...about, name: about.name || inspected.suggestedName },
    }))
  } catch (thrown) {
    if (!isLate()) useImporting.setState({ inspecting: false, failure: asFailure(thrown) })
  }
}

export async function dropFile(ref: FileRef): Promise<void> {
  useImporting.setState(({ files }) => ({ files: files.filter((file) => file.ref !== ref) }))
  await inspect()
}

/** Read a file by this mapping from now on, and look at it again. */
export async function mapFile(ref: FileRef, mapping: ColumnMapping): Promise<void> {
  useImporting.setState(({ mappings }) => ({ mappings: { ...mappings, [ref]: mapping } }))
  await inspect()
}

/** Read a file by another dialect, which gives other columns: what they are is suggested. */
export async function mapAnew(ref: FileRef, mapping: ColumnMapping): Promise<void> {
  useImporting.setState(({ mappings }) => ({ mappings: { ...mappings, [ref]: mapping } }))
  await inspect(ref)
}

/** Read a file as it would be read without the listener's mapping. */
export async function unmapFile(ref: FileRef): Promise<void> {
  useImporting.setState(({ mappings: { [ref]: _, ...mappings } }) => ({ mappings }))
  await inspect()
}

export async function loadPresets(): Promise<void> {
  try {
    useImporting.setState({ presets: (await client.columnPresets({})).items })
  } catch (thrown) {
    useImporting.setState({ failure: asFailure(thrown) })
  }
}

/** Keep a mapping for every table with the header of this file, which is read by it from here on. */
export async function savePreset(file: InspectedFile, name: string, mapping: ColumnMapping): Promise<void> {
  try {
    await client.columnPresetSave({ name, header: file.columns.map((column) => column.name), mapping })
    await Promise.all([loadPresets(), unmapFile(file.ref)])
  } catch (thrown) {
    useImporting.setState({ failure: asFailure(thrown) })
  }
}

export async function deletePreset(id: number): Promise<void> {
  try {
    await client.columnPresetDelete({ id })
    await Promise.all([loadPresets(), inspect()])
  } catch (thrown) {
    useImporting.setState({ failure: asFailure(thrown) })
  }
}

export const describe = (patch: Partial<About>): void =>
  useImporting.setState(({ about }) => ({ about: { ...about, ...patch } }))

export function startOver(): void {
  stop.abort()
  stop = new AbortController()
  forgetCleaning()
  useImporting.setState(({ presets }) => ({ ...blank, presets }))
}

/** Import the files that can be imported. */
export async function startImport(): Promise<void> {
  const { inspected, about } = useImporting.getState()
  const { name, licence, origin, forTaste } = about
  const files = inspected?.files.filter((file) => file.refused === null).map((file) => file.ref) ?? []
  useImporting.setState({ starting: true, failure: null })
  try {
    if (files.length === 0) throw new AppError('not-a-dataset', 'None of these files can be imported.')
    const { jobId } = await client.importStart({
      files,
      mappings: mappingsOf(files),
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(licence === null ? {} : { licence }),
      ...(origin === null ? {} : { origin }),
      forTaste,
      switches: [...useImportCleaning.getState().switches],
    })
    takeJobs([await client.job({ id: jobId })])
    useImporting.setState({ jobId, starting: false })
  } catch (thrown) {
    useImporting.setState({ starting: false, failure: asFailure(thrown) })
  }
}

/** Show the result of an import that ran earlier. */
export function showImport(jobId: number): void {
  startOver()
  useImporting.setState({ jobId })
  navigate({ page: 'import' })
}

/** The import under way: files in, a look at them, the job, its result. */
import { create } from 'zustand'
import { AppError } from '#api/errors.ts'
import type { FileRef, InspectResult } from '#api/schemas.ts'
import { asFailure, client, type Failure, host } from './client.ts'
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

type Importing = {
  files: TakenFile[]
  inspecting: boolean
  inspected: InspectResult | null
  failure: Failure | null
  name: string
  starting: boolean
  jobId: number | null
}

const blank: Importing = {
  files: [],
  inspecting: false,
  inspected: null,
  failure: null,
  name: '',
  starting: false,
  jobId: null,
}

export const useImporting = create<Importing>(() => blank)

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

async function inspect(): Promise<void> {
  const files = refs()
  if (files.length === 0) {
    useImporting.setState({ inspected: null, inspecting: false })
    return
  }
  useImporting.setState({ inspecting: true, failure: null })
  const { signal } = stop
  try {
    const inspected = await client.importInspect({ files })
    if (signal.aborted) return
    useImporting.setState(({ name }) => ({ inspected, inspecting: false, name: name || inspected.suggestedName }))
  } catch (thrown) {
    if (!signal.aborted) useImporting.setState({ inspecting: false, failure: asFailure(thrown) })
  }
}

export async function dropFile(ref: FileRef): Promise<void> {
  useImporting.setState(({ files }) => ({ files: files.filter((file) => file.ref !== ref) }))
  await inspect()
}

export const nameSource = (name: string): void => useImporting.setState({ name })

export function startOver(): void {
  stop.abort()
  stop = new AbortController()
  useImporting.setState(blank)
}

/** Import the files that can be imported. */
export async function startImport(): Promise<void> {
  const { inspected, name } = useImporting.getState()
  const files = inspected?.files.filter((file) => file.refused === null).map((file) => file.ref) ?? []
  useImporting.setState({ starting: true, failure: null })
  try {
    if (files.length === 0) throw new AppError('not-a-dataset', 'None of these files can be imported.')
    const { jobId } = await client.importStart({ files, ...(name.trim() ? { name: name.trim() } : {}) })
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

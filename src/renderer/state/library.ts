/** What the library holds: its counts, models, facets and sources. */
import { create } from 'zustand'
import type { Facets, LibraryStatus, Source } from '#api/schemas.ts'
import { asFailure, client, type Failure, host } from './client.ts'
import { takeJobs } from './jobs.ts'

type Library = {
  status: LibraryStatus | null
  facets: Facets | null
  sources: Source[] | null
  failure: Failure | null
  sourcesFailure: Failure | null
}

export const useLibrary = create<Library>(() => ({
  status: null,
  facets: null,
  sources: null,
  failure: null,
  sourcesFailure: null,
}))

export const isEmpty = (status: LibraryStatus): boolean => status.counts.artists === 0 && status.sources.length === 0

/** Read the library's state anew. */
export async function loadLibrary(): Promise<void> {
  try {
    const [status, facets] = await Promise.all([client.libraryStatus({}), client.facets({})])
    takeJobs(status.jobs)
    useLibrary.setState({ status, facets, failure: null })
  } catch (thrown) {
    useLibrary.setState({ failure: asFailure(thrown) })
  }
}

export async function loadSources(): Promise<void> {
  try {
    const { items } = await client.sources({})
    useLibrary.setState({ sources: items, sourcesFailure: null })
  } catch (thrown) {
    useLibrary.setState({ sourcesFailure: asFailure(thrown) })
  }
}

/** Up to 20 records that ended under a keyword in any of these files. */
export async function readExamples(
  files: { id: number; path: string }[],
  keyword: string,
): Promise<{ file: string; line: number; text: string }[]> {
  const lists = await Promise.all(
    files.map(async (file) => {
      const { items } = await client.ledgerExamples({ fileId: file.id, keyword })
      return items.map((item) => ({ file: file.path, ...item }))
    }),
  )
  return lists.flat().slice(0, 20)
}

/** Save every listener with the bands they like as CSV; resolves to how many, to null where no place was chosen. */
export const saveListeners = (): Promise<number | null> =>
  unlessCancelled(async () => {
    const { written, file } = await client.listenersExport({})
    await host.saveFile(file.ref, file.name)
    return written
  })

/** Save every kept record of a keyword as CSV; resolves to how many were written, of how many. */
export const saveRecords = (
  files: { id: number }[],
  keyword: string,
): Promise<{ written: number; records: number; mendable: boolean } | null> =>
  unlessCancelled(async () => {
    const { file, ...done } = await client.ledgerExport({ fileIds: files.map(({ id }) => id), keyword })
    await host.saveFile(file.ref, file.name)
    return done
  })

/** Closing a save dialog is an answer, not a failure: it gives null. */
async function unlessCancelled<T>(save: () => Promise<T>): Promise<T | null> {
  try {
    return await save()
  } catch (thrown) {
    if (asFailure(thrown).code === 'cancelled') return null
    throw thrown
  }
}

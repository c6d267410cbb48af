/** Ready-made vectors among the files to import: which are on their way, and what became of them. */
import { create } from 'zustand'
import type { FileRef, InspectResult, Kind } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'
import { takeJobs } from './jobs.ts'

export type FoundVectors = InspectResult['vectors'][number]

type Vectors = {
  /** The job that takes a file in, by the file's ref. */
  jobs: Readonly<Record<FileRef, number>>
  failures: Readonly<Record<FileRef, Failure>>
}

export const useVectors = create<Vectors>(() => ({ jobs: {}, failures: {} }))

/** Take a file's vectors in as a model; `entity` says what its rows are, absent where the names say so themselves. */
export async function addVectors({ file, names }: FoundVectors, entity?: Kind): Promise<void> {
  useVectors.setState(({ failures: { [file]: _, ...failures } }) => ({ failures }))
  try {
    const { jobId } = await client.vectorsImport({
      file,
      ...(names === null ? {} : { meta: names.file }),
      ...(entity === undefined ? {} : { entity }),
    })
    takeJobs([await client.job({ id: jobId })])
    useVectors.setState(({ jobs }) => ({ jobs: { ...jobs, [file]: jobId } }))
  } catch (thrown) {
    useVectors.setState(({ failures }) => ({ failures: { ...failures, [file]: asFailure(thrown) } }))
  }
}

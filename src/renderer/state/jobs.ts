/** Long work: what runs now, what ended, and how to start and stop it. */
import { create } from 'zustand'
import type { Algorithm, Job } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'

type Jobs = { jobs: Record<number, Job>; hidden: ReadonlySet<number>; failure: Failure | null }

export const useJobs = create<Jobs>(() => ({ jobs: {}, hidden: new Set(), failure: null }))

/** Keep what is known of these jobs; a job that ended stays ended. */
export function takeJobs(jobs: Job[]): void {
  useJobs.setState((state) => {
    const next = { ...state.jobs }
    for (const job of jobs) {
      const known = next[job.id]
      if (known && known.state !== 'running' && job.state === 'running') continue
      next[job.id] = job
    }
    return { jobs: next }
  })
}

/** Jobs that ended before this visit are history, not news. */
export function hideEnded(): void {
  useJobs.setState(({ jobs }) => ({
    hidden: new Set(Object.values(jobs).flatMap((job) => (job.state === 'running' ? [] : [job.id]))),
  }))
}

export const hideJob = (id: number): void => useJobs.setState(({ hidden }) => ({ hidden: new Set([...hidden, id]) }))

export const isRunning =
  (kind: Job['kind']) =>
  ({ jobs }: Jobs): Job | null =>
    Object.values(jobs).find((job) => job.kind === kind && job.state === 'running') ?? null

export const latest =
  (kind: Job['kind']) =>
  ({ jobs }: Jobs): Job | null =>
    Object.values(jobs)
      .filter((job) => job.kind === kind)
      .sort((a, b) => b.id - a.id)[0] ?? null

async function started(start: () => Promise<{ jobId: number }>): Promise<number | null> {
  useJobs.setState({ failure: null })
  try {
    const { jobId } = await start()
    takeJobs([await client.job({ id: jobId })])
    return jobId
  } catch (thrown) {
    useJobs.setState({ failure: asFailure(thrown) })
    return null
  }
}

export const addSample = (): Promise<number | null> => started(() => client.sampleAdd({}))

export const removeSource = (id: number): Promise<number | null> => started(() => client.sourceRemove({ id }))

export type TrainChoice = { algorithms: Algorithm[]; set: Record<string, number>; seed: number }

/** Learn from the library; without a choice, every model with its usual settings. */
export const learn = (choice?: TrainChoice): Promise<number | null> => started(() => client.train(choice ?? {}))

export async function cancelJob(id: number): Promise<void> {
  try {
    await client.jobCancel({ id })
  } catch (thrown) {
    useJobs.setState({ failure: asFailure(thrown) })
  }
}

/** Long work: what runs now, what ended, and how to start and stop it. */
import { create } from 'zustand'
import type { Algorithm, Job } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'

type Jobs = { jobs: Record<number, Job>; hidden: ReadonlySet<number>; failure: Failure | null }

export const useJobs = create<Jobs>(() => ({ jobs: {}, hidden: new Set(), failure: null }))

export const isOver = ({ state }: Job): boolean => state === 'done' || state === 'cancelled' || state === 'failed'

/** Paused or cut short: it waits for the listener to say how it goes on. */
export const rests = ({ state }: Job): boolean => state === 'paused' || state === 'interrupted'

/** Keep what is known of these jobs; a job that ended stays ended. */
export function takeJobs(jobs: Job[]): void {
  useJobs.setState((state) => {
    const next = { ...state.jobs }
    for (const job of jobs) {
      const known = next[job.id]
      if (known && isOver(known) && !isOver(job)) continue
      next[job.id] = job
    }
    return { jobs: next }
  })
}

/** Jobs that ended before this visit are history, not news. */
export function hideEnded(): void {
  useJobs.setState(({ jobs }) => ({
    hidden: new Set(Object.values(jobs).flatMap((job) => (isOver(job) ? [job.id] : []))),
  }))
}

export const hideJob = (id: number): void => useJobs.setState(({ hidden }) => ({ hidden: new Set([...hidden, id]) }))

/** Its turn comes when the work in progress is done. */
export const waits = ({ state, phase }: Job): boolean => state === 'running' && phase === 'waiting'

/** What is asked of a source and not done yet: what it is called in the list of work is all that is known of it there. */
export const waitingFor =
  (name: string) =>
  ({ jobs }: Jobs): 'describe' | 'remove' | null => {
    const kinds = Object.values(jobs).flatMap((job) => (waits(job) && job.subject === name ? [job.kind] : []))
    return kinds.includes('remove') ? 'remove' : kinds.includes('describe') ? 'describe' : null
  }

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

/** Say whose a source's data is; an empty text says that nothing is stated. */
export const describeSource = (id: number, about: { licence: string; origin: string }): Promise<number | null> =>
  started(() => client.sourceDescribe({ id, ...about }))

export const removeModel = (id: number): Promise<number | null> => started(() => client.modelRemove({ id }))

export type TrainChoice = {
  algorithms: Algorithm[]
  set: Record<string, number>
  seed: number
  /** Search this long for the best settings first. */
  tuneMinutes?: number
}

/** Learn from the library; without a choice, every model with its usual settings. */
export const learn = (choice?: TrainChoice): Promise<number | null> => started(() => client.train(choice ?? {}))

/** Take in what is new since the models were learned. */
export const learnNew = (): Promise<number | null> => started(() => client.update({}))

/** Ask for something to be done with a job, and see what became of it. */
async function change(id: number, request: (job: { id: number }) => Promise<unknown>): Promise<void> {
  try {
    await request({ id })
    takeJobs([await client.job({ id })])
  } catch (thrown) {
    useJobs.setState({ failure: asFailure(thrown) })
  }
}

/** Stop a job for good: nothing of it stays. */
export const cancelJob = (id: number): Promise<void> => change(id, client.jobCancel)

/** End an import with what it has read so far. */
export const finishJob = (id: number): Promise<void> => change(id, client.jobFinish)

export const pauseJob = (id: number): Promise<void> => change(id, client.jobPause)

export const resumeJob = (id: number): Promise<void> => change(id, client.jobResume)

/** Work that is long enough to be paused. */
export const canPause = ({ kind, state }: Job): boolean =>
  state === 'running' && (kind === 'import' || kind === 'train')

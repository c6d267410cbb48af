/** What the system sees of long work: progress on the task bar, and no sleep while something runs. */
import { type BrowserWindow, powerSaveBlocker } from 'electron'
import type { EventName, EventPayload } from '../../api/contract.ts'
import type { CorePort } from '../core-port.ts'

export type Work = {
  isRunning: () => boolean
  /** Show how far the work is on a window that has just opened. */
  show: () => void
}

type Options = {
  core: Pick<CorePort, 'on'>
  window: () => BrowserWindow | null
  /** Called when the last job has ended. */
  onIdle: () => void
}

/** Follow the core's jobs from its events. */
export function followWork({ core, window, onIdle }: Options): Work {
  const running = new Map<number, EventPayload<'job'>>()
  let blocker: number | null = null

  const show = () => {
    const open = window()
    if (open === null) return
    const jobs = [...running.values()]
    const job = jobs.find(({ phase }) => phase !== 'waiting') ?? jobs[0]
    if (job === undefined) open.setProgressBar(-1)
    // More than 1 means that nobody knows yet how far it is.
    else open.setProgressBar(job.phase === 'waiting' ? 2 : Math.min(1, job.fraction))
  }
  const stayAwake = (awake: boolean) => {
    if (awake && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!awake && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  core.on((event: EventName, payload) => {
    if (event !== 'job') return
    const job = payload as EventPayload<'job'>
    const wasRunning = running.size > 0
    if (job.state === 'running') running.set(job.id, job)
    else running.delete(job.id)
    stayAwake(running.size > 0)
    show()
    if (wasRunning && running.size === 0) onIdle()
  })
  return { isRunning: () => running.size > 0, show }
}

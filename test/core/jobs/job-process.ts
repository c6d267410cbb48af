/** Jobs in processes of their own, killed after a while or run within limits, and what they leave compared. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { JobMessage, JobTask } from '#core/jobs/control.ts'
import {
  contentOf,
  derivedTables,
  kernelWorker,
  readWorker,
  resources,
  sourceTables,
  type TestLibrary,
} from '../library.ts'

const root = join(import.meta.dirname, '../../..')
const child = join(import.meta.dirname, 'job-child.ts')

export type JobEnd = { message: JobMessage | null; milliseconds: number }

type How = {
  /** Kill it so many milliseconds after it began. */
  killAfter?: number
  /** Kill it when it has said so often how far it is. */
  killAtProgress?: number
  /** Ask it to stop for good so many milliseconds after it began. */
  cancelAfter?: number
  /** Largest file it may write, in KiB. */
  fileLimit?: number
}

/** Run a job to its end, or until it is killed: then `message` is null. */
export async function jobProcess(
  library: string,
  task: JobTask,
  { killAfter, killAtProgress, cancelAfter, fileLimit }: How = {},
): Promise<JobEnd> {
  const job = { id: 1, subject: 'Some work', startedAt: '2026-01-01T00:00:00Z' }
  const args = [child, JSON.stringify({ task, job, library, resources, kernelWorker, readWorker })]
  if (cancelAfter !== undefined) args.push(String(cancelAfter))
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') }
  const options = { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] }
  const running =
    fileLimit === undefined
      ? spawn(process.execPath, args, options)
      : spawn(
          'bash',
          ['-c', `trap '' XFSZ; ulimit -f ${fileLimit}; exec "$@"`, 'limited', process.execPath, ...args],
          options,
        )
  return await ended(running, { killAfter, killAtProgress })
}

type Kill = { killAfter: number | undefined; killAtProgress: number | undefined }

function ended(running: ChildProcess, { killAfter, killAtProgress }: Kill): Promise<JobEnd> {
  return new Promise((resolve) => {
    let said = ''
    let began = 0
    running.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (began === 0) {
        began = performance.now()
        if (killAfter !== undefined) setTimeout(() => running.kill('SIGKILL'), killAfter)
      }
      said += text
      if (killAtProgress !== undefined && said.split('progress').length > killAtProgress) running.kill('SIGKILL')
    })
    running.once('close', () => {
      const last = said.trim().split('\n').at(-1) ?? ''
      const message = last.startsWith('{') ? (JSON.parse(last) as JobMessage) : null
      resolve({ message, milliseconds: performance.now() - began })
    })
  })
}

/** All that a library holds, but for the time it took and the day it was. */
export function wholeContent({ db }: TestLibrary): Record<string, string> {
  db.prepare(`UPDATE source SET seconds = 0, imported_at = ''`).run()
  return contentOf(db, [...sourceTables, ...derivedTables, 'job', 'artist_search_docsize', 'work_search_docsize'])
}

/** Random numbers that a failure can be repeated with: the seed is in the test's name. */
export const chosenSeed = Number(process.env.SIDETRACK_SEED ?? Date.now() % 1_000_000)

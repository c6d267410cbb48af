/** Thread entry: runs kernel slices, one at a time. */
import { parentPort } from 'node:worker_threads'
import { alsRows } from '../core/math/als-kernel.ts'
import { sgnsEpoch } from '../core/math/sgns-kernel.ts'
import type { KernelAnswer, KernelTask } from '../core/training/kernel-pool.ts'

const port = parentPort
if (port === null) throw new Error('kernel-worker runs as a worker thread')

port.on('message', (task: KernelTask) => {
  let answer: KernelAnswer = { ok: true }
  try {
    if (task.kernel === 'sgns') sgnsEpoch(task.state, task.slice, task.progress, task.cancel)
    else alsRows(task.side, task.slice, task.progress, task.cancel)
  } catch (error) {
    answer = { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  port.postMessage(answer)
})

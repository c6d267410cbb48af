/** Thread entry: runs kernel tasks, one at a time. */
import { parentPort } from 'node:worker_threads'
import { type KernelTask, runKernel } from '../core/training/kernels.ts'

const port = parentPort
if (port === null) throw new Error('kernel-worker runs as a worker thread')

port.on('message', (task: KernelTask) => port.postMessage(runKernel(task)))

/** Thread entry: reads the files of one import for the thread that stores them, or unpacks blocks for one that reads. */
import { availableParallelism } from 'node:os'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { Bzip2Block } from '../core/sources/archives/bzip2-blocks.ts'
import { serveUnpacking, unpackBeside } from '../core/sources/archives/unpack-block.ts'
import type { ToReader } from '../core/sources/read-messages.ts'
import { serveReader } from '../core/sources/serve-reader.ts'
import { trapNetwork } from '../main/network-trap.ts'

const port = parentPort
if (port === null) throw new Error('read-worker runs as a worker thread')
const { refusedConnections, unpacks = false } = workerData as { refusedConnections: Int32Array; unpacks?: boolean }
trapNetwork(refusedConnections)

if (unpacks) {
  const take = serveUnpacking((message, transfer) => port.postMessage(message, transfer))
  port.on('message', (message: { id: number; block: Bzip2Block }) => take(message))
} else {
  const own = { workerData: { refusedConnections, unpacks: true } }
  unpackBeside(() => new Worker(new URL(import.meta.url), own), availableParallelism())
  const take = serveReader((message, transfer) => port.postMessage(message, transfer))
  port.on('message', (message: ToReader) => take(message))
}

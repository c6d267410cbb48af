/** Thread entry: reads the files of one import for the thread that stores them. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ToReader } from '../core/sources/read-messages.ts'
import { serveReader } from '../core/sources/serve-reader.ts'
import { trapNetwork } from '../main/network-trap.ts'

const port = parentPort
if (port === null) throw new Error('read-worker runs as a worker thread')
trapNetwork((workerData as { refusedConnections: Int32Array }).refusedConnections)

const take = serveReader((message, transfer) => port.postMessage(message, transfer))
port.on('message', (message: ToReader) => take(message))

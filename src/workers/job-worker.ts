/** Thread entry: runs one job and ends. Messages go straight to the core over the port that main has laid. */
import { type MessagePort, workerData } from 'node:worker_threads'
import type { JobSpec } from '../core/jobs/control.ts'
import { runJob } from '../core/jobs/run-job.ts'
import { trapNetwork } from '../main/network-trap.ts'

const { spec, port } = workerData as { spec: JobSpec; port: MessagePort }
trapNetwork(spec.refusedConnections)

await runJob(spec, (message) => port.postMessage(message))
port.close()

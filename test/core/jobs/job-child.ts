/**
 * A job as a process of its own, which can be killed or asked to stop at any moment: says `begun`, `progress` as often as
 * the job does, then one line of JSON with its end.
 */

import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import { nothingAsked } from '#core/jobs/asked.ts'
import type { JobSpec } from '#core/jobs/control.ts'
import { runJob } from '#core/jobs/run-job.ts'

const spec = JSON.parse(process.argv[2] as string) as Omit<JobSpec, 'asked' | 'cleaning' | 'refusedConnections'>
const cancelAfter = process.argv[3]
const asked = nothingAsked()
// From another thread, as the listener asks: at moments that have nothing to do with where the work is.
const askLater = `const { workerData } = require('node:worker_threads')
setTimeout(() => Atomics.store(workerData.asked, 0, 1), workerData.milliseconds)`
if (cancelAfter !== undefined) {
  new Worker(askLater, { eval: true, workerData: { asked, milliseconds: Number(cancelAfter) } })
}
writeSync(1, 'begun\n')
await runJob({ ...spec, asked, cleaning: noChoices, refusedConnections: nothingAsked() }, (message) => {
  writeSync(1, message.type === 'progress' ? 'progress\n' : `${JSON.stringify(message)}\n`)
})
process.exit()

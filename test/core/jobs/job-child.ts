/** A job as a process of its own, which can be killed at any moment: says `begun`, then one line of JSON with its end. */
import { writeSync } from 'node:fs'
import { nothingAsked } from '#core/jobs/asked.ts'
import type { JobSpec } from '#core/jobs/control.ts'
import { runJob } from '#core/jobs/run-job.ts'

const spec = JSON.parse(process.argv[2] as string) as Omit<JobSpec, 'asked' | 'refusedConnections'>
writeSync(1, 'begun\n')
await runJob({ ...spec, asked: nothingAsked(), refusedConnections: nothingAsked() }, (message) => {
  if (message.type !== 'progress') writeSync(1, `${JSON.stringify(message)}\n`)
})
process.exit()

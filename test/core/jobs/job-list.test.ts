/** Jobs as a core sees them that only reads a library. */
import { expect, test } from 'vitest'
import type { Job } from '#api/schemas.ts'
import { noChoices } from '#core/catalog/cleaning/rules.ts'
import { jobList } from '#core/jobs/job-list.ts'

test('closing leaves alone what another process runs', async () => {
  const changes: Job[] = []
  const task = { kind: 'sample' }
  const startedAt = '2026-01-01T00:00:00.000Z'
  const progress = { phase: 'reading' as const, fraction: 0.4, seconds: 2, position: null, trouble: null }
  const jobs = jobList({
    spec: {
      library: '',
      resources: '',
      kernelWorker: '',
      readWorker: '',
      refusedConnections: new Int32Array(new SharedArrayBuffer(4)),
    },
    stored: [{ id: 7, kind: 'import', subject: 'Likes', task, state: 'running', startedAt, ...progress }],
    cleaning: () => noChoices,
    startThread: () => Promise.reject(new Error('a reader starts no threads')),
    onChange: (job) => changes.push(job),
    onLibraryChange: () => {},
    onFault: () => {},
    canGoOn: () => true,
  })
  await jobs.close()
  expect(changes).toEqual([])
  expect(jobs.get(7)).toMatchObject({ id: 7, state: 'running', fraction: 0.4 })
})

/** A stopped import through the whole core: said at once, tidied up behind, and the next job waits for that. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '#api/client.ts'
import type { Job } from '#api/schemas.ts'
import { openCore } from '../../../src/main/core-port.ts'

const workers = join(import.meta.dirname, '../../../src/workers')

test('a cancelled import is gone, and a job started at that moment ends well', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-cancel-'))
  const likes = join(folder, 'user_item_interaction.csv')
  writeFileSync(
    likes,
    `user,item\n${Array.from({ length: 400_000 }, (_, i) => `${i >> 3},${(i * 7919) % 90_000}\n`).join('')}`,
  )
  const core = await openCore({ library: join(folder, 'library'), mode: 'write', workers, host: 'command line' })
  try {
    const api = connect(core)
    const ended = (id: number) =>
      new Promise<Job>((resolve) => {
        const off = api.on('job', (job) => {
          if (job.id !== id || job.state === 'running') return
          off()
          resolve(job)
        })
      })
    const { jobId } = await api.importStart({ files: [await core.grantRead(likes)] })
    const stopped = ended(jobId)
    const off = api.on('job', (job) => {
      if (job.id === jobId && job.handled > 50_000) void api.jobCancel({ id: jobId })
    })
    expect((await stopped).state).toBe('cancelled')
    off()
    const next = await api.sampleAdd({})
    expect((await ended(next.jobId)).state).toBe('done')
    const status = await api.libraryStatus({})
    expect(status.sources.map((source) => source.name)).toEqual(['Sample library'])
    expect(status.counts.listeners).toBe(700)
    expect((await api.doctor({})).checks.filter((check) => !check.ok)).toEqual([])
  } finally {
    await core.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

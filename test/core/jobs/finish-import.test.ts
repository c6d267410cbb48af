/** An import that its listener is content with half-way: what was read is kept, counted and searchable, and says so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Client, connect } from '#api/client.ts'
import type { FileLedger, FileRef, Job } from '#api/schemas.ts'
import { openCore } from '../../../src/main/core-port.ts'

const workers = join(import.meta.dirname, '../../../src/workers')
const songs = 2000
const likes = 200_000

let folder: string
let core: Awaited<ReturnType<typeof openCore>>
let api: Client
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sidetrack-finish-'))
  core = await openCore({ library: join(folder, 'library'), mode: 'write', workers, host: 'command line' })
  api = connect(core)
})
afterEach(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves when a job is in one of these states. */
const reaches = (id: number, states: readonly Job['state'][]) =>
  new Promise<Job>((resolve) => {
    const off = api.on('job', (job) => {
      if (job.id !== id || !states.includes(job.state)) return
      off()
      resolve(job)
    })
  })

async function write(): Promise<FileRef[]> {
  const lines = { 'track_meta.csv': ['song_id,band,song_name'], 'likes.csv': ['user,item'] }
  for (let i = 0; i < songs; i += 1) lines['track_meta.csv'].push(`${i},Band ${i >> 3},Song ${i}`)
  for (let i = 0; i < likes; i += 1) lines['likes.csv'].push(`${i >> 4},${(i * 7919) % songs}`)
  return Promise.all(
    Object.entries(lines).map(async ([name, rows]) => {
      writeFileSync(join(folder, name), `${rows.join('\n')}\n`)
      return core.grantRead(join(folder, name), name)
    }),
  )
}

const start = async (): Promise<number> => (await api.importStart({ files: await write() })).jobId

/** Ask for something once some likes are stored. */
function onceRead(id: number, request: () => void): void {
  const off = api.on('job', (job) => {
    if (job.id !== id || job.handled < songs + 20_000) return
    off()
    request()
  })
}

function expectPart(files: FileLedger[]): void {
  const [meta, read] = [
    files.find(({ table }) => table === 'songs'),
    files.find(({ table }) => table === 'interactions'),
  ]
  expect(meta).toMatchObject({ read: songs, kept: songs, message: null, outcome: 'accepted' })
  expect(read?.read).toBeGreaterThan(10_000)
  expect(read?.read).toBeLessThan(likes)
  expect(read).toMatchObject({ read: (read?.kept ?? 0) + (read?.merged ?? 0), reason: null, outcome: 'partial' })
  expect(read?.message).toBe(
    `Read as far as ${read?.read.toLocaleString('en')} records, as you asked. The rest of it is not in your library.`,
  )
}

test('keeps what was read, and the same files may come again', async () => {
  const id = await start()
  const done = reaches(id, ['done', 'failed', 'cancelled'])
  onceRead(id, () => void api.jobFinish({ id }))
  const job = await done
  expect(job.state).toBe('done')
  expectPart(job.import?.files ?? [])
  const { items } = await api.sources({})
  expectPart(items[0]?.files ?? [])
  expect(items[0]?.counts.interactions).toBe(items[0]?.files.find(({ table }) => table === 'interactions')?.kept)
  expect((await api.search({ text: 'band 7' })).total).toBeGreaterThan(0)
  expect((await api.doctor({})).checks.filter((check) => !check.ok)).toEqual([])
  expect((await api.jobFinish({ id })).finishing).toBe(false)
  expect((await api.importInspect({ files: await write() })).alreadyImported).toBeNull()
})

test('keeps what was read before a pause', async () => {
  const id = await start()
  const paused = reaches(id, ['paused'])
  onceRead(id, () => void api.jobPause({ id }))
  await paused
  const done = reaches(id, ['done', 'failed', 'cancelled'])
  expect(await api.jobFinish({ id })).toEqual({ finishing: true })
  const job = await done
  expect(job.state).toBe('done')
  expectPart(job.import?.files ?? [])
  expect((await api.doctor({})).checks.filter((check) => !check.ok)).toEqual([])
})

/** A library that an older Sidetrack made is indexed by itself once a window is open on it. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '#api/client.ts'
import type { Job } from '#api/schemas.ts'
import { openCore } from '../../../src/main/core-port.ts'
import { bandTables, newLibrary, tagTables } from '../library.ts'

const workers = join(import.meta.dirname, '../../../src/workers')

/** A library as a migration leaves it, with what only indexing fills lost. */
async function libraryWithout(lost: string | null): Promise<string> {
  const { db, folder, ...library } = newLibrary()
  await library.import({ ...bandTables([[1, 'Can', 2]]), ...tagTables(['Can'], [[1, 'Can', 'krautrock']]) })
  if (lost !== null) db.exec(lost)
  return folder
}

/** What a window or command finds there once nothing runs any more. */
async function found(folder: string, host: 'window' | 'command line') {
  const core = await openCore({ library: folder, mode: 'write', workers, host })
  const api = connect(core)
  const isOver = ({ state }: Job) => state !== 'running'
  try {
    await expect.poll(async () => (await api.libraryStatus({})).jobs.every(isOver), { timeout: 20_000 }).toBe(true)
    const { items } = await api.search({ text: 'ca', kind: 'artist' })
    const { voices } = await api.genreVotes({ id: 'a1' })
    const jobs = (await api.libraryStatus({})).jobs.map(({ kind, state }) => `${kind} ${state}`)
    return { jobs, bands: items.map(({ artist }) => artist), voices: voices.map(({ voter }) => voter) }
  } finally {
    await core.close()
  }
}

const whole = { bands: ['Can'], voices: ['listeners'] }

test.each([
  ['votes on genres', 'DELETE FROM genre_vote'],
  ['search index', `INSERT INTO artist_search (artist_search) VALUES ('delete-all')`],
])('where it has no %s yet', async (_, lost) => {
  const folder = await libraryWithout(lost)
  const { jobs, ...before } = await found(folder, 'command line')
  expect(jobs).toEqual([])
  expect(before).not.toEqual(whole)
  expect(await found(folder, 'window')).toEqual({ jobs: ['reindex done'], ...whole })
  // And not again.
  expect(await found(folder, 'window')).toEqual({ jobs: [], ...whole })
})

test('but nothing is done to one that lacks nothing', async () => {
  expect(await found(await libraryWithout(null), 'window')).toEqual({ jobs: [], ...whole })
})

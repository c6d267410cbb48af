import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchableFolders } from '#core/catalog/own-files.ts'
import { importAudioFolder } from '#core/jobs/audio-job.ts'
import type { JobTask } from '#core/jobs/control.ts'
import type { JobList } from '#core/jobs/job-list.ts'
import { lookAtWatched, newWatch } from '#core/jobs/watch-folders.ts'
import { openWritable } from '#core/store/open.ts'
import { setWatched } from '#core/store/watched-folder-rows.ts'
import { audio } from '../audio-files.ts'
import { closeAtEnd, migrations, newLibrary, quietControl, vocabulary } from '../library.ts'

test('a watched folder is imported again when something in it has changed, and only then', async () => {
  const library = newLibrary()
  const folder = join(library.folder, 'Music')
  mkdirSync(folder)
  const write = (name: string, title: string) => writeFileSync(join(folder, name), audio.flac({ artist: 'Low', title }))
  write('a.flac', 'Gone')
  const look = () => importAudioFolder(library.db, vocabulary, { folder, name: null }, quietControl())
  await look()
  const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const started: JobTask[] = []
  let running = false
  const jobs = {
    start: (task: JobTask) => started.push(task),
    list: () => (running ? [{ kind: 'import', state: 'running' }] : []),
  } as unknown as JobList
  const watching = { library: library.db, user, profileId: 1, jobs, watch: newWatch() }
  const starts = async () => {
    await lookAtWatched(watching)
    return started.splice(0).length
  }

  write('b.flac', 'Tin')
  expect(await starts()).toBe(0)
  setWatched(user, 1, folder, true)
  running = true
  expect(await starts()).toBe(0)
  running = false
  await lookAtWatched(watching)
  expect(started.splice(0)).toEqual([{ kind: 'import', folder, name: null }])
  await look()
  expect(await starts()).toBe(0)
  rmSync(join(folder, 'a.flac'))
  expect(await starts()).toBe(1)
  renameSync(folder, `${folder} away`)
  expect(await starts()).toBe(0)
  renameSync(`${folder} away`, folder)
  setWatched(user, 1, folder, false)
  expect(await starts()).toBe(0)
})

test('a large library rests for twenty times as long as its last import took, and says what waits', async () => {
  const library = newLibrary()
  const folder = join(library.folder, 'Music')
  mkdirSync(folder)
  const write = (name: string, title: string) => writeFileSync(join(folder, name), audio.flac({ artist: 'Low', title }))
  write('a.flac', 'Gone')
  await importAudioFolder(library.db, vocabulary, { folder, name: null }, quietControl())
  const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  setWatched(user, 1, folder, true)
  const begun = Date.now()
  const job = { id: 7, kind: 'import', state: 'done', startedAt: new Date(begun).toISOString(), secondsElapsed: 0 }
  let starts = 0
  const start = () => {
    starts += 1
    return job.id
  }
  const watching = {
    ...{ library: library.db, user, profileId: 1, watch: newWatch() },
    jobs: { start, list: () => [{ ...job }] } as unknown as JobList,
  }
  const [before] = watchableFolders(watching)
  expect(before).toMatchObject({ watched: true, waiting: null })

  write('b.flac', 'Tin')
  await lookAtWatched(watching)
  expect(starts).toBe(1)
  job.secondsElapsed = 180
  write('c.flac', 'Candy Girl')
  await lookAtWatched(watching)
  expect(starts).toBe(1)
  expect(watchableFolders(watching)[0]?.waiting).toEqual({
    files: 2,
    until: new Date(begun + 3_600_000).toISOString(),
  })
  job.secondsElapsed = -1
  await lookAtWatched(watching)
  expect(starts).toBe(2)
  expect(watchableFolders(watching)[0]?.waiting).toBeNull()
})

/** Work that is stopped with Ctrl+C or killed on the command line, and what goes on from there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportResult, Job } from '#api/schemas.ts'
import { type Ended, runCli, startCli } from './run-cli.ts'

let folder = ''
let files: string[]
let whole: ImportResult
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrack-cli-jobs-'))
  files = [join(folder, 'songs.csv'), join(folder, 'likes.csv')]
  const songs = Array.from({ length: 5000 }, (_, i) => `${i},Band ${i % 300},Song ${i}`)
  const likes = Array.from({ length: 100_000 }, (_, i) => `${i >> 4},${(i * 7919) % 5100}`)
  await writeFile(files[0] as string, ['song_id,band,song_name', ...songs].join('\n'))
  await writeFile(files[1] as string, ['user,item', ...likes].join('\n'))
  whole = JSON.parse((await runCli(['import', ...files, '--library', join(folder, 'whole'), '--json'])).stdout)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const jobsOf = async (library: string) =>
  JSON.parse((await runCli(['jobs', '--library', library, '--json'])).stdout).items as Job[]
const errorOf = ({ stdout }: Ended) => JSON.parse(stdout).error as { code: string; message: string }
const lasting = ({ source, files: ledgers }: ImportResult) => ({ source, files: ledgers })

/** Start an import and end it as soon as it reads. */
async function cutShort(library: string, signal: NodeJS.Signals): Promise<Ended> {
  const running = startCli(['import', ...files, '--library', library, '--json'])
  await running.said('Reading')
  running.child.kill(signal)
  return await running.ended
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s pauses an import: 5, with the way on, which ends in the same ledger',
  async (signal) => {
    const library = join(folder, signal)
    const ended = await cutShort(library, signal)
    expect([ended.code, errorOf(ended).code]).toEqual([5, 'cancelled'])
    expect(errorOf(ended).message).toMatch(
      /^Paused at \d+ %\. Go on with it: sidetrack job-resume 1\. .*job-discard 1\.$/,
    )
    expect(await jobsOf(library)).toMatchObject([{ id: 1, kind: 'import', state: 'paused' }])
    const resumed = await runCli(['job-resume', '1', '--library', library, '--json'])
    expect(resumed.code).toBe(0)
    expect(lasting(JSON.parse(resumed.stdout))).toEqual(lasting(whole))
    expect(await jobsOf(library)).toEqual([])
  },
)

test('a killed import is listed as interrupted, goes on to the same ledger, or is discarded', async () => {
  const library = join(folder, 'killed')
  await cutShort(library, 'SIGKILL')
  expect(await jobsOf(library)).toMatchObject([{ id: 1, kind: 'import', state: 'interrupted' }])
  const { stdout } = await runCli(['job-resume', '1', '--library', library, '--json'])
  expect(lasting(JSON.parse(stdout))).toEqual(lasting(whole))

  const other = join(folder, 'discarded')
  await cutShort(other, 'SIGKILL')
  const discarded = await runCli(['job-discard', '1', '--library', other])
  expect([discarded.code, discarded.stdout]).toEqual([0, expect.stringContaining('Discarded: ')])
  expect(await jobsOf(other)).toEqual([])
  const again = await runCli(['import', ...files, '--library', other, '--json'])
  expect(JSON.parse(again.stdout).files.map((file: { kept: number }) => file.kept)).toEqual(
    whole.files.map(({ kept }) => kept),
  )
})

test('what does not wait to go on is not found', async () => {
  const ended = await runCli(['job-resume', '9', '--library', join(folder, 'whole'), '--json'])
  expect([ended.code, errorOf(ended).code]).toEqual([4, 'job-not-found'])
})

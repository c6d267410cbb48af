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
/** Ledgers but for the numbers that the library gave their files. */
const lasting = (result: ImportResult) => result.files.map((file) => ({ ...file, id: 0 }))

/** Start an import and end it as soon as it reads. */
async function cutShort(library: string, signal: NodeJS.Signals): Promise<Ended> {
  const running = startCli(['import', ...files, '--library', library, '--json'])
  await running.said('Reading')
  running.child.kill(signal)
  return await running.ended
}

const minutes = 3 * 60_000

test(
  'SIGTERM, like Ctrl+C, pauses an import: 5 with both ways on, and going on ends in the same ledger',
  async () => {
    const library = join(folder, 'paused')
    const ended = await cutShort(library, 'SIGTERM')
    expect([ended.code, errorOf(ended).code]).toEqual([5, 'cancelled'])
    expect(errorOf(ended).message).toMatch(
      /^Paused at \d+ %\. Go on with it: sidetrack job-resume 1\. .*job-discard 1\.$/,
    )
    expect(await jobsOf(library)).toMatchObject([{ id: 1, kind: 'import', state: 'paused' }])
    const resumed = await runCli(['job-resume', '1', '--library', library, '--json'])
    expect(resumed.code).toBe(0)
    expect(lasting(JSON.parse(resumed.stdout))).toEqual(lasting(whole))
    const again = await runCli(['job-resume', '1', '--library', library, '--json'])
    expect([again.code, errorOf(again).code]).toEqual([4, 'job-not-found'])
  },
  minutes,
)

test(
  'a killed import is listed as interrupted, told of before other work, and can be discarded',
  async () => {
    const library = join(folder, 'killed')
    await cutShort(library, 'SIGKILL')
    expect(await jobsOf(library)).toMatchObject([{ id: 1, kind: 'import', state: 'interrupted' }])
    const beside = await runCli(['import', files[0] as string, '--library', library, '--json'])
    expect(beside.stderr).toMatch(
      /^The import of .* was interrupted at \d+ %\. Go on with it: sidetrack job-resume 1\./,
    )
    const discarded = await runCli(['job-discard', '1', '--library', library])
    expect([discarded.code, discarded.stdout]).toEqual([0, expect.stringContaining('Discarded: ')])
    expect(await jobsOf(library)).toEqual([])
  },
  minutes,
)

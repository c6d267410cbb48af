/** A folder of audio files on the command line: imported, matched, asked about, and carried into a list. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audio } from '../core/audio-files.ts'
import { runCli } from './run-cli.ts'

let folder = ''
let library = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrack-audio-'))
  library = join(folder, 'library')
  const music = join(folder, 'Music', 'Radiohead')
  await mkdir(music, { recursive: true })
  await writeFile(join(music, 'creep.mp3'), audio.mp3({ artist: 'Radiohead', title: 'Creep' }))
  await writeFile(join(music, 'dummy.flac'), audio.flac({ artist: 'Radiohead', title: 'Karma Polize' }))
  await writeFile(join(music, 'broken.ogg'), 'no music')
  expect((await runCli(['sample', '--library', library])).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = async (...args: string[]) => {
  const { code, stdout } = await runCli([...args, '--library', library, '--json'])
  return { code, result: JSON.parse(stdout) }
}

test('a folder of audio files is imported by its tags, and again adds nothing', async () => {
  const first = await run('import', join(folder, 'Music'))
  expect(first).toMatchObject({ code: 0, result: { name: 'Music', files: [{ read: 3, kept: 2, merged: 0 }] } })
  const again = await run('import', join(folder, 'Music'))
  expect(again.result).toMatchObject({ source: first.result.source, files: [{ read: 3, kept: 0, merged: 2 }] })
})

test('a folder is watched and not by its number', async () => {
  const { result } = await run('audio-folders')
  const [{ id }] = result.items
  expect(result.items).toEqual([
    { id, folder: join(folder, 'Music'), name: 'Music', files: 3, vanished: 0, watched: false, waiting: null },
  ])
  expect((await run('audio-folders', '--watch', String(id))).result.items[0].watched).toBe(true)
  expect((await run('audio-folders', '--unwatch', String(id))).result.items[0].watched).toBe(false)
  expect((await run('audio-folders', '--watch', '99')).code).toBe(4)
})

test('recommendations are of that music only, or of all other', async () => {
  const ask = async (owned: string) => {
    const { result } = await run('recommend', '--artist', 'Portishead', '--kind', 'track', '--owned', owned)
    return (result.items as { title: string; owned?: true }[]).map((item) => [item.title, item.owned === true])
  }
  expect(await ask('only')).toContainEqual(['Creep', true])
  const others = await ask('not')
  expect(others.length).toBeGreaterThan(10)
  expect(others.every(([title, owned]) => title !== 'Creep' && owned === false)).toBe(true)
  const { code } = await run('recommend', '--artist', 'Radiohead', '--owned', 'maybe')
  expect(code).toBe(2)
})

test('a list carries the path of the file', async () => {
  const { result } = await run('playlist-create', 'Mine', '--track', 'Radiohead Creep')
  expect(result.added).toBe(1)
  const out = join(folder, 'mine.m3u8')
  expect((await run('playlist-export', String(result.id), '--format', 'm3u8', '--out', out)).result.withFile).toBe(1)
  expect(await readFile(out, 'utf8')).toContain(join(folder, 'Music', 'Radiohead', 'creep.mp3'))
})

test('doubtful files are listed and settled by their numbers', async () => {
  const { result } = await run('file-doubts')
  expect(result.total).toBe(result.items.length)
  for (const { file, item } of result.items as { file: number; item: { id: string } }[]) {
    expect((await run('file-doubts', '--different', `${file}:${item.id}`)).code).toBe(0)
  }
  expect((await run('file-doubts')).result.total).toBe(0)
  expect((await run('file-doubts', '--same', 'nonsense')).code).toBe(2)
})

test('a folder that is not there is refused before the library is served', async () => {
  const { code, stdout } = await runCli(['serve', '--library', library, '--folder', join(folder, 'nowhere'), '--json'])
  expect(code).toBe(2)
  expect(JSON.parse(stdout).error.message).toContain('there is no such folder')
})

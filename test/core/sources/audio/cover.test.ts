import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstCover, readCover } from '#core/sources/audio/cover.ts'
import { audio, pixel } from '../../audio-files.ts'
import { temporaryFolder } from '../../library.ts'

function fileWith(content: Uint8Array, beside: Record<string, Uint8Array> = {}, kind = 'mp3'): string {
  const folder = temporaryFolder()
  for (const [name, bytes] of Object.entries(beside)) writeFileSync(join(folder, name), bytes)
  const path = join(folder, `x.${kind}`)
  writeFileSync(path, content)
  return path
}
const gif = Buffer.from('GIF89a and so on')
const tags = { artist: 'Low', title: 'Gone' }

test.each(['mp3', 'flac', 'm4a'] as const)('the picture within %s is found', async (kind) => {
  const cover = await readCover(fileWith(audio[kind]({ ...tags, picture: pixel }), { 'cover.gif': gif }, kind))
  expect(cover?.type).toBe('image/png')
  expect(Buffer.from(cover?.bytes ?? []).equals(pixel)).toBe(true)
})

test('without one the picture beside the file is, the likeliest name first', async () => {
  const beside = { 'front.png': gif, 'Folder.JPG': pixel, 'back.jpg': gif }
  expect(await readCover(fileWith(audio.mp3(tags), beside))).toMatchObject({ type: 'image/png' })
})

test('of several files the first that has one gives it', async () => {
  const [none, gone] = [fileWith(audio.mp3(tags)), join(temporaryFolder(), 'gone.mp3')]
  const one = fileWith(audio.mp3({ ...tags, picture: pixel }))
  const other = fileWith(audio.mp3(tags), { 'cover.gif': gif })
  expect(await firstCover([none, gone, one, other])).toMatchObject({ type: 'image/png' })
  expect(await firstCover([other, one])).toMatchObject({ type: 'image/gif' })
  expect(await firstCover([none, gone])).toBe(null)
  expect(await firstCover([])).toBe(null)
})

test('what is called a picture and is none, or is too large, is not shown', async () => {
  const beside = { 'cover.jpg': Buffer.from('<svg onload="x">'), 'folder.png': Buffer.alloc(3_000_000) }
  expect(await readCover(fileWith(audio.mp3({ ...tags, picture: Buffer.from('<script>') }), beside))).toBe(null)
  expect(await readCover(join(temporaryFolder(), 'gone.mp3'))).toBe(null)
  const path = fileWith(audio.mp3(tags))
  mkdirSync(join(path, '..', 'cover.png'))
  expect(await readCover(path)).toBe(null)
})

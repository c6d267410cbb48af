/** The listener's own music: a folder named at the start comes in by its tags, and its files count from then on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audio } from '../core/audio-files.ts'
import { cover } from './cover.ts'
import { openWindow, type Window } from './window.ts'

let w: Window
let folder = ''
const music = () => join(folder, 'Music')

/** Two tracks of the sample library, one that is spelt a little otherwise, one of nobody else, and one of no use. */
function writeMusic(): void {
  mkdirSync(join(music(), 'Radiohead'), { recursive: true })
  const write = (name: string, content: Uint8Array | string) => writeFileSync(join(music(), name), content)
  write('Radiohead/01 Creep.flac', audio.flac({ artist: 'Radiohead', title: 'Creep', picture: cover('#1d4ed8') }))
  write('Radiohead/02.mp3', audio.mp3({ artist: 'Radiohead', title: 'No Surprises', picture: cover('#be123c') }))
  write('Radiohead - Karma Police!.mp3', audio.mp3({}))
  write('Nobody - Else.mp3', audio.mp3({}))
  write('broken.ogg', 'no music')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sidetrack-music-'))
  writeMusic()
  w = await openWindow({ theme: 'light', width: 1440, height: 860 }, undefined, ['--folder', music()])
})
afterAll(async () => {
  await w.close()
  rmSync(folder, { recursive: true, force: true })
})

const main = () => w.page.getByRole('main')
const link = (name: string | RegExp) => w.page.getByRole('link', { name })
const list = () => w.page.getByRole('grid', { name: 'Recommendations' })
const titles = () => list().locator('.result-name').allInnerTexts()
const both = async (name: string) => {
  await w.accessible()
  await w.picture(`${name}-light`)
  await w.look({ theme: 'dark' })
  await w.accessible()
  await w.picture(`${name}-dark`)
  await w.look({ theme: 'light' })
}

describe('a folder of music', () => {
  it('that was named at the start is looked at and imported where it lies', async () => {
    await w.page.getByRole('button', { name: 'Try the sample library' }).click()
    await w.page.getByRole('listbox', { name: 'Bands to start from' }).waitFor({ timeout: 60_000 })
    await link('Import').click()
    await main().getByRole('heading', { name: 'Your own music' }).waitFor()
    await both('own-music-import')
    await main().getByRole('button', { name: 'Look at Music' }).click()
    await main().getByText('Audio files · tracks by their tags').waitFor()
    await main().getByText('No Surprises').waitFor()
    await both('own-music-preview')
    await main().getByRole('button', { name: 'Import', exact: true }).click()
    await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
    await both('own-music-result')
  })

  it('stays where it is when its files are dropped onto a browser', async () => {
    await main().getByRole('button', { name: 'Import more' }).click()
    await main()
      .locator('input[type=file]')
      .first()
      .setInputFiles([join(music(), 'Nobody - Else.mp3'), join(music(), 'Radiohead/02.mp3')])
    await main().getByText('2 music files and the pictures beside them stay where they are').waitFor()
  })

  it('gives lists of owned music only, with covers, and of all other', async () => {
    await link('Discover').click()
    await w.page.getByRole('option', { name: /Massive Attack/ }).click()
    await w.page.getByRole('button', { name: 'Find music like this' }).click()
    await w.page.getByRole('radio', { name: 'Tracks' }).click()
    await list().getByRole('row').nth(5).waitFor()
    const filter = w.page.getByRole('button', { name: /^Your files/ })
    await filter.first().click()
    await w.page.getByRole('option', { name: /Only music I own/ }).click()
    await w.page.keyboard.press('Escape')
    await expect.poll(async () => (await titles()).sort()).toEqual(['Creep', 'Karma Police!', 'No Surprises'])
    await expect.poll(() => list().locator('img.artwork').count()).toBe(2)
    const loaded = 'Array.from(document.querySelectorAll("img.artwork")).every((image) => image.naturalWidth === 64)'
    await expect.poll(() => w.page.evaluate(loaded)).toBe(true)
    await both('own-music-only')
    await w.page.getByRole('radio', { name: 'Bands' }).click()
    await expect.poll(titles).toEqual(['Radiohead'])
    await expect.poll(() => list().locator('img.artwork').count()).toBe(1)
    await both('own-music-bands')
    await w.page.getByRole('radio', { name: 'Tracks' }).click()
    await expect.poll(async () => (await titles()).length).toBe(3)
    await filter.first().click()
    await w.page.getByRole('option', { name: /Only music I don’t own/ }).click()
    await w.page.keyboard.press('Escape')
    await expect.poll(async () => (await titles()).length).toBeGreaterThan(10)
    expect(await titles()).not.toContain('Creep')
    expect(await list().locator('img.artwork').count()).toBe(0)
    await w.page.getByRole('button', { name: 'Clear Your files' }).click()
  })

  it('is watched on a switch, and asks about files that are in doubt', async () => {
    await link(/^Library/).click()
    const watch = main().getByRole('switch', { name: /Look for changes by itself/ })
    await watch.waitFor()
    await watch.focus()
    await w.page.keyboard.press('Space')
    await expect.poll(() => watch.isChecked()).toBe(true)
    await both('own-music-library')
    await main().getByRole('button', { name: '1 file in doubt' }).click()
    await main().getByText('Radiohead – Karma Police!').waitFor()
    await both('own-music-doubts')
    await w.look({ width: 1024, height: 640 })
    await w.picture('own-music-doubts-narrow')
    await w.look({ width: 1440, height: 860 })
    await main()
      .getByRole('button', { name: /^Same recording/ })
      .click()
    await main().getByText('No file is in doubt').waitFor()
    await w.page.getByRole('button', { name: 'Undo' }).click()
    await main()
      .getByRole('button', { name: /^Same recording/ })
      .click()
    await main().getByText('No file is in doubt').waitFor()
  })

  it('is read again on a press, and what is gone is said', async () => {
    rmSync(join(music(), 'Nobody - Else.mp3'))
    await link(/^Library/).click()
    await main().getByRole('button', { name: 'Look again now through Music' }).click()
    await main().getByText('4 files here · 1 is gone').waitFor({ timeout: 30_000 })
  })
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

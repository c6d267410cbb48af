/** Work that is paused, and work that the program behind the window was killed in: both are offered, and go on. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from './window.ts'

let w: Window
let again: Window | null = null
const folder = mkdtempSync(join(tmpdir(), 'sidetrack-e2e-resume-'))
const likes = join(folder, 'user_item_interaction.csv')
const songs = join(folder, 'songs.csv')
const rows = 1_200_000

beforeAll(async () => {
  const titles = Array.from({ length: 9000 }, (_, i) => `${i},Band ${i % 400},Song ${i}\n`)
  writeFileSync(songs, `song_id,band,song_name\n${titles.join('')}`)
  const pairs = Array.from({ length: rows }, (_, i) => `${i >> 4},${(i * 7919) % 9000}\n`)
  writeFileSync(likes, `user,item\n${pairs.join('')}`)
  w = await openWindow({ theme: 'light', width: 1440, height: 860 })
})
afterAll(async () => {
  await w.close()
  await again?.close()
  rmSync(folder, { recursive: true, force: true })
})

const work = (of: Window) => of.page.getByRole('region', { name: 'Work in progress' })

it('an import rests when it is paused, and says so in the side bar and on its page', async () => {
  await w.page.getByRole('button', { name: 'Try the sample library' }).waitFor()
  await w.page.getByRole('link', { name: 'Import' }).click()
  await w.page.getByRole('button', { name: 'Choose files' }).waitFor()
  await w.page.getByRole('main').locator('input[type=file]').first().setInputFiles([songs, likes])
  await w.page.getByRole('button', { name: 'Import', exact: true }).click()
  const pause = work(w).getByRole('button', { name: /^Pause: Importing/ })
  await work(w)
    .getByText(/\d\/s · /)
    .waitFor()
  await w.picture('job-running-light')
  await pause.press('Enter')
  await work(w)
    .getByText(/The import of .* is paused at \d+ ?%/)
    .waitFor()
  await w.page.getByRole('main').getByText('What was read is kept.').waitFor()
  await w.accessible()
  await w.picture('job-paused-light')
  await w.look({ theme: 'dark' })
  await w.accessible()
  await w.picture('job-paused-dark')
  await w.look({ theme: 'light' })
})

it('goes on, is cut short with the program, and is offered at the next start', async () => {
  await work(w)
    .getByRole('button', { name: /^Go on/ })
    .press('Enter')
  await work(w)
    .getByText(/\d\/s · /)
    .waitFor()
  await w.stopHost()
  // The first window takes its own folder with it when it closes.
  const library = join(folder, 'library')
  cpSync(w.library, library, { recursive: true })
  again = await openWindow({ theme: 'light', width: 1440, height: 860 }, library)
  await work(again)
    .getByText(/The import of .* was interrupted at \d+ ?%/)
    .waitFor()
  await again.accessible()
  await again.picture('job-interrupted-light')
  await again.look({ theme: 'dark' })
  await again.accessible()
  await again.picture('job-interrupted-dark')
})

it('comes to its end with every record, once', async () => {
  const window = again as Window
  await work(window)
    .getByRole('button', { name: /^Go on/ })
    .click()
  await work(window).getByText('is in your library').waitFor({ timeout: 120_000 })
  await work(window).getByRole('button', { name: 'See the result' }).click()
  const figures = await window.page.getByRole('main').getByRole('definition').allInnerTexts()
  expect(figures.slice(0, 5).map((text) => Number(text.replaceAll(',', '')))).toEqual([
    rows + 9000,
    rows + 9000,
    0,
    0,
    0,
  ])
  expect(window.complaints).toEqual([])
})

it('keeps what was read when that is enough, and says how far it came', async () => {
  const window = again as Window
  const main = window.page.getByRole('main')
  const more = join(folder, 'more_likes.csv')
  const pairs = Array.from({ length: rows }, (_, i) => `u${i >> 4},${(i * 7919) % 9000}\n`)
  writeFileSync(more, `user,item\n${pairs.join('')}`)
  await main.getByRole('button', { name: 'Import more' }).click()
  await main.locator('input[type=file]').first().setInputFiles([more])
  await main.getByRole('button', { name: 'Import', exact: true }).click()
  await main.getByRole('button', { name: 'Keep what was read' }).click()
  await window.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 120_000 })
  await main.getByText(/Read as far as [\d,]+ records, as you asked/).waitFor()
  await window.accessible()
  await window.picture('import-kept-in-part-dark')
})

/** Names and cleaning: rules switched by keyboard, doubt answered and taken back, nothing imported again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataPath, hasData } from '../data.ts'
import { openWindow, type Window } from './window.ts'

let w: Window
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1440, height: 860 })
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const doubts = () => main().getByRole('button', { name: /are one band$/ })
const tidied = () => w.page.getByText('Your library is being tidied').waitFor({ state: 'detached', timeout: 60_000 })

describe.skipIf(!hasData('synthetic'))('names and cleaning', () => {
  it('says what each rule joins', async () => {
    const pair = ['track_meta.tsv.gz', 'user_item_interaction.csv.gz']
    await w.page.getByRole('link', { name: 'Import' }).click()
    await w.page.getByRole('button', { name: 'Choose files' }).waitFor()
    const files = pair.map((file) => dataPath('synthetic', 'million-music-playlists', file))
    await main().locator('input[type=file]').first().setInputFiles(files)
    await main().getByRole('button', { name: 'Import', exact: true }).click()
    await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 90_000 })
    await main().getByText('Tracks by decade').waitFor()
    await w.accessible()
    await w.picture('import-result-coverage-light')
    await w.page.getByRole('link', { name: /^Library/ }).click()
    await main().getByRole('button', { name: 'Names and cleaning' }).click()
    await main()
      .getByText(/joins \d+ names/)
      .first()
      .waitFor()
    await w.accessible()
    await w.picture('cleaning-light')
    await w.look({ theme: 'dark' })
    await w.accessible()
    await w.picture('cleaning-dark')
    await w.look({ theme: 'light', width: 1024, height: 640 })
    await w.picture('cleaning-narrow')
    await w.look({ width: 1440, height: 860 })
  })

  it('takes a rule’s joins back by keyboard, and says what it would join', async () => {
    const before = await doubts().count()
    const rule = main().getByRole('switch', { name: /With and without “The”/ })
    await rule.focus()
    await w.page.keyboard.press('Space')
    await main()
      .getByText(/would join \d+ names/)
      .waitFor({ timeout: 60_000 })
    await tidied()
    expect(await rule.isChecked()).toBe(false)
    await w.page.keyboard.press('Space')
    await main()
      .getByText(/would join \d+ names/)
      .waitFor({ state: 'detached', timeout: 60_000 })
    // The note of the work may come after the words: the same doubts as before show that it is done.
    await expect.poll(() => doubts().count(), { timeout: 60_000 }).toBe(before)
    await tidied()
  })

  it('joins two bands on the listener’s word, and undoes it', async () => {
    const before = await doubts().count()
    expect(before).toBeGreaterThan(0)
    await doubts().first().click()
    await main().getByText('1 name joined by you').waitFor({ timeout: 60_000 })
    await expect.poll(() => doubts().count(), { timeout: 60_000 }).toBe(before - 1)
    await w.page.getByRole('button', { name: 'Undo' }).click()
    await main().getByText('0 names joined by you').waitFor({ timeout: 60_000 })
    await tidied()
    await expect.poll(() => doubts().count(), { timeout: 60_000 }).toBe(before)
  })
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

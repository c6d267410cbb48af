/** A wrong genre is taken off by one press, stays off, and comes back; words of explicit titles are the listener's. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from './window.ts'

let w: Window
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1440, height: 860 })
  await w.page.getByRole('button', { name: 'Try the sample library' }).click()
  await w.page.getByRole('listbox', { name: 'Bands to start from' }).waitFor({ timeout: 60_000 })
  await w.page.getByRole('option', { name: /Massive Attack/ }).click()
  await w.page.getByRole('button', { name: 'Find music like this' }).click()
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const pane = () => w.page.getByRole('complementary', { name: 'Why this one' })
const wrong = () => pane().getByRole('button', { name: /^Wrong genre/ })
const genreOf = async (button: ReturnType<typeof wrong>) =>
  ((await button.first().getAttribute('aria-label')) ?? '').replace('Wrong genre: ', '')

it('takes a wrong genre off at once, and undoes it', async () => {
  await w.page.getByRole('grid', { name: 'Recommendations' }).getByText('Portishead').click()
  await pane().getByRole('heading', { name: 'Portishead' }).waitFor()
  await wrong().first().waitFor()
  const before = await wrong().count()
  const genre = await genreOf(wrong())
  await w.accessible()
  await w.picture('genres-light')
  await wrong().first().click()
  await w.page.getByText(`Portishead is not ${genre}`).waitFor()
  await pane()
    .getByRole('button', { name: `Wrong genre: ${genre}` })
    .waitFor({ state: 'detached' })
  await w.page.getByRole('button', { name: 'Undo' }).click()
  await pane()
    .getByRole('button', { name: `Wrong genre: ${genre}` })
    .waitFor()
  expect(await wrong().count()).toBe(before)
})

it('adds a genre by keyboard, and the filter finds it', async () => {
  await pane().getByRole('button', { name: 'Add a genre' }).focus()
  await w.page.keyboard.press('Enter')
  await w.page.getByRole('textbox', { name: 'Find a genre' }).fill('polka')
  await w.page.getByRole('option', { name: 'polka' }).waitFor()
  await w.accessible()
  await w.page.keyboard.press('Tab')
  await w.page.keyboard.press('Enter')
  await pane().getByRole('button', { name: 'Wrong genre: polka' }).waitFor()
  await main().getByRole('button', { name: 'Genre', exact: true }).click()
  await w.page.getByRole('option', { name: /polka/ }).click()
  await w.page.keyboard.press('Escape')
  const list = w.page.getByRole('grid', { name: 'Recommendations' })
  await expect.poll(() => list.getByRole('rowheader').count()).toBe(1)
  await list.getByText('Portishead').waitFor()
  await main().getByRole('button', { name: 'Clear Genre' }).click()
})

it('lists what was corrected, and takes it back', async () => {
  await w.page.goto(`${w.page.url().split('#')[0]}#/cleaning`)
  await main().getByText('Portishead is polka').waitFor()
  await w.accessible()
  await w.picture('cleaning-genres-light')
  await w.look({ theme: 'dark' })
  await w.accessible()
  await main().getByRole('button', { name: 'Take back what you said of Portishead and polka' }).click()
  await main().getByText('Portishead is polka').waitFor({ state: 'detached' })
})

it('adds and takes off words of explicit titles', async () => {
  await main().getByRole('textbox', { name: 'Add a word' }).fill('Heck')
  await w.page.keyboard.press('Enter')
  await main().getByRole('button', { name: 'Take heck off again' }).waitFor()
  await main()
    .getByRole('button', { name: /^Left to you/ })
    .click()
  await main().getByRole('button', { name: 'Add damn' }).click()
  await main().getByRole('button', { name: 'Take damn off again' }).waitFor()
  await w.accessible()
  await w.picture('cleaning-words-dark')
  await w.look({ width: 360, height: 740 })
  await w.accessible()
  await w.picture('cleaning-words-narrow')
  await main().getByRole('button', { name: 'Take heck off again' }).click()
  await main().getByRole('button', { name: 'Take heck off again' }).waitFor({ state: 'detached' })
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

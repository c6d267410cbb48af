/** A table of one's own: its columns are explained by keyboard, kept, and known the second time. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parquet } from '../core/sources/parquet-files.ts'
import { openWindow, type Window } from './window.ts'

let w: Window
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1440, height: 860 })
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const rows = ['Björk', 'Portishead', 'Massive Attack', 'Tricky'].map((band, at) => `Regal ${at};${band};Lied ${at + 1}`)

async function choose(name: string, lines: readonly string[]): Promise<void> {
  const file = join(w.library, name)
  writeFileSync(file, `${['Regalfach;Wer spielt;Wie es heißt', ...lines].join('\n')}\n`)
  await main().locator('input[type=file]').first().setInputFiles([file])
}

/** Choose by keyboard alone: open, type the beginning, take it. */
async function say(label: string, choice: string): Promise<void> {
  const button = main().getByRole('button', { name: label })
  await button.focus()
  await w.page.keyboard.press('Enter')
  await w.page.getByRole('listbox').waitFor()
  await w.page.keyboard.type(choice)
  await w.page.keyboard.press('Enter')
  await w.page.getByRole('listbox').waitFor({ state: 'detached' })
}

it('shows a table that nobody knows and says what is needed', async () => {
  await w.page.getByRole('link', { name: 'Import' }).click()
  await main().getByRole('button', { name: 'Choose a folder' }).waitFor()
  await choose('meine-musik.csv', rows)
  await main().getByText('Still needed: band and title.').waitFor()
  await main().getByText('Portishead').waitFor()
  await w.accessible()
  await w.picture('mapping-light')
})

it('names the columns by the header that is found, and suggests anew when they are divided otherwise', async () => {
  await w.page.getByRole('heading', { name: 'Say what the columns mean' }).waitFor()
  await main().getByRole('button', { name: 'Meaning of Wer spielt' }).waitFor()
  await say('Columns are separated by', 'commas')
  await main().getByText('Regal 0;Björk;Lied 1').waitFor()
  await say('Columns are separated by', 'semicolons')
  await main().getByRole('button', { name: 'Meaning of Wie es heißt' }).waitFor()
})

it('is mapped by keyboard and read again by the importer', async () => {
  await say('Meaning of Wer spielt', 'band')
  await main().getByText('Still needed: title.').waitFor()
  await say('Meaning of Wie es heißt', 'title')
  await main().getByText('Everything that is needed is there.').waitFor()
  await main().getByText('column not used: Regalfach').waitFor()
  await w.accessible()
  await w.look({ theme: 'dark', width: 1024, height: 640 })
  await w.accessible()
  await w.picture('mapping-dark')
  await w.look({ theme: 'light', width: 1440, height: 860 })
})

it('is kept under a name and imported with an exact sum', async () => {
  await main().getByRole('textbox', { name: 'Name for this way of reading' }).fill('Mein Regal')
  await main().getByRole('button', { name: 'Keep for tables like this' }).click()
  await main().getByText('Read the way you kept as Mein Regal.').waitFor()
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
  const figures = await main().getByRole('definition').allInnerTexts()
  expect(figures.slice(0, 5).map(Number)).toEqual([4, 4, 0, 0, 0])
})

it('asks nothing about text of a Parquet table, which has none', async () => {
  await main().getByRole('button', { name: 'Import more' }).click()
  const file = join(w.library, 'regal.parquet')
  const columns = ['Fach', 'Wer', 'Wie'].map((name) => ({ name, data: ['Regal 1', 'Regal 2'] }))
  writeFileSync(file, parquet(columns))
  await main().locator('input[type=file]').first().setInputFiles([file])
  await main().getByText('Still needed: band and title.').waitFor()
  await main().getByRole('button', { name: 'What it holds' }).waitFor()
  expect(await main().getByRole('button', { name: 'Columns are separated by' }).count()).toBe(0)
  expect(await main().getByRole('button', { name: 'Text is written in' }).count()).toBe(0)
  await w.accessible()
  await w.picture('mapping-parquet-light')
  await w.look({ theme: 'dark', width: 400 })
  await w.picture('mapping-parquet-dark-narrow')
  await w.look({ theme: 'light', width: 1440 })
  await main().getByRole('button', { name: 'Start over' }).click()
})

it('is read by itself the second time, until the way is forgotten', async () => {
  await choose('anders.csv', ['Regal 9;Air;Kelly'])
  await main().getByText('Read the way you kept as Mein Regal.').waitFor()
  await w.picture('mapping-kept-light')
  await main().getByRole('button', { name: 'Change how it is read' }).click()
  await main().getByRole('button', { name: 'Forget Mein Regal' }).click()
  await main().getByText('Still needed: band and title.').waitFor()
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

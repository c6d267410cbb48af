/** One track, many versions: folded in lists, listed beside it, each with a row of its own when asked for; and its guests. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from './window.ts'

const songs = [
  'song_id,band,song_name',
  '1,Rihanna,Stay',
  '2,Drake,Take Care',
  '3,Drake feat. Rihanna,Take Care',
  '4,Drake,Take Care (Live)',
  '5,Drake,Take Care - Night Remix',
  ...Array.from({ length: 16 }, (_, i) => `${i + 6},Band ${i % 4},Song ${i}`),
]
const likes = ['user,item', ...Array.from({ length: 600 }, (_, i) => `${Math.floor(i / 10)},${1 + ((i * 8) % 21)}`)]
const file = (name: string, lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })

/** Another source, which knows more of the same track. */
const known = [
  'artist,song,text,emotion,Genre,Good for Party,Tempo,Energy,Explicit,Popularity',
  'Drake,Take Care,"Some words to sing",joy,hip hop,1,121,62,No,40',
]

let w: Window
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1440, height: 860 })
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const list = () => w.page.getByRole('grid', { name: 'Recommendations' })
const pane = () => w.page.getByRole('complementary', { name: 'Why this one' })

it('shows whom a credit names, and the versions of a track beside it', async () => {
  await w.page.getByRole('link', { name: 'Import' }).click()
  await w.page.getByRole('button', { name: 'Choose files' }).waitFor()
  const files = [file('songs.csv', songs), file('likes.csv', likes)]
  await main().locator('input[type=file]').first().setInputFiles(files)
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
  await w.page.getByRole('link', { name: 'Discover' }).click()
  await main()
    .getByRole('button', { name: /^Learn/ })
    .click()
  await w.page.getByRole('option', { name: /Rihanna/ }).click({ timeout: 60_000 })
  await w.page.getByRole('button', { name: 'Find music like this' }).click()
  await main().getByText('Tracks', { exact: true }).click()
  await list().getByText('Drake with Rihanna', { exact: true }).click()
  await pane().getByRole('region', { name: 'Versions in your library' }).getByText('Take Care (Live)').waitFor()
  expect(
    await list()
      .getByText(/^Take Care/)
      .count(),
  ).toBe(1)
  await w.accessible()
  await w.picture('versions-light')
})

it('gives each version a row when it is asked to', async () => {
  await main().getByRole('button', { name: 'All versions' }).click()
  await expect
    .poll(() =>
      list()
        .getByText(/^Take Care/)
        .count(),
    )
    .toBe(3)
  await w.look({ theme: 'dark' })
  await w.accessible()
  await w.picture('versions-all-dark')
  await main().getByRole('button', { name: 'All versions' }).click()
  await expect
    .poll(() =>
      list()
        .getByText(/^Take Care/)
        .count(),
    )
    .toBe(1)
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

it('says what is known of a track', async () => {
  await w.page.getByRole('link', { name: 'Import' }).click()
  await main().getByRole('button', { name: 'Import more' }).click()
  await main()
    .locator('input[type=file]')
    .first()
    .setInputFiles([file('spotify_dataset.csv', known)])
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
  await w.page.getByRole('link', { name: 'Discover' }).click()
  await list().getByText('Drake with Rihanna', { exact: true }).click()
  await pane().getByRole('button', { name: 'What is known of it' }).click()
  await pane().getByText('Some words to sing').waitFor()
  for (const text of ['121 beats a minute', 'joy', '62%']) await pane().getByText(text).first().waitFor()
  await w.accessible()
  await w.picture('facts-light')
})

/** A new listener's path: sample library, a band, filters, reasons, a playlist, an export, and everything away again. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from './window.ts'

let w: Window
beforeAll(async () => {
  w = await openWindow()
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const list = () => w.page.getByRole('grid', { name: 'Recommendations' })
const rowsOf = async () =>
  list()
    .getByRole('row')
    .filter({ has: w.page.getByRole('rowheader') })
    .count()

it('offers the sample library and an import to an empty library', async () => {
  await w.page.getByRole('button', { name: 'Try the sample library' }).waitFor()
  await w.page.getByRole('button', { name: 'Import my data' }).waitFor()
  await w.accessible()
  await w.picture('welcome-dark')
  await w.look({ theme: 'light' })
  await w.accessible()
  await w.picture('welcome-light')
  await w.look({ theme: 'dark' })
})

it('shows every page of an empty library with a sentence and a way on', async () => {
  for (const name of ['Library', 'Playlists', 'Models', 'Import', 'Settings']) {
    await w.page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
    await main().getByRole('heading').first().waitFor()
    await w.accessible()
    await w.picture(`empty-${name.toLowerCase()}`)
    expect(await main().innerText()).not.toMatch(/undefined|null|NaN|\[object/)
  }
  await w.page.getByRole('link', { name: 'Discover' }).click()
})

it('loads and learns the sample, then offers bands to start from', async () => {
  await w.page.getByRole('button', { name: 'Try the sample library' }).click()
  await w.page.getByRole('listbox', { name: 'Bands to start from' }).waitFor({ timeout: 60_000 })
  await w.accessible()
  await w.picture('starting-points-dark')
  await w.page.getByRole('option', { name: /Massive Attack/ }).click()
  await w.page.getByRole('button', { name: 'Find music like this' }).click()
  await list().getByText('Portishead').waitFor()
  expect(await rowsOf()).toBeGreaterThanOrEqual(10)
})

it('gives each row a reason and adds the reasons up', async () => {
  await list().getByText('Portishead').click()
  const pane = w.page.getByRole('complementary', { name: 'Why this one' })
  await pane
    .getByText(/Heard together with Massive Attack/)
    .first()
    .waitFor()
  await pane
    .getByText(/listeners have both/)
    .first()
    .waitFor()
  await pane.getByText('simulated listeners').waitFor()
  await pane.getByRole('button', { name: 'Details' }).click()
  await pane
    .getByText(/candidates/)
    .first()
    .waitFor()
  await w.accessible()
  await w.picture('discover-dark')
  await w.look({ theme: 'light' })
  await w.accessible()
  await w.picture('discover-light')
  await w.look({ width: 1024, height: 640 })
  await w.picture('discover-1024-light')
  await w.look({ width: 400, height: 800 })
  await w.accessible()
  await w.picture('discover-narrow-light')
  await list()
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await w.page.getByRole('menuitem', { name: 'Why this one' }).click()
  const reasons = w.page.getByRole('dialog', { name: 'Why this one' })
  await reasons.getByText(/listeners have both/).waitFor()
  await w.accessible()
  await w.picture('evidence-narrow-light')
  await w.page.keyboard.press('Escape')
  await reasons.waitFor({ state: 'detached' })
  await w.look({ theme: 'dark', width: 1440, height: 860 })
})

it('finds a second seed by typing, without accents, and steers away from a third', async () => {
  const search = w.page.getByRole('combobox', { name: 'Search bands and tracks' })
  await search.fill('bjork')
  const hits = w.page.getByRole('grid', { name: 'Search results' })
  await hits.getByText('Björk').first().waitFor()
  await w.picture('search-dark')
  await search.press('ArrowDown')
  await search.press('Enter')
  const tray = w.page.getByRole('region', { name: 'Starting from' })
  await tray.getByText('Björk').waitFor()
  await list().getByText('Portishead').waitFor()
})

it('says so when nothing has the name that was typed', async () => {
  const search = w.page.getByRole('combobox', { name: 'Search bands and tracks' })
  await search.fill('Metalica')
  await w.page.getByText(/Did you mean one of these/).waitFor()
  await w.page.getByText('Metallica').first().waitFor()
  await w.picture('search-near-dark')
  await search.press('Escape')
  await search.fill('')
})

it('filters by genre and decade, and offers to loosen what leaves few', async () => {
  await w.page.getByRole('button', { name: 'Genre', exact: true }).click()
  await w.page.getByRole('textbox', { name: 'Find a genre' }).fill('trip hop')
  await w.page.getByRole('option', { name: /trip hop/ }).click()
  await w.picture('filter-genre-dark')
  await w.page.keyboard.press('Escape')
  await w.page.getByRole('region', { name: 'What the filters left out' }).waitFor()
  const few = await rowsOf()
  expect(few).toBeGreaterThan(0)
  expect(few).toBeLessThan(10)
  await w.accessible()
  await w.picture('discover-filtered-dark')
  await w.page.getByRole('button', { name: 'Any genre' }).click()
  await expect.poll(rowsOf).toBeGreaterThan(few)
})

it('shows tracks of the same bands', async () => {
  await w.page.getByRole('radio', { name: 'Tracks' }).check({ force: true })
  await list().getByText('Glory Box').or(list().getByText('Army of Me')).first().waitFor()
  await w.picture('discover-tracks-dark')
})

it('collects rows into a playlist, orders it by keyboard and takes an edit back', async () => {
  await w.page.getByRole('link', { name: /^Playlists/ }).click()
  await w.page.getByRole('button', { name: 'Start a playlist' }).click()
  await w.page.getByRole('button', { name: 'Rename' }).waitFor()
  await w.page.getByRole('link', { name: 'Discover' }).click()
  for (let i = 0; i < 3; i += 1) {
    const add = list()
      .getByRole('button', { name: /^Add .* to a playlist$/ })
      .nth(i)
    await add.click()
    await w.page.getByRole('menuitem').first().click()
    await w.page.getByRole('region', { name: 'Notes' }).getByText(/./).first().waitFor()
  }
  await w.page.getByRole('link', { name: /^Playlists/ }).click()
  await w.page.getByRole('grid', { name: 'Playlists' }).getByRole('row').first().click()
  const tracks = w.page.getByRole('grid', { name: /^Tracks in/ })
  await expect.poll(async () => tracks.getByRole('row').count()).toBeGreaterThanOrEqual(3)
  const order = async () =>
    (await tracks.getByRole('row').allInnerTexts()).map((text) => text.split('\n').slice(1, 3).join())
  const before = await order()
  await tracks.getByRole('row').first().focus()
  await w.page.keyboard.press('Alt+ArrowDown')
  await expect.poll(order).not.toEqual(before)
  await w.accessible()
  await w.picture('playlist-dark')
  await w.page.keyboard.press('Control+z')
  await expect.poll(order).toEqual(before)
})

/** Choose a format in the menu of exports. */
async function exportAs(format: string): Promise<void> {
  await w.page.getByRole('button', { name: 'Export', exact: true }).click()
  await w.page.getByRole('menuitem', { name: new RegExp(`^${format}\\b`) }).click()
}

it('exports the playlist, says what was written, and the file holds it', async () => {
  const [download] = await Promise.all([w.page.waitForEvent('download'), exportAs('M3U8')])
  const text = readFileSync(await download.path(), 'utf8')
  expect(download.suggestedFilename()).toMatch(/\.m3u8$/)
  expect(text.startsWith('#EXTM3U\n')).toBe(true)
  expect(text.match(/^#EXTINF:/gm)).toHaveLength(3)
  await main().getByText('3 tracks written, 0 with a file on this computer').waitFor()
  await w.accessible()
  await w.picture('playlist-exported-dark')
  await w.page.getByRole('button', { name: 'Export', exact: true }).click()
  await w.page.getByRole('menuitem', { name: 'XSPF' }).waitFor()
  await w.accessible()
  await w.picture('playlist-export-menu-dark')
  await w.page.keyboard.press('Escape')
  const [csv] = await Promise.all([w.page.waitForEvent('download'), exportAs('CSV')])
  expect(
    readFileSync(await csv.path(), 'utf8')
      .trim()
      .split('\r\n'),
  ).toHaveLength(4)
  const [jspf] = await Promise.all([w.page.waitForEvent('download'), exportAs('JSPF')])
  expect(JSON.parse(readFileSync(await jspf.path(), 'utf8'))).toHaveProperty('playlist.track')
  await main().getByText('0 with the MusicBrainz id that ListenBrainz asks for').waitFor()
})

it('writes lists as another player wants them', async () => {
  await exportAs('Paths and letters')
  const dialog = w.page.getByRole('dialog', { name: 'How lists are written' })
  const choose = async (what: RegExp, option: string) => {
    await dialog.getByRole('button', { name: what }).click()
    await w.page.getByRole('option', { name: option }).click()
  }
  await choose(/Paths/, 'From the folder of the list')
  await choose(/Tracks without a file/, 'As comments, which players do not show')
  await choose(/Letters/, 'All, CSV marked for Excel')
  await dialog.getByText('Backslashes and line ends of Windows').click()
  await w.accessible()
  await w.picture('playlist-style-dark')
  await w.look({ theme: 'light', width: 400 })
  await w.picture('playlist-style-light-narrow')
  await w.look({ theme: 'dark', width: 1440 })
  await dialog.getByRole('button', { name: 'Save' }).click()
  const [m3u8] = await Promise.all([w.page.waitForEvent('download'), exportAs('M3U8')])
  expect(readFileSync(await m3u8.path(), 'utf8').match(/^# no file: .*\r$/gm)).toHaveLength(3)
  await main().getByText('3 without a file stand as comments').waitFor()
  await w.picture('playlist-styled-dark')
  const [csv] = await Promise.all([w.page.waitForEvent('download'), exportAs('CSV')])
  expect(readFileSync(await csv.path(), 'utf8').startsWith('\ufeffposition,')).toBe(true)
})

it('writes a list for a player by its name, with the keyboard alone', async () => {
  await w.page.getByRole('button', { name: 'Export', exact: true }).focus()
  await w.page.keyboard.press('Enter')
  await w.page.getByRole('menuitem', { name: 'For a player' }).waitFor()
  await w.page.keyboard.press('ArrowRight')
  const car = w.page.getByRole('menuitem', { name: /A car or USB stick/ })
  await car.waitFor()
  await w.accessible()
  await w.picture('playlist-players-dark')
  await w.page.keyboard.press('End')
  const [m3u] = await Promise.all([w.page.waitForEvent('download'), w.page.keyboard.press('Enter')])
  expect(m3u.suggestedFilename()).toMatch(/\.m3u$/)
  expect(readFileSync(await m3u.path(), 'latin1')).toContain('#EXTENC:WINDOWS-1252\r\n')
  await main().getByText('3 without a file stand as comments').waitFor()
  await main().getByText('a player finds nothing to play in it').waitFor()
  await w.accessible()
})

it('says what was learned and how good it is', async () => {
  await w.page.getByRole('link', { name: 'Models' }).click()
  await main()
    .getByText(/of 10 hidden favourites/)
    .first()
    .waitFor()
  await w.accessible()
  await w.picture('models-dark')
  await w.page.getByRole('link', { name: 'Settings' }).click()
  await w.page.getByRole('radio', { name: 'Light' }).check({ force: true })
  await w.accessible()
  await w.picture('settings-light')
  await w.page.getByRole('radio', { name: 'System' }).check({ force: true })
})

it('saves who likes which bands from the library page', async () => {
  await w.page.getByRole('link', { name: /^Library/ }).click()
  const save = main().getByRole('button', { name: 'Save listeners as CSV' })
  const [download] = await Promise.all([w.page.waitForEvent('download'), save.click()])
  const [header, first] = readFileSync(await download.path(), 'utf8').split('\r\n')
  expect(header).toBe('source,listener,bands,playlist')
  expect(
    JSON.parse(
      first
        ?.replace(/^.*?"\[/, '[')
        .replace(/"$/, '')
        .replaceAll('""', '"') ?? '',
    ),
  ).not.toHaveLength(0)
  await main()
    .getByText(/^[\d,]+ listeners saved with the bands they like/)
    .waitFor()
  await w.accessible()
  await w.picture('library-listeners-saved')
  await w.look({ theme: 'dark', width: 400 })
  await w.picture('library-listeners-saved-dark-narrow')
  await w.look({ theme: 'light', width: 1440 })
})

it('takes the sample away in one click and keeps the playlist', async () => {
  await w.page.getByRole('link', { name: /^Library/ }).click()
  await w.picture('library-dark')
  await w.page.getByRole('button', { name: 'Remove Sample library' }).click()
  await w.page.getByRole('link', { name: 'Discover' }).click()
  await w.page.getByRole('button', { name: 'Try the sample library' }).waitFor({ timeout: 60_000 })
  await w.page.getByRole('link', { name: /^Playlists/ }).click()
  await w.page.getByRole('grid', { name: 'Playlists' }).getByRole('row').first().click()
  const tracks = w.page.getByRole('grid', { name: /^Tracks in/ })
  await expect.poll(async () => tracks.getByRole('row').count()).toBeGreaterThanOrEqual(3)
  await w.picture('playlist-without-library-dark')
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

it('says so when the program behind the window has ended', async () => {
  await w.stopHost()
  await w.page.getByRole('alert').getByText('Sidetrack is not answering').waitFor()
  await w.accessible()
  await w.picture('host-stopped-dark')
})

/** Importing real data sets through the window: exact sums, learning, filters, cancel, removal. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

async function choose(files: string[]): Promise<void> {
  await w.page.getByRole('link', { name: 'Import' }).click()
  for (const name of ['Import more', 'Start over']) {
    const again = main().getByRole('button', { name })
    if (await again.isVisible()) await again.click()
  }
  await w.page.getByRole('button', { name: 'Choose files' }).waitFor()
  await main().locator('input[type=file]').first().setInputFiles(files)
  await w.page
    .getByRole('heading', { name: /This is what was found|Say what the columns mean|None of these can be imported/ })
    .waitFor()
}

/** The sum as it is shown: read, kept, merged, set aside, rejected. */
async function sum(): Promise<[number, number, number, number, number]> {
  const figures = await main().getByRole('definition').allInnerTexts()
  return figures.slice(0, 5).map((text) => Number(text.replaceAll(',', ''))) as Awaited<ReturnType<typeof sum>>
}

describe.skipIf(!hasData('hetrec2011-lastfm-2k'))('HetRec 2011 Last.fm', () => {
  const files = [
    'artists.dat.gz',
    'user_artists.dat.gz',
    'tags.dat.gz',
    'user_taggedartists.dat.gz',
    'user_friends.dat.gz',
  ]

  it('is recognised and previewed, and says what is left out', async () => {
    await choose(files.map((file) => dataPath('hetrec2011-lastfm-2k', file)))
    await main().getByText('4 of 5 files can be imported').waitFor()
    await main().getByText('MALICE MIZER').first().waitFor()
    await w.accessible()
    await w.picture('import-preview-light')
    await w.look({ theme: 'dark' })
    await w.picture('import-preview-dark')
    await w.look({ theme: 'light' })
  })

  it('ends in a sum that is exact', async () => {
    await main().getByRole('button', { name: 'Import', exact: true }).click()
    await w.page.getByRole('heading', { name: 'HetRec 2011 Last.fm is in your library' }).waitFor({ timeout: 60_000 })
    const [read, kept, merged, setAside, rejected] = await sum()
    expect(read).toBe(17_632 + 92_834 + 11_946 + 186_479)
    expect(kept + merged + setAside + rejected).toBe(read)
    expect([merged, setAside, rejected]).toEqual([0, 1538, 0])
    await w.accessible()
    await w.picture('import-result-light')
    await w.look({ theme: 'dark' })
    await w.accessible()
    await w.picture('import-result-dark')
    await w.look({ theme: 'light' })
  })

  it('stays usable while it learns, and the work can be stopped', async () => {
    await main().getByRole('button', { name: 'Learn from it now' }).click()
    const work = w.page.getByRole('region', { name: 'Work in progress' })
    await work
      .getByText(/left|heard together/)
      .first()
      .waitFor()
    await w.picture('learning-light')
    const search = w.page.getByRole('combobox', { name: 'Search bands and tracks' })
    await search.fill('radioh')
    await w.page.getByRole('grid', { name: 'Search results' }).getByText('Radiohead').first().waitFor()
    await search.press('Escape')
    await search.fill('')
    await work.getByRole('button', { name: /^Cancel/ }).click()
    await work.getByRole('button', { name: /^Cancel/ }).waitFor({ state: 'detached' })
  })

  it('learns its three models and shows each beside popularity', async () => {
    await w.page.getByRole('link', { name: 'Models' }).click()
    await main().getByRole('button', { name: 'Advanced settings' }).click()
    await main().getByRole('textbox', { name: 'Epochs' }).fill('5')
    await main().getByRole('button', { name: /Learn/ }).first().click()
    await expect
      .poll(
        async () =>
          main()
            .getByText(/of 10 hidden favourites/)
            .count(),
        { timeout: 120_000 },
      )
      .toBe(3)
    await w.accessible()
    await w.picture('models-light')
  })

  it('recommends with reasons and filters by genre and decade', async () => {
    await w.page.getByRole('link', { name: 'Discover' }).click()
    await w.page.getByRole('option').first().waitFor()
    const search = w.page.getByRole('combobox', { name: 'Search bands and tracks' })
    await search.fill('metallica')
    await w.page.getByRole('grid', { name: 'Search results' }).getByText('Metallica').first().waitFor()
    await search.press('ArrowDown')
    await search.press('Enter')
    const list = w.page.getByRole('grid', { name: 'Recommendations' })
    await list.getByText('Megadeth').waitFor()
    await list
      .getByText(/listeners share it with Metallica/)
      .filter({ visible: true })
      .first()
      .waitFor()
    await w.page.getByRole('button', { name: 'Decade' }).click()
    await w.page.getByRole('option', { name: /1980s/ }).click()
    await w.page.keyboard.press('Escape')
    await w.page.getByRole('button', { name: 'Clear Decade' }).waitFor()
    // This data set knows no years: a column without any would only take room.
    expect(await list.getByRole('columnheader').allInnerTexts()).not.toContain('Year')
    await w.accessible()
    await w.picture('hetrec-discover-light')
  })
})

describe.skipIf(!hasData('synthetic'))('the million-playlists pair', () => {
  const pair = ['user_item_interaction.csv.gz', 'track_meta.tsv.gz'].map((file) =>
    dataPath('synthetic', 'million-music-playlists', file),
  )

  it('joins a second source, with every record accounted for', async () => {
    await choose(pair)
    await main().getByRole('textbox', { name: 'Name in your library' }).fill('Playlists of many')
    await main().getByRole('button', { name: 'Import', exact: true }).click()
    await w.page.getByRole('heading', { name: 'Playlists of many is in your library' }).waitFor({ timeout: 60_000 })
    const [read, kept, merged, setAside, rejected] = await sum()
    expect(read).toBeGreaterThan(245_000)
    expect(kept + merged + setAside + rejected).toBe(read)
    await main()
      .getByRole('button', { name: /^Show records: Too few columns/ })
      .click()
    await w.picture('import-result-reasons-light')
    await w.accessible()
  })

  it('says kindly that the same files are there already', async () => {
    await choose(pair)
    await main()
      .getByText(/already/)
      .first()
      .waitFor()
    await w.picture('import-again-light')
  })

  it('is taken out alone, after a question', async () => {
    await w.page.getByRole('link', { name: /^Library/ }).click()
    await w.picture('library-light')
    await w.page.getByRole('button', { name: 'Remove Playlists of many' }).click()
    await w.picture('library-remove-light')
    await w.page.getByRole('button', { name: 'Remove from library' }).click()
    await w.page
      .getByRole('button', { name: 'Remove Playlists of many' })
      .waitFor({ state: 'detached', timeout: 60_000 })
  })
})

it('takes records that were saved and mended back into their source', async () => {
  const songs = join(w.library, 'songs.csv')
  writeFileSync(songs, 'song_id,band,song_name\n1,Low,Lullaby\n2,,Spoon\n3,,Mushroom\n')
  await choose([songs])
  await main().getByRole('textbox', { name: 'Name in your library' }).fill('Songs with gaps')
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: 'Songs with gaps is in your library' }).waitFor()
  await main().getByRole('button', { name: 'Remove this import' }).click()
  const question = w.page.getByRole('dialog', { name: 'Remove Songs with gaps?' })
  await w.accessible()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'detached' })
  await main()
    .getByRole('button', { name: /^Show records: No band or title/ })
    .click()
  const download = w.page.waitForEvent('download')
  await main()
    .getByRole('button', { name: /^Save as CSV: No band or title/ })
    .click()
  const saved = join(w.library, 'mended.csv')
  await (await download).saveAs(saved)
  await main().getByText('drop it here').waitFor()
  await w.accessible()
  await w.picture('import-saved-records-light')
  writeFileSync(saved, readFileSync(saved, 'utf8').replace('2,,Spoon', '2,Can,Spoon'))
  await choose([saved])
  await main().getByText('saved from Songs with gaps').waitFor()
  await main().getByText('Can', { exact: true }).waitFor()
  await w.accessible()
  await w.picture('import-mended-light')
  await w.look({ theme: 'dark', width: 640 })
  await w.picture('import-mended-dark-narrow')
  await w.look({ theme: 'light', width: 1440 })
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: 'Songs with gaps is in your library' }).waitFor()
  expect(await sum()).toEqual([2, 1, 0, 0, 1])
  await expect.poll(() => main().getByRole('button', { name: 'Remove this import' }).count()).toBe(0)
  await w.picture('import-mended-result-light')
})

it('lets licence and origin be changed later', async () => {
  await w.page.getByRole('link', { name: /^Library/ }).click()
  await main().getByRole('button', { name: 'Change licence and origin of Songs with gaps' }).click()
  const dialog = w.page.getByRole('dialog', { name: 'Where Songs with gaps is from' })
  await dialog.getByRole('textbox', { name: 'Licence' }).fill('CC BY 4.0')
  await dialog.getByRole('textbox', { name: 'Where it comes from' }).fill('https://example.org/songs')
  await w.accessible()
  await w.picture('library-describe-light')
  await w.look({ theme: 'dark', width: 400 })
  await w.picture('library-describe-dark-narrow')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await main().getByText('licence: CC BY 4.0 · from https://example.org/songs').waitFor()
  await w.accessible()
  await w.picture('library-described-dark-narrow')
  await w.look({ theme: 'light', width: 1440 })
  await w.picture('library-described-light')
})

it('refuses files that are no data set with words and a way on', async () => {
  const wrong = join(w.library, 'letter.txt')
  writeFileSync(wrong, 'Dear reader,\nthis is a letter, not a table of music.\n')
  await choose([wrong])
  await w.accessible()
  await w.picture('import-refused-light')
  expect(await main().innerText()).toMatch(/letter\.txt/)
})

it('never complained and never asked anyone but its own host', () => {
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

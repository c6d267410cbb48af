/** Ways in: files, folders and archives, chosen, dropped anywhere or pasted; and what the listener says of them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from './window.ts'

let w: Window
let folder: string
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1280, height: 860 })
  folder = join(w.library, 'my music')
  mkdirSync(join(folder, 'lists', '.hidden'), { recursive: true })
  writeFileSync(join(folder, 'tracks.csv'), 'artist,title,year\nLow,Lullaby,1994\nCan,Halleluwah,1971\n')
  writeFileSync(
    join(folder, 'lists', 'more tracks.csv.gz'),
    gzipSync('artist,title,year\nAir,Kelly Watch the Stars,1998\n'),
  )
  writeFileSync(join(folder, 'lists', '.DS_Store'), 'of the system')
  writeFileSync(join(folder, 'lists', '.hidden', 'secret.csv'), 'artist,title\nNobody,Nothing\n')
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const found = () => main().getByRole('list', { name: 'Files', exact: true }).getByRole('listitem')

async function startOver(): Promise<void> {
  await main().getByRole('button', { name: 'Start over' }).click()
  await main().getByRole('button', { name: 'Choose files' }).waitFor()
}

async function startOverIfNeeded(): Promise<void> {
  for (const name of ['Import more', 'Start over']) {
    const again = main().getByRole('button', { name })
    if (await again.isVisible()) await again.click()
  }
}

/** Drop real files and folders onto the window, as from a file manager. */
async function drop(paths: string[]): Promise<void> {
  const session = await w.page.context().newCDPSession(w.page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
    if (type === 'dragOver') await w.page.getByText('Drop to import').waitFor()
  }
  await session.detach()
}

it('takes a chosen folder with all that is in it but hidden files', async () => {
  await w.page.getByRole('link', { name: 'Import' }).click()
  await main().locator('input[webkitdirectory]').setInputFiles(folder)
  await main().getByText('2 of 2 files can be imported').waitFor()
  expect((await found().allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
    'more tracks.csv.gz',
    'tracks.csv',
  ])
  await startOver()
})

it('takes a folder that is dropped on any page', async () => {
  await w.page.getByRole('link', { name: 'Library' }).click()
  await main().getByText('Your library is empty').waitFor()
  await drop([folder])
  await main().getByText('2 of 2 files can be imported').waitFor()
  expect((await found().allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
    'more tracks.csv.gz',
    'tracks.csv',
  ])
})

it('adds files that are dropped later to those that are there', async () => {
  const more = join(w.library, 'third.csv')
  writeFileSync(more, 'artist,title,year\nPortishead,Roads,1994\n')
  await drop([more])
  await main().getByText('3 of 3 files can be imported').waitFor()
})

it('takes files that are pasted', async () => {
  await startOver()
  await w.page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['artist,title,year\nTricky,Overcome,1995\n'], 'pasted.csv'))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  })
  await main().getByText('pasted.csv').waitFor()
  await startOver()
})

it('shows the first of many files, and all when asked', async () => {
  const many = join(w.library, 'many')
  mkdirSync(many)
  for (let n = 0; n < 40; n += 1) {
    writeFileSync(join(many, `${String(n).padStart(2, '0')}.csv`), `artist,title,year\nBand ${n},Song ${n},1990\n`)
  }
  await drop([many])
  await main().getByText('40 of 40 files can be imported').waitFor()
  expect(await found().count()).toBe(12)
  await main().getByRole('button', { name: 'Show all 40 files' }).click()
  expect(await found().count()).toBe(40)
  await startOver()
})

it('says what to do with more files than are looked at together', async () => {
  await w.page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    for (let n = 0; n <= 1000; n += 1) dataTransfer.items.add(new File([], `${n}.json`))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
  })
  await main().getByText('these are 1,001').waitFor()
  await w.accessible()
  await w.picture('import-too-many-light')
})

it('makes playlists of playlist files, under the names they say or have', async () => {
  await startOverIfNeeded()
  const [one, two] = [join(w.library, 'Late drive.m3u8'), join(w.library, 'list.pls')]
  writeFileSync(one, '#EXTM3U\n#EXTINF:200,Low - Lullaby\nlow.mp3\n#EXTINF:-1,Can - Halleluwah\ncan.mp3\n')
  writeFileSync(two, '[playlist]\nFile1=a.mp3\nTitle1=Air - Kelly\nNumberOfEntries=1\nVersion=2\n')
  await drop([one, two])
  const lists = main().getByRole('region', { name: 'Playlists' })
  await lists.getByText('These 2 files are playlists.').waitFor()
  await w.accessible()
  await lists.getByRole('button', { name: 'Add 2 to my playlists' }).click()
  await lists.getByText('2 tracks, 0 in your library').waitFor()
  await w.accessible()
  await w.picture('import-playlists-light')
  await lists.getByRole('button', { name: 'Open Late drive' }).click()
  await w.page.getByRole('heading', { name: 'Late drive' }).waitFor()
  await w.page.getByRole('link', { name: 'Import', exact: true }).click()
})

it('counts what each cleaning rule would do while it is thrown, and imports by that', async () => {
  await startOverIfNeeded()
  const file = join(w.library, 'spellings.csv')
  const tracks = ['Sigur Rós,Hoppípolla', 'Sigur Rós,Glósóli', 'Sigur Ros,Starálfur', 'SIGUR RÓS,Untitled', 'Low,Fuck']
  writeFileSync(file, `artist,title,year\n${tracks.map((track, at) => `${track},${1990 + at}\n`).join('')}`)
  await drop([file])
  const rules = main().getByRole('region', { name: 'Names and titles' })
  await rules.getByText('2 of 4 names would be shown as bands that are written otherwise elsewhere').waitFor()
  await rules.getByText('Sigur Ros and Sigur Rós are one band').waitFor()
  await w.accessible()
  await rules.scrollIntoViewIfNeeded()
  await w.picture('import-cleaning-light')
  await rules.getByRole('switch', { name: /Letters with and without accents/ }).focus()
  await w.page.keyboard.press('Space')
  await rules.getByText('would join 1 name').waitFor()
  await rules.getByText('1 of 4 names would be shown').waitFor()
  await w.look({ theme: 'dark', width: 360, height: 780 })
  await w.accessible()
  await w.picture('import-cleaning-narrow')
  await w.look({ theme: 'light', width: 1280, height: 860 })
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
  await w.page.getByRole('link', { name: /^Library/ }).click()
  await main().getByRole('button', { name: 'Names and cleaning' }).click()
  expect(
    await main()
      .getByRole('switch', { name: /Letters with and without accents/ })
      .isChecked(),
  ).toBe(false)
  await main().getByText('would join 1 name').waitFor()
})

it('keeps the licence, the origin and that nothing shall be learned from it, and shows them', async () => {
  await drop([join(folder, 'tracks.csv')])
  await main().getByText('1 of 1 file can be imported').waitFor()
  await main().getByRole('textbox', { name: 'Name in your library' }).fill('My shelf')
  await main().getByRole('textbox', { name: 'Licence' }).fill('CC0')
  await main().getByRole('textbox', { name: 'Where it comes from' }).fill('my own shelf')
  await main()
    .getByRole('switch', { name: /Learn from it/ })
    .focus()
  await w.page.keyboard.press('Space')
  await w.accessible()
  await w.look({ width: 360, height: 780 })
  await w.accessible()
  await w.picture('import-about-narrow')
  await w.look({ width: 1280, height: 860 })
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: 'My shelf is in your library' }).waitFor({ timeout: 60_000 })
  await main().getByText('not learned from').waitFor()
  expect(await main().getByRole('button', { name: 'Learn from it now' }).count()).toBe(0)
  await w.page.getByRole('link', { name: /^Library/ }).click()
  await main().getByText('not learned from').waitFor()
  await main()
    .getByText(/licence: CC0 · from my own shelf/)
    .waitFor()
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

/** Ready-made vectors through the window: recognised, named, taken in, shown among the models, and removed again. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nameFile, vectorFile } from '#core/training/vector-files.ts'
import { tar } from '../core/sources/pack.ts'
import { openWindow, type Window } from './window.ts'

const bands = ['Low', 'Can', 'Air', 'Slint', 'Blur', 'Tortoise']
let w: Window
beforeAll(async () => {
  w = await openWindow({ theme: 'light', width: 1280, height: 860 })
})
afterAll(async () => {
  await w.close()
})

const main = () => w.page.getByRole('main')
const section = () => main().getByRole('region', { name: 'Ready-made vectors' })

function write(name: string, content: string | Uint8Array): string {
  const path = join(w.library, name)
  writeFileSync(path, content)
  return path
}

/** Vectors of these names, eight numbers a row. */
function vectors(format: 'npy' | 'csv' | 'word2vec-binary', names: string[]): Uint8Array {
  const numbers = Float32Array.from({ length: names.length * 8 }, (_, at) => Math.cos(at * 7))
  return Buffer.concat([...vectorFile(format, { names, dimensions: 8, vectors: numbers })])
}

async function choose(...files: string[]): Promise<void> {
  await w.page.getByRole('link', { name: 'Import' }).click()
  for (const name of ['Import more', 'Start over']) {
    const again = main().getByRole('button', { name })
    if (await again.isVisible()) await again.click()
  }
  await main().locator('input[type=file]').first().setInputFiles(files)
}

/** Rows, found, named before, not in the library. */
const counts = async () => (await section().getByRole('definition').allInnerTexts()).map(Number)

it('come with the data set and wait until it is there', async () => {
  const tracks = ['artist,title,year', ...bands.map((band, at) => `${band},Song ${at},${1990 + at}`)]
  await choose(
    write('my songs.csv', `${tracks.join('\n')}\n`),
    write('bands.csv', vectors('csv', [...bands, 'LOW', 'Nobody'])),
  )
  await main().getByText('1 of 1 file can be imported').waitFor()
  await section().getByText('table of names and numbers · 8 numbers a row').waitFor()
  await w.accessible()
  await main().getByRole('button', { name: 'Import', exact: true }).click()
  await w.page.getByRole('heading', { name: /is in your library/ }).waitFor({ timeout: 60_000 })
  await section().getByRole('button', { name: 'Add as ready-made vectors' }).click()
  await section().getByText('In use for 6 bands of your library').waitFor()
  expect(await counts()).toEqual([8, 6, 1, 1])
  await section().getByText('Not in your library: Nobody, for example.').waitFor()
  await w.accessible()
  await section().scrollIntoViewIfNeeded()
  await w.picture('vectors-result-light')
})

it('of NumPy say that they need names, and get them from the table beside them', async () => {
  const npy = write('final_embeddings.npy', vectors('npy', bands))
  await choose(npy)
  await w.page.getByRole('heading', { name: 'These are ready-made vectors' }).waitFor()
  await section()
    .getByText(/Add the table that names these 6 rows/)
    .waitFor()
  await w.accessible()
  const rows = bands.map((artist, at) => ({ artist, title: at === 5 ? 'Unheard' : `Song ${at}` }))
  await choose(npy, write('songs_meta.csv', Buffer.concat([...nameFile(rows)])))
  await section().getByText('NumPy · 6 rows · 8 numbers a row · named by songs_meta.csv').waitFor()
  await w.picture('vectors-preview-light')
  await section().getByRole('button', { name: 'Add as ready-made vectors' }).click()
  await section().getByText('In use for 5 tracks of your library').waitFor()
  expect(await counts()).toEqual([6, 5, 0, 1])
  await w.look({ width: 360, height: 780, theme: 'dark' })
  await w.accessible()
  await w.picture('vectors-result-narrow')
  await w.look({ width: 1280, height: 860, theme: 'light' })
})

it('lie in an archive too, with the table that names them', async () => {
  const rows = bands.map((artist, at) => ({ artist, title: `Song ${at}` }))
  const packed = tar([
    { name: 'set/final_embeddings.npy', content: vectors('npy', bands) },
    { name: 'set/songs_meta.csv', content: Buffer.concat([...nameFile(rows)]) },
    { name: 'set/band_vectors.csv', content: vectors('csv', bands) },
  ])
  await choose(write('vectors.tar.gz', gzipSync(packed)))
  const found = section().getByRole('listitem')
  const npy = found.filter({ hasText: 'set/final_embeddings.npy' })
  await npy.getByText('NumPy · 6 rows · 8 numbers a row · named by vectors.tar.gz/set/songs_meta.csv').waitFor()
  await w.accessible()
  await w.picture('vectors-archive-light')
  await w.look({ width: 400, theme: 'dark' })
  await w.picture('vectors-archive-dark-narrow')
  await w.look({ width: 1280, theme: 'light' })
  await npy.getByRole('button', { name: 'Add as ready-made vectors' }).click()
  await npy.getByText('In use for 6 tracks of your library').waitFor()
  const table = found.filter({ hasText: 'set/band_vectors.csv' })
  await table.getByRole('button', { name: 'Add as ready-made vectors' }).click()
  await table.getByText('In use for 6 bands of your library').waitFor()
})

it('that fit nothing are refused with the cure', async () => {
  await choose(write('strangers.bin', vectors('word2vec-binary', ['Nobody', 'Noone'])))
  await section().getByText('word2vec, binary · 2 rows · 8 numbers a row').waitFor()
  await section().getByRole('radio', { name: 'Tracks' }).click()
  await section().getByRole('button', { name: 'Add as ready-made vectors' }).click()
  await section()
    .getByRole('alert')
    .getByText(/None of the 2 names is among the tracks/)
    .waitFor()
  await w.accessible()
  await w.picture('vectors-refused-light')
})

it('are models that say where they come from and can be removed', async () => {
  await w.page.getByRole('link', { name: 'Models' }).click()
  await main()
    .getByText(/^From vectors\.tar\.gz\/set\/band_vectors\.csv, imported/)
    .waitFor()
  await main()
    .getByText(/^From vectors\.tar\.gz\/set\/final_embeddings\.npy, imported/)
    .waitFor()
  await w.accessible()
  await w.picture('models-imported-light')
  await w.look({ theme: 'dark' })
  await w.accessible()
  await w.picture('models-imported-dark')
  await w.look({ theme: 'light' })
  await main().getByRole('button', { name: 'Remove vectors.tar.gz/set/band_vectors.csv' }).click()
  await w.accessible()
  await w.page.getByRole('button', { name: 'Remove the vectors' }).click()
  await main()
    .getByRole('button', { name: 'Remove vectors.tar.gz/set/band_vectors.csv' })
    .waitFor({ state: 'detached' })
  await main()
    .getByText(/^From vectors\.tar\.gz\/set\/final_embeddings\.npy, imported/)
    .waitFor()
  expect(w.complaints).toEqual([])
  expect(w.strangers).toEqual([])
})

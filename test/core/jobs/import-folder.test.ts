/** Folders of documents, each file of which is read once: by the same bytes it is recognised, told apart and stored. */
import { appendFileSync, cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nothingAsked } from '#core/jobs/asked.ts'
import { type JobControl, jobControl, Paused } from '#core/jobs/control.ts'
import type { ImportPosition } from '#core/jobs/import-job.ts'
import { isOfListing, openParts } from '#core/sources/parts.ts'
import { readRows } from '#core/sources/reader.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { importedFiles, listSources } from '#core/store/source-rows.ts'
import { contentOf, derivedTables, newLibrary, sourceTables, temporaryFolder } from '../library.ts'

const mbidOf = (i: number) => `0dad432b-16cc-4bf0-8961-fd31d124b${String(i).padStart(3, '0')}`

function document(i: number, title = `Song ${i}`): string {
  return JSON.stringify({
    highlevel: { danceability: { all: { danceable: i / 100, not_danceable: 1 - i / 100 }, value: 'danceable' } },
    metadata: {
      tags: { musicbrainz_recordingid: [mbidOf(i)], artist: ['Can'], title: [title], note: ['é'.repeat(i)] },
    },
  })
}

/** A folder of documents of all sorts, and what else may lie there. */
function folderOfDocuments(count = 12): string {
  const folder = join(temporaryFolder(), 'heard')
  mkdirSync(join(folder, 'b', 'c'), { recursive: true })
  writeFileSync(join(folder, 'README.md'), 'How recordings sound')
  for (let i = 0; i < count; i += 1) {
    const name = `${i % 2 === 0 ? 'b' : 'b/c'}/${String(i).padStart(2, '0')}.json`
    writeFileSync(join(folder, name), `${i % 5 === 1 ? '\uFEFF' : ''}${document(i)}`)
  }
  writeFileSync(join(folder, 'b', '50.json'), document(50).slice(0, 80))
  writeFileSync(join(folder, 'b', '51.json'), '')
  writeFileSync(join(folder, 'b', '52.json'), document(52, 'x'.repeat(300_000)))
  writeFileSync(join(folder, 'b', '53.json'), `${document(53)}${' '.repeat(200_000)}`)
  return folder
}

const open = (path: string, trusting: boolean) => openParts({ path, shownName: 'heard' }, { trusting }, () => {})

/** Memory of a job that stops where `isHere` says so, once. */
function stoppingJob(isHere: (position: ImportPosition) => boolean) {
  let stored: unknown = null
  let hasStopped = false
  const control = (): JobControl => ({
    ...jobControl(nothingAsked(), { post: () => {} }),
    memory: {
      position: stored,
      secondsBefore: 0,
      file: null,
      save: (position) => {
        if (!hasStopped && isHere(position as ImportPosition)) {
          hasStopped = true
          throw new Paused()
        }
        stored = position
      },
      forget: () => {},
    },
  })
  return control
}

const afterLastBatch = () => stoppingJob(({ file }) => file === 1)

test('what a folder held is known once it was read, and is what a look through it before would have told', async () => {
  const folder = folderOfDocuments()
  const [trusted] = await open(folder, true)
  const [thorough] = await open(folder, false)
  expect(trusted).toMatchObject({ trusted: true, bytes: thorough?.bytes })
  expect(isOfListing(trusted?.sha256 ?? '')).toBe(true)
  const library = newLibrary()
  const { files } = await library.importPaths([folder])
  expect(files).toMatchObject([{ path: 'heard', read: 16, kept: 14, rejected: { 'json-truncated': 1 } }])
  expect(importedFiles(library.db, 1).map(({ sha256 }) => sha256)).toEqual([thorough?.sha256])
  const digests = await Promise.all([open(folder, true), open(folder, false)])
  expect(digests.flat().map(({ sha256 }) => sha256)).toEqual([trusted?.sha256, thorough?.sha256])
})

test('the same folder adds nothing, at another place and time neither', async () => {
  const folder = folderOfDocuments()
  const library = newLibrary()
  const first = await library.importPaths([folder])
  const before = contentOf(library.db, [...sourceTables, ...derivedTables])
  const copy = join(temporaryFolder(), 'copied')
  cpSync(folder, copy, { recursive: true })
  for (const path of [folder, copy]) {
    const again = await library.importPaths([path])
    expect(again.source).toBe(first.source)
    expect(again.files).toMatchObject([{ kept: 0, merged: first.files[0]?.kept }])
  }
  expect(contentOf(library.db, [...sourceTables, ...derivedTables])).toEqual(before)
})

test('a folder that came in meanwhile, while its import rested, is not there twice', async () => {
  const folder = folderOfDocuments()
  const library = newLibrary()
  const control = afterLastBatch()
  await expect(library.importPaths([folder], { control: control() })).rejects.toThrow(Paused)
  const { source } = await library.importPaths([folder])
  expect(await library.importPaths([folder], { control: control() })).toMatchObject({ source, files: [{ kept: 0 }] })
  expect(listSources(library.db).map(({ id }) => id)).toEqual([source])
})

test('an import that was stopped behind its last document ends as if it had not been', async () => {
  const folder = folderOfDocuments()
  const once = newLibrary()
  await once.importPaths([folder])
  const library = newLibrary()
  const control = afterLastBatch()
  await expect(library.importPaths([folder], { control: control() })).rejects.toThrow(Paused)
  await library.importPaths([folder], { control: control() })
  expect(importedFiles(library.db, 1)).toEqual(importedFiles(once.db, 1))
  const tables = ['track', 'track_title', 'track_sound', 'ledger', 'ledger_example', ...derivedTables]
  expect(contentOf(library.db, tables)).toEqual(contentOf(once.db, tables))
})

test.each([
  ['a file of the same length', (folder: string) => writeFileSync(join(folder, 'b', '02.json'), document(2, 'Song X'))],
  ['a new time', (folder: string) => utimesSync(join(folder, 'b', '02.json'), 1, 1)],
  ['a file more', (folder: string) => writeFileSync(join(folder, 'b', '99.json'), document(99))],
])('%s is noticed when the import goes on: file-changed', async (_, change) => {
  const folder = folderOfDocuments()
  const library = newLibrary()
  const control = afterLastBatch()
  await expect(library.importPaths([folder], { control: control() })).rejects.toThrow(Paused)
  change(folder)
  await expect(library.importPaths([folder], { control: control() })).rejects.toMatchObject({ code: 'file-changed' })
})

test('a file that changes between the look at a folder of tables and its reading is noticed: file-changed', async () => {
  const folder = join(temporaryFolder(), 'tables')
  mkdirSync(folder)
  writeFileSync(join(folder, 'songs.csv'), 'song_id,band,song_name\n1,ABBA,SOS\n2,Blur,Song 2\n')
  const rejects = async (change: () => void) => {
    const [part] = await open(folder, true)
    if (part?.recognised == null) throw new Error('not recognised')
    change()
    const found: string[] = []
    for await (const batch of readRows(folder, part.recognised)) {
      if (!isRefusal(batch)) found.push(...batch.rejects.map(({ keyword }) => keyword))
    }
    return found
  }
  expect(await rejects(() => {})).toEqual([])
  expect(await rejects(() => appendFileSync(join(folder, 'songs.csv'), '3,Can,Spoon\n'))).toEqual(['file-changed'])
})

test('a folder that holds more than documents is looked through: each kind has a line of its own', async () => {
  const folder = folderOfDocuments()
  writeFileSync(join(folder, 'c.txt'), 'Nothing to see here.')
  const { files } = await newLibrary().importPaths([folder])
  expect(files.map(({ outcome, kept }) => [outcome, kept])).toEqual([
    ['rejected', 0],
    ['partial', 14],
  ])
})

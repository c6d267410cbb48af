/** The import contract, keyword by keyword: a hostile file of its own for each, imported for real. */
import { appendFileSync, existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importAudioFolder } from '#core/jobs/audio-job.ts'
import type { JobControl } from '#core/jobs/control.ts'
import { importFiles } from '#core/jobs/import-job.ts'
import { passingTrouble } from '#core/jobs/trouble.ts'
import { readHere } from '#core/sources/import-reader.ts'
import { rejectsFile, repairs, setsAside, spoilsRecord } from '#core/sources/keywords.ts'
import { audio } from '../audio-files.ts'
import { everyKind, importOf } from '../jobs/import-files.ts'
import { jobProcess } from '../jobs/job-process.ts'
import { contentOf, newLibrary, numberOf, quietControl, sourceTables, vocabulary } from '../library.ts'
import {
  aside,
  type Hostile,
  ledgerOf,
  partial,
  placed,
  rejected,
  repaired,
  songs,
  songsHead,
} from './hostile-files.ts'

/** Runs as a user who may read nothing of the superuser's, where the superuser runs the tests. */
function asNobody<T>(run: () => T): T {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  return Promise.resolve(run()).finally(() => process.seteuid?.(0)) as T
}

const asTable = <K extends string>(files: Record<K, Hostile>) => Object.entries(files) as [K, Hostile][]

test('every keyword has a hostile file of its own', () => {
  const sorted = (...keywords: string[]) => [...new Set(keywords)].sort()
  expect(sorted(...Object.keys(rejected), 'read-error')).toEqual(sorted(...rejectsFile))
  expect(sorted(...Object.keys(partial), 'audio-unreadable', 'file-changed')).toEqual(
    sorted(...spoilsRecord, 'orphan-song'),
  )
  expect(sorted(...Object.keys(aside), 'orphan-song')).toEqual(sorted(...setsAside))
  expect(sorted(...Object.keys(repaired))).toEqual(sorted(...repairs))
})

describe('a file is rejected, and nothing of it is stored, as', () => {
  const library = newLibrary()

  test.each(asTable(rejected))('%s', async (keyword, file) => {
    const before = contentOf(library.db, sourceTables)
    const ledger = await ledgerOf(file, library, keyword === 'permission-denied' ? asNobody : undefined)
    expect([ledger.outcome, ledger.reason]).toEqual(['rejected', keyword])
    expect(contentOf(library.db, sourceTables)).toEqual(before)
  })

  test.skipIf(process.platform !== 'linux').each<[string, string, Hostile]>([
    ['a device', 'not-a-file', () => '/dev/zero'],
    ['a dangling link', 'not-a-file', (folder) => linkTo('gone', join(folder, 'link.tsv'))],
    ['a link to itself', 'not-a-file', (folder) => linkTo('link.tsv', join(folder, 'link.tsv'))],
    ['a sparse file of 10 GiB', 'binary-file', (folder) => sparse(join(folder, 'sparse.tsv'))],
    ['an empty folder', 'empty-file', (folder) => folder],
    ['a folder of nothing it reads', 'not-a-dataset', (folder) => withFile(folder, 'notes.txt', 'to do: rest')],
    ['a file below a file', 'not-found', (folder) => join(withFile(folder, 'a', 'x'), 'a', 'below.tsv')],
  ])('%s: %s', async (_, keyword, file) => {
    const ledger = await ledgerOf(file, library)
    expect([ledger.outcome, ledger.reason]).toEqual(['rejected', keyword])
  })
})

function linkTo(target: string, path: string): string {
  symlinkSync(target, path)
  return path
}

function sparse(path: string): string {
  writeFileSync(path, '')
  truncateSync(path, 10 * 1024 ** 3)
  return path
}

function withFile(folder: string, name: string, content: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), content)
  return folder
}

describe('a file is imported in part, each bad record counted, as', () => {
  test.each(asTable(partial))('%s', async (keyword, file) => {
    const ledger = await ledgerOf(file)
    expect(ledger.outcome).toBe('partial')
    expect({ ...ledger.rejected, ...ledger.setAsides }[keyword]).toBeGreaterThan(0)
    expect(Object.keys(ledger.rejected)).toEqual(keyword === 'orphan-song' ? [] : [keyword])
    expect(ledger.kept + ledger.setAside).toBeGreaterThan(0)
  })

  test('audio-unreadable', async () => {
    const library = newLibrary()
    const path = placed(library, ['Low - Gone.mp3', 'this is not music at all'])
    writeFileSync(join(dirname(path), 'sound.mp3'), audio.mp3({ artist: 'Low', title: 'Gone' }, 0.1))
    const task = { folder: dirname(path), name: null }
    const { files } = await importAudioFolder(library.db, vocabulary, task, quietControl())
    expect(files).toMatchObject([{ outcome: 'partial', read: 2, kept: 1, rejected: { 'audio-unreadable': 1 } }])
  })

  test('file-changed', async () => {
    const library = newLibrary()
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i + 3}\tBand ${i % 500}\tSong ${i}\n`).join('')
    const path = placed(library, ['songs.tsv', `${songsHead}${lines}70000\tCan`])
    let grown = false
    const control = quietControl()
    const report: JobControl['report'] = (fraction, handled = 0, ...more) => {
      if (handled > 0 && !grown) {
        grown = true
        appendFileSync(path, '\tSpoon\n70001\tCan\tVitamin C\n')
      }
      control.report(fraction, handled, ...more)
    }
    const { files } = await library.importPaths([path], { control: { ...control, report } })
    expect(files[0]).toMatchObject({ outcome: 'partial', kept: 60_000, rejected: { 'file-changed': 1 } })
  })
})

describe('a file is set aside until what it needs comes, as', () => {
  test.each(asTable(aside))('%s', async (keyword, file) => {
    const ledger = await ledgerOf(file)
    expect(ledger).toMatchObject({ outcome: 'partial', kept: 0, setAsides: { [keyword]: 1 } })
  })
})

describe('a file is kept whole and repaired, as', () => {
  test.each(asTable(repaired))('%s', async (keyword, file) => {
    const ledger = await ledgerOf(file)
    const notes = { ...ledger.repaired, ...ledger.merges }
    expect(notes[keyword]).toBeGreaterThan(0)
    expect(ledger.rejected).toEqual({})
    // Likes without their songs wait for them, whatever was repaired.
    if (keyword !== 'header-missing') expect([ledger.outcome, ledger.setAside]).toEqual(['repaired', 0])
  })
})

describe('an import pauses, with all that it has kept, as', () => {
  /** A file of the system that can be opened and not be read, as on a disk that fails. */
  const unreadable = '/sys/class/net/lo/speed'

  test.skipIf(!existsSync(unreadable))('read-error', async () => {
    const library = newLibrary()
    const path = placed(library, songs())
    const files = [path, unreadable].map((one) => ({ path: one, shownName: basename(one) }))
    const task = { files, format: null, name: null }
    const thrown = await importFiles(library.db, { vocabulary, reader: readHere() }, task, quietControl()).catch(
      (error: unknown) => error,
    )
    expect(passingTrouble(thrown)).toMatchObject({ code: 'read-error' })
  })

  test.skipIf(process.platform === 'win32')('disk-full', async () => {
    const library = newLibrary()
    const paths = Object.entries(everyKind(4000, 30_000)).map((file) => placed(library, file))
    const { message } = await jobProcess(library.folder, importOf(paths), { fileLimit: 1800 })
    expect(message).toMatchObject({ type: 'paused', error: { code: 'disk-full' } })
    expect(library.db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(numberOf(library.db, 'SELECT count(*) FROM track')).toBeGreaterThan(0)
  })
})

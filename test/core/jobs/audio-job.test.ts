import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FileLedger, ImportResult } from '#api/schemas.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { ask, nothingAsked } from '#core/jobs/asked.ts'
import { importAudioFolder } from '#core/jobs/audio-job.ts'
import { jobControl, type Memory, noMemory } from '#core/jobs/control.ts'
import { removeSource } from '#core/jobs/remove-job.ts'
import { audioFolders } from '#core/store/audio-file-rows.ts'
import { recordsOf } from '#core/store/source-rows.ts'
import { audio } from '../audio-files.ts'
import {
  contentOf,
  derivedTables,
  newLibrary,
  numberOf,
  quietControl,
  songsCsv,
  sourceTables,
  vocabulary,
} from '../library.ts'

/** A library with a folder of music beside it. */
function withMusic() {
  const library = newLibrary()
  const folder = join(library.folder, 'Music')
  mkdirSync(folder)
  const path = (name: string) => join(folder, name)
  const write = (name: string, content: Uint8Array) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), content)
  }
  const look = (control = quietControl()) => importAudioFolder(library.db, vocabulary, { folder, name: null }, control)
  const titles = () => library.db.prepare('SELECT title FROM track ORDER BY title').pluck().all()
  return { library, folder, path, write, look, titles }
}

/** A file's ledger as numbers, after its sum was checked. */
function sums({ files }: ImportResult): number[] {
  const [file] = files as [FileLedger]
  const rejected = Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
  expect(file.read).toBe(file.kept + file.merged + file.setAside + rejected)
  return [file.read, file.kept, file.merged, rejected]
}

const song = (title: string, artist = 'Low') => audio.mp3({ artist, title, album: 'Trust', year: '2002' }, 0.1)

describe('a folder of audio files', () => {
  test('becomes a source; files of no use are counted and listed, and stop nothing', async () => {
    const { library, write, look, titles } = withMusic()
    write('Low/Trust/01.mp3', song('Gone'))
    write('Low/Trust/02.flac', audio.flac({ artist: 'Low', title: 'Candy Girl' }))
    write('bad.mp3', Buffer.from('no music'))
    write('empty.ogg', Buffer.alloc(0))
    const result = await look()
    expect(sums(result)).toEqual([4, 2, 0, 2])
    expect(result.files[0]).toMatchObject({
      ...{ path: 'Music', outcome: 'partial', format: 'audio-files', table: 'audio' },
      rejected: { 'audio-unreadable': 1, 'empty-file': 1 },
    })
    expect(titles()).toEqual(['Candy Girl', 'Gone'])
    const fileId = result.files[0]?.id ?? 0
    expect(recordsOf(library.db, fileId, 'audio-unreadable')).toEqual({ path: 'Music', records: 1 })
    expect(numberOf(library.db, 'SELECT count(*) FROM work_summary')).toBe(2)
  })

  test('is read again only where it changed, and then says so', async () => {
    const { library, folder, path, write, look, titles } = withMusic()
    write('a.mp3', song('One'))
    write('b.mp3', song('Two'))
    write('c.mp3', song('Three'))
    const first = await look()
    expect(sums(await look())).toEqual([3, 0, 3, 0])
    write('b.mp3', song('Two and a Half'))
    write('d.mp3', song('Four'))
    rmSync(path('c.mp3'))
    const again = await look()
    expect(again.source).toBe(first.source)
    expect(sums(again)).toEqual([3, 2, 1, 0])
    expect(titles()).toEqual(['Four', 'One', 'Three', 'Two and a Half'])
    expect(audioFolders(library.db)).toEqual([{ id: first.source, folder, name: 'Music', files: 3, vanished: 1 }])
    expect(numberOf(library.db, 'SELECT count(*) FROM work')).toBe(4)
    write('c.mp3', song('Three'))
    await look()
    expect(audioFolders(library.db)[0]).toMatchObject({ files: 4, vanished: 0 })
  })

  test('looks the same whether it was read at once or bit by bit', async () => {
    const [one, other] = [withMusic(), withMusic()]
    for (const { write } of [one, other]) write('a.mp3', song('One'))
    await other.look()
    for (const { write } of [one, other]) {
      write('b.mp3', song('Two', 'Björk'))
      write('bad.mp3', Buffer.from('x'))
    }
    await one.look()
    await other.look()
    const shown = ['artist_summary', 'work_summary', 'library_fact', 'ledger', 'work', 'artist']
    expect(contentOf(other.library.db, shown)).toEqual(contentOf(one.library.db, shown))
  })

  test('that is gone is said to be, and nothing of it is forgotten', async () => {
    const { library, folder, write, look } = withMusic()
    write('a.mp3', song('One'))
    await look()
    const before = contentOf(library.db, [...sourceTables, ...derivedTables, 'audio_file'])
    renameSync(folder, `${folder} elsewhere`)
    await expect(look()).rejects.toMatchObject({ code: 'file-not-found' })
    expect(contentOf(library.db, [...sourceTables, ...derivedTables, 'audio_file'])).toEqual(before)
  })

  test('without any music is refused and leaves nothing', async () => {
    const { library, look } = withMusic()
    const result = await look()
    expect(result).toMatchObject({ source: null, files: [{ outcome: 'rejected', reason: 'empty-file' }] })
    expect(numberOf(library.db, 'SELECT count(*) FROM source')).toBe(0)
  })

  test('goes with its source', async () => {
    const { library, write, look } = withMusic()
    write('a.mp3', song('One'))
    const { source } = await look()
    removeSource(library.db, vocabulary, source ?? 0, quietControl())
    for (const table of ['audio_file', 'file_match', 'track', 'work', 'artist']) {
      expect(numberOf(library.db, `SELECT count(*) FROM ${table}`), table).toBe(0)
    }
  })

  test('of a hundred files pauses and goes on to the same end; cancelled, it leaves nothing', async () => {
    const whole = withMusic()
    const paused = withMusic()
    for (const { write } of [whole, paused]) {
      for (let i = 0; i < 150; i += 1) write(`${i}.mp3`, song(`Song ${i}`, `Band ${i % 7}`))
    }
    await whole.look()
    let position: unknown = null
    const save: Memory['save'] = (reached) => {
      position = reached
    }
    const memory: Memory = { ...noMemory, save }
    const asked = nothingAsked()
    const stopAtSome = jobControl(asked, {
      post: ({ handled }) => handled > 0 && ask(asked, 'pause'),
      memory: () => memory,
    })
    await expect(paused.look(stopAtSome)).rejects.toThrow(/Paused/)
    expect(numberOf(paused.library.db, `SELECT count(*) FROM source WHERE state = 'ready'`)).toBe(0)
    const goOn = jobControl(nothingAsked(), { post: () => {}, memory: () => ({ ...memory, position }) })
    expect(sums(await paused.look(goOn))).toEqual([150, 150, 0, 0])
    const shown = ['artist_summary', 'work_summary', 'library_fact', 'ledger']
    expect(contentOf(paused.library.db, shown)).toEqual(contentOf(whole.library.db, shown))

    const cancelled = withMusic()
    for (let i = 0; i < 150; i += 1) cancelled.write(`${i}.mp3`, song(`Song ${i}`))
    const wish = nothingAsked()
    const cancel = jobControl(wish, { post: ({ handled }) => handled > 0 && ask(wish, 'cancel') })
    await expect(cancelled.look(cancel)).rejects.toThrow(/Stopped/)
    for (const table of ['source', 'track', 'audio_file', 'work']) {
      expect(numberOf(cancelled.library.db, `SELECT count(*) FROM ${table}`), table).toBe(0)
    }
  })

  test('tells a list of paths what lies there', async () => {
    const { library, path, write, look } = withMusic()
    write('a.mp3', song('One'))
    await library.import({ 'list.m3u8': `#EXTM3U\n${path('a.mp3')}\n` })
    expect(numberOf(library.db, 'SELECT count(*) FROM track WHERE work_id IS NOT NULL')).toBe(0)
    await look()
    expect(numberOf(library.db, 'SELECT count(*) FROM track WHERE work_id IS NOT NULL')).toBe(2)
  })

  test('is indexed anew only where the tags change the catalogue, and then looks as if it always were', async () => {
    const { library, path, write, look } = withMusic()
    await library.import({
      'songs.csv': songsCsv([
        [1, 'Low', 'One'],
        [2, 'Low', 'Tin'],
      ]),
    })
    for (const name of ['One', 'Two', 'Three']) write(`${name}.mp3`, song(name))
    write('bad.mp3', Buffer.from('x'))
    await look()
    const { db } = library
    const tables = [
      ...derivedTables.filter((table) => table !== 'library_fact'),
      'file_match',
      'work',
      'artist',
      'track',
    ]
    const isIndexed = async (change: () => void) => {
      db.prepare(`INSERT INTO library_fact (name, value) VALUES ('mark', 1)`).run()
      change()
      await look()
      const found = contentOf(db, tables)
      const marks = db.prepare(`DELETE FROM library_fact WHERE name = 'mark'`).run().changes
      const facts = contentOf(db, ['library_fact'])
      reindex(db, vocabulary, () => {})
      expect(found).toEqual(contentOf(db, tables))
      expect(facts).toEqual(contentOf(db, ['library_fact']))
      return marks === 0
    }
    const matches = () => numberOf(db, 'SELECT count(*) FROM file_match')
    const all = matches()
    expect(await isIndexed(() => utimesSync(path('Two.mp3'), 1_000_000, 1_000_000))).toBe(false)
    expect(await isIndexed(() => write('One.mp3', Buffer.concat([song('One'), Buffer.alloc(9)])))).toBe(false)
    expect(await isIndexed(() => rmSync(path('One.mp3')))).toBe(false)
    expect(matches()).toBeLessThan(all)
    expect(await isIndexed(() => write('One.mp3', song('One')))).toBe(false)
    expect(matches()).toBe(all)
    expect(await isIndexed(() => write('bad too.mp3', Buffer.from('y')))).toBe(false)
    expect(await isIndexed(() => write('Four.mp3', song('Four')))).toBe(true)
    expect(await isIndexed(() => write('Two.mp3', song('Two and a Half')))).toBe(true)
    expect(await isIndexed(() => write('Two.mp3', Buffer.from('x')))).toBe(true)
    db.prepare('UPDATE audio_file SET said = NULL').run()
    expect(await isIndexed(() => utimesSync(path('One.mp3'), 2_000_000, 2_000_000))).toBe(true)
  })

  test('notices a new time alone', async () => {
    const { path, write, look } = withMusic()
    write('a.mp3', song('One'))
    await look()
    utimesSync(path('a.mp3'), 1_000_000, 1_000_000)
    expect(sums(await look())).toEqual([1, 1, 0, 0])
  })
})

test('names from a data set and from files meet in one work', async () => {
  const { library, write, look } = withMusic()
  await library.import({ 'songs.csv': songsCsv([[1, 'Low', 'Gone']]) })
  write('a.mp3', song('Gone'))
  await look()
  expect(numberOf(library.db, 'SELECT count(*) FROM work_summary')).toBe(1)
})

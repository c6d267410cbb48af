import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type ImportReader, readHere } from '#core/sources/import-reader.ts'
import type { RowBatch } from '#core/sources/reader.ts'
import { isLittleToRead, readerThread } from '#core/sources/reader-thread.ts'
import { isRefusal } from '#core/sources/refusal.ts'
import { everyKind } from '../jobs/import-files.ts'
import { noCancel, readWorker, temporaryFolder, writeFiles } from '../library.ts'
import { bzip2, hasBzip2 } from './pack.ts'

const watchdog = { stopIfAsked: () => {}, mostSilentMs: 60_000 }
const thread = readerThread(readWorker, noCancel(), watchdog)
afterAll(() => thread.close())

async function readAll(reader: ImportReader, paths: string[]) {
  const opened = []
  const batches: RowBatch[] = []
  for (const path of paths) opened.push(...(await reader.open({ path, shownName: path }, {}, () => {})))
  for (const { place, table } of opened) {
    if (table === null) continue
    for await (const batch of reader.read(place)) {
      if (isRefusal(batch)) throw new Error(batch.message)
      const { rows, lines, ...rest } = batch
      batches.push({ ...rest, rows, lines: Array.from(lines) })
    }
  }
  return { opened: opened.map(({ place: _, ...part }) => part), batches }
}

test('a thread finds and reads what is read here: tables, packed ones, refusals', async () => {
  const paths = writeFiles(temporaryFolder(), {
    ...everyKind(4000, 90_000),
    'torn.csv.gz': gzipSync('user,item\n1,2\n').subarray(0, 20),
    'photo.csv': new Uint8Array(5000),
    ...(hasBzip2 ? { 'likes.csv.bz2': bzip2(Buffer.from(`user,item\n${'1,2\n'.repeat(300_000)}`), 1) } : {}),
  })
  const there = await readAll(thread, paths)
  const here = await readAll(readHere(), paths)
  expect(here.batches.length).toBeGreaterThan(8)
  expect(here.opened.filter(({ refusal }) => refusal !== null)).toHaveLength(2)
  expect(JSON.stringify(there)).toBe(JSON.stringify(here))
})

test('a tick that throws ends the opening of that file', async () => {
  const [path = ''] = writeFiles(temporaryFolder(), {
    'likes.csv.gz': gzipSync(`user,item\n${'1,2\n'.repeat(3_000_000)}`, { level: 1 }),
  })
  const stop = () => {
    throw new Error('stopped')
  }
  await expect(thread.open({ path, shownName: path }, {}, stop)).rejects.toThrow('stopped')
})

test('a reader that is closed answers no more', async () => {
  const closed = readerThread(readWorker, noCancel(), watchdog)
  await closed.close()
  await expect(closed.open({ path: 'x', shownName: 'x' }, {}, () => {})).rejects.toThrow('has ended')
})

describe('a thread from which nothing comes', () => {
  const hangs = `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;) {} })`,
  )}`
  const open = (reader: ImportReader) => reader.open({ path: 'x', shownName: 'x' }, {}, () => {})

  test('is given up after a while, as a file that may be read later', async () => {
    const reader = readerThread(hangs, noCancel(), { ...watchdog, mostSilentMs: 600 })
    await expect(open(reader)).rejects.toMatchObject({ code: 'read-error' })
    await reader.close()
  })

  test('does not keep the listener from stopping', async () => {
    const stopIfAsked = () => {
      throw new Error('stopped')
    }
    const reader = readerThread(hangs, noCancel(), { ...watchdog, stopIfAsked })
    await expect(open(reader)).rejects.toThrow('stopped')
    await reader.close()
  })
})

test('folders and large files are worth a thread, small ones are not', async () => {
  const folder = temporaryFolder()
  const [little = '', large = ''] = writeFiles(folder, { a: 'x', b: new Uint8Array(2 * 1024 * 1024) })
  expect(await isLittleToRead([little, `${little} is gone`])).toBe(true)
  expect(await isLittleToRead([little, large])).toBe(false)
  expect(await isLittleToRead([folder])).toBe(false)
})

/** The side of the import: a thread that reads files, so that one core reads while another stores. */
import { stat } from 'node:fs/promises'
import { resourceLimits, Worker } from 'node:worker_threads'
import { AppError } from '#api/errors.ts'
import type { ImportReader, OpenedPart } from './import-reader.ts'
import { batchUnpacker } from './packed-rows.ts'
import type { FromReader, ToReader } from './read-messages.ts'

type Opening = { tick: () => void; resolve: (parts: OpenedPart[]) => void; reject: (error: unknown) => void }
type News = Exclude<FromReader, { type: 'tick' | 'opened' | 'failed' }>

/** Files below this size together are read in the time in which a thread starts. */
const littleBytes = 2 * 1024 * 1024

/** True for files that are not worth a thread of their own; folders always are. */
export async function isLittleToRead(paths: readonly string[]): Promise<boolean> {
  const infos = await Promise.all(paths.map((path) => stat(path).catch(() => null)))
  const bytes = infos.reduce((sum, info) => sum + (info?.isDirectory() ? littleBytes : (info?.size ?? 0)), 0)
  return bytes < littleBytes
}

const msBetweenLooks = 250

/** What is done about a thread from which nothing comes, as from a disk that hangs. */
export type Watchdog = {
  /** Called now and then meanwhile; what it throws ends the waiting. */
  stopIfAsked: () => void
  /** After so long the file is given up. */
  mostSilentMs: number
}

/**
 * Start a reading thread at the entry `url`, with a heap like this thread's own. It has nothing to tidy up: closing ends it
 * at once. Reading throws AppError read-error where nothing comes for too long.
 */
export function readerThread(
  url: string,
  refusedConnections: Int32Array<SharedArrayBuffer>,
  { stopIfAsked, mostSilentMs }: Watchdog,
): ImportReader {
  const worker = new Worker(new URL(url), { workerData: { refusedConnections }, resourceLimits })
  const post = (message: ToReader) => worker.postMessage(message)
  const openings = new Map<number, Opening>()
  const news: News[] = []
  let waiting: { resolve: (next: News) => void; reject: (error: unknown) => void } | null = null
  let failure: Error | null = null
  const fail = (error: Error) => {
    failure ??= error
    for (const { reject } of openings.values()) reject(failure)
    waiting?.reject(failure)
  }
  let silentLooks = 0
  // Looks are counted, not time: none of it passes here while the computer sleeps.
  const look = () => {
    if (waiting === null && openings.size === 0) {
      silentLooks = 0
      return
    }
    silentLooks += 1
    if (silentLooks * msBetweenLooks > mostSilentMs) {
      return fail(
        new AppError('read-error', 'Nothing came from a file for too long. Is its disk connected? Then go on.'),
      )
    }
    try {
      if (silentLooks > 2) stopIfAsked()
    } catch (error) {
      fail(error as Error)
    }
  }
  const watching = setInterval(look, msBetweenLooks)
  const tick = () => {
    for (const opening of openings.values()) {
      try {
        opening.tick()
      } catch (error) {
        opening.reject(error)
      }
    }
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the reading thread has ended')))
  worker.on('message', (message: FromReader) => {
    silentLooks = 0
    switch (message.type) {
      case 'tick':
        return tick()
      case 'opened':
        openings.get(message.id)?.resolve(message.parts)
        return void openings.delete(message.id)
      case 'failed':
        return fail(message.error)
      default:
        if (waiting === null) news.push(message)
        else waiting.resolve(message)
        waiting = null
    }
  })
  const next = (): News | Promise<News> => {
    const ready = news.shift()
    if (ready !== undefined) return ready
    if (failure !== null) throw failure
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject }
    })
  }
  let nextId = 1
  const open: ImportReader['open'] = (file, options, tick) =>
    new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure)
      const id = nextId++
      openings.set(id, { tick, resolve, reject })
      post({ type: 'open', id, file, options })
    })
  const read: ImportReader['read'] = async function* (place) {
    post({ type: 'read', place })
    const unpackBatch = batchUnpacker()
    for (;;) {
      const message = await next()
      if (message.type === 'end') return
      if (message.type === 'refused') yield message.refusal
      else {
        post({ type: 'more' })
        yield unpackBatch(message.batch)
      }
    }
  }
  const close = () => {
    clearInterval(watching)
    return worker.terminate()
  }
  return { open, read, close }
}

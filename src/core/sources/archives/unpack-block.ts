/** Unpacking the blocks of bzip2 files: here, or in threads beside the one that reads. */
import type { Worker } from 'node:worker_threads'
import bzip from 'seek-bzip'
import { wrongChecksum } from '../damage.ts'
import { RefusedFile } from '../refusal.ts'
import type { Bzip2Block } from './bzip2-blocks.ts'

type Refused = { keyword: RefusedFile['refusal']['keyword']; message: string }
export type Unpacked = { bytes: Uint8Array<ArrayBuffer> } | { refused: Refused }

export type Unpackers = {
  /** Blocks that may be unpacked at a time; none where each is waited for. */
  atOnce: number
  unpack: (block: Bzip2Block) => Promise<Uint8Array>
}

/** Bytes of most blocks, when unpacked; those that repeat themselves grow. */
const usualSize = 1 << 20

/** Unpack one block. Throws `RefusedFile` where it is damaged. */
export function unpackBlock({ bytes, at }: Bzip2Block): Uint8Array<ArrayBuffer> {
  let output = new Uint8Array(usualSize)
  let length = 0
  const writeByte = (byte: number): void => {
    if (length === output.length) {
      const larger = new Uint8Array(length * 2)
      larger.set(output)
      output = larger
    }
    output[length] = byte
    length += 1
  }
  try {
    bzip.decodeBlock(bytes, at, { writeByte })
  } catch (error) {
    throw wrongChecksum(error)
  }
  return output.subarray(0, length)
}

let unpackers: Unpackers = { atOnce: 0, unpack: async (block) => unpackBlock(block) }

/** What unpacks blocks in this thread. */
export const blockUnpackers = (): Unpackers => unpackers

/** Unpack blocks in up to `threads` threads from now on, each started when there is work for it; they end with this one. */
export function unpackBeside(start: () => Worker, threads: number): void {
  const waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: unknown) => void }>()
  const workers: { worker: Worker; busy: number }[] = []
  let nextId = 0
  const started = () => {
    const one = { worker: start(), busy: 0 }
    one.worker.on('message', ({ id, unpacked }: { id: number; unpacked: Unpacked }) => {
      one.busy -= 1
      const waiter = waiting.get(id)
      waiting.delete(id)
      if ('bytes' in unpacked) waiter?.resolve(unpacked.bytes)
      else waiter?.reject(new RefusedFile(unpacked.refused.keyword, unpacked.refused.message))
    })
    one.worker.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error)
    })
    workers.push(one)
    return one
  }
  const unpack = (block: Bzip2Block): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const idle = workers.find(({ busy }) => busy === 0)
      const least = workers.reduce((best, one) => (one.busy < best.busy ? one : best), workers[0] ?? { busy: 0 })
      const one = idle ?? (workers.length < threads ? started() : (least as (typeof workers)[0]))
      nextId += 1
      waiting.set(nextId, { resolve, reject })
      one.busy += 1
      one.worker.postMessage({ id: nextId, block }, [block.bytes.buffer])
    })
  unpackers = { atOnce: threads * 2, unpack }
}

type Post = (message: { id: number; unpacked: Unpacked }, transfer: ArrayBuffer[]) => void

/** Makes the function that takes what `unpackBeside` says. */
export function serveUnpacking(post: Post): (message: { id: number; block: Bzip2Block }) => void {
  return ({ id, block }) => {
    try {
      const bytes = unpackBlock(block)
      post({ id, unpacked: { bytes } }, [bytes.buffer])
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error
      const { keyword, message } = error.refusal
      post({ id, unpacked: { refused: { keyword, message } } }, [])
    }
  }
}

/** The side of the thread that reads for an import: answers what it is asked, a few batches ahead at most. */
import { readHere } from './import-reader.ts'
import { batchPacker } from './packed-rows.ts'
import { type FromReader, mostAhead, type ToReader } from './read-messages.ts'
import { isRefusal } from './refusal.ts'

type Post = (message: FromReader, transfer: ArrayBuffer[]) => void

const msBetweenTicks = 50

/** Makes the function that takes what an import says. */
export function serveReader(post: Post): (message: ToReader) => void {
  const reader = readHere()
  let tickedAt = 0
  const tick = () => {
    const now = performance.now()
    if (now - tickedAt < msBetweenTicks) return
    tickedAt = now
    post({ type: 'tick' }, [])
  }
  /** Bytes of the batches that are under way. */
  let ahead: number[] = []
  let goOn = () => {}
  const room = async () => {
    const isEnough = () =>
      ahead.length >= mostAhead.batches && ahead.reduce((sum, bytes) => sum + bytes, 0) >= mostAhead.bytes
    while (isEnough()) {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
    }
  }
  const read = async (place: number): Promise<void> => {
    ahead = []
    const packBatch = batchPacker()
    for await (const found of reader.read(place)) {
      if (isRefusal(found)) post({ type: 'refused', refusal: found }, [])
      else {
        const { batch, buffers, bytes } = packBatch(found)
        await room()
        ahead.push(bytes)
        post({ type: 'batch', batch }, buffers)
      }
    }
    post({ type: 'end' }, [])
  }
  const answer = async (message: ToReader): Promise<void> => {
    switch (message.type) {
      case 'open': {
        const parts = await reader.open(message.file, message.options, tick)
        return post({ type: 'opened', id: message.id, parts }, [])
      }
      case 'read':
        return read(message.place)
      case 'more':
        ahead.shift()
        return goOn()
    }
  }
  return (message) => {
    answer(message).catch((thrown: unknown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      post({ type: 'failed', error }, [])
    })
  }
}

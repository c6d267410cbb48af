/** The side of the thread that reads for an import: answers what it is asked, a few batches ahead at most. */
import { readHere } from './import-reader.ts'
import { packBatch } from './packed-rows.ts'
import { type FromReader, mostBatchesAhead, type ToReader } from './read-messages.ts'
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
  let ahead = 0
  let goOn = () => {}
  const room = async () => {
    while (ahead >= mostBatchesAhead) {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
    }
  }
  const read = async (place: number): Promise<void> => {
    ahead = 0
    for await (const found of reader.read(place)) {
      if (isRefusal(found)) post({ type: 'refused', refusal: found }, [])
      else {
        const { batch, buffers } = packBatch(found)
        await room()
        ahead += 1
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
        ahead -= 1
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

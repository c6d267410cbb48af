/** Pictures of tracks and bands that the listener has in files, read when a row is shown. */
import { create } from 'zustand'
import { client } from './client.ts'

type Covers = {
  /** By the id of the track or band; null where there is no picture. */
  images: ReadonlyMap<string, string | null>
}

export const useCovers = create<Covers>(() => ({ images: new Map() }))

/** Pictures kept at once; the oldest give way, and are read again when they are shown again. */
const mostKept = 200
const atOnce = 3

const waiting = new Set<string>()
let reading = 0

/** Ask for the picture of a track or band, unless it is known or asked for. */
export function askForCover(id: string): void {
  if (useCovers.getState().images.has(id) || waiting.has(id)) return
  waiting.add(id)
  void readNext()
}

async function readNext(): Promise<void> {
  const [id] = waiting
  if (id === undefined || reading >= atOnce) return
  reading += 1
  waiting.delete(id)
  try {
    const { image } = await client.cover({ id })
    useCovers.setState(({ images }) => ({ images: new Map([...images, [id, image] as const].slice(-mostKept)) }))
  } catch {
    // Without its picture a track has the one that is drawn for it.
    useCovers.setState(({ images }) => ({ images: new Map([...images, [id, null] as const].slice(-mostKept)) }))
  } finally {
    reading -= 1
    void readNext()
  }
}

/** Files may have changed: read again what is shown next. */
export const forgetCovers = (): void => useCovers.setState({ images: new Map() })

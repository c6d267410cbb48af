/** Reading a packed file through once before anything of it is stored. */
import { contentChunks, newStreamState, openFile } from './bytes.ts'
import { orRefusal, type Refusal } from './refusal.ts'

/**
 * Unpack a file to its end and throw the content away: a damaged archive is refused whole, before a row of it is kept.
 * Plain files have nothing to check. `tick` runs now and then and may throw to stop.
 */
export async function verifyArchive(path: string, tick: () => void): Promise<Refusal | null> {
  const checked = await orRefusal(async () => {
    const file = await openFile(path)
    try {
      if (file.compression === 'none') return { sound: true }
      for await (const chunk of contentChunks(file, newStreamState())) if (chunk.length > 0) tick()
      return { sound: true }
    } finally {
      await file.handle.close()
    }
  })
  return 'sound' in checked ? null : checked
}

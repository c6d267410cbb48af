/** What is said of a packed file that is not what it should be. */
import { RefusedFile } from './refusal.ts'

const again = 'Download or copy it again.'

export const truncated = (cause?: unknown): RefusedFile =>
  new RefusedFile('archive-truncated', `The packed file ends too early. ${again}`, { cause })

export const corrupt = (cause?: unknown): RefusedFile =>
  new RefusedFile('archive-corrupt', `The packed file is damaged. ${again}`, { cause })

export const wrongChecksum = (cause?: unknown): RefusedFile =>
  new RefusedFile('archive-crc', `The packed file does not match its own checksum. ${again}`, { cause })

const bombAfter = 64 * 1024 * 1024
const bombRatio = 200

/** Refuses what unpacks from `stored` bytes to as many as no data set does. */
export function checkNoBomb(written: number, stored: number): void {
  if (written <= bombAfter || written <= bombRatio * stored) return
  const message = `This file unpacks to more than ${bombRatio} times its size, as no data set does. It was not read on.`
  throw new RefusedFile('archive-bomb', message)
}

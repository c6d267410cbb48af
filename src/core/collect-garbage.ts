/** Giving memory back at once. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | null = null

/**
 * Free what nothing refers to any more. V8 does so when its heap grows, and hundreds of megabytes of numbers outside the
 * heap are no reason to it: the arrays of one model would still be there while the next one learns.
 */
export function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}

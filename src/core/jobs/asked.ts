/**
 * What a listener asks of running work, in memory that both threads see. The listener's side says it and need not wait:
 * work looks here before it shows what it did, so that what was stopped never appears.
 */
import { sharedInt32 } from '#core/math/shared.ts'

/** [0]: 0 nothing, 1 to stop for good, 2 to pause, 3 to be content with what is there. [1]: 1 while it is too late for either. */
export type Asked = Int32Array<SharedArrayBuffer>

const requests = { cancel: 1, pause: 2, finish: 3 } as const
export type Request = keyof typeof requests

/** A fresh flag: nothing is asked. */
export function nothingAsked(): Asked {
  return sharedInt32(2)
}

/** Ask running work to stop or pause. True when it surely will; false when it may be done before it looks. */
export function ask(asked: Asked, request: Request): boolean {
  Atomics.store(asked, 0, requests[request])
  return Atomics.load(asked, 1) === 0
}

/** What has been asked of this work. */
export function askedFor(asked: Asked): Request | null {
  const value = Atomics.load(asked, 0)
  if (value === requests.finish) return 'finish'
  return value === requests.cancel ? 'cancel' : value === requests.pause ? 'pause' : null
}

/** Say whether it is too late to stop; look at `askedFor` after saying so, never before. */
export function tooLate(asked: Asked, late: boolean): void {
  Atomics.store(asked, 1, late ? 1 : 0)
}

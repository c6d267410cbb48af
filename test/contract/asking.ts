/** What the suites of the contract share: asking, being refused, and a library for each block. */
import { afterAll, beforeAll, expect } from 'vitest'
import type { MethodName } from '../../src/api/contract.ts'
import type * as s from '../../src/api/schemas.ts'
import { notOnCommandLine, openSidetrack, type Sidetrack, type TransportName } from './transports.ts'

export const artist = (name: string) => ({ kind: 'artist' as const, name })
export const track = (name: string) => ({ kind: 'track' as const, name })

/** What a promise is refused with. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; suggestions: string[] }> {
  try {
    await promise
  } catch (error) {
    const { code, message, suggestions } = error as { code: string; message: string; suggestions?: string[] }
    return { code, message, suggestions: suggestions ?? [] }
  }
  throw new Error('it was not refused')
}

/** read = kept + merged + set aside + the sum over rejected. */
export function expectExact(files: readonly s.FileLedger[]): void {
  for (const file of files) {
    const rejected = Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
    expect(file.kept + file.merged + file.setAside + rejected, file.path).toBe(file.read)
  }
}
/** Through which host a suite runs, and what it can ask there. */
export type Through = {
  transport: TransportName
  /** Whether all of these methods can be asked there. */
  has: (...methods: MethodName[]) => boolean
  /** A new library for the block that calls it. */
  library: () => () => Sidetrack
}

export function through(transport: TransportName): Through {
  return {
    transport,
    has: (...methods) => transport !== 'cli' || !methods.some((method) => notOnCommandLine.has(method)),
    library: () => {
      let opened: Sidetrack
      beforeAll(async () => {
        opened = await openSidetrack(transport)
      })
      afterAll(() => opened?.close())
      return () => opened
    },
  }
}

/** The whole contract, in tests that only run where it is. */
export const clientOf = (sidetrack: Sidetrack) => sidetrack.client as NonNullable<Sidetrack['client']>

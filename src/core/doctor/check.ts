/** What the doctor says of one matter. */
import type { Result } from '#api/contract.ts'

export type Check = Result<'doctor'>['checks'][number]

export const well = (name: string, found: string): Check => ({ name, ok: true, found, cure: null })
/** Nothing is broken, yet something can be done. */
export const hint = (name: string, found: string, cure: string): Check => ({ name, ok: true, found, cure })
export const ill = (name: string, found: string, cure: string): Check => ({ name, ok: false, found, cure })

export const number = (value: number): string => value.toLocaleString('en')

/** Makes a check of which one that cannot even be made, as when a table is gone or its rows are no JSON, is the outcome. */
export function carefully(name: string, cure: string, check: () => Check[]): Check[] {
  try {
    return check()
  } catch (fault) {
    return [ill(name, `it cannot be read (${fault instanceof Error ? fault.message : String(fault)})`, cure)]
  }
}

/** Counts in words, those of nothing left out: `3 plays of a listener that is gone`. */
export function listed(counts: readonly { count: number; what: string }[]): string {
  return counts
    .filter(({ count }) => count > 0)
    .map(({ count, what }) => `${number(count)} ${what}`)
    .join(', ')
}

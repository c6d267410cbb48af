/** When a play can have happened (contract C9). */

/** 2002-01-01 UTC, in seconds since 1970: nobody scrobbled before. */
export const earliestListen = 1_009_843_200

/** Tomorrow, in seconds since 1970: clocks differ by hours, not by days. */
export function latestListen(): number {
  return Date.now() / 1000 + 86_400
}

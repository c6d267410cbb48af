/** How often the listener played each work, whichever and however many sources tell of it. */
import type { ReadableDb } from '#core/store/open.ts'
import { type OwnWork, readOwnCounts, readTimedListens, sameListen } from '#core/store/own-rows.ts'

type Counted = OwnWork & { plays: number; listens: number; timeless: number }

/**
 * Plays by work id. Listens of one work within 90 s are one, whoever reports them. Where sources only count, or know no
 * times, their counts cannot be told apart: the largest stands, so that no play counts twice.
 */
export function ownPlays(db: ReadableDb): Map<number, number> {
  const timed = timedPlays(db)
  const plays = new Map<number, number>()
  const close = (group: readonly Counted[]) => {
    const [first] = group
    if (first === undefined) return
    const timeless = Math.max(...group.map((source) => source.timeless))
    const counted = Math.max(...group.map((source) => source.plays - source.listens))
    const heard = (timed.get(keyOf(first)) ?? 0) + timeless
    plays.set(first.workId, Math.max(heard, counted))
  }
  let group: Counted[] = []
  for (const row of readOwnCounts(db)) {
    if (group[0] !== undefined && keyOf(group[0]) !== keyOf(row)) {
      close(group)
      group = []
    }
    group.push(row)
  }
  close(group)
  return plays
}

const keyOf = ({ artistKey, workKey }: { artistKey: string; workKey: string }) => `${artistKey}\n${workKey}`

/** Listens with a time of each work, the same one counted once. */
function timedPlays(db: ReadableDb): Map<string, number> {
  const plays = new Map<string, number>()
  let last = { key: '', at: 0 }
  for (const row of readTimedListens(db)) {
    const key = keyOf(row)
    if (last.key === key && row.at - last.at <= sameListen) continue
    plays.set(key, (plays.get(key) ?? 0) + 1)
    last = { key, at: row.at }
  }
  return plays
}

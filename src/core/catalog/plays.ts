/** Every play of the library in memory, and the matrices made of them. */
import { type Csr, fromSortedEntries, mostPlays } from '#core/math/csr.ts'
import { IntList } from '#core/math/int-list.ts'
import * as rows from '#core/store/index-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

/** Told how far indexing is, 0 to 1; may throw to stop it, which leaves the library as it was. */
export type OnProgress = (fraction: number) => void

/** Every known play and like of the library, read once. */
export type Plays = {
  artists: number
  listeners: number
  /** The band of each work, by work id; 0 where there is none. */
  artistOfWork: Int32Array
  workOfTrack: Int32Array
  /** One entry a known play or like, by listener: a work's id, or a band spelling's id with a minus, and the plays. */
  entries: { listenerOf: Int32Array; itemOf: Int32Array; plays: Int32Array }
  /** Listeners of each track, by track id. */
  trackListeners: Int32Array
  /** Known plays and likes of each source. */
  interactionsOf: Map<number, number>
}

function fillLookup(size: number, pairs: Iterable<[number, number]>): Int32Array {
  const lookup = new Int32Array(size + 1)
  for (const [from, to] of pairs) lookup[from] = to
  return lookup
}

/** Read every play once. Plays of bands and of tracks are read side by side, so that each listener stays together. */
export function readPlays(db: ReadableDb, onProgress: OnProgress): Plays {
  const largest = rows.largestIds(db)
  const artistOfListing = fillLookup(largest.listing, rows.readArtistOfListing(db))
  const workOfTrack = fillLookup(largest.track, rows.readWorkOfTrack(db))
  const artistOfWork = fillLookup(largest.work, rows.readArtistOfWork(db))
  const sourceOfListener = fillLookup(largest.listener, rows.readListenerSources(db))
  onProgress(0.1)
  const trackListeners = new Int32Array(largest.track + 1)
  const listenerOf = new IntList()
  const itemOf = new IntList()
  const counts = new IntList()
  const interactionsOf = new Map<number, number>()
  const add = (listener: number, item: number, count: number) => {
    if (item === 0) return
    listenerOf.push(listener)
    itemOf.push(item)
    counts.push(Math.min(count, mostPlays))
    const source = sourceOfListener[listener] as number
    interactionsOf.set(source, (interactionsOf.get(source) ?? 0) + 1)
    if (listenerOf.length % 500_000 === 0) onProgress(0.1 + 0.3 * (listener / (largest.listener + 1)))
  }
  for (const [listener, kind, item, count] of byListener(rows.readArtistPlays(db), rows.readTrackPlays(db))) {
    if (kind === 'artist') add(listener, -(artistOfListing[item] as number), count)
    else {
      trackListeners[item] = (trackListeners[item] as number) + 1
      add(listener, workOfTrack[item] as number, count)
    }
  }
  return {
    artists: largest.artist,
    listeners: largest.listener,
    artistOfWork,
    workOfTrack,
    entries: { listenerOf: listenerOf.view(), itemOf: itemOf.view(), plays: counts.view() },
    trackListeners,
    interactionsOf,
  }
}

type Triple = [number, number, number]

/** Merge two listener-ordered streams of (listener, item, plays). */
function* byListener(
  artistPlays: Iterable<Triple>,
  trackPlays: Iterable<Triple>,
): Generator<[number, 'artist' | 'track', number, number]> {
  // better-sqlite3 allows one open iterator on a statement and several on a connection.
  const left = artistPlays[Symbol.iterator]()
  const right = trackPlays[Symbol.iterator]()
  try {
    let a = left.next()
    let b = right.next()
    while (!a.done || !b.done) {
      if (b.done || (!a.done && a.value[0] <= b.value[0])) {
        const [listener, item, count] = a.value as Triple
        yield [listener, 'artist', item, count]
        a = left.next()
      } else {
        const [listener, item, count] = b.value
        yield [listener, 'track', item, count]
        b = right.next()
      }
    }
  } finally {
    // Left open by a cancelled job, they would keep the connection from rolling back.
    left.return?.()
    right.return?.()
  }
}

/** Rows are listeners, columns canonical bands, values plays. */
export function listenerByArtist(plays: Plays, canonicalOf: Int32Array): Csr {
  const { listenerOf, itemOf, plays: data } = plays.entries
  const columnOf = itemOf.map((item) => canonicalOf[artistOfItem(plays, item)] as number)
  return fromSortedEntries({ rowOf: listenerOf, columnOf, data }, plays.listeners + 1, plays.artists + 1)
}

/** The band spelling of an entry's item. */
export function artistOfItem(plays: Plays, item: number): number {
  return item < 0 ? -item : (plays.artistOfWork[item] as number)
}

/** Rows are listeners, columns canonical works, values plays; plays of bands are not in it. */
export function listenerByWork(plays: Plays, canonicalWork: Int32Array): Csr {
  const { listenerOf, itemOf, plays: data } = plays.entries
  let count = 0
  for (const item of itemOf) if (item > 0) count += 1
  const entries = { rowOf: new Int32Array(count), columnOf: new Int32Array(count), data: new Int32Array(count) }
  let at = 0
  itemOf.forEach((item, i) => {
    if (item <= 0) return
    entries.rowOf[at] = listenerOf[i] as number
    entries.columnOf[at] = canonicalWork[item] as number
    entries.data[at] = data[i] as number
    at += 1
  })
  return fromSortedEntries(entries, plays.listeners + 1, canonicalWork.length)
}

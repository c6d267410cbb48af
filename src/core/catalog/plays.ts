/** Every play of the library in memory, and the matrices made of them. */
import { type Csr, gatherColumns, mostPlays } from '#core/math/csr.ts'
import * as rows from '#core/store/index-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { readOwnListeners, readTastelessSources } from '#core/store/own-rows.ts'
import { ownPlays } from './own-plays.ts'

/** Told how far indexing is, 0 to 1; may throw to stop it, which leaves the library as it was. */
export type OnProgress = (fraction: number) => void

/** Every known play and like of the library, read once. */
export type Plays = {
  artists: number
  /** The band of each work, by work id; 0 where there is none. */
  artistOfWork: Int32Array
  workOfTrack: Int32Array
  /**
   * One entry a known play or like. Rows are listeners by id; a column is a work's id, or a band spelling's id with a
   * minus.
   */
  entries: Pick<Csr, 'rows' | 'indptr' | 'indices' | 'data'>
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
  const size = rows.countPlays(db)
  const entries = {
    rows: largest.listener + 1,
    indptr: new Int32Array(largest.listener + 2),
    indices: new Int32Array(size),
    data: new Int32Array(size),
  }
  const interactionsOf = new Map<number, number>()
  let at = 0
  const tasteless = new Set(readTastelessSources(db))
  const ownRows = new Set(readOwnListeners(db))
  let ownToCome = ownRows.size > 0
  const add = (listener: number, item: number, count: number) => {
    if (item === 0) return
    const source = sourceOfListener[listener] as number
    interactionsOf.set(source, (interactionsOf.get(source) ?? 0) + 1)
    if (!tasteless.has(source) && !ownRows.has(listener)) put(listener, item, count)
  }
  /** All sources of the listener's own speak of one listener, who stands at the first of their rows. */
  const addOwn = (listener: number) => {
    ownToCome = false
    for (const [work, count] of ownPlays(db)) put(listener, work, count)
  }
  const put = (listener: number, item: number, count: number) => {
    entries.indices[at] = item
    entries.data[at] = Math.min(count, mostPlays)
    at += 1
    entries.indptr[listener + 1] = at
    if (at % 500_000 === 0) onProgress(0.1 + 0.3 * (at / size))
  }
  for (const [listener, kind, item, count] of byListener(rows.readArtistPlays(db), rows.readTrackPlays(db))) {
    // Of a source that does not show.
    if (sourceOfListener[listener] === 0) continue
    if (kind === 'artist') add(listener, -(artistOfListing[item] as number), count)
    else {
      if (ownToCome && ownRows.has(listener)) addOwn(listener)
      trackListeners[item] = (trackListeners[item] as number) + 1
      add(listener, workOfTrack[item] as number, count)
    }
  }
  // A listener without entries ends where the one before ended.
  for (let row = 1; row < entries.indptr.length; row += 1) {
    entries.indptr[row] = Math.max(entries.indptr[row] as number, entries.indptr[row - 1] as number)
  }
  return {
    artists: largest.artist,
    artistOfWork,
    workOfTrack,
    entries: { ...entries, indices: entries.indices.subarray(0, at), data: entries.data.subarray(0, at) },
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

/** Rows are canonical bands, columns listeners, values plays. */
export function artistByListener(plays: Plays, canonicalOf: Int32Array): Csr {
  return gatherColumns(plays.entries, plays.artists + 1, (item) => canonicalOf[artistOfItem(plays, item)] as number)
}

/** The band spelling of an entry's item. */
export function artistOfItem(plays: Plays, item: number): number {
  return item < 0 ? -item : (plays.artistOfWork[item] as number)
}

/** Rows are canonical works, columns listeners, values plays; plays of bands are not in it. */
export function workByListener(plays: Plays, canonicalWork: Int32Array): Csr {
  return gatherColumns(plays.entries, canonicalWork.length, (item) => (item < 0 ? -1 : (canonicalWork[item] as number)))
}

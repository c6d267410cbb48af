/** Every play of the library in memory, and the matrices made of them. */
import { type Csr, gatherColumns, mostPlays, type SparseRows } from '#core/math/csr.ts'
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
  /**
   * One entry a known play or like. Rows are listeners by id; a column is a work's id, or a band spelling's id with a
   * minus.
   */
  entries: SparseRows
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
  const entries: SparseRows = {
    rows: largest.listener + 1,
    indptr: new Int32Array(largest.listener + 2),
    indices: new Int32Array(size),
    // A like is 1, and many data sets hold nothing else: a byte each, until more is said.
    data: new Uint8Array(size),
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
    if (count > 255 && entries.data instanceof Uint8Array) entries.data = Int32Array.from(entries.data)
    entries.data[at] = Math.min(count, mostPlays)
    at += 1
    entries.indptr[listener + 1] = at
    if (at % 500_000 === 0) onProgress(0.1 + 0.3 * (at / size))
  }
  // Of a source that does not show there is nothing.
  const shows = (listener: number) => sourceOfListener[listener] !== 0
  eachPlay(db, largest.listener, {
    artist: (listener, listing, count) => {
      if (shows(listener)) add(listener, -(artistOfListing[listing] as number), count)
    },
    track: (listener, track, count) => {
      if (!shows(listener)) return
      if (ownToCome && ownRows.has(listener)) addOwn(listener)
      trackListeners[track] = (trackListeners[track] as number) + 1
      add(listener, workOfTrack[track] as number, count)
    },
  })
  // A listener without entries ends where the one before ended.
  for (let row = 1; row < entries.indptr.length; row += 1) {
    entries.indptr[row] = Math.max(entries.indptr[row] as number, entries.indptr[row - 1] as number)
  }
  return {
    artists: largest.artist,
    artistOfWork,
    entries: { ...entries, indices: entries.indices.subarray(0, at), data: entries.data.subarray(0, at) },
    trackListeners,
    interactionsOf,
  }
}

type Visit = (listener: number, item: number, plays: number) => void

/** Listeners whose plays are read in one piece. */
const listenersAtOnce = 256

/** Visit every play, listener by listener: those of bands, then those of tracks. */
function eachPlay(db: ReadableDb, largestListener: number, visit: { artist: Visit; track: Visit }): void {
  const artistPlays = rows.artistPlaysReader(db)
  const trackPlays = rows.trackPlaysReader(db)
  for (let from = 0; from <= largestListener; from += listenersAtOnce) {
    const ofBands = artistPlays(from, from + listenersAtOnce - 1)
    let next = 0
    const visitBands = (last: number) => {
      for (let row = ofBands[next]; row !== undefined && row[0] <= last; row = ofBands[++next]) visit.artist(...row)
    }
    for (const [listener, track, plays] of trackPlays(from, from + listenersAtOnce - 1)) {
      visitBands(listener)
      visit.track(listener, track, plays)
    }
    visitBands(Number.POSITIVE_INFINITY)
  }
}

/** Rows are canonical bands, columns listeners, values plays. */
export function artistByListener(plays: Plays, canonicalOf: Int32Array): Csr {
  const columnOf = (item: number) => canonicalOf[artistOfItem(plays, item)] as number
  return gatherColumns(plays.entries, plays.artists + 1, columnOf)
}

/** The band spelling of an entry's item. */
export function artistOfItem(plays: Plays, item: number): number {
  return item < 0 ? -item : (plays.artistOfWork[item] as number)
}

/** Rows are canonical works, columns listeners, values plays; plays of bands are not in it. */
export function workByListener(plays: Plays, canonicalWork: Int32Array): Csr {
  const columnOf = (item: number) => (item < 0 ? -1 : (canonicalWork[item] as number))
  return gatherColumns(plays.entries, canonicalWork.length, columnOf)
}

/** Everything derived from the sources' rows, made afresh: spellings joined, listeners counted, genres voted, search keys. */
import { createHash } from 'node:crypto'
import { type Csr, fromSortedEntries, transpose } from '#core/math/csr.ts'
import { IntList } from '#core/math/int-list.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { linkIds } from '#core/store/source-links.ts'
import { describeArtists } from './describe-artists.ts'
import type { Vocabulary } from './genres.ts'
import { searchKey, withoutArticle } from './keys.ts'

/** Told how far indexing is, 0 to 1; may throw to stop it, which leaves the library as it was. */
export type OnProgress = (fraction: number) => void

/** Rebuild the derived tables in one transaction: readers see the old ones until it commits. */
export function reindex(db: WritableDb, vocabulary: Vocabulary, onProgress: OnProgress): void {
  db.transaction(() => {
    linkIds(db)
    onProgress(0.05)
    rows.clearIndex(db)
    const write = rows.indexWriter(db)
    const plays = readPlays(db, onProgress)
    onProgress(0.45)
    const canonicalOf = joinSpellings(db, write, plays)
    onProgress(0.5)
    const matrix = listenerByArtist(plays, canonicalOf)
    onProgress(0.6)
    const workCounts = summariseWorks(db, write, plays, canonicalOf, onProgress)
    describeArtists(db, write, { vocabulary, canonicalOf, byArtist: transpose(matrix), ...workCounts })
    write.fact.run('fingerprint', digest(matrix))
    onProgress(0.9)
    indexArtistNames(db, write, canonicalOf)
    rows.writeCounts(db, write, plays.interactionsOf)
    onProgress(1)
  })()
}

type Plays = {
  artists: number
  listeners: number
  /** The band of each work, by work id; 0 where there is none. */
  artistOfWork: Int32Array
  workOfTrack: Int32Array
  /** One entry a known play or like, by listener: band spelling and plays. */
  entries: { rowOf: Int32Array; columnOf: Int32Array; data: Int32Array }
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
function readPlays(db: WritableDb, onProgress: OnProgress): Plays {
  const largest = rows.largestIds(db)
  const artistOfListing = fillLookup(largest.listing, rows.readArtistOfListing(db))
  const workOfTrack = fillLookup(largest.track, rows.readWorkOfTrack(db))
  const artistOfWork = fillLookup(largest.work, rows.readArtistOfWork(db))
  const sourceOfListener = fillLookup(largest.listener, rows.readListenerSources(db))
  onProgress(0.1)
  const trackListeners = new Int32Array(largest.track + 1)
  const listenerOf = new IntList()
  const artistOf = new IntList()
  const counts = new IntList()
  const interactionsOf = new Map<number, number>()
  const add = (listener: number, artist: number, count: number) => {
    if (artist === 0) return
    listenerOf.push(listener)
    artistOf.push(artist)
    counts.push(count)
    const source = sourceOfListener[listener] as number
    interactionsOf.set(source, (interactionsOf.get(source) ?? 0) + 1)
    if (listenerOf.length % 500_000 === 0) onProgress(0.1 + 0.3 * (listener / (largest.listener + 1)))
  }
  for (const [listener, kind, item, count] of byListener(rows.readArtistPlays(db), rows.readTrackPlays(db))) {
    if (kind === 'artist') add(listener, artistOfListing[item] as number, count)
    else {
      trackListeners[item] = (trackListeners[item] as number) + 1
      add(listener, artistOfWork[workOfTrack[item] as number] as number, count)
    }
  }
  return {
    artists: largest.artist,
    listeners: largest.listener,
    artistOfWork,
    workOfTrack,
    entries: { rowOf: listenerOf.view(), columnOf: artistOf.view(), data: counts.view() },
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
}

/** Spellings that share a key become one band under the spelling met most often. Returns the canonical id of each. */
function joinSpellings(db: WritableDb, write: rows.IndexWriter, plays: Plays): Int32Array {
  const weight = new Int32Array(plays.artists + 1)
  for (const artist of plays.entries.columnOf) weight[artist] = (weight[artist] as number) + 1
  for (const artist of plays.artistOfWork) weight[artist] = (weight[artist] as number) + 1
  const canonicalOf = new Int32Array(plays.artists + 1)
  const worksOf = rows.readWorksOfArtist(db)
  const join = (group: number[]) => {
    let best = group[0] as number
    for (const id of group) if ((weight[id] as number) > (weight[best] as number)) best = id
    for (const id of group) {
      canonicalOf[id] = best
      if (id !== best) write.artistAlias.run(id, best, 'case-variant')
    }
    if (group.length > 1) joinWorks(write, worksOf, [best, ...group.filter((id) => id !== best)])
  }
  let key: string | null = null
  let group: number[] = []
  // Read whole first: aliases are written while the groups are walked.
  for (const [id, artistKey] of [...rows.readArtistKeys(db)]) {
    if (artistKey !== key && group.length > 0) {
      join(group)
      group = []
    }
    key = artistKey
    group.push(id)
  }
  if (group.length > 0) join(group)
  return canonicalOf
}

/** Works of joined spellings with one key are one work. */
function joinWorks(
  write: rows.IndexWriter,
  worksOf: (artistId: number) => [number, string][],
  spellings: readonly number[],
): void {
  const first = new Map<string, number>()
  for (const spelling of spellings) {
    for (const [work, key] of worksOf(spelling)) {
      const canonical = first.get(key)
      if (canonical === undefined) first.set(key, work)
      else write.workAlias.run(work, canonical)
    }
  }
}

/** Rows are listeners, columns canonical bands, values plays. */
function listenerByArtist(plays: Plays, canonicalOf: Int32Array): Csr {
  const { rowOf, columnOf, data } = plays.entries
  for (let i = 0; i < columnOf.length; i += 1) columnOf[i] = canonicalOf[columnOf[i] as number] as number
  return fromSortedEntries({ rowOf, columnOf, data }, plays.listeners + 1, plays.artists + 1)
}

type WorkCounts = { tracksOf: Int32Array; firstYearOf: Int32Array; decadesOf: Map<number, Set<number>> }

/** One row a canonical work: its best-known plain version, first year and listeners. */
function summariseWorks(
  db: WritableDb,
  write: rows.IndexWriter,
  plays: Plays,
  canonicalOf: Int32Array,
  onProgress: OnProgress,
): WorkCounts {
  const canonicalWork = new Int32Array(plays.artistOfWork.length)
  for (let work = 0; work < canonicalWork.length; work += 1) canonicalWork[work] = work
  for (const [work, canonical] of rows.readWorkAliases(db)) canonicalWork[work] = canonical
  const bestTrack = new Int32Array(canonicalWork.length)
  const bestRank = new Float64Array(canonicalWork.length).fill(-1)
  const year = new Int32Array(canonicalWork.length)
  const listeners = new Int32Array(canonicalWork.length)
  const names = new Map<number, string>()
  for (const [id, name] of rows.readArtistNames(db)) if (canonicalOf[id] === id) names.set(id, name)
  for (const [spelt, track, trackYear, isVersion] of rows.readTracksByWork(db)) {
    const work = canonicalWork[spelt] as number
    const known = plays.trackListeners[track] as number
    const rank = known + (isVersion === 0 ? 0.5 : 0)
    if (rank > (bestRank[work] as number)) {
      bestRank[work] = rank
      bestTrack[work] = track
    }
    listeners[work] = (listeners[work] as number) + known
    if (trackYear !== null && (year[work] === 0 || trackYear < (year[work] as number))) year[work] = trackYear
  }
  lendListeners(plays, canonicalWork, bestTrack, listeners, db)
  onProgress(0.7)
  return writeWorks(db, write, { plays, canonicalOf, bestTrack, year, listeners, names })
}

/** Plays of tracks that only another source names count for that work too. */
function lendListeners(
  plays: Plays,
  canonicalWork: Int32Array,
  bestTrack: Int32Array,
  listeners: Int32Array,
  db: WritableDb,
): void {
  for (const track of rows.readLentTracks(db)) {
    const work = canonicalWork[plays.workOfTrack[track] as number] as number
    if (bestTrack[work] !== 0) listeners[work] = (listeners[work] as number) + (plays.trackListeners[track] as number)
  }
}

function writeWorks(
  db: WritableDb,
  write: rows.IndexWriter,
  of: {
    plays: Plays
    canonicalOf: Int32Array
    bestTrack: Int32Array
    year: Int32Array
    listeners: Int32Array
    names: Map<number, string>
  },
): WorkCounts {
  const tracksOf = new Int32Array(of.canonicalOf.length)
  const firstYearOf = new Int32Array(of.canonicalOf.length)
  const decadesOf = new Map<number, Set<number>>()
  const titleOf = rows.trackTitles(db)
  for (let work = 1; work < of.bestTrack.length; work += 1) {
    const track = of.bestTrack[work] as number
    if (track === 0) continue
    const artist = of.canonicalOf[of.plays.artistOfWork[work] as number] as number
    const year = of.year[work] as number
    tracksOf[artist] = (tracksOf[artist] as number) + 1
    if (year !== 0) {
      if (firstYearOf[artist] === 0 || year < (firstYearOf[artist] as number)) firstYearOf[artist] = year
      const decade = year - (year % 10)
      const decades = decadesOf.get(artist)
      if (decades === undefined) decadesOf.set(artist, new Set([decade]))
      else decades.add(decade)
    }
    write.workSummary.run({
      workId: work,
      artistId: artist,
      trackId: track,
      year: year === 0 ? null : year,
      listeners: of.listeners[work] as number,
    })
    write.workSearch.run(work, `${searchKey(titleOf(track))} ${searchKey(of.names.get(artist) ?? '')}`)
  }
  return { tracksOf, firstYearOf, decadesOf }
}

/** Every spelling of a band finds it, with and without its article. */
function indexArtistNames(db: WritableDb, write: rows.IndexWriter, canonicalOf: Int32Array): void {
  const keysOf = new Map<number, Set<string>>()
  for (const [id, name] of rows.readArtistNames(db)) {
    const canonical = canonicalOf[id] as number
    const keys = keysOf.get(canonical) ?? new Set<string>()
    keys.add(searchKey(name))
    keysOf.set(canonical, keys)
  }
  for (const id of rows.readShownArtists(db)) {
    const keys = [...(keysOf.get(id) ?? [])]
    write.artistSearch.run(
      id,
      keys
        .flatMap((key) => [key, withoutArticle(key)])
        .filter((key, i, all) => all.indexOf(key) === i)
        .join(' \u0001 '),
    )
  }
}

/** SHA-256 of the listener × band matrix: equal data, equal digest. */
function digest(matrix: Csr): string {
  const hash = createHash('sha256')
  for (const part of [matrix.indptr, matrix.indices, matrix.data]) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}

/** What is known of each work: its best-known plain version, first year, and who listens to it. */
import { collectGarbage } from '#core/collect-garbage.ts'
import { encodeNumbers } from '#core/math/leb128.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { titleFlagger } from './cleaning/flags.ts'
import type { CleaningChoices } from './cleaning/rules.ts'
import type { CoverageCounter } from './coverage.ts'
import { indexTitles } from './index-names.ts'
import { type Plays, workByListener } from './plays.ts'

/** What bands are described by: tracks, first year and decades of each, by canonical artist id. */
export type WorkCounts = { tracksOf: Int32Array; firstYearOf: Int32Array; decadesOf: Map<number, Set<number>> }

type Known = { plays: Plays; canonicalOf: Int32Array; coverage: CoverageCounter; words: CleaningChoices['words'] }

/** Write work_summary and work_search: one row a canonical work. */
export function describeWorks(db: WritableDb, write: rows.IndexWriter, known: Known): WorkCounts {
  const works = gatherWorks(db, known)
  const { counts, listeners } = writeSummaries(write, works)
  // The matrix is not needed for titles.
  collectGarbage()
  const { bestTrack: trackOf, versions } = works
  indexTitles(db, write, { listeners, trackOf, artistOf: artistOfWork(works), versionsOf: versions.of })
  return counts
}

function gatherWorks(db: WritableDb, known: Known): Works {
  const { plays, canonicalOf, coverage, words } = known
  const canonicalWork = new Int32Array(plays.artistOfWork.length).map((_, work) => work)
  for (const [work, canonical] of rows.readWorkAliases(db)) canonicalWork[work] = canonical
  const bestTrack = new Int32Array(canonicalWork.length)
  const bestRank = new Int32Array(canonicalWork.length).fill(-1)
  const year = new Int32Array(canonicalWork.length)
  const flags = new Uint8Array(canonicalWork.length)
  const flagsOf = titleFlagger(words)
  const versions = listsByWork(canonicalWork.length)
  for (const [spelt, track, trackYear, isVersion, source, title] of rows.readTracksByWork(db)) {
    coverage.track(source, trackYear, plays.trackListeners[track] as number)
    const work = canonicalWork[spelt] as number
    if (isVersion === 1) versions.add(work, track)
    const rank = 2 * (plays.trackListeners[track] as number) + (isVersion === 0 ? 1 : 0)
    if (rank > (bestRank[work] as number)) {
      bestRank[work] = rank
      bestTrack[work] = track
      flags[work] = flagsOf(title)
    }
    if (trackYear !== null && (year[work] === 0 || trackYear < (year[work] as number))) year[work] = trackYear
  }
  for (const [track, spelt] of rows.readOtherwiseTitled(db)) versions.add(canonicalWork[spelt] as number, track)
  return { plays, canonicalOf, canonicalWork, bestTrack, year, flags, versions }
}

/** Tracks of works, of which most have none to list: the lists lie in each other, without an array for each. */
function listsByWork(works: number) {
  // Where the list of each work ends, and where the entry before each one lies; 0 is no place.
  const last = new Int32Array(works)
  const tracks: number[] = [0]
  const before: number[] = [0]
  const add = (work: number, track: number): void => {
    before.push(last[work] as number)
    last[work] = tracks.push(track) - 1
  }
  const of = (work: number): number[] => {
    const found: number[] = []
    for (let at = last[work] as number; at > 0; at = before[at] as number) found.push(tracks[at] as number)
    return found
  }
  return { add, of }
}

type Works = {
  plays: Plays
  canonicalOf: Int32Array
  canonicalWork: Int32Array
  bestTrack: Int32Array
  year: Int32Array
  flags: Uint8Array
  /** Live takes, edits and the like, and tracks that came with other titles too, by canonical work. */
  versions: ReturnType<typeof listsByWork>
}

function artistOfWork({ plays, canonicalOf }: Works): (work: number) => number {
  return (work) => canonicalOf[plays.artistOfWork[work] as number] as number
}

/** Write the summaries; returns counts by band, and the listeners of each work, −1 for an id that is none. */
function writeSummaries(write: rows.IndexWriter, works: Works): { counts: WorkCounts; listeners: Int32Array } {
  const { plays, canonicalOf } = works
  const counts: WorkCounts = {
    tracksOf: new Int32Array(canonicalOf.length),
    firstYearOf: new Int32Array(canonicalOf.length),
    decadesOf: new Map(),
  }
  const byWork = workByListener(plays, works.canonicalWork)
  const artistOf = artistOfWork(works)
  const listeners = new Int32Array(works.bestTrack.length).fill(-1)
  for (let work = 1; work < works.bestTrack.length; work += 1) {
    const track = works.bestTrack[work] as number
    if (track === 0) continue
    const artist = artistOf(work)
    const year = works.year[work] as number
    countWork(counts, artist, year)
    const from = byWork.indptr[work] as number
    const to = byWork.indptr[work + 1] as number
    write.workSummary.add(
      work,
      artist,
      track,
      year === 0 ? null : year,
      to - from,
      encodeNumbers(byWork.indices, from, to, true),
      encodeNumbers(byWork.data, from, to),
      works.flags[work] as number,
    )
    listeners[work] = to - from
  }
  write.workSummary.flush()
  return { counts, listeners }
}

function countWork(counts: WorkCounts, artist: number, year: number): void {
  counts.tracksOf[artist] = (counts.tracksOf[artist] as number) + 1
  if (year === 0) return
  const first = counts.firstYearOf[artist] as number
  if (first === 0 || year < first) counts.firstYearOf[artist] = year
  const decades = counts.decadesOf.get(artist) ?? new Set<number>()
  decades.add(year - (year % 10))
  counts.decadesOf.set(artist, decades)
}

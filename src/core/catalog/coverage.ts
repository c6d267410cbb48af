/** How well each source is described and listened to, for people to see where their data is thin. */
import type { Coverage } from '#api/schemas.ts'
import * as rows from '#core/store/coverage-rows.ts'
import type { WritableDb } from '#core/store/open.ts'

type Listeners = Coverage['listeners']
type Tally = { total: number; decades: Map<number, number>; unknownDecade: number; listeners: Listeners }

export type CoverageCounter = {
  track: (source: number, year: number | null, listeners: number) => void
  /** Store what was counted; the bands of each source must have been described. */
  write: (db: WritableDb) => void
}

const shownGenres = 12

export function coverageCounter(): CoverageCounter {
  const tallies = new Map<number, Tally>()
  const track = (source: number, year: number | null, listeners: number) => {
    let tally = tallies.get(source)
    if (tally === undefined) {
      tally = newTally()
      tallies.set(source, tally)
    }
    tally.total += 1
    tally.listeners[bucketOf(listeners)] += 1
    if (year === null) tally.unknownDecade += 1
    else {
      const decade = year - (year % 10)
      tally.decades.set(decade, (tally.decades.get(decade) ?? 0) + 1)
    }
  }
  const write = (db: WritableDb) => {
    for (const source of rows.readySources(db)) {
      const ofTracks = tallies.get(source)
      const { total, decades, unknownDecade, listeners } = ofTracks ?? tallyOfBands(db, source)
      const coverage: Coverage = {
        of: ofTracks === undefined ? 'artist' : 'track',
        total,
        decades: [...decades].sort(([a], [b]) => a - b).map(([decade, count]) => ({ decade, count })),
        unknownDecade,
        ...rows.genresOfBands(db, source, shownGenres),
        listeners,
        withSound: rows.tracksWithSound(db, source),
      }
      rows.saveCoverage(db, source, coverage)
    }
  }
  return { track, write }
}

function newTally(): Tally {
  const listeners = { none: 0, one: 0, few: 0, some: 0, many: 0 }
  return { total: 0, decades: new Map(), unknownDecade: 0, listeners }
}

function bucketOf(listeners: number): keyof Listeners {
  if (listeners === 0) return 'none'
  if (listeners === 1) return 'one'
  if (listeners < 5) return 'few'
  return listeners < 20 ? 'some' : 'many'
}

function tallyOfBands(db: WritableDb, source: number): Tally {
  const tally = newTally()
  for (const [listeners, bands] of rows.listenersOfBands(db, source)) {
    tally.total += bands
    tally.listeners[bucketOf(listeners)] += bands
  }
  for (const [decade, bands] of rows.decadesOfBands(db, source)) tally.decades.set(decade, bands)
  tally.unknownDecade = rows.bandsWithoutDecade(db, source)
  return tally
}

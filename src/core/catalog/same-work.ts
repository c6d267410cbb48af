/** Which work of the library a track from a file is: by its ids, by its names, by its names with details folded. */
import { distance } from 'fastest-levenshtein'
import * as browse from '#core/store/browse-rows.ts'
import * as rows from '#core/store/match-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { artistKey, searchKey, withoutArticle, workKey } from './keys.ts'

export type Sought = {
  artist: string
  title: string
  durationMs?: number | undefined
  mbid?: string | undefined
  isrc?: string | undefined
  uri?: string | undefined
  /** Lengths that this source tells are its own, and prove nothing. */
  sourceId?: number
}
export type SameWork = { workId: number; rule: 'mbid' | 'tags' | 'names'; sure: boolean }

/** Lengths of one recording differ by less, in milliseconds, whoever measures; beyond the other it is no such one. */
const sameLength = 3000
const otherLength = 30_000

/** Bands looked at whose names look alike. */
const mostBands = 50

/**
 * Makes the function that finds works, surest first; lookups of one band are kept for the next track of it. `alike` asks
 * for titles that are a slip of the pen away too, where nothing else is found in another source: always in doubt.
 */
export function sameWorkFinder(db: ReadableDb, { alike = false } = {}): (sought: Sought) => SameWork[] {
  const byFact = rows.worksByFact(db)
  const durations = rememberedDurations(db)
  const worksLike = cleanedWorks(db)
  const bandsOf = browse.artistKeyFinder(db)
  const worksOf = browse.workKeyFinder(db)
  const byIds = ({ mbid, isrc, uri }: Sought): number[] => [
    ...(mbid === undefined ? [] : byFact('mbid', mbid)),
    ...(uri === undefined ? [] : byFact('uri', uri)),
    ...(isrc === undefined ? [] : byFact('isrc', isrc)),
  ]
  const byKeys = ({ artist, title }: Sought): number[] =>
    artist === '' ? [] : bandsOf(artistKey(artist)).flatMap((band) => worksOf(band, workKey(title)))
  const compare = (workId: number, sought: Sought): SameWork[] => {
    const known = durations(workId, sought.sourceId ?? -1)
    const { durationMs } = sought
    const apart = durationMs === undefined ? [] : known.map((length) => Math.abs(length - durationMs))
    const closest = apart.length === 0 ? null : Math.min(...apart)
    if (closest !== null && closest > otherLength) return []
    return [{ workId, rule: 'names', sure: closest !== null && closest <= sameLength }]
  }
  return (sought) => {
    const found = new Map<number, SameWork>()
    const add = (match: SameWork) => {
      if (!found.has(match.workId)) found.set(match.workId, match)
    }
    for (const workId of byIds(sought)) add({ workId, rule: 'mbid', sure: true })
    for (const workId of byKeys(sought)) add({ workId, rule: 'tags', sure: true })
    for (const workId of worksLike.same(sought)) for (const match of compare(workId, sought)) add(match)
    if (alike && found.size <= 1) {
      for (const workId of worksLike.alike(sought)) {
        for (const match of compare(workId, sought)) if (match.sure) add({ ...match, sure: false })
      }
    }
    return [...found.values()]
  }
}

/** As many works as have their lengths remembered: those of a band are asked for with each track of it. */
const mostRemembered = 10_000

function rememberedDurations(db: ReadableDb): ReturnType<typeof rows.durationsOfWork> {
  const read = rows.durationsOfWork(db)
  const known = new Map<string, number[]>()
  return (workId, sourceId) => {
    const key = `${workId} ${sourceId}`
    const found = known.get(key) ?? read(workId, sourceId)
    if (known.size >= mostRemembered) known.clear()
    known.set(key, found)
    return found
  }
}

const cleanBand = (name: string) => withoutArticle(searchKey(name))
const cleanTitle = (title: string) => searchKey(workKey(title))

/** A slip of the pen: one letter in five, and no more than two; short titles are what they are. */
const shortestAlike = 5
const mostSlips = 2

function isAlike(title: string, other: string): boolean {
  const length = Math.max(title.length, other.length)
  if (Math.min(title.length, other.length) < shortestAlike) return false
  if (Math.abs(title.length - other.length) > mostSlips) return false
  return distance(title, other) <= Math.min(mostSlips, Math.floor(length / 5))
}

/** Works whose band and title read the same without accents, articles, punctuation and versions, or nearly so. */
function cleanedWorks(db: ReadableDb) {
  const spellings = rows.spellingsOf(db)
  const worksOf = rows.worksOfBand(db)
  let last = { band: '', works: new Map<string, number[]>() }
  const readBand = (band: string): Map<string, number[]> => {
    const works = new Map<string, number[]>()
    for (const id of browse.searchArtists(db, `"${band}"`, mostBands).ids) {
      if (!spellings(id).some((name) => cleanBand(name) === band)) continue
      for (const { workId, workKey: key } of worksOf(id)) {
        const title = searchKey(key)
        works.set(title, [...(works.get(title) ?? []), workId])
      }
    }
    return works
  }
  const worksOfName = (artist: string): Map<string, number[]> => {
    const band = cleanBand(artist)
    if (band === '') return new Map()
    if (last.band !== band) last = { band, works: readBand(band) }
    return last.works
  }
  const same = ({ artist, title }: Sought): number[] => worksOfName(artist).get(cleanTitle(title)) ?? []
  const alike = ({ artist, title }: Sought): number[] => {
    const sought = cleanTitle(title)
    return [...worksOfName(artist)].flatMap(([name, works]) => (name !== sought && isAlike(name, sought) ? works : []))
  }
  return { same, alike }
}

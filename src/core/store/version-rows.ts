/** The versions of a work, as sources list them, and who its credits name beside the band. */
import { mayHaveGuests, parseCredit, partsOf } from '#core/catalog/cleaning/credits.ts'
import { isReady } from './index-rows.ts'
import type { ReadableDb } from './open.ts'

const worksOf = '(SELECT @workId UNION ALL SELECT work_id FROM work_alias WHERE canonical_id = @workId)'

export type VersionRow = {
  trackId: number
  artist: string
  /** Why the spelling was joined to its band; null where it is the band's own. */
  rule: string | null
  title: string
  version: string | null
  year: number | null
  album: string | null
  durationMs: number | null
  source: string
}

/** Every listing of a canonical work and of the works that were joined with it. */
export function versionRows(db: ReadableDb, workId: number): VersionRow[] {
  return db
    .prepare(
      `SELECT track_id AS trackId, artist.name AS artist, artist_alias.rule AS rule, track.title, version, year, album, duration_ms AS durationMs,
         source.name AS source
       FROM track JOIN work USING (work_id) JOIN artist USING (artist_id) JOIN source USING (source_id)
       LEFT JOIN artist_alias USING (artist_id) LEFT JOIN track_fact USING (track_id)
       WHERE track.work_id IN ${worksOf} AND track.title IS NOT NULL AND source.state = 'ready' ORDER BY track_id`,
    )
    .all({ workId }) as VersionRow[]
}

/** Makes the function that reads every title under which a canonical work came, those of its other versions too. */
export function titleReader(db: ReadableDb): (workId: number) => string[] {
  const read = db
    .prepare(
      `SELECT title FROM track WHERE work_id IN ${worksOf} AND title IS NOT NULL AND ${isReady}
       UNION SELECT track_title.title FROM track_title JOIN track USING (track_id) WHERE work_id IN ${worksOf} AND ${isReady}`,
    )
    .pluck()
  return (workId) => read.all({ workId }) as string[]
}

type Credited = { name: string; rule: string | null }

/**
 * Makes the function that reads whom the credits of a work name beside its band: those of the version that is shown, and
 * of plain versions; a remix has guests of its own.
 */
export function guestReader(db: ReadableDb): (work: { workId: number; artistId: number; trackId: number }) => string[] {
  const read = db.prepare(
    `SELECT DISTINCT artist.name AS name, artist_alias.rule AS rule
     FROM work JOIN artist USING (artist_id) LEFT JOIN artist_alias USING (artist_id)
     WHERE work.work_id IN ${worksOf} AND artist_id <> @artistId AND EXISTS (
       SELECT 1 FROM track WHERE track.work_id = work.work_id AND (version IS NULL OR track_id = @trackId))`,
  )
  const credits = db.prepare(
    `SELECT 1 FROM artist_alias WHERE canonical_id = ? AND rule IN ('guests', 'split-credits') LIMIT 1`,
  )
  // Few bands have any.
  const known = new Map<number, boolean>()
  const hasCredits = (artistId: number): boolean => {
    const has = known.get(artistId) ?? credits.get(artistId) !== undefined
    known.set(artistId, has)
    return has
  }
  return (work) => {
    if (!hasCredits(work.artistId)) return []
    return [...new Set((read.all(work) as Credited[]).flatMap(guestsOf))]
  }
}

/** Whom a credit names beside its band. */
export function guestsOf({ name, rule }: Credited): string[] {
  if (rule === 'split-credits') return partsOf(name).slice(1)
  return mayHaveGuests(name) ? (parseCredit(name)?.guests ?? []) : []
}

/** The versions of a work: live, remastered, remixed, edited, each once however many sources list it. */
import type { Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { Version } from '#api/schemas.ts'
import { parseItemId, trackItemId, workItems, workOfTrack } from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { guestsOf, type VersionRow, versionRows } from '#core/store/version-rows.ts'
import { artistKey } from './keys.ts'

/** All versions of the work that a track is one of, plain ones first. Throws AppError track-not-found. */
export function versions(db: ReadableDb, id: string): Result<'versions'> {
  const work = workOfTrack(db, parseItemId(id).row)
  const [shown] = work === null ? [] : workItems(db, [work])
  if (work === null || shown === undefined) {
    throw new AppError('track-not-found', 'This track is no longer in your library.')
  }
  return { work: shown, items: versionsOf(db, work, shown.id) }
}

/** The versions of a canonical work; `shown` is the track that stands for it. */
export function versionsOf(db: ReadableDb, workId: number, shown: string): Version[] {
  const byTitle = Map.groupBy(versionRows(db, workId), ({ title }) => artistKey(title))
  return [...byTitle.values()]
    .map((listings) => versionOf(listings, shown))
    .sort((a, b) => Number(a.version !== null) - Number(b.version !== null) || (a.year ?? 9999) - (b.year ?? 9999))
}

function versionOf(listings: readonly VersionRow[], shown: string): Version {
  const first = listings.find(({ trackId }) => trackItemId(trackId) === shown) ?? (listings[0] as VersionRow)
  const years = listings.flatMap(({ year }) => (year === null ? [] : [year]))
  const known = <K extends 'album' | 'durationMs'>(key: K) => listings.find((listing) => listing[key] !== null)?.[key]
  const [album, durationMs] = [known('album') ?? null, known('durationMs') ?? null]
  const guests = listings.flatMap(({ artist, rule }) => (rule === null ? [] : guestsOf({ name: artist, rule })))
  return {
    id: trackItemId(first.trackId),
    artist: first.artist,
    ...(guests.length === 0 ? {} : { guests }),
    title: first.title,
    version: first.version,
    ...(years.length === 0 ? {} : { year: Math.min(...years) }),
    ...(album === null ? {} : { album }),
    ...(durationMs === null ? {} : { durationMs }),
    sources: [...new Set(listings.map(({ source }) => source))],
    shown: trackItemId(first.trackId) === shown,
  }
}

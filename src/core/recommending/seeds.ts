/** Seeds: what the listener starts from or steers away from, found in the library. */
import { AppError } from '#api/errors.ts'
import type { CatalogItem, Seed } from '#api/schemas.ts'
import { findArtist, findWork } from '#core/catalog/search.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

/** A track seed is compared by its work where tracks have been learned, else by its band. */
export type FoundSeed = { item: CatalogItem; artistId: number; workId: number | null; name: string }

/** Find every seed, each once. Throws AppError artist-not-found or track-not-found with near spellings. */
export function findSeeds(db: ReadableDb, seeds: readonly Seed[]): FoundSeed[] {
  const found = seeds.map((seed) => {
    if ('id' in seed) return byId(db, seed.id)
    return seed.kind === 'artist' ? artistSeed(db, findArtist(db, seed.name)) : workSeed(db, findWork(db, seed.name))
  })
  return found.filter((seed, i) => found.findIndex((other) => other.item.id === seed.item.id) === i)
}

function byId(db: ReadableDb, id: string): FoundSeed {
  const { kind, row } = browse.parseItemId(id)
  if (kind === 'artist') {
    const artist = browse.canonicalArtist(db, row)
    if (artist === null) throw new AppError('artist-not-found', 'This band is no longer in your library.')
    return artistSeed(db, artist)
  }
  const work = browse.workOfTrack(db, row)
  if (work === null) throw new AppError('track-not-found', 'This track is no longer in your library.')
  return workSeed(db, work)
}

function artistSeed(db: ReadableDb, artistId: number): FoundSeed {
  const [item] = browse.artistItems(db, [artistId])
  if (item === undefined) throw new AppError('artist-not-found', 'This band is no longer in your library.')
  return { item, artistId, workId: null, name: item.artist }
}

function workSeed(db: ReadableDb, workId: number): FoundSeed {
  const [item] = browse.workItems(db, [workId])
  if (item === undefined) throw new AppError('track-not-found', 'This track is no longer in your library.')
  return { item, artistId: browse.parseItemId(item.artistId).row, workId, name: `${item.artist} - ${item.title}` }
}

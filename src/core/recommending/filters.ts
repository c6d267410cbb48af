/** Filters, applied before any search: which bands may be recommended at all. */
import { AppError } from '#api/errors.ts'
import type { Filters } from '#api/schemas.ts'
import * as browse from '#core/store/browse-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type Filtered = {
  allowed: (artistId: number) => boolean
  /** Whether a track of this year, by a band that passed, passes too. Unknown years follow their band. */
  allowsYear: (year: number | null) => boolean
  /** For a band that is not allowed: the first filter that left it out. */
  leftOutBy: (artistId: number) => browse.FilterName | null
}

/** Prepare filters. Throws AppError filter-not-found for a genre or source that the library does not know. */
export function prepareFilters(db: ReadableDb, filters: Filters): Filtered {
  const checks: { name: browse.FilterName; passing: Set<number> }[] = []
  const add = (name: browse.FilterName, values: readonly number[]) => {
    if (values.length > 0) checks.push({ name, passing: new Set(browse.artistsPassing(db, name, values)) })
  }
  add('source', knownSources(db, filters.sources))
  if (filters.genres.length > 0) add('genre', knownGenres(db, filters.genres))
  add('decade', filters.decades)
  const leftOutBy = (artistId: number) => checks.find((check) => !check.passing.has(artistId))?.name ?? null
  const decades = new Set(filters.decades)
  return {
    allowed: (artistId) => leftOutBy(artistId) === null,
    allowsYear: (year) => decades.size === 0 || year === null || decades.has(year - (year % 10)),
    leftOutBy,
  }
}

function knownGenres(db: ReadableDb, names: readonly string[]): number[] {
  const lower = names.map((name) => name.trim().toLowerCase())
  const { known, ids } = browse.genreIds(db, lower)
  const unknown = lower.find((name) => !known.has(name))
  if (unknown === undefined) return ids
  const suggestions = browse
    .readFacets(db)
    .genres.map((genre) => genre.name)
    .filter((name) => name.includes(unknown) || unknown.includes(name))
    .slice(0, 5)
  throw new AppError('filter-not-found', `No genre called "${unknown}" in your library.`, { suggestions })
}

function knownSources(db: ReadableDb, ids: readonly number[]): readonly number[] {
  const known = browse.readFacets(db).sources
  const unknown = ids.find((id) => !known.some((source) => source.id === id))
  if (unknown === undefined) return ids
  throw new AppError('filter-not-found', `No source with the number ${unknown} in your library.`, {
    suggestions: known.map((source) => `${source.id} ${source.name}`).slice(0, 5),
  })
}

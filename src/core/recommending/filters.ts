/** Filters, applied before any search: which bands may be recommended at all. */
import { AppError } from '#api/errors.ts'
import type { Filters } from '#api/schemas.ts'
import * as browse from '#core/store/browse-rows.ts'
import { genresOfCorrectedWorks } from '#core/store/genre-correction-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

export type Filtered = {
  allowed: (artistId: number) => boolean
  /** Whether a track of this year, by a band that passed, passes too. Unknown years follow their band. */
  allowsYear: (year: number | null) => boolean
  /** The first filter that leaves out a band, or a work of it, of whose genres the listener may have said something. */
  leftOutBy: (artistId: number, workId?: number) => browse.FilterName | null
}

/** Prepare filters. Throws AppError filter-not-found for a genre or source that the library does not know. */
export function prepareFilters(db: ReadableDb, filters: Filters): Filtered {
  const checks: { name: browse.FilterName; passing: Set<number>; works?: Map<number, boolean> }[] = []
  const add = (name: browse.FilterName, values: readonly number[]) => {
    if (values.length > 0) checks.push({ name, passing: new Set(browse.artistsPassing(db, name, values)) })
  }
  add('source', knownSources(db, filters.sources))
  if (filters.genres.length > 0) {
    const genres = knownGenres(db, filters.genres)
    checks.push({
      name: 'genre',
      passing: new Set(browse.artistsPassing(db, 'genre', genres)),
      works: worksPassing(db, new Set(genres)),
    })
  }
  add('decade', filters.decades)
  const passes = ({ passing, works }: (typeof checks)[number], artistId: number, workId?: number) =>
    (workId === undefined ? undefined : works?.get(workId)) ?? passing.has(artistId)
  const leftOutBy = (artistId: number, workId?: number) =>
    checks.find((check) => !passes(check, artistId, workId))?.name ?? null
  const decades = new Set(filters.decades)
  return {
    allowed: (artistId) => leftOutBy(artistId) === null,
    allowsYear: (year) => decades.size === 0 || year === null || decades.has(year - (year % 10)),
    leftOutBy,
  }
}

/** Whether each work that the listener corrected is of a wanted genre. */
function worksPassing(db: ReadableDb, wanted: ReadonlySet<number>): Map<number, boolean> {
  const works = new Map<number, boolean>()
  for (const { workId, genreId } of genresOfCorrectedWorks(db)) {
    works.set(workId, works.get(workId) === true || (genreId !== null && wanted.has(genreId)))
  }
  return works
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

/** Filters, applied before any search: which bands may be recommended at all. */
import { AppError } from '#api/errors.ts'
import type { Filters, Kind } from '#api/schemas.ts'
import type { Owned } from '#core/catalog/own-files.ts'
import * as browse from '#core/store/browse-rows.ts'
import * as facts from '#core/store/fact-filter-rows.ts'
import { genresOfCorrectedWorks } from '#core/store/genre-correction-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'

type FilterName = browse.FilterName | 'owned' | 'label' | 'feature'

export type Filtered = {
  allowed: (artistId: number) => boolean
  /** Whether a track of this year, by a band that passed, passes too. Unknown years follow their band. */
  allowsYear: (year: number | null) => boolean
  /** The first filter that leaves out a band, or a work of it: of its genres, and of its files, only the listener knows. */
  leftOutBy: (artistId: number, workId?: number) => FilterName | null
}

/** What is recommended, and what the listener has in files; asked for only where a filter is about it. */
type Asked = { kind: Kind; owned: () => Owned }

const ofNothing: Asked = { kind: 'artist', owned: () => ({ works: new Set(), bands: new Set() }) }

/** Prepare filters. Throws AppError filter-not-found for a genre or source that the library does not know. */
export function prepareFilters(db: ReadableDb, filters: Filters, { kind, owned } = ofNothing): Filtered {
  const checks: { name: FilterName; passes: (artistId: number, workId?: number) => boolean }[] = []
  const add = (name: browse.FilterName, values: readonly number[]) => {
    if (values.length === 0) return
    const passing = new Set(browse.artistsPassing(db, name, values))
    checks.push({ name, passes: (artistId) => passing.has(artistId) })
  }
  add('source', knownSources(db, filters.sources))
  if (filters.genres.length > 0) {
    const genres = knownGenres(db, filters.genres)
    const passing = new Set(browse.artistsPassing(db, 'genre', genres))
    const works = worksPassing(db, new Set(genres))
    const ofWork = (workId: number | undefined) => (workId === undefined ? undefined : works.get(workId))
    checks.push({ name: 'genre', passes: (artistId, workId) => ofWork(workId) ?? passing.has(artistId) })
  }
  add('decade', filters.decades)
  if (filters.owned !== undefined) checks.push({ name: 'owned', passes: passesOwned(kind, filters.owned, owned()) })
  if (filters.labels !== undefined && filters.labels.length > 0) {
    checks.push({ name: 'label', passes: passesFacts(facts.worksLabelled(db, knownLabels(db, filters.labels))) })
  }
  for (const { name, least = -Infinity, most = Infinity } of filters.features ?? []) {
    checks.push({ name: 'feature', passes: passesFacts(facts.worksWithin(db, name, least, most)) })
  }
  const leftOutBy = (artistId: number, workId?: number) =>
    checks.find((check) => !check.passes(artistId, workId))?.name ?? null
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

/** Tracks that the listener has not may be by bands of which they have others: those bands pass until a work is named. */
function passesOwned(kind: Kind, owned: 'only' | 'not', { works, bands }: Owned) {
  const wanted = owned === 'only'
  return (artistId: number, workId?: number): boolean => {
    if (workId !== undefined) return works.has(workId) === wanted
    return bands.has(artistId) === wanted || (kind === 'track' && !wanted)
  }
}

/** A band passes while no work is named if one of its works does. */
function passesFacts(passing: Iterable<[work: number, band: number]>) {
  const works = new Set<number>()
  const bands = new Set<number>()
  for (const [work, band] of passing) {
    works.add(work)
    bands.add(band)
  }
  return (artistId: number, workId?: number): boolean =>
    workId === undefined ? bands.has(artistId) : works.has(workId)
}

function knownLabels(db: ReadableDb, names: readonly string[]): number[] {
  const lower = names.map((name) => name.trim().toLowerCase())
  const { known, ids } = facts.labelIds(db, lower)
  const unknown = lower.find((name) => !known.has(name))
  if (unknown === undefined) return ids
  throw new AppError('filter-not-found', `No mood, activity or tag called "${unknown}" in your library.`, {
    suggestions: facts.labelsLike(db, unknown),
  })
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

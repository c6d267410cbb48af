/** Seeds, filters and the list they lead to. Only the newest question's answer is kept. */
import { create } from 'zustand'
import type { CatalogItem, Filters, Kind, ModelOrigin, RecommendResult, Seed } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'

/** A seed on the tray; `item` is null until the core has said what a name means. */
export type TraySeed = { key: string; seed: Seed; label: string; item: CatalogItem | null }
export type FilterName = 'genres' | 'decades' | 'sources' | 'owned'

type Discover = {
  seeds: TraySeed[]
  negatives: TraySeed[]
  kind: Kind
  filters: Filters
  /** Null: all models together. */
  model: ModelOrigin | null
  /** Each version of a track has a row of its own. */
  allVersions: boolean
  limit: number
  result: RecommendResult | null
  loading: boolean
  failure: Failure | null
  /** Bands to start from, for a listener with nothing on the tray. */
  starters: CatalogItem[] | null
  startersFailure: Failure | null
  skipped: boolean
}

const noFilters: Filters = { genres: [], decades: [], sources: [] }
const firstLimit = 50
const mostSeeds = 50

export const useDiscover = create<Discover>(() => ({
  seeds: [],
  negatives: [],
  kind: 'artist',
  filters: noFilters,
  model: null,
  allVersions: false,
  limit: firstLimit,
  result: null,
  loading: false,
  failure: null,
  starters: null,
  startersFailure: null,
  skipped: false,
}))

export const itemLabel = (item: CatalogItem): string => item.title ?? item.artist

const fromItem = (item: CatalogItem): TraySeed => ({
  key: item.id,
  seed: { id: item.id },
  label: itemLabel(item),
  item,
})

let ticket = 0

/** Ask again with what is on the tray now; the old list stays until the new one is there. */
export async function refresh(): Promise<void> {
  const mine = ++ticket
  const { seeds, negatives, kind, filters, model, allVersions, limit } = useDiscover.getState()
  if (seeds.length === 0) {
    useDiscover.setState({ result: null, loading: false, failure: null })
    return
  }
  useDiscover.setState({ loading: true })
  try {
    const result = await client.recommend({
      seeds: seeds.map(({ seed }) => seed),
      negatives: negatives.map(({ seed }) => seed),
      kind,
      filters,
      limit,
      ...(model === null ? {} : { model }),
      ...(allVersions ? { versions: 'all' } : {}),
    })
    if (mine !== ticket) return
    useDiscover.setState((state) => ({
      result,
      loading: false,
      failure: null,
      seeds: recognised(state.seeds, result.seeds),
      negatives: recognised(state.negatives, result.negatives),
    }))
  } catch (thrown) {
    if (mine === ticket) useDiscover.setState({ loading: false, failure: asFailure(thrown) })
  }
}

/** Put the items that the core found beside the seeds that asked for them; the answer keeps their order. */
function recognised(tray: TraySeed[], items: CatalogItem[]): TraySeed[] {
  if (tray.length !== items.length) return tray
  return tray.map((entry, index) => {
    const item = items[index]
    return item && !entry.item ? { ...entry, key: item.id, label: itemLabel(item), item } : entry
  })
}

function change(patch: Partial<Discover>): void {
  useDiscover.setState({ limit: firstLimit, ...patch })
  void refresh()
}

const without = (tray: TraySeed[], keys: ReadonlySet<string>) => tray.filter(({ key }) => !keys.has(key))

/** Put items on the tray, to lead towards (or with `away` away from) them; each item stands there once. */
export function addSeeds(items: CatalogItem[], options: { away?: boolean; replace?: boolean } = {}): void {
  const added = items.map(fromItem)
  const keys = new Set(added.map(({ key }) => key))
  const { seeds, negatives } = useDiscover.getState()
  const otherSeeds = options.replace ? [] : without(seeds, keys)
  const otherNegatives = options.replace ? [] : without(negatives, keys)
  change(
    options.away
      ? { seeds: otherSeeds, negatives: [...otherNegatives, ...added].slice(-mostSeeds) }
      : { seeds: [...otherSeeds, ...added].slice(-mostSeeds), negatives: otherNegatives },
  )
}

/** Put a name on the tray as typed; the core finds out whom it means or says which names are near. */
export function addSeedByName(name: string, options: { away?: boolean } = {}): void {
  const added: TraySeed = { key: `name:${name}`, seed: { kind: 'artist', name }, label: name, item: null }
  const { seeds, negatives, failure } = useDiscover.getState()
  // A name that nobody has makes way for the next try; one that is still being looked up stays.
  const known = without(seeds, new Set([added.key])).filter(({ item }) => item !== null || failure === null)
  change(options.away ? { negatives: [...negatives, added] } : { seeds: [...known, added] })
}

export function removeSeed(key: string): void {
  const { seeds, negatives } = useDiscover.getState()
  const gone = new Set([key])
  change({ seeds: without(seeds, gone), negatives: without(negatives, gone) })
}

export function clearSeeds(): void {
  change({ seeds: [], negatives: [], skipped: false })
}

/** Turn a seed into something to steer away from, or back. */
export function steerSeed(key: string): void {
  const { seeds, negatives } = useDiscover.getState()
  const seed = seeds.find((entry) => entry.key === key)
  const negative = negatives.find((entry) => entry.key === key)
  if (seed) change({ seeds: without(seeds, new Set([key])), negatives: [...negatives, seed] })
  else if (negative) change({ negatives: without(negatives, new Set([key])), seeds: [...seeds, negative] })
}

export const setKind = (kind: Kind): void => change({ kind })
export const setModel = (model: ModelOrigin | null): void => change({ model })
export const setAllVersions = (allVersions: boolean): void => change({ allVersions })
export const setFilters = (filters: Partial<Filters>): void =>
  change({ filters: { ...useDiscover.getState().filters, ...filters } })
/** Only what the listener has in files, or only what they have not; null: both. */
export function setOwned(owned: NonNullable<Filters['owned']> | null): void {
  const { owned: _, ...filters } = useDiscover.getState().filters
  change({ filters: owned === null ? filters : { ...filters, owned } })
}
export const loosen = (name: FilterName): void => (name === 'owned' ? setOwned(null) : setFilters({ [name]: [] }))
export const clearFilters = (): void => change({ filters: noFilters })

export function showMore(): void {
  const { limit } = useDiscover.getState()
  useDiscover.setState({ limit: Math.min(500, limit + 50) })
  void refresh()
}

export async function loadStarters(): Promise<void> {
  try {
    const { items } = await client.startingPoints({ limit: 24 })
    useDiscover.setState({ starters: items, startersFailure: null })
  } catch (thrown) {
    useDiscover.setState({ startersFailure: asFailure(thrown) })
  }
}

export const skipStarters = (): void => useDiscover.setState({ skipped: true })

/** Forget what was read from an old library, then ask again; items that left it leave the tray. */
export async function libraryChanged(): Promise<void> {
  await Promise.all([loadStarters(), refresh()])
  const { failure, seeds } = useDiscover.getState()
  if (failure?.code === 'artist-not-found' || failure?.code === 'track-not-found') {
    if (seeds.every(({ item }) => item !== null)) change({ seeds: [], negatives: [], filters: noFilters })
  }
  if (failure?.code === 'filter-not-found') clearFilters()
}

/** The two levels of genres, as a list to choose from and as words on a chip. */

export type FilterOption = { id: string; text: string; count: number; parent?: string }

type Genre = { name: string; parent: string | null; artists: number }

/** Families first, each with its genres below it; within a level the largest first. */
export function genreOptions(genres: Genre[]): FilterOption[] {
  const bySize = [...genres].sort((a, b) => b.artists - a.artists)
  const names = new Set(genres.map(({ name }) => name))
  const toOption = ({ name, artists }: Genre, parent?: string): FilterOption => ({
    id: name,
    text: name,
    count: artists,
    ...(parent === undefined ? {} : { parent }),
  })
  return bySize
    .filter(({ parent }) => parent === null || !names.has(parent))
    .flatMap((family) => [
      toOption(family),
      ...bySize.filter(({ parent }) => parent === family.name).map((genre) => toOption(genre, family.name)),
    ])
}

/** `rock ▸ metal, grunge`: genres of one family say its name once. */
export function genreWords(chosen: string[], options: FilterOption[]): string {
  const families = new Map<string, string[]>()
  for (const option of options) {
    if (!chosen.includes(option.id)) continue
    const family = option.parent ?? option.id
    const below = families.get(family) ?? []
    families.set(family, option.parent === undefined ? below : [...below, option.text])
  }
  return [...families]
    .map(([family, below]) => (below.length > 0 ? `${family} ▸ ${below.join(', ')}` : family))
    .join(', ')
}

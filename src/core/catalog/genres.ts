/** The genre vocabulary: what listeners' tags mean, where they mean a genre or a decade. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { searchKey } from './keys.ts'

export type Genre = { id: number; name: string; parentId: number | null }
export type Vocabulary = {
  genres: readonly Genre[]
  /** The genre a tag names, or null. */
  genreOf: (tag: string) => number | null
  /** The first year of the decade a tag names, or null. */
  decadeOf: (tag: string) => number | null
}

type VocabularyFile = {
  genres: { name: string; parent: string | null; aliases: string[] }[]
  decades: { name: string; aliases: string[] }[]
}

/** Read `genres.json` of the resources folder. Tags are compared without case, accents and punctuation. */
export function loadVocabulary(resources: string): Vocabulary {
  const file = JSON.parse(readFileSync(join(resources, 'genres.json'), 'utf8')) as VocabularyFile
  const idOf = new Map(file.genres.map((genre, index) => [genre.name, index + 1]))
  const byTag = new Map<string, number>()
  for (const genre of file.genres) {
    const id = idOf.get(genre.name) as number
    for (const text of [genre.name, ...genre.aliases]) byTag.set(tagKey(text), id)
  }
  const decadeByTag = new Map<string, number>()
  for (const decade of file.decades) {
    const year = Number.parseInt(decade.name, 10)
    for (const text of [decade.name, ...decade.aliases]) decadeByTag.set(tagKey(text), year)
  }
  return {
    genres: file.genres.map((genre, index) => ({
      id: index + 1,
      name: genre.name,
      parentId: genre.parent === null ? null : (idOf.get(genre.parent) ?? null),
    })),
    genreOf: (tag) => byTag.get(tagKey(tag)) ?? null,
    decadeOf: (tag) => decadeByTag.get(tagKey(tag)) ?? null,
  }
}

/** Tags differ most in hyphens and blanks: `hip-hop`, `hip hop`, `hiphop` are one. */
function tagKey(tag: string): string {
  return searchKey(tag).replaceAll(' ', '')
}

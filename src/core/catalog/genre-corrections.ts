/** The listener's word on genres, and what speaks for and against them. */
import type { Result } from '#api/contract.ts'
import { AppError } from '#api/errors.ts'
import type { GenreCorrection, GenreVotes } from '#api/schemas.ts'
import { canonicalArtist, parseItemId, workFacts, workOfTrack } from '#core/store/browse-rows.ts'
import { indexedBy } from '#core/store/cleaning-rows.ts'
import * as corrections from '#core/store/genre-correction-rows.ts'
import * as votes from '#core/store/genre-vote-rows.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import { sourceName } from '#core/store/source-rows.ts'
import { isOpen, tally, totalOf, voterOf, votesOfWork } from './genre-votes.ts'
import type { Vocabulary } from './genres.ts'
import { artistKey, workKey } from './keys.ts'

type Said = Omit<GenreCorrection, 'verdict' | 'title'> & {
  title?: string | undefined
  verdict: GenreCorrection['verdict'] | null
}

/** Remember what is said of a genre, or forget it. Throws AppError filter-not-found. */
export function correctGenre(user: WritableDb, vocabulary: Vocabulary, said: Said): Result<'genreCorrect'> {
  const genre = genreNamed(vocabulary, said.genre)
  const { artist, title } = said
  const key = { artistKey: artistKey(artist), workKey: title === undefined ? '' : workKey(title), genre }
  const before = corrections.genreCorrection(user, key)
  if (said.verdict === null) corrections.deleteGenreCorrection(user, key)
  else corrections.writeGenreCorrection(user, { ...key, artist, title: title ?? null, verdict: said.verdict })
  return { genre, before }
}

/** Families first, each with the genres below it, by name. */
export function genreNames({ genres }: Vocabulary): Result<'genreNames'>['items'] {
  const nameOf = new Map(genres.map(({ id, name }) => [id, name]))
  const families = genres.filter(({ parentId }) => parentId === null)
  return families.flatMap((family) => [
    { name: family.name, parent: null },
    ...genres
      .filter(({ parentId }) => parentId === family.id)
      .map(({ name }) => ({ name, parent: nameOf.get(family.id) ?? null })),
  ])
}

function genreNamed({ genres, genreOf }: Vocabulary, text: string): string {
  const id = genreOf(text)
  const known = genres.find((genre) => genre.id === id)
  if (known !== undefined) return known.name
  const wanted = text.trim().toLowerCase()
  const near = genres.map(({ name }) => name).filter((name) => name.includes(wanted) || wanted.includes(name))
  throw new AppError('filter-not-found', `Sidetrack knows no genre called "${text}".`, {
    suggestions: near.slice(0, 5),
  })
}

export function genreCorrections(user: ReadableDb): Result<'genreCorrections'> {
  const items = corrections.readGenreCorrections(user)
  return { items: items.map(({ artist, title, genre, verdict }) => ({ artist, title, genre, verdict })) }
}

/** Who says what of an item's genres. Throws AppError artist-not-found or track-not-found. */
export function genreVotes(library: ReadableDb, vocabulary: Vocabulary, id: string): GenreVotes {
  const { kind, row } = parseItemId(id)
  const work = kind === 'track' ? workOfTrack(library, row) : null
  const artistId = kind === 'artist' ? canonicalArtist(library, row) : (workFacts(library)(work ?? 0)?.artistId ?? null)
  if (artistId === null) {
    throw kind === 'artist'
      ? new AppError('artist-not-found', 'This band is no longer in your library.')
      : new AppError('track-not-found', 'This track is no longer in your library.')
  }
  const names = votes.genreNames(library)
  const ofBand = votes.votesOfArtist(library, artistId)
  const counted = tally(ofBand, indexedBy(library)?.trusted ?? null)
  const voices = voicesOf(library, work === null ? ofBand : votesOfWork(library, vocabulary, work))
  const broad = (genre: number) => names.get(genre)?.parent ?? genre
  const firsts = [...voices.map(({ says }) => says), counted].map((says) => firstBroad(says, broad))
  // A newer vocabulary has genres that the library learns of when it is indexed again.
  const shown = (says: readonly [number, number][]) =>
    says.flatMap(([id, share]) => {
      const genre = names.get(id)?.name
      return genre === undefined ? [] : [{ genre, share }]
    })
  return {
    counted: shown(counted),
    voices: voices.map(({ says, ...voice }) => ({ ...voice, says: shown(says) })),
    inDoubt: new Set(firsts.filter((genre) => genre !== null)).size > 1,
    corrected: corrections.genreVerdictsOf(library, { kind, id: work ?? artistId }),
  }
}

/** Below this a voice is not sure enough to contradict another. */
const leastClear = 0.4

/** The broad genre that a voice is clear about; null for none. */
function firstBroad(says: readonly [genre: number, share: number][], broad: (genre: number) => number): number | null {
  const shares = new Map<number, number>()
  for (const [genre, share] of says) shares.set(broad(genre), (shares.get(broad(genre)) ?? 0) + share)
  const [first] = [...shares].sort((a, b) => b[1] - a[1])
  return first !== undefined && first[1] >= leastClear ? first[0] : null
}

/** Votes by voter, in shares of its whole voice, of which some may be left open. */
function voicesOf(library: ReadableDb, all: readonly votes.Vote[]) {
  return [...Map.groupBy(all, ({ voter }) => voter)]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, voice]) => {
      const { voter, sourceId } = voterOf(number)
      const total = totalOf(voice)
      const says = voice
        .filter((vote) => !isOpen(vote))
        .map(({ genreId, weight }): [number, number] => [genreId, weight / total])
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      const source = sourceId === null ? null : sourceName(library, sourceId)
      return says.length === 0 ? [] : [{ voter, says, ...(source === null ? {} : { source }) }]
    })
}

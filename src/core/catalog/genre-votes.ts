/** Genres by vote: what listeners, sources and classifiers say of a band, and how their voices are weighed. */
import type { GenreVoter } from '#api/schemas.ts'
import * as rows from '#core/store/genre-vote-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { joinRecordings } from '#core/store/track-sounds.ts'
import type { Vocabulary } from './genres.ts'
import { type GenreClassifier, genreClassifiers, openGenre, soundGenres } from './sound-genres.ts'

/** Voters as they are stored: listeners' tags, the classifiers in their order, and each source by its number. */
const listeners = 0
const firstClassifier = 1
const firstSource = 16
export const sourceVoter = (sourceId: number): number => firstSource + sourceId

/** The voter's name, and the number of the source that it is. */
export function voterOf(voter: number): { voter: GenreVoter; sourceId: number | null } {
  if (voter === listeners) return { voter: 'listeners', sourceId: null }
  if (voter >= firstSource) return { voter: 'source', sourceId: voter - firstSource }
  return { voter: genreClassifiers[voter - firstClassifier] as GenreClassifier, sourceId: null }
}

const isClassifier = (voter: number) => voter >= firstClassifier && voter < firstSource

/** Told of each vote, by the spelling that it is about. */
export type Ballot = {
  genre: (spelling: number, vote: rows.Vote) => void
  decade: (spelling: number, decade: number, weight: number) => void
}

/** A statement of a band counts as much as ten of its tracks. */
const ofBand = 10

/** Count all votes of the library. */
export function castVotes(db: ReadableDb, vocabulary: Vocabulary, ballot: Ballot): void {
  const vote = (spelling: number, voter: number, tag: string, weight: number) => {
    const genreId = vocabulary.genreOf(tag)
    if (genreId !== null) return ballot.genre(spelling, { voter, genreId, weight })
    const decade = vocabulary.decadeOf(tag)
    if (decade !== null) ballot.decade(spelling, decade, weight)
  }
  for (const [spelling, tag, count] of rows.readTagCounts(db)) vote(spelling, listeners, tag, count)
  for (const [spelling, source, label, weight] of rows.readArtistLabels(db)) {
    vote(spelling, sourceVoter(source), label, ofBand * weight)
  }
  const genreOf = genresOfLabels(db, vocabulary)
  castTracks(genreOf, rows.readTrackLabels(db, [...genreOf.keys()]), ballot.genre)
  castSounds(vocabulary, rows.readSounds(db), ballot.genre)
}

/** Count what is said of one canonical work alone. */
export function votesOfWork(db: ReadableDb, vocabulary: Vocabulary, workId: number): rows.Vote[] {
  const votes = newVotes()
  const genreOf = genresOfLabels(db, vocabulary)
  castTracks(genreOf, rows.readTrackLabelsOfWork(db, workId, [...genreOf.keys()]), (_, vote) => addVote(votes, vote))
  castSounds(vocabulary, rows.readSoundsOfWork(db, workId), (_, vote) => addVote(votes, vote))
  return heard(votes)
}

/** The genre that each label names; those that name none are left out. */
function genresOfLabels(db: ReadableDb, vocabulary: Vocabulary): Map<number, number> {
  const named = rows.readLabelNames(db).map(([label, name]) => [label, vocabulary.genreOf(name)] as const)
  return new Map(named.filter((entry): entry is readonly [number, number] => entry[1] !== null))
}

function castTracks(
  genreOf: ReadonlyMap<number, number>,
  labels: Iterable<[spelling: number, source: number, label: number, weight: number]>,
  cast: Ballot['genre'],
): void {
  for (const [spelling, source, label, weight] of labels) {
    cast(spelling, { voter: sourceVoter(source), genreId: genreOf.get(label) as number, weight })
  }
}

function castSounds(vocabulary: Vocabulary, sounds: Parameters<typeof joinRecordings>[0], cast: Ballot['genre']): void {
  const genresOf = soundGenres(vocabulary)
  for (const { artist, shares } of joinRecordings(sounds)) {
    for (const { classifier, genreId, weight } of genresOf(shares)) {
      cast(artist, { voter: firstClassifier + classifier, genreId, weight })
    }
  }
}

/** Votes of one band: weight by voter and genre. */
export type Votes = Map<number, number>
export const newVotes = (): Votes => new Map()
const genresApart = 4096

export function addVote(votes: Votes, { voter, genreId, weight }: rows.Vote): void {
  const key = voter * genresApart + genreId
  votes.set(key, (votes.get(key) ?? 0) + weight)
}

/** A voter is heard on its strongest few genres, and not on those that it hardly names. */
const heardGenres = 8
const leastHeard = 0.03

/** What each voter is heard on, strongest first, and what it leaves open. */
export function heard(votes: Votes): rows.Vote[] {
  const all = [...votes].map(([key, weight]) => ({
    voter: Math.floor(key / genresApart),
    genreId: key % genresApart,
    weight,
  }))
  return [...Map.groupBy(all, ({ voter }) => voter).values()].flatMap((voice) => {
    const [open, mine] = [voice.filter(isOpen), voice.filter((vote) => !isOpen(vote))]
    const total = totalOf(mine)
    const named = mine
      .sort((a, b) => b.weight - a.weight || a.genreId - b.genreId)
      .slice(0, heardGenres)
      .filter(({ weight }) => weight >= leastHeard * total)
    return [...named, ...open]
  })
}

export const isOpen = ({ genreId }: rows.Vote): boolean => genreId === openGenre

export const totalOf = (votes: readonly rows.Vote[]) => votes.reduce((sum, { weight }) => sum + weight, 0)

/** Genres kept for a band: the strongest few that have at least this share. */
const keptGenres = 6
const leastShare = 0.06
/** Classifiers of sound err often, and share what they hear: together they weigh as much as one other voter. */
const ofClassifier = 1 / genreClassifiers.length

/**
 * The share of each genre in what is said of a band, strongest first. Every voter spreads its voice over the genres that
 * it names; the voice grows towards full with what it has said, so that one tag is half a voice and many are no more than
 * one. A trusted classifier silences the two others where it has spoken.
 */
export function tally(votes: readonly rows.Vote[], trusted: GenreClassifier | null): [genre: number, share: number][] {
  const byVoter = Map.groupBy(
    votes.filter((vote) => !isOpen(vote)),
    ({ voter }) => voter,
  )
  const favourite = trusted === null ? null : firstClassifier + genreClassifiers.indexOf(trusted)
  const trusts = favourite !== null && byVoter.has(favourite)
  const shares = new Map<number, number>()
  let voices = 0
  for (const [voter, mine] of byVoter) {
    if (trusts && isClassifier(voter) && voter !== favourite) continue
    const total = totalOf(mine)
    const voice = (total / (total + 1)) * (isClassifier(voter) && !trusts ? ofClassifier : 1)
    voices += voice
    for (const { genreId, weight } of mine) {
      shares.set(genreId, (shares.get(genreId) ?? 0) + (voice * weight) / total)
    }
  }
  return [...shares]
    .map(([genre, share]): [number, number] => [genre, share / voices])
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, keptGenres)
    .filter(([, share]) => share >= leastShare)
}

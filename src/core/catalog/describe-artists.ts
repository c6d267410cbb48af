/** What is known of each band beyond its name: genres by vote, decades, country, first year, sources, listeners. */
import type { Csr } from '#core/math/csr.ts'
import { encodeNumbers } from '#core/math/leb128.ts'
import { genreVoteWriter } from '#core/store/genre-vote-rows.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { addVote, castVotes, heard, newVotes, tally, type Votes } from './genre-votes.ts'
import type { Vocabulary } from './genres.ts'
import type { GenreClassifier } from './sound-genres.ts'

type Known = {
  vocabulary: Vocabulary
  /** The classifier that is believed alone. */
  trusted: GenreClassifier | null
  /** Canonical spelling of each spelling, by artist id. */
  canonicalOf: Int32Array
  /** Band of each work, by work id. */
  artistOfWork: Int32Array
  /** Rows are canonical bands, columns listeners, values plays. */
  byArtist: Csr
  tracksOf: Int32Array
  firstYearOf: Int32Array
  /** Decades of each band's tracks. */
  decadesOf: ReadonlyMap<number, ReadonlySet<number>>
}

/** One listener's tag for a decade may be a slip; two are a sign. */
const leastDecadeVotes = 2

/** Write genre, genre_vote, artist_genre, artist_decade, artist_source and artist_summary. */
export function describeArtists(db: WritableDb, write: rows.IndexWriter, known: Known): void {
  const votes = countVotes(db, known)
  const sourcesOf = sourcesOfArtists(db, known)
  const listed = new Uint8Array(known.canonicalOf.length)
  for (const [source, artists] of sourcesOf) {
    for (let artist = 1; artist < artists.length; artist += 1) {
      if (artists[artist] === 0) continue
      listed[artist] = 1
      write.artistSource.run(artist, source)
    }
  }
  // An empty library knows no genres either.
  if (listed.includes(1)) {
    for (const genre of known.vocabulary.genres) write.genre.run(genre.id, genre.name, genre.parentId)
  }
  const facts = mergeFacts(db, known)
  const addGenreVote = genreVoteWriter(db)
  for (let artist = 1; artist < listed.length; artist += 1) {
    if (listed[artist] === 0) continue
    const said = heard(votes.genres.get(artist) ?? newVotes())
    for (const vote of said) addGenreVote(artist, vote)
    for (const [genre, share] of tally(said, known.trusted)) write.artistGenre.run(artist, genre, share)
    writeDecades(
      write,
      artist,
      known.decadesOf.get(artist),
      votes.decades.get(artist),
      facts.get(artist)?.formed ?? null,
    )
    const from = known.byArtist.indptr[artist] as number
    const to = known.byArtist.indptr[artist + 1] as number
    const firstYear = known.firstYearOf[artist] as number
    write.artistSummary.run({
      artistId: artist,
      listeners: to - from,
      tracks: known.tracksOf[artist] as number,
      year: facts.get(artist)?.formed ?? (firstYear === 0 ? null : firstYear),
      country: facts.get(artist)?.country ?? null,
      listenerIds: encodeNumbers(known.byArtist.indices, from, to, true),
      plays: encodeNumbers(known.byArtist.data, from, to),
    })
  }
}

/** Of each source, by artist id, 1 for the canonical bands that it lists by themselves or by a track. */
function sourcesOfArtists(db: WritableDb, { canonicalOf, artistOfWork }: Known): Map<number, Uint8Array> {
  const sourcesOf = new Map<number, Uint8Array>()
  const add = (spelling: number, source: number) => {
    const artists = sourcesOf.get(source) ?? new Uint8Array(canonicalOf.length)
    artists[canonicalOf[spelling] as number] = 1
    sourcesOf.set(source, artists)
  }
  for (const [spelling, source] of rows.readArtistSources(db)) add(spelling, source)
  for (const [work, source] of rows.readWorkSources(db)) add(artistOfWork[work] as number, source)
  return sourcesOf
}

type DecadeVotes = Map<number, Map<number, number>>

/** Votes for genres and decades of each canonical band. */
function countVotes(db: WritableDb, known: Known): { genres: Map<number, Votes>; decades: DecadeVotes } {
  const genres = new Map<number, Votes>()
  const decades: DecadeVotes = new Map()
  castVotes(db, known.vocabulary, {
    genre: (spelling, vote) => {
      const artist = known.canonicalOf[spelling] as number
      const mine = genres.get(artist) ?? newVotes()
      addVote(mine, vote)
      genres.set(artist, mine)
    },
    decade: (spelling, decade, weight) => {
      const artist = known.canonicalOf[spelling] as number
      const mine = decades.get(artist) ?? new Map<number, number>()
      mine.set(decade, (mine.get(decade) ?? 0) + weight)
      decades.set(artist, mine)
    },
  })
  return { genres, decades }
}

/** Decades of its tracks and those that listeners name; where there are neither, the one in which it began. */
function writeDecades(
  write: rows.IndexWriter,
  artist: number,
  ofTracks: ReadonlySet<number> | undefined,
  votes: Map<number, number> | undefined,
  formed: number | null,
): void {
  const decades = new Set(ofTracks)
  if (votes !== undefined) {
    const most = Math.max(...votes.values())
    for (const [decade, weight] of votes) {
      if (weight >= leastDecadeVotes && weight * 3 >= most) decades.add(decade)
    }
  }
  if (decades.size === 0 && formed !== null) decades.add(formed - (formed % 10))
  for (const decade of decades) write.artistDecade.run(artist, decade)
}

function mergeFacts(db: WritableDb, known: Known): Map<number, { country: string | null; formed: number | null }> {
  const facts = new Map<number, { country: string | null; formed: number | null }>()
  for (const [spelling, country, formed] of rows.readFacts(db)) {
    const artist = known.canonicalOf[spelling] as number
    const before = facts.get(artist)
    facts.set(artist, { country: before?.country ?? country, formed: before?.formed ?? formed })
  }
  return facts
}

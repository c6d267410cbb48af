/** What is known of each band beyond its name: genres by vote, decades, country, first year, sources, listeners. */
import type { Csr } from '#core/math/csr.ts'
import { encodeNumbers } from '#core/math/leb128.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { joinRecordings } from '#core/store/track-sounds.ts'
import type { Vocabulary } from './genres.ts'
import { soundGenres } from './sound-genres.ts'

type Known = {
  vocabulary: Vocabulary
  /** Canonical spelling of each spelling, by artist id. */
  canonicalOf: Int32Array
  /** Rows are canonical bands, columns listeners, values plays. */
  byArtist: Csr
  tracksOf: Int32Array
  firstYearOf: Int32Array
  /** Decades of each band's tracks. */
  decadesOf: ReadonlyMap<number, ReadonlySet<number>>
}

/** Genres kept for a band: the strongest few that at least this share of its genre votes name. */
const keptGenres = 6
const leastShare = 0.06
/** One listener's tag for a decade may be a slip; two are a sign. */
const leastDecadeVotes = 2

/** Write genre, artist_genre, artist_decade, artist_source and artist_summary. */
export function describeArtists(db: WritableDb, write: rows.IndexWriter, known: Known): void {
  const votes = countVotes(db, known)
  const listed = new Uint8Array(known.canonicalOf.length)
  for (const [spelling, source] of [...rows.readArtistSources(db)]) {
    const artist = known.canonicalOf[spelling] as number
    listed[artist] = 1
    write.artistSource.run(artist, source)
  }
  // An empty library knows no genres either.
  if (listed.includes(1)) {
    for (const genre of known.vocabulary.genres) write.genre.run(genre.id, genre.name, genre.parentId)
  }
  const facts = mergeFacts(db, known)
  for (let artist = 1; artist < listed.length; artist += 1) {
    if (listed[artist] === 0) continue
    writeGenres(write, artist, votes.genres.get(artist))
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

type Votes = Map<number, Map<number, number>>

/** Votes for genres and decades of each canonical band: one a listener's tag, more for what a source states itself. */
function countVotes(db: WritableDb, known: Known): { genres: Votes; decades: Votes } {
  const genres: Votes = new Map()
  const decades: Votes = new Map()
  const vote = (spelling: number, tag: string, weight: number) => {
    const artist = known.canonicalOf[spelling] as number
    const genre = known.vocabulary.genreOf(tag)
    if (genre !== null) addVote(genres, artist, genre, weight)
    const decade = genre === null ? known.vocabulary.decadeOf(tag) : null
    if (decade !== null) addVote(decades, artist, decade, weight)
  }
  for (const [spelling, tag, count] of rows.readTagCounts(db)) vote(spelling, tag, count)
  for (const [spelling, label, weight] of rows.readLabels(db)) vote(spelling, label, 10 * weight)
  const share = soundGenres(known.vocabulary)
  for (const recording of joinRecordings(rows.readSounds(db))) {
    const artist = known.canonicalOf[recording.artist] as number
    for (const [genre, weight] of share(recording.shares)) addVote(genres, artist, genre, weight)
  }
  return { genres, decades }
}

function addVote(votes: Votes, artist: number, choice: number, weight: number): void {
  const mine = votes.get(artist) ?? new Map<number, number>()
  mine.set(choice, (mine.get(choice) ?? 0) + weight)
  votes.set(artist, mine)
}

function writeGenres(write: rows.IndexWriter, artist: number, votes: Map<number, number> | undefined): void {
  if (votes === undefined) return
  const total = [...votes.values()].reduce((sum, weight) => sum + weight, 0)
  const strongest = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, keptGenres)
  for (const [genre, weight] of strongest) {
    const share = weight / total
    if (share >= leastShare) write.artistGenre.run(artist, genre, share)
  }
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

/** Everything derived from the sources' rows, made afresh: spellings joined, listeners counted, genres voted, search keys. */
import { createHash } from 'node:crypto'
import { collectGarbage } from '#core/collect-garbage.ts'
import type { Csr } from '#core/math/csr.ts'
import { handedOver, indexedBy, noteIndexedBy } from '#core/store/cleaning-rows.ts'
import { writeFacetCounts } from '#core/store/facet-rows.ts'
import { readVotes, replaceGenres } from '#core/store/genre-vote-rows.ts'
import * as rows from '#core/store/index-rows.ts'
import { makeLoadIndexes } from '#core/store/load-indexes.ts'
import type { ReadableDb, WritableDb } from '#core/store/open.ts'
import { linkIds } from '#core/store/source-links.ts'
import { flagTitles } from '#core/store/title-flag-rows.ts'
import { inTransaction } from '#core/store/transaction.ts'
import { titleFlagger } from './cleaning/flags.ts'
import { joinSpellings } from './cleaning/join-spellings.ts'
import { affectedBy } from './cleaning/rules.ts'
import { writeSuggestions } from './cleaning/suggest.ts'
import { coverageCounter } from './coverage.ts'
import { describeArtists } from './describe-artists.ts'
import { describeWorks } from './describe-works.ts'
import { tally } from './genre-votes.ts'
import type { Vocabulary } from './genres.ts'
import { indexArtistNames } from './index-names.ts'
import { matchFiles } from './match-files.ts'
import { artistByListener, type OnProgress, readPlays } from './plays.ts'
import type { GenreClassifier } from './sound-genres.ts'

/** Rebuild the derived tables in one transaction, an open one if there is any: readers see the old ones until it commits. */
export function reindex(db: WritableDb, vocabulary: Vocabulary, onProgress: OnProgress): void {
  inTransaction(db, () => {
    makeLoadIndexes(db)
    linkIds(db)
    // An import before has left maps of all ids behind.
    collectGarbage()
    onProgress(0.05)
    rows.clearIndex(db)
    const finish = rows.loadInBulk(db)
    const write = rows.indexWriter(db)
    const plays = readPlays(db, onProgress)
    onProgress(0.45)
    const choices = handedOver(db)
    const { canonicalOf, doubts, apart } = joinSpellings(db, write, plays, choices)
    onProgress(0.5)
    const coverage = coverageCounter()
    const workCounts = describeWorks(db, write, { plays, canonicalOf, coverage, words: choices.words })
    onProgress(0.75)
    // What works were described by is a dozen arrays of their number.
    collectGarbage()
    const byArtist = artistByListener(plays, canonicalOf)
    onProgress(0.8)
    describeArtists(db, write, {
      vocabulary,
      trusted: choices.trusted,
      canonicalOf,
      artistOfWork: plays.artistOfWork,
      byArtist,
      ...workCounts,
    })
    writeSuggestions(db, write, { doubts, apart, canonicalOf, byArtist })
    write.fact.run('fingerprint', digest(byArtist))
    onProgress(0.9)
    indexArtistNames(db, write, canonicalOf)
    matchFiles(db)
    rows.writeCounts(db, write, plays.interactionsOf)
    coverage.write(db)
    writeFacetCounts(db)
    noteIndexedBy(db, choices)
    finish()
    onProgress(1)
  })
}

/** Index by the choices that were handed over, doing again only what they change. */
export function reindexChoices(db: WritableDb, vocabulary: Vocabulary, onProgress: OnProgress): void {
  const choices = handedOver(db)
  const before = rows.lacksIndex(db) ? null : indexedBy(db)
  const affected = before === null ? null : affectedBy(before, choices)
  if (affected === null || affected.size === 0 || affected.has('names')) {
    reindex(db, vocabulary, onProgress)
    return
  }
  db.transaction(() => {
    if (affected.has('flags')) flagTitles(db, titleFlagger(choices.words), (fraction) => onProgress(fraction * 0.9))
    if (affected.has('genres')) {
      replaceGenres(db, tallied(db, choices.trusted))
      writeFacetCounts(db)
    }
    noteIndexedBy(db, choices)
    onProgress(1)
  })()
}

/** True where the library was last indexed by the choices that were handed over. */
export function isIndexedAsAsked(db: ReadableDb): boolean {
  const before = indexedBy(db)
  return before !== null && affectedBy(before, handedOver(db)).size === 0
}

/** The genres of every band as one classifier, or all, would have them. */
function tallied(db: WritableDb, trusted: GenreClassifier | null): [artist: number, genre: number, share: number][] {
  // All before any is written: nothing can be written while a query is being read.
  return [...readVotes(db)].flatMap(({ artistId, votes }) =>
    tally(votes, trusted).map(([genre, share]): [number, number, number] => [artistId, genre, share]),
  )
}

/** SHA-256 of the band × listener matrix: equal data, equal digest. */
function digest(matrix: Csr): string {
  const hash = createHash('sha256')
  for (const part of [matrix.indptr, matrix.indices, matrix.data]) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}

/** Everything derived from the sources' rows, made afresh: spellings joined, listeners counted, genres voted, search keys. */
import { createHash } from 'node:crypto'
import type { Csr } from '#core/math/csr.ts'
import { handedOver } from '#core/store/cleaning-rows.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { linkIds } from '#core/store/source-links.ts'
import { joinSpellings, writeSuggestions } from './cleaning/join-spellings.ts'
import { coverageCounter } from './coverage.ts'
import { describeArtists } from './describe-artists.ts'
import { describeWorks } from './describe-works.ts'
import type { Vocabulary } from './genres.ts'
import { indexArtistNames } from './index-names.ts'
import { artistByListener, type OnProgress, readPlays } from './plays.ts'

/** Rebuild the derived tables in one transaction: readers see the old ones until it commits. */
export function reindex(db: WritableDb, vocabulary: Vocabulary, onProgress: OnProgress): void {
  db.transaction(() => {
    linkIds(db)
    onProgress(0.05)
    rows.clearIndex(db)
    const finish = rows.loadInBulk(db)
    const write = rows.indexWriter(db)
    const plays = readPlays(db, onProgress)
    onProgress(0.45)
    const { canonicalOf, doubts } = joinSpellings(db, write, plays, handedOver(db))
    onProgress(0.5)
    // Works first: each matrix of all plays is let go before the next is made.
    const coverage = coverageCounter()
    const workCounts = describeWorks(db, write, plays, canonicalOf, coverage)
    onProgress(0.75)
    const byArtist = artistByListener(plays, canonicalOf)
    onProgress(0.8)
    describeArtists(db, write, { vocabulary, canonicalOf, byArtist, ...workCounts })
    writeSuggestions(db, write, doubts, byArtist)
    write.fact.run('fingerprint', digest(byArtist))
    onProgress(0.9)
    indexArtistNames(db, write, canonicalOf)
    rows.writeCounts(db, write, plays.interactionsOf)
    coverage.write(db)
    finish()
    onProgress(1)
  })()
}

/** SHA-256 of the band × listener matrix: equal data, equal digest. */
function digest(matrix: Csr): string {
  const hash = createHash('sha256')
  for (const part of [matrix.indptr, matrix.indices, matrix.data]) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}

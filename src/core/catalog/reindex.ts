/** Everything derived from the sources' rows, made afresh: spellings joined, listeners counted, genres voted, search keys. */
import { createHash } from 'node:crypto'
import type { Csr } from '#core/math/csr.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { linkIds } from '#core/store/source-links.ts'
import { coverageCounter } from './coverage.ts'
import { describeArtists } from './describe-artists.ts'
import { describeWorks } from './describe-works.ts'
import type { Vocabulary } from './genres.ts'
import { indexArtistNames } from './index-names.ts'
import { artistByListener, artistOfItem, type OnProgress, type Plays, readPlays } from './plays.ts'

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
    const canonicalOf = joinSpellings(db, write, plays)
    onProgress(0.5)
    // Works first: each matrix of all plays is let go before the next is made.
    const coverage = coverageCounter()
    const workCounts = describeWorks(db, write, plays, canonicalOf, coverage)
    onProgress(0.75)
    const byArtist = artistByListener(plays, canonicalOf)
    onProgress(0.8)
    describeArtists(db, write, { vocabulary, canonicalOf, byArtist, ...workCounts })
    write.fact.run('fingerprint', digest(byArtist))
    onProgress(0.9)
    indexArtistNames(db, write, canonicalOf)
    rows.writeCounts(db, write, plays.interactionsOf)
    coverage.write(db)
    finish()
    onProgress(1)
  })()
}

/** Spellings that share a key become one band under the spelling met most often. Returns the canonical id of each. */
function joinSpellings(db: WritableDb, write: rows.IndexWriter, plays: Plays): Int32Array {
  const weight = new Int32Array(plays.artists + 1)
  for (const item of plays.entries.indices) {
    const artist = artistOfItem(plays, item)
    weight[artist] = (weight[artist] as number) + 1
  }
  for (const artist of plays.artistOfWork) weight[artist] = (weight[artist] as number) + 1
  const canonicalOf = new Int32Array(plays.artists + 1)
  const worksOf = rows.readWorksOfArtist(db)
  const join = (group: number[]) => {
    let best = group[0] as number
    for (const id of group) if ((weight[id] as number) > (weight[best] as number)) best = id
    for (const id of group) {
      canonicalOf[id] = best
      if (id !== best) write.artistAlias.run(id, best, 'case-variant')
    }
    if (group.length > 1) joinWorks(write, worksOf, [best, ...group.filter((id) => id !== best)])
  }
  let key: string | null = null
  let group: number[] = []
  // Read whole first: aliases are written while the groups are walked.
  for (const [id, artistKey] of [...rows.readArtistKeys(db)]) {
    if (artistKey !== key && group.length > 0) {
      join(group)
      group = []
    }
    key = artistKey
    group.push(id)
  }
  if (group.length > 0) join(group)
  return canonicalOf
}

/** Works of joined spellings with one key are one work. */
function joinWorks(
  write: rows.IndexWriter,
  worksOf: (artistId: number) => [number, string][],
  spellings: readonly number[],
): void {
  const first = new Map<string, number>()
  for (const spelling of spellings) {
    for (const [work, key] of worksOf(spelling)) {
      const canonical = first.get(key)
      if (canonical === undefined) first.set(key, work)
      else write.workAlias.run(work, canonical)
    }
  }
}

/** SHA-256 of the band × listener matrix: equal data, equal digest. */
function digest(matrix: Csr): string {
  const hash = createHash('sha256')
  for (const part of [matrix.indptr, matrix.indices, matrix.data]) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}

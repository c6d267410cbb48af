/** Which bands may be one: those in doubt by the rules, and names one letter apart that listeners or titles speak for. */
import type { Csr } from '#core/math/csr.ts'
import * as cleaning from '#core/store/cleaning-rows.ts'
import { type IndexWriter, readArtistNames } from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { searchKey, withoutArticle } from '../keys.ts'
import type { Doubt } from './join-artists.ts'
import { oneLetterApart } from './one-letter.ts'

type Suggestion = Omit<Doubt, 'rule'> & { rule: Doubt['rule'] | 'one-letter'; listeners: number; works: number }

type Known = {
  doubts: readonly Doubt[]
  /** Pairs of spellings that the listener keeps apart. */
  apart: readonly (readonly [number, number])[]
  canonicalOf: Int32Array
  /** Rows are canonical bands, columns listeners. */
  byArtist: Csr
}

/** Write the pairs to ask the listener about, with what speaks for them: common listeners and works. */
export function writeSuggestions(db: WritableDb, write: IndexWriter, known: Known): void {
  const { canonicalOf, doubts } = known
  const settled = new Set(known.apart.map(([a, b]) => pairKey(canonicalOf[a] as number, canonicalOf[b] as number)))
  const common = commonWorks(db)
  const open = doubts.filter(({ artist, other }) => !settled.has(pairKey(artist, other)))
  for (const { artist, other } of open) settled.add(pairKey(artist, other))
  const asked = open.map((doubt) => ({
    ...doubt,
    listeners: commonListeners(known.byArtist, doubt.artist, doubt.other),
    works: common(doubt.artist, doubt.other).works,
  }))
  for (const { artist, other, rule, listeners, works } of [...asked, ...nearNames(db, known, settled, common)]) {
    write.artistSuggestion.run(artist, other, rule, listeners, works)
  }
}

const pairKey = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** A slip of the pen is this much rarer than the name, and has this many times more listeners in common than by chance. */
const rarer = 3
const beyondChance = 3
/** Titles in common that are no chance, however many a band has. */
const fewTitles = 2
/** More would be no list to answer. */
const mostNearNames = 500

/** Bands with names one letter apart that something speaks for, the best founded ones. */
function nearNames(
  db: WritableDb,
  { canonicalOf, byArtist }: Known,
  settled: ReadonlySet<string>,
  common: ReturnType<typeof commonWorks>,
): Suggestion[] {
  const names = [...readArtistNames(db)]
    .filter(([id]) => canonicalOf[id] === id)
    .map(([id, name]) => ({ id, key: withoutArticle(searchKey(name)).replaceAll(' ', '') }))
  const found: Suggestion[] = []
  for (const [a, b] of oneLetterApart(names)) {
    const [artist, other] = listenersOf(byArtist, a) >= listenersOf(byArtist, b) ? [a, b] : [b, a]
    if (settled.has(pairKey(artist, other))) continue
    const [many, few] = [listenersOf(byArtist, artist), listenersOf(byArtist, other)]
    if (rarer * few > many && few > 0) continue
    const listeners = commonListeners(byArtist, artist, other)
    const { works, ofOther } = common(artist, other)
    const byListeners = listeners > (beyondChance * many * few) / Math.max(1, byArtist.columns)
    const byWorks = works > 0 && (works >= fewTitles || works * 2 > ofOther)
    if (byListeners || byWorks) found.push({ artist, other, rule: 'one-letter', listeners, works })
  }
  return found.sort((a, b) => b.works - a.works || b.listeners - a.listeners).slice(0, mostNearNames)
}

const listenersOf = ({ indptr }: Csr, artist: number): number =>
  (indptr[artist + 1] as number) - (indptr[artist] as number)

/** Makes the function that counts titles which two bands have in common, and those of the second. */
function commonWorks(db: WritableDb): (artist: number, other: number) => { works: number; ofOther: number } {
  const worksOf = cleaning.workKeyReader(db)
  return (artist, other) => {
    const theirs = new Set(worksOf(other))
    const works = theirs.size === 0 ? 0 : theirs.intersection(new Set(worksOf(artist))).size
    return { works, ofOther: theirs.size }
  }
}

/** Columns that two rows have in common; both are ascending. */
function commonListeners({ indptr, indices }: Csr, one: number, two: number): number {
  let common = 0
  let a = indptr[one] as number
  let b = indptr[two] as number
  while (a < (indptr[one + 1] as number) && b < (indptr[two + 1] as number)) {
    const difference = (indices[a] as number) - (indices[b] as number)
    if (difference === 0) common += 1
    if (difference <= 0) a += 1
    if (difference >= 0) b += 1
  }
  return common
}

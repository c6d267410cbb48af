/** The search index: every spelling of a band, every title with its band, the best known first. */
import { idOfRow, popularityOrder } from '#core/math/popularity-order.ts'
import * as rows from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { searchKey, withoutArticle } from './keys.ts'

/** Every spelling of a band finds it, with and without its article. */
export function indexArtistNames(db: WritableDb, write: rows.IndexWriter, canonicalOf: Int32Array): void {
  const keysOf = new Map<number, Set<string>>()
  for (const [id, name] of rows.readArtistNames(db)) {
    const canonical = canonicalOf[id] as number
    const keys = keysOf.get(canonical) ?? new Set<string>()
    keys.add(searchKey(name))
    keysOf.set(canonical, keys)
  }
  const listeners = new Int32Array(canonicalOf.length).fill(-1)
  for (const [id, count] of rows.readShownArtists(db)) listeners[id] = count
  for (const row of popularityOrder(listeners)) {
    const keys = [...(keysOf.get(idOfRow(row)) ?? [])]
    write.artistSearch.run(
      BigInt(row),
      keys
        .flatMap((key) => [key, withoutArticle(key)])
        .filter((key, i, all) => all.indexOf(key) === i)
        .join(' \u0001 '),
    )
  }
}

/** Canonical works: −1 listeners stand for an id that is none. */
type Works = {
  listeners: Int32Array
  trackOf: Int32Array
  artistOf: (work: number) => number
  versionsOf: (work: number) => readonly number[]
}

/** Every title finds its work, alone or with its band's name; so do the words that only its other versions have. */
export function indexTitles(db: WritableDb, write: rows.IndexWriter, works: Works): void {
  const titleOf = rows.trackTitles(db)
  const keyOf = artistSearchKeys(db)
  const otherTitlesOf = rows.otherTitles(db)
  for (const row of popularityOrder(works.listeners)) {
    const work = idOfRow(row)
    const title = titleOf(works.trackOf[work] as number)
    const key = `${searchKey(title)} ${keyOf(works.artistOf(work))}`
    const others = works.versionsOf(work).flatMap((track) => [titleOf(track), ...otherTitlesOf(track)])
    write.workSearch.run(BigInt(row), others.length === 0 ? key : withNewWords(key, others.map(searchKey)))
  }
}

/** A key as it is, and behind it every word that only the other keys have. */
function withNewWords(key: string, others: readonly string[]): string {
  const own = new Set(key.split(' '))
  const more = new Set(others.flatMap((other) => other.split(' ')).filter((word) => !own.has(word)))
  return [key, ...more].join(' ')
}

/** Search keys of bands' names; those of many works are made once. */
function artistSearchKeys(db: WritableDb): (artistId: number) => string {
  const nameOf = rows.artistNameById(db)
  let known = new Map<number, string>()
  return (artistId) => {
    const key = known.get(artistId) ?? searchKey(nameOf(artistId))
    if (known.size >= 50_000) known = new Map()
    known.set(artistId, key)
    return key
  }
}

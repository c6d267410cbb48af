/** Joining the library's spellings into bands by the rules and the listener's corrections, and their works with them. */
import * as cleaning from '#core/store/cleaning-rows.ts'
import type { IndexWriter } from '#core/store/index-rows.ts'
import type { WritableDb } from '#core/store/open.ts'
import { artistKey } from '../keys.ts'
import { artistOfItem, type Plays } from '../plays.ts'
import { type Groups, groupSpellings } from './group-spellings.ts'
import { type Catalogue, type Doubt, headOfGroup, type Joined, joinArtists, reasonOfJoin } from './join-artists.ts'
import { type ArtistVerdict, type CleaningChoices, spellingRules, spellingRulesOf } from './rules.ts'
import type { Rules } from './spellings.ts'

/**
 * Write artist_alias, work_alias and artist_guest. Returns the canonical id of each spelling, what is in doubt, and the pairs
 * of spellings that the listener keeps apart.
 */
export function joinSpellings(
  db: WritableDb,
  write: IndexWriter,
  plays: Plays,
  choices: CleaningChoices,
): { canonicalOf: Int32Array; doubts: Doubt[]; apart: Catalogue['different'] } {
  const on = spellingRulesOf(choices)
  const groups = groupSpellings(cleaning.readSpellings(db), plays.artists, on)
  const catalogue: Catalogue = {
    weight: weigh(plays),
    spellingOf: cleaning.spellingReader(db),
    worksOf: cleaning.workKeyReader(db),
    mbidOf: new Map(cleaning.readMbids(db)),
    same: pairsOf(db, choices.artists, 'same'),
    different: pairsOf(db, choices.artists, 'different'),
  }
  const joined = joinArtists(groups, catalogue, on)
  writeAliases(write, joined, catalogue, groups, on)
  writeGuests(write, groups, joined.canonicalOf)
  joinWorks(db, write)
  previewRules(db, write, plays, { catalogue, on, joined })
  return { ...joined, apart: catalogue.different }
}

/** What each rule that is off would join in addition. */
function previewRules(
  db: WritableDb,
  write: IndexWriter,
  plays: Plays,
  { catalogue, on, joined }: { catalogue: Catalogue; on: Rules; joined: Joined },
): void {
  const joins = ({ canonicalOf }: Joined) => canonicalOf.reduce((sum, head, id) => sum + Number(head !== id), 0)
  for (const rule of spellingRules.filter((each) => !on.has(each))) {
    // In their order, as they are tried.
    const more = new Set(spellingRules.filter((each) => on.has(each) || each === rule))
    const groups = groupSpellings(cleaning.readSpellings(db), plays.artists, more)
    write.cleaningPreview.run(rule, Math.max(0, joins(joinArtists(groups, catalogue, more)) - joins(joined)))
  }
}

/** Listener entries and works of each spelling. */
function weigh(plays: Plays): Int32Array {
  const weight = new Int32Array(plays.artists + 1)
  for (const item of plays.entries.indices) {
    const artist = artistOfItem(plays, item)
    weight[artist] = (weight[artist] as number) + 1
  }
  for (const artist of plays.artistOfWork) weight[artist] = (weight[artist] as number) + 1
  return weight
}

/** The spellings that a verdict is about: all of a stable key, or exactly one where both have the same key. */
function pairsOf(
  db: WritableDb,
  verdicts: readonly ArtistVerdict[],
  wanted: ArtistVerdict['verdict'],
): [number, number][] {
  const byKey = cleaning.spellingsByKey(db)
  return verdicts
    .filter(({ verdict }) => verdict === wanted)
    .flatMap(({ artist, other }) => {
      if (artistKey(artist) === artistKey(other)) {
        const [one, two] = [cleaning.spellingByName(db, artist), cleaning.spellingByName(db, other)]
        return one === null || two === null ? [] : [[one, two] as [number, number]]
      }
      const others = byKey(other)
      return byKey(artist).flatMap((one) => others.map((two): [number, number] => [one, two]))
    })
}

function writeAliases(write: IndexWriter, joined: Joined, catalogue: Catalogue, groups: Groups, on: Rules): void {
  for (const [id, head] of joined.canonicalOf.entries()) {
    if (head === id || head === 0) continue
    write.artistAlias.run(id, head, reasonOfJoin(id, { joined, groups, catalogue, on }))
  }
}

/** Guests of credits that are bands of the library themselves. */
function writeGuests(write: IndexWriter, groups: Groups, canonicalOf: Int32Array): void {
  const bandOf = headOfGroup(groups, canonicalOf)
  for (const [id, guests] of groups.guestsOf) {
    for (const guest of guests) {
      const known = bandOf[groups.groupOf(guest)] as number
      const names = known === 0 ? guest.split(/\s*[,;、&]\s*|\s+and\s+/u) : [guest]
      for (const name of names) {
        const band = bandOf[groups.groupOf(name)] as number
        if (band !== 0 && band !== canonicalOf[id]) write.artistGuest.run(canonicalOf[id] as number, band)
      }
    }
  }
}

/** Works of joined spellings with one key are one work. */
function joinWorks(db: WritableDb, write: IndexWriter): void {
  const worksOf = cleaning.worksOfSpelling(db)
  const aliases: [number, number][] = []
  let band = 0
  let first = new Map<string, number>()
  for (const [canonical, work, key] of cleaning.readJoinedWorks(db)) {
    if (canonical !== band) {
      band = canonical
      first = new Map(worksOf(band))
    }
    const known = first.get(key)
    if (known === undefined) first.set(key, work)
    else aliases.push([work, known])
  }
  // Nothing can be written while a query is being read.
  for (const [work, canonical] of aliases) write.workAlias.run(work, canonical)
}

/** What each rule would do to spellings that are not in the library yet. */
import { groupSpellings } from './group-spellings.ts'
import { type Catalogue, type Joined, type JoinRule, joinArtists, reasonOfJoin } from './join-artists.ts'
import { type CleaningChoices, type SpellingRule, spellingRules, spellingRulesOf } from './rules.ts'
import type { Rules } from './spellings.ts'

/** A spelling, how often it is met, and the work keys of its titles. `isNew`: the library does not have it. */
export type Met = { name: string; artistKey: string; isNew: boolean; weight: number; works: () => readonly string[] }
/** `joins`: new spellings that the rule joins to a band, or would join in addition while it is off; with a few of them. */
export type RuleCount = { rule: SpellingRule; on: boolean; joins: number; examples: { name: string; band: string }[] }

/** As many examples of each rule as are shown. */
const shown = 3

/** Count what the rules do by these choices, and what each rule that is off would do. Ids are places in `met`, from 1. */
export function countRules(met: readonly Met[], choices: CleaningChoices): RuleCount[] {
  const catalogue = catalogueOf(met, choices)
  const on = spellingRulesOf(choices)
  const joins = joinsBy(met, catalogue, on)
  return spellingRules.map((rule) => {
    if (on.has(rule)) return { rule, on: true, ...countOf(joins, rule) }
    // In their order, as they are tried.
    const more = joinsBy(met, catalogue, new Set(spellingRules.filter((each) => on.has(each) || each === rule)))
    const { examples } = countOf(more, rule)
    return { rule, on: false, joins: Math.max(0, more.length - joins.length), examples }
  })
}

type Join = { name: string; band: string; reason: JoinRule }

function countOf(joins: readonly Join[], rule: SpellingRule): Pick<RuleCount, 'joins' | 'examples'> {
  const mine = joins.filter(({ reason }) => reason === rule)
  return { joins: mine.length, examples: mine.slice(0, shown).map(({ name, band }) => ({ name, band })) }
}

/** Every join of two spellings of which the library lacks at least one. */
function joinsBy(met: readonly Met[], catalogue: Catalogue, on: Rules): Join[] {
  const entries = met.map(({ name, artistKey }, at): [number, string, string] => [at + 1, name, artistKey])
  const groups = groupSpellings(entries, met.length, on)
  const joined: Joined = joinArtists(groups, catalogue, on)
  return [...joined.canonicalOf.entries()].flatMap(([id, head]): Join[] => {
    const [mine, band] = [met[id - 1], met[head - 1]]
    if (id === head || mine === undefined || band === undefined || !(mine.isNew || band.isNew)) return []
    return [{ name: mine.name, band: band.name, reason: reasonOfJoin(id, { joined, groups, catalogue, on }) }]
  })
}

function catalogueOf(met: readonly Met[], { artists }: CleaningChoices): Catalogue {
  const at = (id: number) => met[id - 1] as Met
  const byKey = Map.groupBy(met.keys(), (place) => (met[place] as Met).artistKey)
  const idsOf = (key: string) => (byKey.get(key) ?? []).map((place) => place + 1)
  const pairs = (wanted: 'same' | 'different') =>
    artists
      .filter(({ verdict }) => verdict === wanted)
      .flatMap(({ artist, other }) => idsOf(artist).flatMap((one) => idsOf(other).map((two) => [one, two] as const)))
  return {
    weight: Int32Array.from([0, ...met.map(({ weight }) => weight)]),
    spellingOf: at,
    worksOf: (id) => at(id).works(),
    mbidOf: new Map(),
    same: pairs('same'),
    different: pairs('different'),
  }
}

/** Which spelling stands for which band: rules first, doubt where something speaks against it, the listener's word last. */
import { partsOf } from './credits.ts'
import { type Groups, severalOf } from './group-spellings.ts'
import type { SpellingRule } from './rules.ts'
import { type Rules, ruleBetween, type Spelling } from './spellings.ts'

type Pairs = readonly (readonly [number, number])[]

/** What joining asks of the library. */
export type Catalogue = {
  /** Listener entries and works of each spelling, by id. */
  weight: Int32Array
  spellingOf: (id: number) => Spelling
  /** Work keys of a spelling. */
  worksOf: (id: number) => readonly string[]
  mbidOf: ReadonlyMap<number, string>
  /** Pairs of spellings that the listener has called the same or different. */
  same: Pairs
  different: Pairs
}

export type JoinRule = SpellingRule | 'merged-by-you'
/** Two bands that may be one: the better known first. */
export type Doubt = { artist: number; other: number; rule: SpellingRule }
export type Joined = {
  /** The canonical spelling of each spelling, by id; 0 where there is none. */
  canonicalOf: Int32Array
  /** Why a spelling was joined, where its keys do not say it. */
  reasonOf: Map<number, JoinRule>
  doubts: Doubt[]
}
type Made = { joined: Joined; groups: Groups; catalogue: Pick<Catalogue, 'spellingOf'>; on: Rules }

/** The rule that joined a spelling to the one it is shown by. */
export function reasonOfJoin(id: number, { joined, groups, catalogue, on }: Made): JoinRule {
  const told = joined.reasonOf.get(id)
  if (told !== undefined) return told
  if (groups.flaw[id] === 2) return 'guests'
  const head = joined.canonicalOf[id] as number
  return ruleBetween(catalogue.spellingOf(head), catalogue.spellingOf(id), on) ?? 'case-variant'
}

/** For each spelling, those that the listener keeps apart from it. */
type Apart = ReadonlyMap<number, readonly number[]>
type Context = { groups: Groups; catalogue: Catalogue; on: Rules; joined: Joined; apart: Apart }

/** Join spellings. Time grows with the spellings, not with their pairs. */
export function joinArtists(groups: Groups, catalogue: Catalogue, on: Rules): Joined {
  const canonicalOf = groups.certainOf.map((group, id) => (group === 0 ? 0 : id))
  const joined: Joined = { canonicalOf, reasonOf: new Map(), doubts: [] }
  const context = { groups, catalogue, on, joined, apart: apartFrom(catalogue.different) }
  for (const members of severalOf(groups.componentOf)) joinComponent(members, context)
  for (const [a, b] of catalogue.same) joinAsTold(a, b, context)
  if (on.has('split-credits')) splitCredits(context)
  return joined
}

function apartFrom(pairs: Pairs): Apart {
  const apart = new Map<number, number[]>()
  for (const [a, b] of [...pairs, ...pairs.map(([a, b]) => [b, a] as const)]) {
    apart.set(a, [...(apart.get(a) ?? []), b])
  }
  return apart
}

/** The best known spelling of a component stands for it; groups in doubt stand for themselves. */
function joinComponent(members: readonly number[], context: Context): void {
  const { joined, apart } = context
  const heads: number[] = []
  const placed = new Set<number>()
  const place = (id: number, first: number) => {
    const enemies = (apart.get(id) ?? []).filter((enemy) => placed.has(enemy))
    const free = [first, ...heads].find((head) => enemies.every((enemy) => joined.canonicalOf[enemy] !== head))
    if (free === undefined) heads.push(id)
    joined.canonicalOf[id] = free ?? id
    placed.add(id)
  }
  for (const group of certainGroups(members, context)) {
    const best = group[0] as number
    const rule = heads.length === 0 ? null : doubtAbout(heads[0] as number, group, members, context)
    if (heads.length === 0 || rule !== null) {
      if (rule !== null) joined.doubts.push({ artist: heads[0] as number, other: best, rule })
      heads.push(best)
      for (const id of group) place(id, best)
    } else for (const id of group) place(id, heads[0] as number)
  }
}

/** The certain groups of a component, best known first, and so the spellings in each; damaged ones come last. */
function certainGroups(members: readonly number[], { groups, catalogue }: Context): number[][] {
  const byGroup = Map.groupBy(members, (id) => groups.certainOf[id] as number)
  const weightOf = (ids: readonly number[]) => ids.reduce((sum, id) => sum + (catalogue.weight[id] as number), 0)
  return [...byGroup.values()]
    .map((ids) => ids.sort((a, b) => fitness(b, groups, catalogue) - fitness(a, groups, catalogue) || a - b))
    .sort((a, b) => weightOf(b) - weightOf(a) || (a[0] as number) - (b[0] as number))
}

/** Well-formed spellings before any others, then by how often they are met. */
function fitness(id: number, { flaw }: Groups, { weight }: Catalogue): number {
  return (weight[id] as number) - (flaw[id] as number) * 2 ** 31
}

/** From here on both spellings of a pair are too well known for one to be a slip of the other. */
const wellKnown = 50
const comparable = 0.3
/** A spelling this much rarer than the other is a variant of it. */
const muchRarer = 6
/** A short name written together and apart must be this much rarer: many bands are called so. */
const byFarRarer = 12
/** Fewer than this of a spelling, and it may be a slip of a band that is hardly known itself. */
const fewest = 5

/**
 * The rule that would join a group to a band, where something speaks against it: both are well known, their MBIDs
 * differ, or the name is one short word, as many bands are called. Common works outweigh the doubt.
 */
function doubtAbout(
  head: number,
  group: readonly number[],
  members: readonly number[],
  context: Context,
): SpellingRule | null {
  const { catalogue, on, groups, joined } = context
  const best = group[0] as number
  const rule = ruleBetween(catalogue.spellingOf(head), catalogue.spellingOf(best), on)
  if (rule === null) return null
  const mbids = [head, best].map((id) => catalogue.mbidOf.get(id))
  if (mbids[0] !== undefined && mbids[0] === mbids[1]) return null
  const differing = mbids[0] !== undefined && mbids[1] !== undefined
  const total = (ids: readonly number[]) => ids.reduce((sum, id) => sum + (catalogue.weight[id] as number), 0)
  const mine = total(group)
  const theirs = total(
    members.filter((id) => groups.certainOf[id] === groups.certainOf[head] || joined.canonicalOf[id] === head),
  )
  const bothKnown = mine >= wellKnown && mine >= comparable * theirs
  const factor = rarityAsked(rule, catalogue.spellingOf(best).artistKey, mine)
  const homonym = mine * factor > theirs
  if (!differing && !bothKnown && !homonym) return null
  return shareWorks(head, group, catalogue) ? null : rule
}

/** How many times rarer than a band a spelling must be, if two bands may well have names that differ by the rule. */
function rarityAsked(rule: SpellingRule, key: string, weight: number): number {
  const words = key.replace(/^the /, '').split(' ')
  const letters = key.replace(/[^\p{L}\p{N}]/gu, '').length
  switch (rule) {
    case 'accents':
    case 'symbols':
      return words.length === 1 && letters < 6 ? muchRarer : 0
    case 'punctuation':
      return words.length === 1 ? muchRarer : 0
    case 'article':
      return words.length === 1 || weight >= fewest ? muchRarer : 0
    case 'spacing':
      return letters < 6 ? byFarRarer : letters < 8 ? muchRarer : 0
    default:
      return 0
  }
}

/** Works that two spellings must have in common to be one band in spite of a doubt. */
const commonWorks = 2

function shareWorks(head: number, group: readonly number[], { worksOf }: Catalogue): boolean {
  const theirs = new Set(worksOf(head))
  const mine = new Set(group.flatMap((id) => worksOf(id)))
  return theirs.intersection(mine).size >= commonWorks
}

/** Join the bands of two spellings, unless the listener keeps any of their spellings apart. */
function joinAsTold(a: number, b: number, { joined, catalogue, apart }: Context): void {
  const { canonicalOf, reasonOf } = joined
  const [first, second] = [canonicalOf[a] as number, canonicalOf[b] as number]
  if (first === second) return
  const weightOf = (head: number) =>
    canonicalOf.reduce((sum, mine, id) => (mine === head ? sum + (catalogue.weight[id] as number) : sum), 0)
  const [head, gone] = weightOf(first) >= weightOf(second) ? [first, second] : [second, first]
  const moving = [...canonicalOf.keys()].filter((id) => canonicalOf[id] === gone)
  if (moving.some((id) => apart.get(id)?.some((enemy) => canonicalOf[enemy] === head))) return
  for (const id of moving) {
    canonicalOf[id] = head
    reasonOf.set(id, 'merged-by-you')
  }
}

/** Each part of a credit must be known this much better than the whole. */
const knownBetter = 4

/** `A & B` is A with a guest where both are known bands and the whole is hardly known. */
function splitCredits({ groups, catalogue, joined, apart }: Context): void {
  const { canonicalOf, reasonOf } = joined
  const weightOf = new Int32Array(canonicalOf.length)
  for (const [id, head] of canonicalOf.entries()) {
    if (head !== 0) weightOf[head] = (weightOf[head] as number) + (catalogue.weight[id] as number)
  }
  const bandOf = headOfGroup(groups, canonicalOf)
  const mainOf = new Map<number, number>()
  for (const id of groups.lists) {
    if (canonicalOf[id] !== id || catalogue.mbidOf.has(id)) continue
    const parts = partsOf(catalogue.spellingOf(id).name)
    const bands = parts.map((part) => bandOf[groups.groupOf(part)] as number)
    const known = bands.every(
      (band) => band !== 0 && band !== id && (weightOf[band] as number) >= knownBetter * (weightOf[id] as number),
    )
    if (parts.length === 0 || !known || apart.get(id)?.includes(bands[0] as number)) continue
    mainOf.set(id, bands[0] as number)
    groups.guestsOf.set(id, parts.slice(1))
  }
  if (mainOf.size === 0) return
  for (const [id, head] of canonicalOf.entries()) {
    const main = mainOf.get(head)
    if (main === undefined || mainOf.has(main)) continue
    canonicalOf[id] = main
    reasonOf.set(id, 'split-credits')
  }
}

/** The band of each certain group of spellings. */
export function headOfGroup(groups: Groups, canonicalOf: Int32Array): Int32Array {
  const bandOf = new Int32Array(groups.certainOf.length + 1)
  for (const [id, group] of groups.certainOf.entries()) {
    if (group !== 0 && bandOf[group] === 0) bandOf[group] = canonicalOf[id] as number
  }
  return bandOf
}

/** Spellings gathered by their keys: which may be one band, before weights and the listener's word decide. */
import { artistKey as stableKey } from '../keys.ts'
import { mayHaveGuests, parseCredit, partsOf } from './credits.ts'
import { type Rules, repairText, spellingKeys } from './spellings.ts'

/** Every spelling by id, grouped. Group numbers start at 1; 0 stands for an id without a spelling. */
export type Groups = {
  /** Spellings that are surely one. */
  certainOf: Int32Array
  /** Spellings that are likely one; whole certain groups, joined by any key that they share. */
  componentOf: Int32Array
  /** How unfit a spelling is to stand for its band: 1 damaged text, 2 a credit with guests. */
  flaw: Uint8Array
  /** Guests that a credit names, by the id of the credit. */
  guestsOf: Map<number, string[]>
  /** Spellings that may be a list of artists. */
  lists: number[]
  /** The certain group that answers to a name; 0 where none does. */
  groupOf: (name: string) => number
}

/** Group spellings (id, name, stable key) by the keys of the rules that are on. */
export function groupSpellings(
  spellings: Iterable<[id: number, name: string, artistKey: string]>,
  largestId: number,
  on: Rules,
): Groups {
  const certainOf = new Int32Array(largestId + 1)
  const flaw = new Uint8Array(largestId + 1)
  const guestsOf = new Map<number, string[]>()
  const lists: number[] = []
  const certain = new Map<string, number>()
  const likely = new Map<string, number>()
  const parent: number[] = [0]
  const rootOf = (group: number): number => {
    let root = group
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number
      root = parent[root] as number
    }
    return root
  }
  for (const [id, name, key] of spellings) {
    const credit = on.has('guests') && mayHaveGuests(name) ? parseCredit(name) : null
    if (credit !== null) guestsOf.set(id, credit.guests)
    if (on.has('split-credits') && partsOf(name).length > 0) lists.push(id)
    flaw[id] = credit !== null ? 2 : repairText(name, on) !== name ? 1 : 0
    const keys = credit === null ? spellingKeys(name, key, on) : keysOf(credit.main, on)
    let group = certain.get(keys.certain)
    if (group === undefined) {
      group = parent.length
      parent.push(group)
      certain.set(keys.certain, group)
    }
    certainOf[id] = group
    for (const key of keys.initials === null ? [keys.likely] : [keys.likely, keys.initials]) {
      const other = likely.get(key)
      if (other === undefined) likely.set(key, group)
      else parent[rootOf(group)] = rootOf(other)
    }
  }
  const componentOf = certainOf.map((group) => (group === 0 ? 0 : rootOf(group)))
  const groupOf = (name: string): number => {
    const keys = keysOf(name, on)
    // One word that is not written as a band writes itself is too little to know it by: Jam is not The Jam.
    return certain.get(keys.certain) ?? (name.includes(' ') ? likely.get(keys.likely) : undefined) ?? 0
  }
  return { certainOf, componentOf, flaw, guestsOf, lists, groupOf }
}

const keysOf = (name: string, on: Rules) => spellingKeys(name, stableKey(name), on)

/** Members of each group that has several, as arrays of ids. */
export function* severalOf(groupOf: Int32Array): Generator<number[]> {
  const size = new Int32Array(groupOf.length + 1)
  for (const group of groupOf) if (group !== 0) size[group] = (size[group] as number) + 1
  const members = new Map<number, number[]>()
  for (let id = 0; id < groupOf.length; id += 1) {
    const group = groupOf[id] as number
    if (group === 0 || (size[group] as number) < 2) continue
    const mine = members.get(group) ?? []
    mine.push(id)
    members.set(group, mine)
    if (mine.length === size[group]) {
      yield mine
      members.delete(group)
    }
  }
}

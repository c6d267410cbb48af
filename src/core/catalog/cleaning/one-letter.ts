/** Names that are one letter apart, found without comparing every two of them. */
/** Shorter names are one letter apart by chance too often. */
const fewestLetters = 6
const mostLetters = 40
/** Names of which this many are one deletion apart are counted through, like those of a series. */
const mostAlike = 12

export type NearName = { id: number; key: string }

/**
 * Pairs of names that one added, left out, changed or swapped letter tells apart; names that differ by a digit are never
 * paired. By deletion neighbourhoods (Garbe, SymSpell): time and memory grow with the letters of all names, not with pairs.
 */
export function oneLetterApart(names: readonly NearName[]): [one: number, two: number][] {
  const eligible = names.filter(({ key }) => key.length >= fewestLetters && key.length <= mostLetters).slice(0, places)
  const room = new Float64Array(eligible.reduce((sum, { key }) => sum + key.length + 1, 0))
  let filled = 0
  for (const [place, { key }] of eligible.entries()) {
    neighbourhood(key, (digest) => {
      room[filled++] = digest * places + place
    })
  }
  const entries = room.subarray(0, filled).sort()
  const found = new Map<number, [number, number]>()
  for (let from = 0, to = 0; from < filled; from = to) {
    const digest = Math.floor((entries[from] as number) / places)
    to = from + 1
    while (to < filled && Math.floor((entries[to] as number) / places) === digest) to += 1
    if (to - from < 2 || to - from > mostAlike) continue
    for (let i = from; i < to; i += 1) {
      for (let j = i + 1; j < to; j += 1) {
        const [a, b] = [(entries[i] as number) % places, (entries[j] as number) % places]
        const [one, two] = [eligible[a], eligible[b]] as [NearName, NearName]
        if (a !== b && isOneEdit(one.key, two.key)) found.set(a * places + b, [one.id, two.id])
      }
    }
  }
  return [...found.values()]
}

/** Digests of 31 bits leave room for the places of 4 million names beside them. */
const places = 2 ** 22

const base = 0x01000193

/** Digests of 31 bits of a key and of each of its one-letter deletions, by a polynomial over UTF-16 units modulo 2^32. */
function neighbourhood(key: string, add: (digest: number) => void): void {
  let after = 0
  let power = 1
  const suffixes: number[] = []
  for (let i = key.length - 1; i >= 0; i -= 1) {
    suffixes.push(after)
    after = (after + Math.imul(key.charCodeAt(i), power)) | 0
    power = Math.imul(power, base)
  }
  add(mixed(after))
  let before = 0
  let place = 1
  for (let i = key.length - 1; i > 0; i -= 1) place = Math.imul(place, base)
  for (let i = 0; i < key.length; i += 1) {
    // Of letters in a row that are the same, leaving out any gives the same.
    if (key[i] !== key[i - 1]) add(mixed((Math.imul(before, place) + (suffixes[key.length - 1 - i] as number)) | 0))
    before = (Math.imul(before, base) + key.charCodeAt(i)) | 0
    place = Math.imul(place, inverse)
  }
}

/** base × inverse = 1 modulo 2^32. */
const inverse = 0x359c449b

const mixed = (value: number): number => Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 1

/** Whether one insertion, deletion, change or swap of neighbours makes one of the other, and no digit is concerned. */
export function isOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1 || a === b) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  let end = 0
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end += 1
  const [mine, other] = [short.slice(start, short.length - end), long.slice(start, long.length - end)]
  if (/\d/.test(mine + other)) return false
  const swapped = mine.length === 2 && other.length === 2 && mine[0] === other[1] && mine[1] === other[0]
  return (mine.length <= 1 && other.length <= 1) || swapped
}

/** What cleaning would do to files before they are imported: names that would be joined, titles that would be hidden. */
import type { ParsedArgs, Result } from '#api/contract.ts'
import { type NamesIn, namesIn } from '#core/sources/names-in.ts'
import type { Part } from '#core/sources/parts.ts'
import * as rows from '#core/store/cleaning-rows.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { artistKey, workKey } from '../keys.ts'
import { countRules, type Met } from './count-rules.ts'
import { parseCredit } from './credits.ts'
import { titleFlag, titleFlagger } from './flags.ts'
import { type CleaningChoices, spellingRules } from './rules.ts'
import { type Rules, spellingKeys } from './spellings.ts'

/** Records of each file that names are taken from. */
const mostRecords = 100_000
/** Spellings of the library that are compared before others may have their turn. */
const aTurn = 5000

/** Count what the rules, switched so, would do with the names of these files beside those of the library. */
export async function previewCleaning(
  library: ReadableDb,
  parts: readonly Part[],
  choices: CleaningChoices,
  switches: ParsedArgs<'importCleaning'>['switches'],
): Promise<Result<'importCleaning'>> {
  const { records, whole, bands } = await namesIn(parts, mostRecords)
  const known = await alikeIn(library, [...bands.keys()])
  const have = new Set(known.map(({ name }) => name))
  const found = [...bands].map(([name, { titles, plays }]): Met => {
    const works = new Set(titles.map(workKey))
    return {
      ...{ name, artistKey: artistKey(name), isNew: !have.has(name), weight: plays + works.size },
      works: () => [...works],
    }
  })
  const switched = {
    ...choices,
    switches: { ...choices.switches, ...Object.fromEntries(switches.map(({ rule, on }) => [rule, on])) },
  }
  const titles = flaggedTitles(bands, choices)
  const others = known.filter(({ name }) => !bands.has(name))
  return { records, whole, bands: bands.size, rules: countRules([...others, ...found], switched), titles }
}

/** How many titles of these bands have which flag. */
function flaggedTitles(bands: NamesIn['bands'], { words }: CleaningChoices): Result<'importCleaning'>['titles'] {
  const flagsOf = titleFlagger(words)
  const flags = [...bands.values()].flatMap(({ titles }) => [...new Set(titles)].map(flagsOf))
  const count = (flag: number) => flags.filter((each) => (each & flag) !== 0).length
  return {
    placeholder: count(titleFlag.placeholder),
    explicit: count(titleFlag.explicit),
    beyondAscii: count(titleFlag.beyondAscii),
  }
}

const every: Rules = new Set(spellingRules)

/** Every key under which a spelling may meet another, credits by their main artist. */
function keysOf(name: string): string[] {
  const main = parseCredit(name)?.main ?? name
  const { certain, likely, initials } = spellingKeys(main, artistKey(main), every)
  return initials === null ? [certain, likely] : [certain, likely, initials]
}

/** Spellings of the library that any rule may join to one of these. Gives way to others between pages. */
async function alikeIn(library: ReadableDb, names: readonly string[]): Promise<Met[]> {
  const wanted = new Set(names.flatMap(keysOf))
  const worksOf = rows.workKeyReader(library)
  const weightOf = rows.spellingWeight(library)
  const alike: Met[] = []
  for (let after = 0; ; ) {
    const page = rows.spellingsAfter(library, after, aTurn)
    for (const { id, name, artistKey: key } of page) {
      if (!keysOf(name).some((each) => wanted.has(each))) continue
      alike.push({ name, artistKey: key, isNew: false, weight: weightOf(id), works: () => worksOf(id) })
    }
    const last = page.at(-1)
    if (last === undefined) return alike
    after = last.id
    await new Promise((resolve) => setImmediate(resolve))
  }
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleaningState, setRule } from '#core/catalog/cleaning/cleaning.ts'
import { previewCleaning } from '#core/catalog/cleaning/preview-cleaning.ts'
import { type CleaningChoices, noChoices, spellingRules } from '#core/catalog/cleaning/rules.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { openParts, type Part } from '#core/sources/parts.ts'
import { handOver, readChoices } from '#core/store/cleaning-rows.ts'
import { openWritable } from '#core/store/open.ts'
import {
  closeAtEnd,
  migrations,
  newLibrary,
  songsCsv,
  type TestLibrary,
  vocabulary,
  writeFiles,
} from '../../library.ts'

async function partsOf(library: TestLibrary, csv: string): Promise<Part[]> {
  const [path = ''] = writeFiles(library.folder, { 'songs.csv': csv })
  return openParts({ path, shownName: 'songs.csv' }, {}, () => {})
}

const songs = (rows: readonly (readonly [artist: string, title: string])[]) =>
  songsCsv(rows.map(([artist, title], at) => [at + 1, artist, title]))

async function preview(
  csv: string,
  { library = newLibrary(), switches = [], choices = noChoices }: Partial<Options> = {},
) {
  return previewCleaning(library.db, await partsOf(library, csv), choices, switches)
}
type Options = { library: TestLibrary; switches: Parameters<typeof previewCleaning>[3]; choices: CleaningChoices }

const named = ({ rules }: Awaited<ReturnType<typeof preview>>) =>
  Object.fromEntries(rules.flatMap(({ rule, joins, on }) => (joins === 0 ? [] : [[rule, on ? joins : -joins]])))

const mixed = songs([
  ['Sigur Rós', 'Hoppípolla'],
  ['Sigur Rós', 'Glósóli'],
  ['SIGUR RÓS', 'Untitled'],
  ['Sigur Ros', 'Starálfur'],
  ['The Beatles', 'Help'],
  ['Beatles, The', 'Yesterday'],
  ['Drake feat. Rihanna', 'Too Good'],
  ['Drake', 'Fuck You'],
])

describe('what cleaning would do to files', () => {
  test('is counted by rule, with examples out of them, and nothing is imported', async () => {
    const library = newLibrary()
    const result = await preview(mixed, { library })
    expect(named(result)).toEqual({ 'case-variant': 1, accents: 1, 'article-order': 1, guests: 1 })
    expect(result).toMatchObject({
      records: 8,
      whole: true,
      bands: 7,
      titles: { placeholder: 1, explicit: 1, beyondAscii: 3 },
    })
    expect(result.rules.find(({ rule }) => rule === 'accents')?.examples).toEqual([
      { name: 'Sigur Ros', band: 'Sigur Rós' },
    ])
    expect(library.db.prepare('SELECT count(*) FROM artist').pluck().get()).toBe(0)
  })

  test('follows the rules as they are thrown, and says what one that is off would do', async () => {
    const switches = [{ rule: 'accents', on: false }] as const
    expect(named(await preview(mixed, { switches: [...switches] }))).toEqual({
      ...{ 'case-variant': 1, 'article-order': 1, guests: 1 },
      accents: -1,
    })
    expect(named(await preview(mixed, { choices: { ...noChoices, switches: { guests: false } } }))).toEqual({
      ...{ 'case-variant': 1, accents: 1, 'article-order': 1 },
      guests: -1,
    })
  })

  test('holds to what the listener said of two bands', async () => {
    const apart = { artist: 'sigur rós', other: 'sigur ros', verdict: 'different' } as const
    expect(named(await preview(mixed, { choices: { ...noChoices, artists: [apart] } })).accents).toBeUndefined()
  })

  test('reaches to the names of the library, and leaves out what is joined there already', async () => {
    const library = newLibrary()
    await library.import({
      'songs.csv': songs([
        ['The Beatles', 'Help'],
        ['Neu!', 'Hallogallo'],
        ['NEU!', 'Isi'],
      ]),
    })
    const result = await preview(
      songs([
        ['beatles, the', 'Girl'],
        ['NEU!', 'Isi'],
        ['Can', 'Spoon'],
      ]),
      { library },
    )
    expect(named(result)).toEqual({ 'article-order': 1 })
    expect(result.rules.find(({ rule }) => rule === 'article-order')?.examples).toEqual([
      { name: 'beatles, the', band: 'The Beatles' },
    ])
  })

  test('counts a file that names no bands as none', async () => {
    expect(await preview('user,item\nann,1\nbob,2\n')).toMatchObject({ records: 2, bands: 0 })
  })

  test('is what the import then does, whatever the names', async () => {
    const name = fc.constantFrom(
      'Neu!',
      'neu!',
      'NEU!',
      'Neu',
      'The Who',
      'Who, The',
      'the who',
      'Björk',
      'Bjork',
      'Can',
    )
    const tables = fc.array(fc.tuple(name, fc.constantFrom('One', 'Two', 'Three')), { minLength: 1, maxLength: 12 })
    const off = fc.subarray([...spellingRules], { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(tables, off, async (rows, rules) => {
        const library = newLibrary()
        const user = closeAtEnd(openWritable(library.folder, 'user', migrations))
        const switches = rules.map((rule) => ({ rule, on: false }))
        const before = named(await preview(songs(rows), { library, switches }))
        for (const { rule, on } of switches) setRule(user, rule, on)
        await library.import({ 'songs.csv': songs(rows) })
        handOver(library.db, readChoices(user))
        reindex(library.db, vocabulary, () => {})
        const after = cleaningState(library.db, user).rules
        for (const { rule, on, joins } of after) expect(Math.abs(before[rule] ?? 0), `${rule} ${on}`).toBe(joins)
        user.close()
        library.db.close()
      }),
      { numRuns: 25 },
    )
  })
})

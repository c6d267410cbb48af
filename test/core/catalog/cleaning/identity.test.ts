import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { displayName } from '#core/catalog/keys.ts'
import type { ReadableDb } from '#core/store/open.ts'
import { dataPath, hasData } from '../../../data.ts'
import { bandTables, newLibrary } from '../../library.ts'

type Pair = { verdict: string; category: string; name: string; other: string }

const lines = readFileSync(join(import.meta.dirname, 'labelled-pairs.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
const cells = lines.map((line) => line.split('\t') as [string, string, string, string, string, string])
const pairs = cells
  .filter(([verdict]) => verdict !== 'known')
  .map(([verdict, category, , name, , other]): Pair => ({ verdict, category, name, other }))

/** The band that each spelling is shown under. */
function bandsOf(db: ReadableDb): (name: string) => string {
  const rows = db
    .prepare(
      `SELECT artist.name, band.name FROM artist LEFT JOIN artist_alias USING (artist_id)
       JOIN artist AS band ON band.artist_id = coalesce(artist_alias.canonical_id, artist.artist_id)`,
    )
    .raw()
    .all() as [string, string][]
  const bandOf = new Map(rows)
  return (name) => bandOf.get(displayName(name)) as string
}

/** Precision: joined pairs that are the same. Recall: pairs that are the same and joined. */
function measure(title: string, joined: readonly boolean[], same: readonly boolean[]) {
  const count = (wanted: (i: number) => boolean) => joined.filter((_, i) => wanted(i)).length
  const both = count((i) => (joined[i] && same[i]) as boolean)
  const precision = both / count((i) => joined[i] as boolean)
  const recall = both / count((i) => same[i] as boolean)
  process.stdout.write(
    `${title}: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, ${same.length} pairs\n`,
  )
  return { precision, recall }
}

describe('spellings of one band are joined', () => {
  let bandOf: (name: string) => string
  beforeAll(async () => {
    const library = newLibrary()
    const listeners = new Map<string, number>()
    for (const [, , count, name, otherCount, other] of cells) {
      listeners.set(name, Math.max(listeners.get(name) ?? 0, Number(count)))
      if (other !== '') listeners.set(other, Math.max(listeners.get(other) ?? 0, Number(otherCount)))
    }
    const plays = [...listeners].flatMap(([name, count]) =>
      Array.from({ length: count }, (_, listener): [number, string, number] => [listener + 1, name, 1]),
    )
    await library.import(bandTables(plays))
    bandOf = bandsOf(library.db)
  })

  test('the labelled pairs are many, and half of them are different bands', () => {
    const same = pairs.filter((pair) => pair.verdict === 'same').length
    expect(pairs.length).toBeGreaterThanOrEqual(500)
    expect(same / pairs.length).toBeGreaterThan(0.4)
    expect(same / pairs.length).toBeLessThan(0.6)
  })

  test('with precision of at least .995 and recall of at least .95 on the labelled pairs', () => {
    const joined = pairs.map((pair) => bandOf(pair.name) === bandOf(pair.other))
    const same = pairs.map((pair) => pair.verdict === 'same')
    const wrong = pairs.filter((_, i) => joined[i] !== same[i])
    process.stdout.write(wrong.map((p) => `  ${p.verdict} (${p.category}): ${p.name} | ${p.other}\n`).join(''))
    const { precision, recall } = measure('labelled pairs', joined, same)
    expect(precision).toBeGreaterThanOrEqual(0.995)
    expect(recall).toBeGreaterThanOrEqual(0.95)
  })

  test('and names that look like several stay one', () => {
    for (const name of [
      'The The',
      'Earth, Wind & Fire',
      'AC/DC',
      'Simon & Garfunkel',
      'Tyler, The Creator',
      '!!!',
      'Florence + the Machine',
      'Nick Cave & The Bad Seeds',
    ]) {
      expect(bandOf(name)).toBe(name)
    }
  })
})

const planted = 'synthetic/million-music-playlists'
describe.skipIf(!hasData(planted))('spellings that a generator planted', () => {
  test('are joined with precision of at least .995 and recall of at least .95', async () => {
    const read = (name: string) => gunzipSync(readFileSync(dataPath(planted, name))).toString('utf8')
    const library = newLibrary()
    await library.importPaths([
      dataPath(planted, 'track_meta.tsv.gz'),
      dataPath(planted, 'user_item_interaction.csv.gz'),
    ])
    const bandOf = bandsOf(library.db)
    // A spelling may be that of several artists: some planted names are honest homonyms.
    const artistsOf = new Map<string, Set<string>>()
    const note = (spelling: string, artist: string) =>
      artistsOf.set(displayName(spelling), (artistsOf.get(displayName(spelling)) ?? new Set()).add(artist))
    const truth = read('truth_variants.tsv.gz').trimEnd().split('\n').slice(1)
    for (const [spelling = '', artist = ''] of truth.map((line) => line.split('\t'))) note(spelling, artist)
    const variants = new Set(artistsOf.keys())
    const names = library.db.prepare('SELECT name FROM artist').pluck().all() as string[]
    // A record cut at a quotation mark still names its artist.
    for (const name of names) if (!variants.has(name)) note(name, name.replace(/^"/, ''))
    for (const line of truth) note(line.split('\t')[1] as string, line.split('\t')[1] as string)

    // Every two spellings that are joined or should be: those of one artist, and those of one band.
    const known = names.filter((name) => artistsOf.has(name))
    const isSame = (a: string, b: string) =>
      !(artistsOf.get(a) as Set<string>).isDisjointFrom(artistsOf.get(b) as Set<string>)
    const together = new Map<string, [string, string]>()
    const gather = (keysOf: (name: string) => Iterable<string>) => {
      const groups = new Map<string, string[]>()
      for (const name of known) for (const key of keysOf(name)) groups.set(key, [...(groups.get(key) ?? []), name])
      for (const group of groups.values())
        for (const a of group) for (const b of group) if (a < b) together.set(`${a}\t${b}`, [a, b])
    }
    gather((name) => [bandOf(name)])
    gather((name) => artistsOf.get(name) as Set<string>)
    const all = [...together.values()]
    const { precision, recall } = measure(
      'planted spellings',
      all.map(([a, b]) => bandOf(a) === bandOf(b)),
      all.map(([a, b]) => isSame(a, b)),
    )
    expect(all.length).toBeGreaterThan(1500)
    expect(precision).toBeGreaterThanOrEqual(0.995)
    expect(recall).toBeGreaterThanOrEqual(0.95)
  })
})

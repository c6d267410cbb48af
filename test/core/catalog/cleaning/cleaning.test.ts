import { beforeEach, describe, expect, test } from 'vitest'
import { cleaningState, setRule, setVerdict, spellings, suggestions } from '#core/catalog/cleaning/cleaning.ts'
import { loadVocabulary } from '#core/catalog/genres.ts'
import { reindex } from '#core/catalog/reindex.ts'
import { handOver, readChoices } from '#core/store/cleaning-rows.ts'
import { openWritable, type WritableDb } from '#core/store/open.ts'
import { bandTables, closeAtEnd, migrations, newLibrary, resources, type TestLibrary } from '../../library.ts'

let library: TestLibrary
let user: WritableDb

beforeEach(async () => {
  library = newLibrary()
  user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const plays: [number, string, number][] = []
  const heard = (name: string, listeners: number) => {
    for (let i = 1; i <= listeners; i += 1) plays.push([i, name, i])
  }
  heard('The Beatles', 30)
  heard('Beatles, The', 3)
  heard('beatles', 2)
  heard('Sigur Rós', 20)
  heard('Sigur Ros', 2)
  heard('Low', 12)
  heard('Slow', 9)
  await library.import(bandTables(plays))
})

/** What a job does with the listener's choices. */
function tidy() {
  handOver(library.db, readChoices(user))
  reindex(library.db, loadVocabulary(resources), () => {})
}
const bands = () =>
  library.db
    .prepare('SELECT name FROM artist_summary JOIN artist USING (artist_id) ORDER BY name')
    .pluck()
    .all() as string[]
const joins = (rule: string) => cleaningState(library.db, user).rules.find((each) => each.rule === rule)

test('a rule that is switched off takes its joins back, and says what it would join; nothing is imported again', () => {
  expect(bands()).toEqual(['Low', 'Sigur Rós', 'Slow', 'The Beatles'])
  expect(joins('accents')).toEqual({ rule: 'accents', on: true, joins: 1 })
  setRule(user, 'accents', false)
  expect(cleaningState(library.db, user).pending).toBe(true)
  tidy()
  expect(bands()).toEqual(['Low', 'Sigur Ros', 'Sigur Rós', 'Slow', 'The Beatles'])
  expect(joins('accents')).toEqual({ rule: 'accents', on: false, joins: 1 })
  setRule(user, 'accents', true)
  tidy()
  expect(bands()).toEqual(['Low', 'Sigur Rós', 'Slow', 'The Beatles'])
  expect(cleaningState(library.db, user).pending).toBe(false)
})

test('what the listener says of two bands holds, and can be taken back', () => {
  setVerdict(user, 'Low', 'Slow', 'same')
  tidy()
  expect(bands()).toEqual(['Low', 'Sigur Rós', 'The Beatles'])
  expect(cleaningState(library.db, user).merged).toBe(1)
  setVerdict(user, 'Slow', 'Low', null)
  setVerdict(user, 'The Beatles', 'Beatles, The', 'different')
  tidy()
  expect(bands()).toContain('Beatles, The')
  expect(bands()).toContain('Slow')
  expect(cleaningState(library.db, user)).toMatchObject({ merged: 0, keptApart: 1 })
})

test('a band’s spellings are listed with the rule that joined each', () => {
  const id = library.db.prepare("SELECT artist_id FROM artist WHERE name = 'The Beatles'").pluck().get() as number
  const { items } = spellings(library.db, `a${id}`)
  expect(items[0]).toEqual({ name: 'The Beatles', rule: null })
  expect(Object.fromEntries(items.slice(1).map(({ name, rule }) => [name, rule]))).toEqual({
    'Beatles, The': 'article-order',
    beatles: 'article',
  })
})

test('bands that something speaks against joining are suggested, with what they share', async () => {
  const other = newLibrary()
  const plays = Array.from({ length: 60 }, (_, i): [number, string, number][] => [
    [i + 1, 'The Verve', 1],
    [i + 31, 'Verve', 1],
  ]).flat()
  await other.import(bandTables(plays))
  const { items, total } = suggestions(other.db, 10)
  expect(total).toBe(1)
  expect(items).toMatchObject([{ rule: 'article', sharedListeners: 30, sharedTracks: 0 }])
  expect([items[0]?.artist.artist, items[0]?.other.artist].sort()).toEqual(['The Verve', 'Verve'])
})

describe('names one letter apart', () => {
  const imported = async (same: number) => {
    const other = newLibrary()
    const plays = Array.from({ length: 60 }, (_, i): [number, string, number][] => [
      [i + 1, 'Metallica', 1],
      [i + 1, i < 40 ? 'Slayer' : 'Portishead', 1],
    ]).flat()
    const misspelt = Array.from({ length: 2 }, (_, i): [number, string, number] => [
      i < same ? i + 1 : 500 + i,
      'Metalica',
      1,
    ])
    const others = Array.from({ length: 400 }, (_, i): [number, string, number] => [100 + i, 'Someone Else', 1])
    await other.import(bandTables([...plays, ...misspelt, ...others]))
    return other
  }

  test('are suggested where listeners speak for it, and never joined by themselves', async () => {
    const { db } = await imported(2)
    expect(suggestions(db, 10).items).toMatchObject([
      { artist: { artist: 'Metallica' }, other: { artist: 'Metalica' }, rule: 'one-letter', sharedListeners: 2 },
    ])
    expect(db.prepare('SELECT count(*) FROM artist_alias').pluck().get()).toBe(0)
  })

  test('are left alone where nothing speaks for it', async () => {
    expect(suggestions((await imported(0)).db, 10).items).toEqual([])
  })

  test('are asked about no more once the listener has answered', async () => {
    const { db, folder } = await imported(2)
    const words = closeAtEnd(openWritable(folder, 'user', migrations))
    const answer = (verdict: 'same' | 'different' | null) => {
      setVerdict(words, 'Metallica', 'Metalica', verdict)
      handOver(db, readChoices(words))
      reindex(db, loadVocabulary(resources), () => {})
      return suggestions(db, 10).total
    }
    expect(answer('different')).toBe(0)
    expect(answer(null)).toBe(1)
    expect(answer('same')).toBe(0)
    expect(db.prepare('SELECT count(*) FROM artist_alias').pluck().get()).toBe(1)
  })
})

test('bands that the listener keeps apart are suggested no more', async () => {
  setVerdict(user, 'The Beatles', 'Beatles, The', 'different')
  tidy()
  expect(suggestions(library.db, 10).items).toEqual([])
})

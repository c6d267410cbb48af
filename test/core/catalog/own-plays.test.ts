import { describe, expect, test } from 'vitest'
import { ownPlays } from '#core/catalog/own-plays.ts'
import { decodeNumbers } from '#core/math/leb128.ts'
import { newLibrary, numberOf, type TestLibrary } from '../library.ts'

/** A Last.fm table of plays: minutes after 2023-01-01 00:00. */
const scrobbles = (plays: readonly (readonly [artist: string, title: string, second: number])[]) =>
  [
    'uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid',
    ...plays.map(([artist, title, second]) => `${1_672_531_200 + second},,${artist},,,,${title},`),
  ].join('\n')
const log = (plays: readonly (readonly [artist: string, title: string, second: number])[]) =>
  `#AUDIOSCROBBLER/1.1\n${plays.map(([artist, title, second]) => `${artist}\t\t${title}\t\t\tL\t${1_672_531_200 + second}\t`).join('\n')}`

const total = ({ db }: TestLibrary) => [...ownPlays(db).values()].reduce((sum, count) => sum + count, 0)

describe('plays of the listener’s own', () => {
  test('that two sources report count once, and both sources keep them', async () => {
    const library = newLibrary()
    const plays = [
      ['Low', 'Lullaby', 0],
      ['Low', 'Words', 1000],
      ['Low', 'Lullaby', 5000],
    ] as const
    const first = await library.import({ 'a.csv': scrobbles(plays) })
    expect(total(library)).toBe(3)
    const later = plays.map(([artist, title, at]) => [artist.toUpperCase(), `${title} - Remastered`, at + 60] as const)
    const second = await library.import({ 'b.log': log([...later, ['Low', 'New', 9000]]) })
    expect(second.files[0]).toMatchObject({ kept: 1, merged: 3, merges: { 'duplicate-row': 3 } })
    expect(total(library)).toBe(4)
    library.remove(first.source as number)
    expect(total(library)).toBe(4)
  })

  test('in a newer export that overlaps an older one add only what is new', async () => {
    const library = newLibrary()
    const plays = Array.from({ length: 50 }, (_, i) => ['Low', `Song ${i % 7}`, i * 1000] as const)
    await library.import({ 'old.csv': scrobbles(plays.slice(0, 30)) })
    const result = await library.import({ 'new.csv': scrobbles(plays) })
    expect(result.files[0]).toMatchObject({ read: 50, kept: 20, merged: 30 })
    expect(total(library)).toBe(50)
  })

  test('are one listener to the models, and none where a source is not for taste', async () => {
    const library = newLibrary()
    await library.import({ 'a.csv': scrobbles([['Low', 'Lullaby', 0]]) })
    await library.import({ 'b.log': log([['Low', 'Words', 0]]) })
    const listeners = () => {
      const row = library.db.prepare('SELECT listeners, listener_ids AS ids FROM artist_summary').get() as {
        listeners: number
        ids: Uint8Array
      }
      return [row.listeners, decodeNumbers(row.ids, new Int32Array(9))]
    }
    expect(listeners()).toEqual([1, 1])
    await library.import({ 'c.csv': scrobbles([['Low', 'Other', 0]]) }, { forTaste: false })
    expect(total(library)).toBe(2)
    expect(numberOf(library.db, 'SELECT count(*) FROM track_play')).toBe(3)
  })

  test('counted without times are not added to those with times: the larger figure stands', async () => {
    const library = newLibrary()
    await library.import({
      'a.csv': scrobbles([
        ['Low', 'Lullaby', 0],
        ['Low', 'Words', 0],
      ]),
    })
    const track = (plays: number, title: string, id: number) =>
      `<key>${id}</key><dict><key>Track ID</key><integer>${id}</integer><key>Name</key><string>${title}</string><key>Artist</key><string>Low</string><key>Play Count</key><integer>${plays}</integer></dict>`
    await library.import({
      'Library.xml': `<?xml version="1.0"?><plist><dict><key>Tracks</key><dict>${track(7, 'Lullaby', 1)}${track(1, 'Words', 2)}</dict></dict></plist>`,
    })
    expect(total(library)).toBe(8)
  })
})

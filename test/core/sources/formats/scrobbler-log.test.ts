import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileReader, keywords, readAll } from '../helpers.ts'

const read = fileReader()
const head = '#AUDIOSCROBBLER/1.1\n#TZ/UTC\n#CLIENT/Rockbox\n'
const play = (...cells: string[]) => `${cells.join('\t')}\n`
const mbid = '0dad432b-16cc-4bf0-8961-fd31d124b01b'

describe('a player log', () => {
  test('is known by its first line, and its plays are the listener’s own', async () => {
    const result = await read('log', head + play('Low', 'Curtains', 'Lullaby', '1', '180', 'L', '1672531200', mbid))
    expect(result.recognised?.table.format).toBe('scrobbler-log')
    expect(result.rows).toEqual([
      {
        kind: 'listen',
        listener: 'me',
        track: { id: null, artist: 'Low', title: 'Lullaby', facts: { album: 'Curtains', durationMs: 180_000, mbid } },
        at: 1_672_531_200,
        msPlayed: null,
      },
    ])
  })

  test('of a player without a clock keeps its plays without a time', async () => {
    const result = await read('log', head + play('Low', '', 'Lullaby', '', '', 'L', '3600'))
    expect(result.rows).toMatchObject([{ at: null, track: { facts: {} } }])
  })

  test('leaves out what was skipped, what has no tags, no time or too few fields', async () => {
    const lines = [
      play('Low', '', 'Lullaby', '1', '180', 'S', '1672531200'),
      play('<Untagged>', '', 'track01.mp3', '1', '180', 'L', '1672531200'),
      play('Low', '', 'Lullaby', '1', '180', 'L', '700000000'),
      play('Low', '', 'Lullaby', '1', '180', 'L', 'yesterday'),
      play('Low', 'Lullaby'),
      play('Low', '', 'Lullaby', '1', '180', 'L', '1672531200'),
    ]
    const result = await read('log', head + lines.join(''))
    expect(keywords(result)).toEqual(['play-skipped', 'name-empty', 'date-invalid', 'date-invalid', 'columns-missing'])
    expect(result.rows).toHaveLength(1)
    expect(result.recordsRead).toBe(6)
  })

  test('of a real player shape reads whole', async () => {
    const data = process.env.SIDETRACK_DATA ?? '../shared/data'
    const result = await readAll(join(data, 'synthetic/lastfm/audioscrobbler.log'))
    expect([result.rows.length, keywords(result).length]).toEqual([80, 20])
  })
})

/** Playlists of what the sample library has. */
import { describe, expect, test } from 'vitest'
import { readEntries } from '../../src/core/playlists/writers/list-format.ts'
import { artist, clientOf, refusal, type Through } from './asking.ts'
import type { Sidetrack } from './transports.ts'

export function playlists({ has }: Through, sidetrack: () => Sidetrack): void {
  describe('playlists', () => {
    let id = 0
    let names: string[] = []

    test('are made of what was recommended', async () => {
      const { items } = await sidetrack().recommend({ seeds: [artist('Radiohead')], kind: 'track', limit: 6 })
      names = items.map((item) => `${item.artist} - ${item.title}`)
      const made = await sidetrack().playlistCreate({ name: 'Sunday “slow”', items: items.map((item) => item.id) })
      expect(made.added).toBe(6)
      id = made.id
      expect((await sidetrack().playlists()).items).toMatchObject([{ id, name: 'Sunday “slow”', entries: 6 }])
    })

    test('take a band as its best-known track', async () => {
      const { items } = await sidetrack().search({ text: 'radiohead', kind: 'artist' })
      const { id: other, added } = await sidetrack().playlistCreate({ name: 'One', items: [items[0]?.id ?? ''] })
      expect(added).toBe(1)
      const { text } = await sidetrack().playlistExport(other, 'm3u8')
      expect(text).toMatch(/\nRadiohead - .+\n$/)
    })

    test('are written as M3U8 that says what was asked for', async () => {
      const { written, withFile, text } = await sidetrack().playlistExport(id, 'm3u8')
      expect({ written, withFile }).toEqual({ written: 6, withFile: 0 })
      const lines = text.split('\n')
      expect(lines.slice(0, 2)).toEqual(['#EXTM3U', '#PLAYLIST:Sunday “slow”'])
      expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual(names)
      expect(lines.filter((line) => line.startsWith('#EXTINF:'))).toEqual(names.map((name) => `#EXTINF:-1,${name}`))
    })

    test('are written as CSV with one row each', async () => {
      const { written, text } = await sidetrack().playlistExport(id, 'csv')
      expect(written).toBe(6)
      const [header, ...rows] = text.trimEnd().split('\r\n')
      expect(header).toBe('position,title,artist,album,year,duration_ms,isrc,mbid,spotify_uri,score,reason')
      expect(rows).toHaveLength(6)
      expect(rows[0]).toMatch(/^1,/)
    })

    test.each(['m3u', 'pls', 'xspf', 'jspf'] as const)(
      'are written as %s with every entry in order',
      async (format) => {
        const { written, text } = await sidetrack().playlistExport(id, format)
        expect(written).toBe(6)
        const labels = readEntries(format, text).map(({ artist, title }) => `${artist} - ${title}`)
        expect(labels).toEqual(names)
      },
    )

    test('refuse what is not in the library', async () => {
      const made = await refusal(sidetrack().playlistCreate({ name: 'Lost', items: ['t999999'] }))
      expect(made.code).toBe('track-not-found')
      expect((await refusal(sidetrack().playlistExport(999, 'csv'))).code).toBe('playlist-not-found')
      expect((await sidetrack().playlists()).items).toHaveLength(2)
    })

    if (has('playlist', 'playlistEdit', 'playlistDelete', 'undo')) {
      test('are edited, and every edit is undone', async () => {
        const client = clientOf(sidetrack())
        const before = await client.playlist({ id })
        const order = before.items.map(({ entryId }) => entryId)
        const [first = 0, second = 0] = order
        const edits = [
          { type: 'move' as const, entryIds: [first], to: 5 },
          { type: 'remove' as const, entryIds: [second, first] },
          { type: 'rename' as const, name: 'Monday' },
          { type: 'add' as const, items: before.items.slice(0, 1).map(({ item }) => item ?? ''), at: 0 },
        ]
        const states = [before]
        for (const edit of edits) states.push(await client.playlistEdit({ id, edit }))
        expect(states[1]?.items.map(({ entryId }) => entryId)).toEqual([...order.slice(1), first])
        expect(states[2]?.items.map(({ entryId }) => entryId)).toEqual(order.slice(2))
        expect(states[3]?.name).toBe('Monday')
        expect(states[4]?.items.map((item) => `${item.artist} - ${item.title}`)).toEqual([names[0], ...names.slice(2)])
        for (const state of states.slice(0, -1).reverse()) {
          expect((await client.undo({})).playlistId).toBe(id)
          const { updatedAt: _, ...now } = await client.playlist({ id })
          expect(state).toMatchObject(now)
        }
        expect(await client.playlistDelete({ id })).toEqual({ name: 'Sunday “slow”' })
        expect((await refusal(client.playlist({ id }))).code).toBe('playlist-not-found')
        await client.undo({})
        expect((await client.playlist({ id })).items).toEqual(before.items)
      })
    }
  })
}

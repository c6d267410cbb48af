import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspect } from '#core/sources/preview.ts'
import { newLibrary, writeFiles } from '../../../library.ts'
import { fileReader, keywords } from '../../helpers.ts'

const read = fileReader()

const play = (more: Record<string, unknown> = {}) => ({
  ts: '2023-01-01T03:35:19Z',
  username: 'someone-private',
  platform: 'PrivatePhone',
  ms_played: 120_000,
  conn_country: 'Atlantis',
  ip_addr: '198.51.100.77',
  ip_addr_decrypted: '198.51.100.77',
  user_agent_decrypted: 'PrivateAgent/1.0',
  master_metadata_track_name: 'Lullaby',
  master_metadata_album_artist_name: 'Low',
  master_metadata_album_album_name: 'Curtains',
  spotify_track_uri: 'spotify:track:0123456789012345678901',
  episode_name: null,
  spotify_episode_uri: null,
  reason_end: 'trackdone',
  skipped: null,
  incognito_mode: false,
  ...more,
})

describe('a Spotify history', () => {
  test('dates a play by its beginning and knows its track by address', async () => {
    const { rows } = await read('endsong_0.json', JSON.stringify([play()]))
    expect(rows).toEqual([
      {
        kind: 'listen',
        listener: 'me',
        track: {
          id: 'spotify:track:0123456789012345678901',
          artist: 'Low',
          title: 'Lullaby',
          facts: { album: 'Curtains', uri: 'spotify:track:0123456789012345678901' },
        },
        at: 1_672_544_119 - 120,
        msPlayed: 120_000,
      },
    ])
  })

  test.each([
    ['play-skipped', { incognito_mode: true }],
    ['play-skipped', { ms_played: 29_999, skipped: true }],
    ['play-skipped', { ms_played: 29_999, reason_end: 'fwdbtn' }],
    ['not-music', { spotify_episode_uri: 'spotify:episode:x', master_metadata_track_name: null }],
    ['name-empty', { master_metadata_track_name: null }],
    ['date-invalid', { ts: 'yesterday' }],
    ['value-out-of-range', { ms_played: -1 }],
    ['value-out-of-range', { ms_played: '120000' }],
  ])('%s: %o', async (keyword, more) => {
    expect(keywords(await read('x.json', JSON.stringify([play(), play(more)])))).toEqual([keyword])
  })

  test.each([{ ms_played: 29_999 }, { ms_played: 30_000, reason_end: 'fwdbtn', skipped: true }])(
    'keeps a short play that ended by itself, and a long one that was left: %o',
    async (more) => expect((await read('x.json', JSON.stringify([play(more)]))).rows).toHaveLength(1),
  )

  test('keeps nothing of who listened from where with what, not even of refused plays', async () => {
    const library = newLibrary()
    const plays = [
      play(),
      play({ ts: 'never' }),
      play({ ms_played: null }),
      play({ incognito_mode: true }),
      play({ master_metadata_track_name: '' }),
      ['198.51.100.77'],
      play({ episode_name: 'Talk', spotify_episode_uri: 'spotify:episode:x' }),
    ]
    const result = await library.import({ 'endsong_0.json': JSON.stringify(plays) })
    expect(result.files[0]).toMatchObject({ read: 7, kept: 1 })
    const broken = await library.import({
      'endsong_1.json': `${JSON.stringify(plays).slice(0, -40)},{"ip_addr": 198.51.100.77}`,
    })
    expect(broken.source).toBeNull()
    const [path = ''] = writeFiles(library.folder, { 'endsong_0.json': JSON.stringify(plays) })
    const shown = JSON.stringify([result, broken, await inspect(path, 'endsong_0.json')])
    library.db.pragma('wal_checkpoint(TRUNCATE)')
    const stored = readFileSync(join(library.folder, 'library.sqlite')).toString('latin1')
    expect(stored).toContain('Lullaby')
    for (const secret of ['198.51.100.77', 'PrivateAgent', 'Atlantis', 'someone-private', 'PrivatePhone']) {
      expect(stored.includes(secret), secret).toBe(false)
      expect(shown.includes(secret), secret).toBe(false)
    }
  })

  test('in its short form leaves out what was heard for less than half a minute, and podcasts', async () => {
    const short = (more: Record<string, unknown>) => ({
      endTime: '2023-01-01 03:35',
      artistName: 'Low',
      trackName: 'Words',
      msPlayed: 60_000,
      ...more,
    })
    const result = await read(
      'StreamingHistory_music_0.json',
      JSON.stringify([short({}), short({ msPlayed: 5 }), short({ podcastName: 'Talk' })]),
    )
    expect(result.rows).toMatchObject([{ at: 1_672_544_040, track: { id: null, title: 'Words' } }])
    expect(keywords(result)).toEqual(['play-skipped', 'not-music'])
  })
})

test('Spotify’s playlists keep their names and local tracks; its library is likes', async () => {
  const track = (trackName: string) => ({
    track: { trackName, artistName: 'Low', albumName: '', trackUri: 'spotify:track:0123456789012345678901' },
  })
  const lists = await read(
    'Playlist1.json',
    JSON.stringify({
      playlists: [
        {
          name: 'A',
          items: [
            track('One'),
            { track: null, localTrack: { uri: 'spotify:local:Low:Al:Two+%26:60' } },
            { episode: {} },
          ],
        },
        { name: 'B', items: [track('One')] },
      ],
    }),
  )
  expect(lists.rows).toMatchObject([
    { kind: 'list-entry', name: 'A', track: { title: 'One' } },
    { name: 'A', track: { title: 'Two &', facts: { album: 'Al' } } },
    { name: 'B' },
  ])
  expect(keywords(lists)).toEqual(['not-music'])
  const likes = await read(
    'YourLibrary.json',
    JSON.stringify({
      tracks: [{ artist: 'Low', track: 'One', uri: 'spotify:track:0123456789012345678901' }],
      albums: [{ artist: 'x' }],
    }),
  )
  expect(likes.rows).toMatchObject([{ kind: 'named-track-play', listener: 'me', plays: null }])
})

describe('ListenBrainz', () => {
  const msid = '00000000-0000-4000-8000-000000000001'
  const mbid = '0dad432b-16cc-4bf0-8961-fd31d124b01b'
  const listen = (more: Record<string, unknown> = {}, info: Record<string, unknown> = {}) => ({
    listened_at: 1_672_544_119,
    track_metadata: {
      artist_name: 'Low',
      track_name: 'Lullaby',
      additional_info: { duration_ms: 5000, ...info },
      recording_msid: msid,
      ...more,
    },
  })

  test('reads lines, arrays and the form of its API alike', async () => {
    const one = listen()
    const lines = await read('1.jsonl', `${JSON.stringify(one)}\n{"listened_at": \n\n${JSON.stringify(one)}\n`)
    expect(keywords(lines)).toEqual(['json-syntax'])
    const array = await read('a.json', JSON.stringify([one, one]))
    const payload = await read('p.json', JSON.stringify({ listen_type: 'import', payload: [one, one] }))
    const answer = await read('q.json', JSON.stringify({ payload: { count: 2, listens: [one, one] } }))
    for (const { rows } of [lines, array, payload, answer]) {
      expect(rows).toHaveLength(2)
      expect(rows[0]).toMatchObject({
        kind: 'listen',
        at: 1_672_544_119,
        track: { id: msid, artist: 'Low', facts: { durationMs: 5000 } },
      })
    }
  })

  test('takes the MBID as submitted, then as mapped', async () => {
    const mapped = { mbid_mapping: { recording_mbid: mbid } }
    const other = '11111111-16cc-4bf0-8961-fd31d124b01b'
    const { rows } = await read('a.json', JSON.stringify([listen(mapped), listen(mapped, { recording_mbid: other })]))
    expect(rows).toMatchObject([{ track: { facts: { mbid } } }, { track: { facts: { mbid: other } } }])
  })

  test('feedback likes and hides the tracks that its listens name, before or after them', async () => {
    const library = newLibrary()
    const score = (value: number, id = msid) =>
      JSON.stringify({ recording_msid: id, recording_mbid: null, score: value })
    const feedback = [score(1), score(-1), score(0), score(1, msid.replace('1', '2')), score(7)].join('\n')
    const { files } = await library.import({ 'feedback.jsonl': feedback, '1.jsonl': JSON.stringify(listen()) })
    expect(files.map(({ table, kept, setAside, rejected }) => [table, kept, setAside, rejected])).toEqual([
      ['listens', 1, 0, {}],
      ['feedback', 1, 1, { 'no-opinion': 1, 'value-out-of-range': 1 }],
    ])
  })
})

test('Pano Scrobbler and Maloja', async () => {
  const pano = await read(
    'p.jsonl',
    '{"timeMs":1672544119000,"artist":"Low","track":"Words","album":"A","albumArtist":"Low","durationMs":1000}\n',
  )
  expect(pano.rows).toMatchObject([{ at: 1_672_544_119, track: { title: 'Words', facts: { durationMs: 1000 } } }])
  const maloja = await read(
    'm.json',
    JSON.stringify({
      maloja: {},
      scrobbles: [
        {
          time: 1_672_544_119,
          track: { artists: ['Low', 'High'], title: 'Words', album: { albumtitle: 'A' }, length: 9 },
          duration: null,
          origin: 'x',
        },
      ],
    }),
  )
  expect(maloja.rows).toMatchObject([
    { at: 1_672_544_119, track: { artist: 'Low', facts: { album: 'A', durationMs: 9000 } } },
  ])
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findWork } from '#core/catalog/search.ts'
import { openParts } from '#core/sources/parts.ts'
import { soundClasses } from '#core/sources/sounds.ts'
import { decodeSound, encodeSound, joinRecordings } from '#core/store/track-sounds.ts'
import { dataPath, hasData } from '../../data.ts'
import { newLibrary, numberOf, songsCsv, temporaryFolder, writeFiles } from '../library.ts'
import { tar } from '../sources/pack.ts'

const mbids = ['a', 'b', 'c', 'd'].map((letter) => `0dad432b-16cc-4bf0-8961-fd31d124b01${letter}`)

/** A document of AcousticBrainz; `happy` is what its classifier for happiness says. */
function heard(tags: Record<string, unknown>, happy = 0.5, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    highlevel: {
      danceability: { all: { danceable: 0.25, not_danceable: 0.75 }, probability: 0.75, value: 'not_danceable' },
      mood_happy: { all: { happy, not_happy: 1 - happy }, probability: Math.max(happy, 1 - happy), value: 'happy' },
      genre_dortmund: { all: { electronic: 0.9, rock: 0.1 }, probability: 0.9, value: 'electronic' },
      genre_rosamerica: { all: { roc: 0.9, pop: 0.1 }, probability: 0.9, value: 'roc' },
      genre_tzanetakis: { all: { met: 0.5, roc: 0.5 }, probability: 0.5, value: 'met' },
      ...more,
    },
    metadata: { audio_properties: { length: 61.5 }, tags: { file_name: 'x.mp3', ...tags } },
  })
}

const tagged = (mbid: string | undefined, title: string, date?: string) => ({
  musicbrainz_recordingid: [mbid],
  artist: ['Can'],
  title: [title],
  ...(date === undefined ? {} : { date: [date] }),
})

const placeOf = (name: string) => soundClasses.findIndex((one) => one.name === name)

describe('AcousticBrainz', () => {
  test('averages the submissions of a recording, and keeps every class of every classifier', async () => {
    const library = newLibrary()
    const lines = [heard(tagged(mbids[0], 'Spoon'), 0.2), heard(tagged(mbids[0], 'Spoon'), 0.6)]
    const { files } = await library.import({ 'a.ndjson': [...lines, heard(tagged(mbids[0], 'Spoon'), 0.7)].join('\n') })
    expect(files[0]).toMatchObject({ format: 'acousticbrainz', read: 3, kept: 1, merged: 2 })
    const row = library.db.prepare('SELECT submissions, shares FROM track_sound').get()
    const { submissions, shares } = row as { submissions: number; shares: Uint8Array }
    expect(submissions).toBe(3)
    const sound = decodeSound(shares)
    expect(sound[placeOf('happy')]).toBeCloseTo(0.5, 3)
    expect(sound[placeOf('danceable')]).toBeCloseTo(0.25, 3)
    expect(sound[placeOf('Tango')]).toBeNaN()
  })

  test('counts a recording once for its genres, however many imports hold submissions of it', async () => {
    const genresOf = (library: ReturnType<typeof newLibrary>) =>
      library.db
        .prepare('SELECT artist_id, genre_id, round(weight, 9) FROM artist_genre ORDER BY 1, 2')
        .raw()
        .all() as number[][]
    const jazz = { genre_dortmund: { all: { jazz: 1 } }, genre_rosamerica: {}, genre_tzanetakis: {} }
    const documents = [heard(tagged(mbids[0], 'Spoon')), heard(tagged(mbids[1], 'Vitamin C'), 0.5, jazz)]
    const once = newLibrary()
    await once.import({ 'a.ndjson': documents.join('\n') })
    const twice = newLibrary()
    await twice.import({ 'a.ndjson': documents.join('\n') })
    await twice.import({ 'b.ndjson': [documents[0], documents[0]].join('\n') })
    expect(numberOf(twice.db, 'SELECT count(*) FROM track_sound')).toBe(3)
    expect(genresOf(once).length).toBeGreaterThan(1)
    expect(genresOf(twice)).toEqual(genresOf(once))
  })

  test('joins what several imports say of a recording over their submissions', () => {
    const sound = (happy: number) =>
      encodeSound(Float32Array.from(soundClasses, ({ name }) => (name === 'happy' ? happy : Number.NaN)))
    const joined = [
      ...joinRecordings([
        ['a', 1, 3, sound(0.2)],
        ['a', 2, 1, sound(0.6)],
        ['b', 2, 1, sound(0.9)],
      ]),
    ]
    expect(joined.map(({ mbid, artist, submissions }) => [mbid, artist, submissions])).toEqual([
      ['a', 1, 4],
      ['b', 2, 1],
    ])
    expect(joined[0]?.shares[placeOf('happy')]).toBeCloseTo(0.3, 4)
    expect(joined[1]?.shares[placeOf('happy')]).toBeCloseTo(0.9, 4)
  })

  test('reads a year from every form of a date, and keeps tracks without one', async () => {
    const library = newLibrary()
    const dates = ['1969', '1970-05-01', '1971-05-01 00:00:00', '1972-05-01T00:00:00Z', '1973-00-00', undefined]
    const documents = dates.map((date, i) => heard(tagged(`${mbids[0]?.slice(0, -1)}${i}`, `Track ${i}`, date)))
    const { files } = await library.import({ 'a.ndjson': documents.join('\n') })
    expect(files[0]).toMatchObject({ read: 6, kept: 6 })
    const years = library.db.prepare('SELECT year FROM track ORDER BY track_id').pluck().all()
    expect(years).toEqual([1969, 1970, 1971, 1972, 1973, null])
  })

  test('refuses records without names, an MBID or sense, each with its reason and what is known of it', async () => {
    const library = newLibrary()
    const { files } = await library.import({
      'a.ndjson': [
        heard(tagged(mbids[0], 'Spoon')),
        heard({ musicbrainz_recordingid: [mbids[1]], artist: ['Can'] }),
        heard(tagged('no mbid', 'Spoon')),
        heard(tagged(mbids[2], 'Halleluhwah'), 7),
      ].join('\n'),
    })
    expect(files[0]?.rejected).toEqual({ 'name-empty': 1, 'schema-mismatch': 1, 'value-out-of-range': 1 })
    const shown = library.db.prepare(`SELECT record FROM ledger_example WHERE keyword = 'name-empty'`).pluck().get()
    expect(shown).toContain(mbids[1])
  })

  test('lets three classifiers vote for a genre, so that one that errs alone is outvoted', async () => {
    const library = newLibrary()
    await library.import({ 'a.json': heard(tagged(mbids[0], 'Spoon')) })
    const genres = library.db.prepare(
      'SELECT genre.name FROM artist_genre JOIN genre USING (genre_id) ORDER BY weight DESC, genre.name',
    )
    expect(genres.pluck().all()).toEqual(['rock', 'electronic', 'metal'])
  })

  test('is found by MBID, and by the page of the recording', async () => {
    const library = newLibrary()
    await library.import({ 'a.json': heard(tagged(mbids[0], 'Spoon')) })
    const work = findWork(library.db, 'Can - Spoon')
    expect(findWork(library.db, mbids[0]?.toUpperCase() ?? '')).toBe(work)
    expect(findWork(library.db, `https://musicbrainz.org/recording/${mbids[0]}`)).toBe(work)
  })

  const members = [
    { name: 'README.md', content: 'How recordings sound' },
    { name: 'a/0.json', content: heard(tagged(mbids[0], 'Spoon')) },
    { name: 'a/1.json', content: heard(tagged(mbids[1], 'Vitamin C')) },
    { name: 'a/2.json', content: heard(tagged(mbids[2], 'Halleluhwah')).slice(0, 300) },
    { name: 'a/3.json' },
    { name: 'a/4.json', type: '2' },
  ]
  const rejected = { 'json-truncated': 2, 'archive-link-entry': 1 }

  test('is read from an archive in one go: what is no document spoils only itself', async () => {
    const [path = ''] = writeFiles(temporaryFolder(), { 'a.tar': tar(members) })
    const [part] = await openParts({ path, shownName: 'a.tar' }, { trusting: true }, () => {})
    expect(part?.trusted).toBe(true)
    const { files } = await newLibrary().importPaths([path])
    expect(files).toMatchObject([{ path: 'a.tar', read: 5, kept: 2, rejected }])
  })

  test.each([
    ['a table', { name: 'songs.csv', content: songsCsv([[1, 'Can', 'Spoon']]) }],
    ['what is no data', { name: 'notes.txt', content: 'Nothing to see here.' }],
  ])('is looked for in an archive that holds %s too', async (_, stranger) => {
    const { files } = await newLibrary().import({ 'a.tar': tar([...members, stranger]) })
    expect(files).toHaveLength(2)
    expect(files.find(({ outcome }) => outcome === 'rejected')?.reason).toBe('not-a-dataset')
    expect(files.find(({ kept }) => kept > 0)).toMatchObject({ format: 'acousticbrainz', kept: 2, rejected })
  })

  test('says kindly why its low-level data is not read', async () => {
    const document = JSON.stringify({ lowlevel: { average_loudness: 0.9 }, rhythm: {}, metadata: { tags: {} } })
    const { files } = await newLibrary().import({ 'low.json': document })
    expect(files[0]).toMatchObject({ outcome: 'rejected', reason: 'not-a-dataset' })
    expect(files[0]?.message).toContain('589 GB')
  })

  test.skipIf(!hasData('synthetic'))('agrees with the manifest of the generated dump', async () => {
    const name = 'acousticbrainz-highlevel-sample-json-20220623-0.tar.zst'
    const said = readFileSync(dataPath('synthetic', `${name}.manifest.json`), 'utf8')
    const manifest = JSON.parse(said) as Record<string, number>
    const library = newLibrary()
    const { files } = await library.importPaths([dataPath('synthetic', name)])
    const bad = (manifest.missing_title ?? 0) + (manifest.missing_artist ?? 0)
    expect(files).toHaveLength(1)
    expect(files[0]).toMatchObject({ read: manifest.docs, rejected: { 'name-empty': bad }, setAside: 0 })
    const { kept = 0, merged = 0 } = files[0] ?? {}
    expect(kept + merged).toBe((manifest.docs ?? 0) - bad)
    expect(kept).toBeLessThanOrEqual(manifest.recordings ?? 0)
    expect(numberOf(library.db, 'SELECT sum(submissions) FROM track_sound')).toBe(kept + merged)
  })
})

describe('Million Song Dataset', () => {
  test.skipIf(!hasData('synthetic'))('keeps tags and similar tracks of every document', async () => {
    const library = newLibrary()
    const { files } = await library.importPaths([dataPath('synthetic', 'msd', 'lastfm_subset.tar.zst')])
    expect(files).toHaveLength(1)
    expect(files[0]).toMatchObject({ outcome: 'accepted', read: 200, kept: 200 })
    expect(numberOf(library.db, 'SELECT count(*) FROM track_label')).toBeGreaterThan(0)
    expect(numberOf(library.db, 'SELECT count(*) FROM track_similar')).toBeGreaterThan(0)
  })
})

describe('Million Playlist Dataset', () => {
  test('keeps lists in their order, and refuses one with a track that has no name', async () => {
    const library = newLibrary()
    const track = (n: number, name = `Song ${n}`) => ({
      pos: n,
      track_uri: `spotify:track:${String(n).padStart(22, '0')}`,
      artist_name: 'Can',
      track_name: name,
    })
    const playlists = [
      { pid: 7, name: 'one', tracks: [track(2), track(1), track(2)] },
      { pid: 8, name: 'two', tracks: [track(3, '')] },
    ]
    const { files } = await library.import({ 'mpd.slice.0-1.json': JSON.stringify({ info: {}, playlists }, null, 2) })
    expect(files[0]).toMatchObject({ format: 'million-playlist-dataset', read: 2, kept: 1 })
    expect(files[0]?.rejected).toEqual({ 'name-empty': 1 })
    const bytes = library.db.prepare('SELECT track_ids FROM listener_list').pluck().get() as Uint8Array
    expect([...bytes]).toEqual([1, 2, 1])
    expect(numberOf(library.db, 'SELECT count(*) FROM track_play')).toBe(2)
  })
})

describe('a file of documents that breaks off', () => {
  const many = Array.from({ length: 1500 }, (_, i) =>
    heard(tagged(`0dad432b-16cc-4bf0-8961-fd31d124${String(i).padStart(4, '0')}`, `Track ${i}`)),
  )
  test.each([
    ['a list', 'json-truncated', `[${many.join(',\n')}`],
    ['documents one behind the other', 'json-syntax', `${many.join(' ')} {"highlevel" 1}`],
    ['a value that is none', 'json-syntax', `[${many.join(',\n')},{"highlevel": 01}]`],
    ['lines, one of them too deep', 'json-too-deep', `${many.join('\n')}\n${'['.repeat(70)}${']'.repeat(70)}\n`],
  ])('leaves nothing behind where each could be a file of its own: %s', async (_, keyword, text) => {
    const library = newLibrary()
    const { source, files } = await library.import({ 'highlevel.json': text })
    expect(source).toBeNull()
    expect(files).toMatchObject([{ outcome: 'rejected', reason: keyword }])
    expect(numberOf(library.db, 'SELECT count(*) FROM track')).toBe(0)
  })

  test('leaves nothing behind, however long it was', async () => {
    const library = newLibrary()
    const tracks = [{ track_uri: 'spotify:track:1', artist_name: 'Can', track_name: 'Spoon' }]
    const lists = Array.from({ length: 20_000 }, (_, pid) => JSON.stringify({ pid, name: `list ${pid}`, tracks }))
    const { source, files } = await library.import({ 'mpd.slice.0-1.json': `{"playlists":[${lists.join(',\n')}` })
    expect(source).toBeNull()
    expect(files[0]).toMatchObject({ outcome: 'rejected', reason: 'json-truncated' })
    expect(numberOf(library.db, 'SELECT count(*) FROM track')).toBe(0)
  })
})

describe('Spotify playlist archive', () => {
  test('reads titles with brackets, the first artist, and the order of the days', async () => {
    const link = (name: string, kind: string, id: string) =>
      `[${name}](https://open.spotify.com/${kind}/${id.padStart(22, '0')})`
    const entry = (title: string, id: string, added: string, band = link('Can', 'artist', '1')) =>
      `| ${link(title, 'track', id)} | ${band}, ${link('Guest', 'artist', '2')} | ${link('Album', 'album', '3')} | 4:14 | ${added} |  |`
    const library = newLibrary()
    const { files } = await library.import({
      'Mine.md': [
        `### ${link('Mine', 'playlist', '9')}`,
        '| Title | Artist(s) | Album | Length | Added | Removed |',
        '|---|---|---|---|---|---|',
        entry('A [live] (one)', '1', '2020-02-02'),
        entry('B', '2', '2020-01-01'),
        entry('C', '3', '2020-01-01', '[](nowhere)'),
      ].join('\n'),
    })
    expect(files[0]).toMatchObject({ format: 'spotify-playlist-archive', read: 3, kept: 3 })
    const titles = library.db.prepare('SELECT title FROM track ORDER BY track_id').pluck().all()
    expect(titles).toEqual(['B', 'C', 'A [live] (one)'])
  })

  test.skipIf(!hasData('spotify-playlist-archive'))('reads every row of the real lists', async () => {
    const library = newLibrary()
    const { files } = await library.importPaths([dataPath('spotify-playlist-archive', 'playlists.tar.zst')])
    const lists = files.find((file) => file.table === 'cumulative')
    expect(lists).toMatchObject({ read: 78_479, setAside: 0 })
    // Three entries have lost their names.
    expect(lists?.rejected).toEqual({ 'name-empty': 3 })
    expect(numberOf(library.db, 'SELECT count(*) FROM listener_list')).toBe(155)
    expect(numberOf(library.db, 'SELECT count(*) FROM track WHERE title IS NOT NULL')).toBe(54_667)
  })
})

describe('songs with emotions', () => {
  const files = ['spotify_dataset.csv.gz', 'definitive_spotify_dataset.json.gz'] as const
  const factTables = ['track_fact', 'track_feature', 'track_label', 'track_lyrics', 'track_similar']

  test.skipIf(!hasData('synthetic/emotions'))('say the same as JSON and as a table', async () => {
    const [table, json] = await Promise.all(
      files.map(async (name) => {
        const library = newLibrary()
        const { files: ledgers } = await library.importPaths([dataPath('synthetic/emotions', name)])
        const { read, kept, merged, setAside, rejected } = ledgers[0] ?? {}
        const rows = factTables.map((from) => numberOf(library.db, `SELECT count(*) FROM ${from}`))
        const facts = library.db.prepare('SELECT * FROM track_fact ORDER BY track_id').all()
        const features = library.db.prepare('SELECT * FROM track_feature ORDER BY track_id').all()
        return { ledger: { read, kept, merged, setAside, rejected }, rows, facts, features }
      }),
    )
    expect(json?.ledger.read).toBe(1500)
    expect(json?.rows.every((count) => count > 0)).toBe(true)
    expect(json).toEqual(table)
  })

  test('name a song without a band, and a value that cannot be', async () => {
    const song = { 'Artist(s)': 'A', song: 'One', text: 'la', emotion: 'joy', Genre: 'pop', Energy: '83' }
    const lines = [song, { ...song, 'Artist(s)': '' }, { ...song, song: 'Two', Energy: '830' }, [1]]
    const { files: ledgers } = await newLibrary().import({
      'a.json': lines.map((one) => JSON.stringify(one)).join('\n'),
    })
    expect(ledgers[0]).toMatchObject({ format: 'emotions', read: 4, kept: 1 })
    expect(ledgers[0]?.rejected).toEqual({ 'name-empty': 1, 'value-out-of-range': 1, 'schema-mismatch': 1 })
  })
})

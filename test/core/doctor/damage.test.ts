/** A sound library is damaged in one way at a time: the doctor must name it and say what to do. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { examine } from '#core/doctor/examine.ts'
import { beginJob, pauseJob } from '#core/store/job-rows.ts'
import { saveModel } from '#core/store/model-rows.ts'
import { saveNeighbours } from '#core/store/neighbour-rows.ts'
import { openWritable, type WritableDb } from '#core/store/open.ts'
import { closeAtEnd, likesCsv, migrations, newLibrary, songsCsv, type TestLibrary } from '../library.ts'

const dimensions = 4
const bands = ['ABBA', 'Björk', 'Can', '椎名林檎', 'The The']
const model = {
  ...{ algorithm: 'als' as const, entity: 'artist' as const, parameters: {}, seed: 1, dimensions, fingerprint: '' },
  ...{
    seconds: 1,
    items: bands.length,
    listeners: 2,
    interactions: 10,
    quality: null,
    baseline: null,
    learnedFrom: null,
  },
}

let library: TestLibrary
let user: WritableDb
const damaged = () => examine(library.db, user).checks.filter((check) => !check.ok)

beforeAll(async () => {
  library = newLibrary()
  user = closeAtEnd(openWritable(library.folder, 'user', migrations))
  const songs = bands.flatMap((band, i) => [[`${i}a`, band, `${band} one`] as const, [`${i}b`, band, '本能'] as const])
  const likes = songs.flatMap(([id]) => [['u1', id] as const, ['u2', id] as const])
  await library.import({ 'songs.csv': songsCsv(songs), 'likes.csv': likesCsv(likes) })
  const ids = library.db.prepare('SELECT artist_id FROM artist_summary').pluck().all() as number[]
  saveModel(library.db, model, Int32Array.from(ids), new Float32Array(ids.length * dimensions).fill(0.5))
  const list = { neighbours: Int32Array.from(ids), similarities: new Float32Array(ids.length).fill(0.5) }
  saveNeighbours(
    library.db,
    { ...model, algorithm: 'neighbours' },
    ids.map((item) => ({ item, list })),
  )
  user.exec(`INSERT INTO playlist (profile_id, name, created_at, updated_at) VALUES (1, 'Late', '', '');
    INSERT INTO playlist_entry (playlist_id, profile_id, position, kind, item_id, artist, title, artist_key, work_key, added_at)
    VALUES (1, 1, 0, 'track', 1, 'ABBA', 'ABBA one', 'abba', 'abba one', '')`)
  // SQLite protects the tables behind its indexes; damage does not ask.
  library.db.unsafeMode()
  library.db.exec('BEGIN')
  user.exec('BEGIN')
})
afterEach(() => {
  for (const db of [library.db, user]) {
    db.exec('ROLLBACK')
    db.exec('BEGIN')
  }
})

it('finds nothing wrong with the library before it is damaged', () => {
  const { checks } = examine(library.db, user)
  expect(checks.filter(({ cure }) => cure !== null)).toEqual([])
  expect(checks.find(({ name }) => name === 'search')?.found).toBe('finds 15 names out of as many')
})

const als = 'model 1 (als, bands)'
const neighbours = 'model 2 (neighbours, bands)'
const stored = 'vector_1_vector_chunks00'

describe.each<[what: string, sql: string, check: string, found: RegExp]>([
  ['a lost vector', 'DELETE FROM vector_1 WHERE item_id = 1', als, /4 vectors, expected 5/],
  ['a lost block of vectors', `DELETE FROM ${stored}`, als, /5 of 5 vectors are lost/],
  [
    'vectors that are marked as none',
    'UPDATE vector_1_chunks SET validity = zeroblob(length(validity))',
    als,
    /are lost/,
  ],
  ['a block that is cut off', `UPDATE ${stored} SET vectors = substr(vectors, 1, 400)`, als, /not of 4 numbers/],
  ['another size than was learned', 'UPDATE model SET dimensions = 8 WHERE model_id = 1', als, /not of 8 numbers/],
  ['vectors of zeros', `UPDATE ${stored} SET vectors = zeroblob(length(vectors))`, als, /5 vectors hold zeros only/],
  [
    'a number that is none',
    `UPDATE ${stored} SET vectors = cast(x'0000c07f' || substr(vectors, 5) AS BLOB)`,
    als,
    /no number/,
  ],
  ['a table of vectors that is gone', 'DROP TABLE vector_1', als, /cannot be read/],
  ['a list of neighbours that is gone', 'DELETE FROM neighbour_list WHERE item_id = 1', neighbours, /4 lists/],
  [
    'a list that is cut off',
    `UPDATE neighbour_list SET neighbours = cast(substr(neighbours, 1, 4) AS BLOB)`,
    neighbours,
    /cut off/,
  ],
  ['facts of a model that are no JSON', `UPDATE model SET parameters = '{'`, 'models', /cannot be read/],
  [
    'a search index without its blocks',
    'DELETE FROM artist_search_data WHERE id > 100',
    'library.sqlite',
    /corruption/,
  ],
  [
    'a search index that finds nothing',
    "UPDATE work_search SET search_key = 'other words'",
    'search',
    /10 of 15 names are not found/,
  ],
  [
    'a search index that lacks rows',
    'DELETE FROM work_search_docsize WHERE id = (SELECT min(id) FROM work_search_docsize)',
    'searchable tracks',
    /9, expected 10/,
  ],
  ['an index that lacks rows', 'DELETE FROM work_summary WHERE work_id = 1', 'tracks', /9, expected 10/],
  ['a band that is gone', 'DELETE FROM artist WHERE artist_id = 1', 'records', /2 tracks without their band/],
  ['names that are gone', 'DELETE FROM work WHERE work_id = 1', 'records', /1 tracks without their names/],
  ['a track that is gone', 'DELETE FROM track WHERE track_id = 1', 'records', /2 plays of no track/],
  ['a listener who is gone', 'DELETE FROM listener WHERE listener_id = 1', 'records', /10 plays of tracks by no/],
  ['rows of another source', 'UPDATE track SET source_id = 9', 'records', /10 tracks of no source/],
  ['a table that is gone', 'DROP TABLE artist_listing', 'records', /no such table/],
  ['a ledger that does not add up', 'UPDATE source_file SET kept = kept - 1', 'ledgers', /2 do not add up/],
  ['a key that does not fit', `UPDATE artist SET artist_key = 'x' WHERE artist_id = 1`, 'keys', /1 of 5 do not fit/],
])('of a library', (what, sql, name, found) => {
  it(`names ${what}`, () => {
    library.db.exec(sql)
    const [first, ...others] = damaged().filter((check) => check.name === name)
    expect(others).toEqual([])
    expect(first?.found).toMatch(found)
    expect(first?.cure).toMatch(/^[A-Z].{15,}\.$/)
  })
})

describe('of what is the listener’s own', () => {
  it('names keys that do not fit their names', () => {
    user.exec(`UPDATE playlist_entry SET work_key = 'another'`)
    expect(damaged()).toMatchObject([{ name: 'playlists', found: expect.stringMatching(/1 of 1 .* such as ABBA$/) }])
  })

  it('names a missing profile', () => {
    user.exec('DELETE FROM profile')
    expect(damaged().map(({ name }) => name)).toContain('profile')
  })

  it('says what is in no source any more, which is no damage', () => {
    user.exec(`UPDATE playlist_entry SET artist = 'Nobody', artist_key = 'nobody'`)
    const { ok, checks } = examine(library.db, user)
    expect(ok).toBe(true)
    expect(checks.find(({ name }) => name === 'playlists')).toMatchObject({
      found: '1 of 1 entries are not in the library; they stay by their names',
      cure: expect.stringMatching(/^Import/),
    })
  })
})

describe('of work that waits', () => {
  const wait = (path: string) => {
    const task = { kind: 'import', files: [{ path, shownName: 'songs.csv' }], format: null, name: null }
    beginJob(library.db, { id: 7, kind: 'import', subject: 'Songs', task, startedAt: '' })
    pauseJob(library.db, 7, null)
  }

  it('names a file that it needs and that is gone', () => {
    wait(join(library.folder, 'gone.csv'))
    expect(damaged()).toMatchObject([
      { name: 'job 7 (Songs)', found: `needs ${join(library.folder, 'gone.csv')}, which is not there` },
    ])
  })

  it('finds nothing wrong where the file is there, and leaves the index alone until it is done', () => {
    const path = join(library.folder, 'there.csv')
    writeFileSync(path, '')
    wait(path)
    library.db.exec('DELETE FROM work_summary')
    expect(damaged()).toEqual([])
    expect(examine(library.db, user).checks.find(({ name }) => name === 'index')?.cure).toMatch(/^Let the work/)
  })
})

it('says that a folder of audio files is not there, which may be a disk that is not attached', () => {
  const folder = join(library.folder, 'music')
  mkdirSync(folder)
  library.db.prepare(`UPDATE source SET format = 'audio-files', origin = ?`).run(folder)
  expect(examine(library.db, user).checks.filter(({ cure }) => cure !== null)).toEqual([])
  rmSync(folder, { recursive: true })
  const { ok, checks } = examine(library.db, user)
  expect(ok).toBe(true)
  expect(checks.find(({ cure }) => cure !== null)?.found).toBe(`${folder} is not there now`)
})

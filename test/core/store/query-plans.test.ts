/** Queries that grow with the catalogue reach their rows through an index. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { matchFiles } from '#core/catalog/match-files.ts'
import { search } from '#core/catalog/search.ts'
import { importAudioFolder } from '#core/jobs/audio-job.ts'
import { createPlaylist, deletePlaylist, editPlaylist, readPlaylist, undo } from '#core/playlists/playlists.ts'
import * as browse from '#core/store/browse-rows.ts'
import * as cleaning from '#core/store/cleaning-rows.ts'
import * as matches from '#core/store/file-match-rows.ts'
import { importWriter } from '#core/store/import-writer.ts'
import * as index from '#core/store/index-rows.ts'
import { factsOfWork } from '#core/store/match-rows.ts'
import { openReadable, openWritable } from '#core/store/open.ts'
import { listPlaylists } from '#core/store/playlist-rows.ts'
import { linkIds } from '#core/store/source-links.ts'
import { removeSourceRows } from '#core/store/source-removal.ts'
import * as sources from '#core/store/source-rows.ts'
import { audio } from '../audio-files.ts'
import {
  bandTables,
  closeAtEnd,
  likesCsv,
  migrations,
  newLibrary,
  planOf,
  quietControl,
  scansOf,
  songsCsv,
  vocabulary,
  watchQueries,
} from '../library.ts'

const library = newLibrary()
const reader = () => watchQueries(closeAtEnd(openReadable(library.folder, 'library')))

beforeAll(async () => {
  const songs = Array.from({ length: 60 }, (_, i): [number, string, string] => [i + 1, `Band ${i % 9}`, `Song ${i}`])
  const likes = Array.from({ length: 200 }, (_, i): [number, number] => [i % 20, (i * 7) % 70])
  await library.import({ 'songs.csv': songsCsv(songs) })
  await library.import({ 'likes.csv': likesCsv(likes) })
  const plays = Array.from({ length: 90 }, (_, i): [number, string, number] => [i % 10, `Band ${i % 9}`, i + 1])
  await library.import(bandTables(plays))
})

/** Run something and expect every query it made to go through an index. */
function expectIndexed(run: (db: ReturnType<typeof reader>['db']) => unknown, small: readonly string[] = []): void {
  const { db, queries } = reader()
  run(db)
  expect(queries.length).toBeGreaterThan(0)
  expect(scansOf(queries, small)).toEqual([])
}

/**
 * The view of that name gathers the few rows of one band from two tables, each through its index, and scans those. Whether
 * there are verdicts at all is seen by the first.
 */
const genreView = ['artist_genre', 'artist_genre_verdict', 'work_genre_verdict']

describe('looking up', () => {
  test('bands and works by id, key and spelling', () => {
    expectIndexed((db) => {
      expect(browse.artistItems(db, [1, 2])).toHaveLength(2)
      expect(browse.workItems(db, [1, 2])).toHaveLength(2)
      expect(browse.workOfTrack(db, 1)).not.toBeNull()
      expect(browse.artistsByKey(db, 'band 1')).toHaveLength(1)
      expect(browse.canonicalArtist(db, 1)).toBe(1)
      expect(browse.listenersOf(db, 'artist', 1)).not.toBeNull()
      expect(browse.listenersOf(db, 'track', 1)).not.toBeNull()
      expect(browse.workFacts(db)(1)).toBeDefined()
      expect(browse.libraryFact(db, 'artists')).toBe(9)
    }, genreView)
    expectIndexed((db) => expect(browse.worksByKey(db, 1, 'song 0')).toHaveLength(1), ['CONSTANT', '(subquery'])
    expectIndexed((db) => expect(factsOfWork(db)(1, 1)).toBeDefined(), ['CONSTANT', '(subquery'])
  })

  test('the works of a band, best known first, without sorting', () => {
    const { db, queries } = reader()
    expect(browse.worksOfArtist(db, 1, 3)).toHaveLength(3)
    expect(browse.rankedWorksOfArtist(db)(1, 3)).toHaveLength(3)
    for (const { plan } of queries) {
      expect(plan).toEqual([
        expect.stringMatching(/^SEARCH work_summary USING (COVERING )?INDEX work_summary_artist \(artist_id=\?\)$/),
      ])
    }
    expect(scansOf(queries)).toEqual([])
  })

  test.each(['artist', 'track'] as const)('every %s that a few listeners have', (kind) => {
    const listeners = [1, 2, 3, 4, 5]
    expectIndexed(
      (db) => expect(browse.itemsOfListeners(db, kind, listeners).length).toBeGreaterThan(0),
      ['had', 'json_each'],
    )
  })

  test('what is searched for', () => {
    expectIndexed(
      (db) => expect(search(db, { text: 'band', limit: 5 }).items).toHaveLength(5),
      ['(subquery-1)', ...genreView],
    )
    const { db, queries } = reader()
    browse.searchArtists(db, '"band" *', 5)
    browse.searchWorks(db, '"song" *', 5)
    const plans = queries.filter(({ sql }) => sql.includes('_search')).flatMap(({ plan }) => plan)
    expect(plans.filter((step) => step.startsWith('SCAN') && step.includes('VIRTUAL TABLE INDEX'))).toHaveLength(4)
    // The rows come best known first: nothing is sorted, and nothing beyond the limit is read.
    expect(plans.filter((step) => step.includes('B-TREE'))).toEqual([])
  })

  test('sources by their files, and examples of a ledger', () => {
    expectIndexed(
      (db) => {
        sources.sourceWithFiles(db, ['abc'])
        sources.ledgerExamples(db, 1, 'orphan-song')
        expect(sources.fileLedgers(db, 2)).toHaveLength(1)
        expect(sources.sourceName(db, 1)).not.toBeNull()
      },
      ['json_each'],
    )
  })
})

describe('importing', () => {
  test('places a row of any kind through indexes only', () => {
    const sourceId = sources.addSource(library.db, {
      name: 'Plans',
      format: 'plans',
      idSpace: 'plans',
      simulated: false,
      licence: null,
      origin: null,
    })
    const { db, queries } = watchQueries(library.db)
    const writer = importWriter(db, sourceId)
    for (let round = 0; round < 2; round += 1) {
      writer.write([
        { kind: 'artist-play', listener: 'l', artistId: '7', plays: 2 },
        { kind: 'track-play', listener: 'l', trackId: '7', plays: 2 },
        { kind: 'tagging', listener: 'l', artistId: '7', tagId: '7', date: null },
      ])
      for (const name of ['A', 'A', 'B']) {
        writer.write([
          { kind: 'artist', id: '7', name },
          { kind: 'track', id: '7', artist: name, title: `T ${name}` },
          { kind: 'tag', id: '7', name },
        ])
      }
      writer.settle()
    }
    expect(queries.length).toBeGreaterThan(20)
    expect(scansOf(queries, ['source'])).toEqual([])
    removeSourceRows(library.db, sourceId, () => {})
  })

  test('lends names to ids by looking each one up in its source', () => {
    const { db, queries } = watchQueries(library.db)
    linkIds(db)
    const lending = queries.filter(({ sql }) => sql.startsWith('UPDATE') && sql.includes('CROSS JOIN'))
    expect(lending).toHaveLength(3)
    expect(scansOf(lending, ['source'])).toEqual([])
    for (const { plan } of lending) {
      expect(plan.join('\n')).toMatch(/SEARCH known USING (COVERING )?INDEX \w+ \(source_id=\? AND external_id=\?\)/)
    }
  })

  test('reads plays listener by listener without sorting them', () => {
    const { db, queries } = reader()
    expect(index.artistPlaysReader(db)(0, 1_000_000)).toHaveLength(90)
    expect(index.trackPlaysReader(db)(0, 1_000_000).length).toBeGreaterThan(0)
    expect([...index.readTracksByWork(db)]).toHaveLength(60)
    expect([...cleaning.readJoinedWorks(db)]).toEqual([])
    expect(queries.flatMap(({ plan }) => plan).filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })
})

test('removing a source finds its plays by listener and its names by source', () => {
  const { db, queries } = watchQueries(library.db)
  removeSourceRows(db, 3, () => {})
  const own = queries.filter(({ sql }) => sql.startsWith('DELETE') && !sql.includes('NOT IN (SELECT'))
  expect(own.length).toBeGreaterThan(9)
  expect(scansOf(own, ['source'])).toEqual([])
})

describe('playlists', () => {
  test('find their entries in order, and every edit its rows', () => {
    const user = watchQueries(closeAtEnd(openWritable(library.folder, 'user', migrations)))
    const shelf = { user: user.db, library: reader().db, profileId: 1 }
    const { id } = createPlaylist(shelf, 'Plans', ['t1', 't2', 't3'])
    const [first] = readPlaylist(shelf, id).items
    const entryIds = [first?.entryId ?? 0]
    editPlaylist(shelf, id, { type: 'add', items: ['t4'], at: 0 })
    editPlaylist(shelf, id, { type: 'move', entryIds, to: 2 })
    editPlaylist(shelf, id, { type: 'remove', entryIds })
    editPlaylist(shelf, id, { type: 'rename', name: 'Plan' })
    undo(shelf)
    undo(shelf)
    deletePlaylist(shelf, id)
    listPlaylists(user.db, 1)
    expect(scansOf(user.queries, ['playlist', 'undo_log', 'json_each'])).toEqual([])
    const entries = user.queries.find(({ sql }) => sql.includes('ORDER BY position'))
    expect(entries?.plan).toContain('SEARCH playlist_entry USING INDEX playlist_entry_order (playlist_id=?)')
  })
})

test('files are looked through, the catalogue beside them is not', async () => {
  const own = newLibrary()
  const folder = join(own.folder, 'Music')
  mkdirSync(folder)
  for (let i = 0; i < 5; i += 1) {
    writeFileSync(join(folder, `${i}.flac`), audio.flac({ artist: `Band ${i}`, title: `Song ${i}` }))
  }
  const songs = Array.from({ length: 60 }, (_, i): [number, string, string] => [i + 1, `Band ${i % 9}`, `Song ${i}`])
  await own.import({ 'songs.csv': songsCsv(songs) })
  await importAudioFolder(own.db, vocabulary, { folder, name: null }, quietControl())
  const { db, queries } = watchQueries(own.db)
  matchFiles(db)
  expect(matches.taggedFiles(db)).toHaveLength(5)
  const [work = 0] = matches.surelyOwned(db)
  expect(matches.matchesOfWork(db)(work)).toHaveLength(1)
  expect(matches.bandsOfWorks(db, [work]).size).toBe(1)
  expect(matches.doubtfulMatches(db)).toEqual([])
  expect(scansOf(queries, ['file_match', 'audio_file', 'source', '(subquery-1)'])).toEqual([])
})

test('the check of plans sees a scan where there is one', () => {
  const { db, queries } = reader()
  db.prepare('SELECT name FROM artist WHERE name LIKE ?').all('%a%')
  expect(scansOf(queries)).toEqual([expect.stringMatching(/^SCAN artist/)])
  expect(planOf(library.db, 'SELECT 1 FROM artist WHERE artist_id = ?', 1)).toHaveLength(1)
})

/** Which works of the library lie in which audio files, and the listener's word where that is in doubt. */
import type { ReadableDb, WritableDb } from './open.ts'

export type MatchRule = 'tags' | 'mbid' | 'names'

/** A file with tags, and the canonical work that they name. */
export type TaggedFile = {
  fileId: number
  sourceId: number
  path: string
  workId: number
  artist: string
  title: string
  durationMs: number | null
  mbid: string | null
  isrc: string | null
}

/** Files with tags that are still there, by band. */
export function taggedFiles(db: ReadableDb): TaggedFile[] {
  return db
    .prepare(
      `SELECT audio_file_id AS fileId, audio_file.source_id AS sourceId, path,
         coalesce(work_alias.canonical_id, work.work_id) AS workId, artist.name AS artist, track.title,
         audio_file.duration_ms AS durationMs, track_fact.mbid, track_fact.isrc
       FROM audio_file JOIN source ON source.source_id = audio_file.source_id AND state = 'ready'
         JOIN track USING (track_id) JOIN work USING (work_id) JOIN artist USING (artist_id)
         LEFT JOIN work_alias USING (work_id) LEFT JOIN track_fact USING (track_id)
       WHERE vanished = 0 ORDER BY artist.artist_key, audio_file_id`,
    )
    .all() as TaggedFile[]
}

/** Forget all matches, or those of some files. */
export function clearMatches(db: WritableDb, files?: ReadonlySet<number>): void {
  if (files === undefined) db.prepare('DELETE FROM file_match').run()
  const forget = db.prepare('DELETE FROM file_match WHERE audio_file_id = ?')
  for (const id of files ?? []) forget.run(id)
}

/** Makes the function that stores a match; the first one of a file and a work stays. */
export function matchWriter(db: WritableDb): (fileId: number, workId: number, rule: MatchRule, sure: boolean) => void {
  const add = db.prepare(
    'INSERT INTO file_match (audio_file_id, work_id, rule, sure) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  return (fileId, workId, rule, sure) => void add.run(fileId, workId, rule, sure ? 1 : 0)
}

/** A file and a work by the keys under which the listener's word on them is kept. */
export type MatchKeys = { path: string; artistKey: string; workKey: string }
export type FileMatch = MatchKeys & { fileId: number; workId: number; durationMs: number | null; sure: number }

const matchColumns = `audio_file_id AS fileId, file_match.work_id AS workId, path, sure,
  artist.artist_key AS artistKey, work.work_key AS workKey, audio_file.duration_ms AS durationMs`
const matchTables = `file_match JOIN audio_file USING (audio_file_id) JOIN work ON work.work_id = file_match.work_id
  JOIN artist USING (artist_id)`

/** Matches that are in doubt, in the order of their files. */
export function doubtfulMatches(db: ReadableDb): FileMatch[] {
  return db
    .prepare(`SELECT ${matchColumns} FROM ${matchTables} WHERE sure = 0 AND vanished = 0 ORDER BY path, workId`)
    .all() as FileMatch[]
}

/** One match, doubtful or not. */
export function findMatch(db: ReadableDb, fileId: number, workId: number): FileMatch | null {
  const row = db
    .prepare(`SELECT ${matchColumns} FROM ${matchTables} WHERE audio_file_id = ? AND file_match.work_id = ?`)
    .get(fileId, workId) as FileMatch | undefined
  return row ?? null
}

/** Makes the function that reads the matches of a canonical work with files that are there, the surest first. */
export function matchesOfWork(db: ReadableDb): (workId: number) => FileMatch[] {
  const read = db.prepare(
    `SELECT ${matchColumns} FROM ${matchTables} WHERE file_match.work_id = ? AND vanished = 0
     ORDER BY sure DESC, rule = 'tags' DESC, path`,
  )
  return (workId) => read.all(workId) as FileMatch[]
}

/** Makes the function that reads the canonical works of a band that may lie in files, the best known first. */
export function matchedWorksOfBand(db: ReadableDb): (artistId: number) => number[] {
  const read = db.prepare(
    `SELECT work_id FROM work_summary WHERE artist_id = ?
       AND EXISTS (SELECT 1 FROM file_match WHERE file_match.work_id = work_summary.work_id)
     ORDER BY listeners DESC, work_id LIMIT 20`,
  )
  return (artistId) => read.pluck().all(artistId) as number[]
}

/** Whether any work lies in a file. */
export function hasMatches(db: ReadableDb): boolean {
  return db.prepare('SELECT 1 FROM file_match LIMIT 1').get() !== undefined
}

/** Canonical works that surely lie in a file which is there. */
export function surelyOwned(db: ReadableDb): number[] {
  return db
    .prepare(
      'SELECT DISTINCT work_id FROM file_match JOIN audio_file USING (audio_file_id) WHERE sure = 1 AND vanished = 0',
    )
    .pluck()
    .all() as number[]
}

/** Bands of canonical works. */
export function bandsOfWorks(db: ReadableDb, workIds: Iterable<number>): Set<number> {
  const read = db.prepare('SELECT artist_id FROM work_summary WHERE work_id IN (SELECT value FROM json_each(?))')
  return new Set(read.pluck().all(JSON.stringify([...workIds])) as number[])
}

/** The band and title that a file's tags say. */
export function namesOfFile(db: ReadableDb): (fileId: number) => { artist: string; title: string } {
  const read = db.prepare(
    `SELECT artist.name AS artist, track.title FROM audio_file JOIN track USING (track_id) JOIN work USING (work_id)
     JOIN artist USING (artist_id) WHERE audio_file_id = ?`,
  )
  return (fileId) => read.get(fileId) as { artist: string; title: string }
}

export type Verdict = 'same' | 'different'

const keyOf = ({ path, artistKey, workKey }: MatchKeys) => [path, artistKey, workKey].join('\n')

/** Makes the function that tells what the listener said of a match; null where they said nothing. */
export function verdictReader(db: ReadableDb, profileId: number): (match: MatchKeys) => Verdict | null {
  const rows = db
    .prepare(
      'SELECT path, artist_key AS artistKey, work_key AS workKey, verdict FROM file_verdict WHERE profile_id = ?',
    )
    .all(profileId) as (MatchKeys & { verdict: Verdict })[]
  const said = new Map(rows.map((row) => [keyOf(row), row.verdict]))
  return (match) => said.get(keyOf(match)) ?? null
}

/** Keep the listener's word on a match; null takes it back. */
export function putVerdict(db: WritableDb, profileId: number, match: MatchKeys, verdict: Verdict | null): void {
  const { path, artistKey, workKey } = match
  if (verdict === null) {
    db.prepare('DELETE FROM file_verdict WHERE profile_id = ? AND path = ? AND artist_key = ? AND work_key = ?').run(
      profileId,
      path,
      artistKey,
      workKey,
    )
    return
  }
  db.prepare(
    `INSERT INTO file_verdict (profile_id, path, artist_key, work_key, verdict, decided_at)
     VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
     ON CONFLICT DO UPDATE SET verdict = excluded.verdict, decided_at = excluded.decided_at`,
  ).run(profileId, path, artistKey, workKey, verdict)
}

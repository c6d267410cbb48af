/** Folders of audio files as sources, their files, and the tracks that the files' tags name. */
import type { ReadableDb, WritableDb } from './open.ts'

export type AudioFile = {
  path: string
  bytes: number
  modifiedMs: number
  /** Null where nothing says what it is; `problem` then says why. */
  trackId: number | null
  durationMs: number | null
  problem: string | null
  /** Digest of what its tags say; null for one that was read before this was noted. */
  said: string | null
}
export type KnownFile = AudioFile & { fileId: number; vanished: number }

/** The format by which sources that are folders of audio files are told. */
const audioFormat = 'audio-files'

/** The shown source that is this folder. */
export function sourceOfFolder(db: ReadableDb, folder: string): number | null {
  const id = db
    .prepare(`SELECT source_id FROM source WHERE format = '${audioFormat}' AND origin = ? AND state = 'ready'`)
    .pluck()
    .get(folder) as number | undefined
  return id ?? null
}

export type AudioFolder = { id: number; folder: string; name: string; files: number; vanished: number }

/** The shown folders of audio files, with how many files are there and how many are not any more. */
export function audioFolders(db: ReadableDb): AudioFolder[] {
  return db
    .prepare(
      `SELECT source.source_id AS id, origin AS folder, name, coalesce(sum(vanished = 0), 0) AS files,
         coalesce(sum(vanished), 0) AS vanished
       FROM source LEFT JOIN audio_file USING (source_id)
       WHERE format = '${audioFormat}' AND state = 'ready' GROUP BY source.source_id`,
    )
    .all() as AudioFolder[]
}

/** Every file that was ever found in a folder, in the order of their paths. */
export function filesOfSource(db: ReadableDb, sourceId: number): KnownFile[] {
  return db
    .prepare(
      `SELECT audio_file_id AS fileId, path, bytes, modified_ms AS modifiedMs, track_id AS trackId,
         duration_ms AS durationMs, problem, said, vanished
       FROM audio_file WHERE source_id = ? ORDER BY path`,
    )
    .all(sourceId) as KnownFile[]
}

/** Makes the function that stores a file as it is now. */
export function fileWriter(db: WritableDb, sourceId: number): (file: AudioFile) => void {
  const put = db.prepare(
    `INSERT INTO audio_file (source_id, path, bytes, modified_ms, track_id, duration_ms, problem, said)
     VALUES (@sourceId, @path, @bytes, @modifiedMs, @trackId, @durationMs, @problem, @said)
     ON CONFLICT DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms, track_id = excluded.track_id,
       duration_ms = excluded.duration_ms, problem = excluded.problem, said = excluded.said, vanished = 0`,
  )
  return (file) => void put.run({ sourceId, ...file })
}

/** Mark files as gone, or as there again. */
export function markVanished(db: WritableDb, files: readonly KnownFile[], vanished: boolean): void {
  const mark = db.prepare('UPDATE audio_file SET vanished = ? WHERE audio_file_id = ?')
  for (const { fileId } of files) mark.run(vanished ? 1 : 0, fileId)
}

const factTables = ['track_fact', 'track_label', 'track_title', 'track'] as const

/** Forget what files said before they are read again. */
export function forgetTracks(db: WritableDb, files: readonly KnownFile[]): void {
  const statements = factTables.map((table) => db.prepare(`DELETE FROM ${table} WHERE track_id = ?`))
  for (const { trackId } of files) {
    if (trackId !== null) for (const statement of statements) statement.run(trackId)
  }
}

/** Makes the function that finds the track that a source names by an id. */
export function trackFinder(db: ReadableDb, sourceId: number): (externalId: string) => number | null {
  const read = db.prepare('SELECT track_id FROM track WHERE source_id = ? AND external_id = ?').pluck()
  return (externalId) => (read.get(sourceId, externalId) as number | undefined) ?? null
}

/** How many files of a folder that are there have tags of use, and those that have not. */
export function fileStates(
  db: ReadableDb,
  sourceId: number,
): { usable: number; bytes: number; problems: { path: string; problem: string }[] } {
  const there = 'FROM audio_file WHERE source_id = ? AND vanished = 0'
  const sums = db
    .prepare(`SELECT coalesce(sum(problem IS NULL), 0) AS usable, coalesce(sum(bytes), 0) AS bytes ${there}`)
    .get(sourceId) as { usable: number; bytes: number }
  const problems = db.prepare(`SELECT path, problem ${there} AND problem IS NOT NULL ORDER BY path`).all(sourceId)
  return { ...sums, problems: problems as { path: string; problem: string }[] }
}

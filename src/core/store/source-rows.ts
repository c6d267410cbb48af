/** Sources, their files and their ledgers. */
import type { FileLedger, Source } from '#api/schemas.ts'
import { perSource } from '#core/sources/format.ts'
import { readCoverage } from './coverage-rows.ts'
import type { ReadableDb, WritableDb } from './open.ts'

export type NewSource = {
  name: string
  format: string
  idSpace: string
  simulated: boolean
  /** The listener's own history, lists or files. */
  own?: boolean
  /** False: no model learns from it. */
  forTaste?: boolean
  licence: string | null
  origin: string | null
}

export type Disposition = 'rejected' | 'merged' | 'set-aside' | 'repaired'
export type FileCounts = { read: number; kept: number; merged: number; setAside: number }

/** Add a source in the state `importing`: nothing shows it until it is ready. Returns its id. */
export function addSource(db: WritableDb, source: NewSource): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO source (name, format, id_space, state, simulated, own, for_taste, imported_at, licence, origin)
       VALUES (@name, @format, @idSpace, 'importing', @simulated, @own, @forTaste, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), @licence, @origin)`,
    )
    .run({
      ...source,
      simulated: source.simulated ? 1 : 0,
      own: source.own === true ? 1 : 0,
      forTaste: source.forTaste === false ? 0 : 1,
    })
  const id = Number(lastInsertRowid)
  if (source.idSpace === perSource) {
    db.prepare('UPDATE source SET id_space = ? WHERE source_id = ?').run(`${perSource} ${id}`, id)
  }
  return id
}

/** Show a source: it has been read whole in `seconds`. */
export function finishSource(db: WritableDb, sourceId: number, seconds: number): void {
  db.prepare(`UPDATE source SET state = 'ready', seconds = ? WHERE source_id = ?`).run(seconds, sourceId)
}

/** Files that were read in part, or not, are not the ones that may be imported another time. */
export function markPartlyRead(db: WritableDb, sourceId: number): void {
  db.prepare(
    `UPDATE source_file SET sha256 = sha256 || ' in part'
     WHERE source_id = ? AND refusal IS NULL AND message IS NOT NULL`,
  ).run(sourceId)
}

/** Hide a source at once; its rows follow. */
export function hideSource(db: WritableDb, sourceId: number): void {
  db.prepare(`UPDATE source SET state = 'removing' WHERE source_id = ?`).run(sourceId)
}

/** Hide a source that was shown: until all is indexed anew, the index speaks of it. Indexing clears the note. */
export function hideIndexedSource(db: WritableDb, sourceId: number): void {
  db.transaction(() => {
    hideSource(db, sourceId)
    db.prepare(`INSERT OR REPLACE INTO library_fact (name, value) VALUES ('index-due', 1)`).run()
  })()
}

/** True where the index speaks of a source that has gone since. */
export function isIndexDue(db: ReadableDb): boolean {
  return db.prepare(`SELECT 1 FROM library_fact WHERE name = 'index-due'`).get() !== undefined
}

/** Sources whose removal was cut short, and those being imported by no job that could go on. */
export function abandonedSources(db: ReadableDb): number[] {
  return db
    .prepare(
      `SELECT source_id FROM source WHERE state = 'removing' OR (state = 'importing' AND source_id NOT IN (
         SELECT position ->> 'sourceId' FROM job WHERE position ->> 'sourceId' IS NOT NULL))`,
    )
    .pluck()
    .all() as number[]
}

/** The files of a source in the order they are read, with the digest of what they held when the import began. */
export function importedFiles(db: ReadableDb, sourceId: number): { id: number; path: string; sha256: string }[] {
  return db
    .prepare('SELECT file_id AS id, path, sha256 FROM source_file WHERE source_id = ? ORDER BY file_id')
    .all(sourceId) as { id: number; path: string; sha256: string }[]
}

export type NewFile = {
  sourceId: number
  path: string
  format: string | null
  table: string | null
  bytes: number
  sha256: string
  /** How its rows are read, as text; null where single rows mean nothing. */
  howRead?: string | null
}

export function addFile(db: WritableDb, file: NewFile): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO source_file (source_id, path, format, format_table, bytes, sha256, how_read)
       VALUES (@sourceId, @path, @format, @table, @bytes, @sha256, @howRead)`,
    )
    .run({ howRead: null, ...file })
  return Number(lastInsertRowid)
}

/** Forget a file and its ledger; its rows are nobody's business here. */
export function removeFile(db: WritableDb, fileId: number): void {
  db.prepare('DELETE FROM source_file WHERE file_id = ?').run(fileId)
}

/** What a file is to those who read its records again; null where there is no such file. */
export function fileReading(
  db: ReadableDb,
  fileId: number,
): { format: string | null; table: string | null; sha256: string; own: number; howRead: string | null } | null {
  const row = db
    .prepare(
      `SELECT source_file.format AS format, format_table AS "table", sha256, own, how_read AS howRead
       FROM source_file JOIN source USING (source_id) WHERE file_id = ?`,
    )
    .get(fileId)
  return (row as ReturnType<typeof fileReading> | undefined) ?? null
}

/** A source, and those of its files that were asked for. */
export type SourceOfFiles = { id: number; name: string; fileIds: number[] }

/** The newest ready source that has a file of each of these contents; null where one is null, or there is none. */
export function sourceOfFiles(db: ReadableDb, digests: readonly (string | null)[]): SourceOfFiles | null {
  if (digests.length === 0 || digests.includes(null)) return null
  const rows = db
    .prepare(
      `SELECT source_id AS id, source.name AS name, json_group_array(file_id) AS fileIds
       FROM source_file JOIN source USING (source_id)
       WHERE state = 'ready' AND sha256 IN (SELECT value FROM json_each(?)) GROUP BY source_id
       HAVING count(DISTINCT sha256) = ? ORDER BY source_id DESC LIMIT 1`,
    )
    .all(JSON.stringify(digests), new Set(digests).size) as { id: number; name: string; fileIds: string }[]
  const [found] = rows
  return found === undefined ? null : { ...found, fileIds: JSON.parse(found.fileIds) as number[] }
}

/** What a file's ledger says of it as a whole; without a keyword it was not refused. */
export type FileMessage = { keyword: string | null; message: string }

/** Store a file's totals; `refusal` says why a file as a whole was refused. */
export function saveCounts(
  db: WritableDb,
  fileId: number,
  counts: FileCounts,
  refusal: FileMessage | null = null,
): void {
  db.prepare(
    `UPDATE source_file SET records_read = @read, kept = @kept, merged = @merged, set_aside = @setAside,
       refusal = @keyword, message = @message
     WHERE file_id = @fileId`,
  ).run({ ...counts, keyword: refusal?.keyword ?? null, message: refusal?.message ?? null, fileId })
}

export function addToLedger(
  db: WritableDb,
  fileId: number,
  entries: Iterable<{ disposition: Disposition; keyword: string; records: number }>,
): void {
  const add = db.prepare(
    `INSERT INTO ledger (file_id, disposition, keyword, records) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET records = records + excluded.records`,
  )
  for (const { disposition, keyword, records } of entries) {
    if (records > 0) add.run(fileId, disposition, keyword, records)
  }
}

/** A folder may have grown or shrunk. */
export function saveBytes(db: WritableDb, fileId: number, bytes: number): void {
  db.prepare('UPDATE source_file SET bytes = ? WHERE file_id = ?').run(bytes, fileId)
}

/** What a file held is known only when all of it was read. */
export function saveDigest(db: WritableDb, fileId: number, sha256: string): void {
  db.prepare('UPDATE source_file SET sha256 = ? WHERE file_id = ?').run(sha256, fileId)
}

/** True where a ready source has a file of so many bytes. */
export function hasFileOfSize(db: ReadableDb, bytes: number): boolean {
  const found = db
    .prepare(`SELECT 1 FROM source_file JOIN source USING (source_id) WHERE state = 'ready' AND bytes = ? LIMIT 1`)
    .get(bytes)
  return found !== undefined
}

/** Forget where a file's records ended, to count them anew; how they were read stays. */
export function clearLedger(db: WritableDb, fileId: number): void {
  db.prepare(`DELETE FROM ledger WHERE file_id = ? AND disposition <> 'repaired'`).run(fileId)
  db.prepare('DELETE FROM ledger_example WHERE file_id = ?').run(fileId)
  saveCounts(db, fileId, { read: 0, kept: 0, merged: 0, setAside: 0 })
}

/** What a ledger holds of a file so far: its totals, and how many examples of each keyword. */
export function readCounts(db: ReadableDb, fileId: number): { counts: FileCounts; examples: [string, number][] } {
  const counts = db
    .prepare('SELECT records_read AS read, kept, merged, set_aside AS setAside FROM source_file WHERE file_id = ?')
    .get(fileId) as FileCounts
  const examples = db
    .prepare('SELECT keyword, count(*) FROM ledger_example WHERE file_id = ? GROUP BY keyword')
    .raw()
    .all(fileId) as [string, number][]
  return { counts, examples }
}

/** Makes the function that keeps a record of one file to look at. */
export function exampleWriter(db: WritableDb, fileId: number): (keyword: string, line: number, record: string) => void {
  const add = db.prepare('INSERT INTO ledger_example (file_id, keyword, line, record) VALUES (?, ?, ?, ?)')
  return (keyword, line, record) => void add.run(fileId, keyword, line, record)
}

export function ledgerExamples(db: ReadableDb, fileId: number, keyword: string): { line: number; text: string }[] {
  return db
    .prepare('SELECT line, record AS text FROM ledger_example WHERE file_id = ? AND keyword = ? ORDER BY line LIMIT 20')
    .all(fileId, keyword) as { line: number; text: string }[]
}

/** Every kept record of a keyword in one file, in the order of the file. */
export function keptRecords(db: ReadableDb, fileId: number, keyword: string): Iterable<{ line: number; text: string }> {
  return db
    .prepare('SELECT line, record AS text FROM ledger_example WHERE file_id = ? AND keyword = ? ORDER BY line, rowid')
    .iterate(fileId, keyword) as Iterable<{ line: number; text: string }>
}

/** A file's name as its listener knows it, and how many of its records ended under a keyword; null for no such file. */
export function recordsOf(db: ReadableDb, fileId: number, keyword: string): { path: string; records: number } | null {
  const row = db
    .prepare(
      `SELECT path, coalesce((SELECT sum(records) FROM ledger WHERE ledger.file_id = source_file.file_id AND keyword = ?
         AND disposition <> 'repaired'), 0) AS records
       FROM source_file WHERE file_id = ?`,
    )
    .get(keyword, fileId) as { path: string; records: number } | undefined
  return row ?? null
}

/** The ready source that holds exactly these file contents, if there is one. */
export function sourceWithFiles(db: ReadableDb, digests: readonly string[]): { id: number; name: string } | null {
  const holders = db
    .prepare(
      `SELECT source_id AS id, source.name AS name, count(DISTINCT sha256) AS files
       FROM source_file JOIN source USING (source_id)
       WHERE state = 'ready' AND sha256 IN (SELECT value FROM json_each(?)) GROUP BY source_id`,
    )
    .all(JSON.stringify(digests)) as { id: number; name: string; files: number }[]
  const distinct = new Set(digests).size
  return holders.find((holder) => holder.files === distinct) ?? null
}

type Flags = 'simulated' | 'forTaste'
type SourceRow = Omit<Source, 'counts' | 'coverage' | 'files' | Flags> & Record<Flags, number>

/** Ready sources, oldest first, each with its ledger. */
export function listSources(db: ReadableDb): Source[] {
  const rows = db
    .prepare(
      `SELECT source_id AS id, name, format, simulated, for_taste AS forTaste, imported_at AS importedAt, seconds, licence, origin
       FROM source WHERE state = 'ready' ORDER BY source_id`,
    )
    .all() as SourceRow[]
  return rows.map((row) => ({
    ...row,
    simulated: row.simulated === 1,
    forTaste: row.forTaste === 1,
    counts: sourceCounts(db, row.id),
    coverage: readCoverage(db, row.id),
    files: fileLedgers(db, row.id),
  }))
}

export function sourceName(db: ReadableDb, sourceId: number): string | null {
  const name = db.prepare(`SELECT name FROM source WHERE source_id = ? AND state = 'ready'`).pluck().get(sourceId)
  return (name as string | undefined) ?? null
}

/** Note whose a source's data is, leaving out what stays; false where there is no such source. */
export function describeSource(
  db: WritableDb,
  { sourceId, licence, origin }: { sourceId: number; licence?: string | null; origin?: string | null },
): boolean {
  const { changes } = db
    .prepare(
      `UPDATE source SET licence = iif(@hasLicence, @licence, licence), origin = iif(@hasOrigin, @origin, origin)
       WHERE source_id = @sourceId AND state = 'ready'`,
    )
    .run({
      ...{ sourceId, licence: licence ?? null, origin: origin ?? null },
      hasLicence: licence === undefined ? 0 : 1,
      hasOrigin: origin === undefined ? 0 : 1,
    })
  return changes === 1
}

/** Counts of one source as taken when the library was last indexed. */
function sourceCounts(db: ReadableDb, sourceId: number): Source['counts'] {
  const value = db.prepare('SELECT value FROM library_fact WHERE name = ?').pluck()
  const count = (what: string) => (value.get(`${sourceId}:${what}`) as number | undefined) ?? 0
  return {
    artists: count('artists'),
    tracks: count('tracks'),
    listeners: count('listeners'),
    interactions: count('interactions'),
  }
}

type FileRow = Omit<FileLedger, 'outcome' | 'rejected' | 'repaired' | 'merges' | 'setAsides'>

/** The ledger of every file of a source, in the order they were read. */
export function fileLedgers(db: ReadableDb, sourceId: number): FileLedger[] {
  const files = db
    .prepare(
      `SELECT file_id AS id, path, format, format_table AS "table", bytes, records_read AS read, kept, merged,
              set_aside AS setAside, refusal AS reason, message
       FROM source_file WHERE source_id = ? ORDER BY file_id`,
    )
    .all(sourceId) as FileRow[]
  // Records once set aside may all have found their place since.
  const entries = db.prepare('SELECT disposition, keyword, records FROM ledger WHERE file_id = ? AND records > 0')
  return files.map((file) => {
    const rows = entries.all(file.id) as { disposition: Disposition; keyword: string; records: number }[]
    const of = (disposition: Disposition) =>
      Object.fromEntries(rows.filter((row) => row.disposition === disposition).map((row) => [row.keyword, row.records]))
    const merges = of('merged')
    const ledger = {
      ...file,
      rejected: { ...of('rejected'), ...(file.reason === null ? {} : { [file.reason]: 0 }) },
      repaired: { ...of('repaired'), ...merges },
      merges,
      setAsides: of('set-aside'),
    }
    return { ...ledger, outcome: outcomeOf(ledger) }
  })
}

/** The ledgers of a source's files by the digest of their content. */
export function fileLedgersByDigest(db: ReadableDb, sourceId: number): [string, FileLedger][] {
  const digests = db.prepare('SELECT file_id, sha256 FROM source_file WHERE source_id = ?').raw().all(sourceId)
  const digestOf = new Map(digests as [number, string][])
  return fileLedgers(db, sourceId).map((ledger) => [digestOf.get(ledger.id) ?? '', ledger])
}

/** A file's outcome follows from its ledger alone. */
export function outcomeOf(file: Omit<FileLedger, 'outcome'>): FileLedger['outcome'] {
  if (file.reason !== null) return 'rejected'
  if (file.message !== null || file.setAside > 0 || Object.keys(file.rejected).length > 0) return 'partial'
  return Object.keys(file.repaired).length > 0 ? 'repaired' : 'accepted'
}

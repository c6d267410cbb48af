/** Flags of titles made anew, without indexing anything else. */
import { libraryFact } from './browse-rows.ts'
import type { WritableDb } from './open.ts'

/** Works looked at between two notes of progress, and between a read and its writes. */
const batch = 20_000

/** Flag every work anew by its title, writing only what changes. */
export function flagTitles(
  db: WritableDb,
  flagsOf: (title: string) => number,
  onProgress: (fraction: number) => void,
): void {
  const read = db
    .prepare(
      `SELECT summary.work_id, title, flags FROM work_summary AS summary JOIN track USING (track_id)
       WHERE summary.work_id > ? ORDER BY summary.work_id LIMIT ${batch}`,
    )
    .raw()
  const write = db.prepare('UPDATE work_summary SET flags = ? WHERE work_id = ?')
  const works = Math.max(1, libraryFact(db, 'tracks'))
  let last = 0
  for (let seen = 0; ; seen += batch) {
    const rows = read.all(last) as [number, string, number][]
    for (const [work, title, before] of rows) {
      const flags = flagsOf(title)
      if (flags !== before) write.run(flags, work)
      last = work
    }
    if (rows.length < batch) return
    onProgress(Math.min(1, seen / works))
  }
}

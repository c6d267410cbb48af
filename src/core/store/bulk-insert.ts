/** Rows added many in a statement: running one costs more than most rows do (16 take half as long as one by one). */
import type { WritableDb } from './open.ts'

const together = 16

type Value = number | string | Uint8Array | null

export type BulkInsert<Values extends Value[]> = {
  /** Add a row, now or with those that follow. */
  add: (...values: Values) => void
  /** Add what waits; must run before anything reads the table. */
  flush: () => void
}

/** Makes the functions that add rows of `columns` to a table; not for virtual tables, which take twice as long so. */
export function bulkInsert<Values extends Value[]>(
  db: WritableDb,
  table: string,
  columns: { [K in keyof Values]: string },
): BulkInsert<Values> {
  const row = `(${columns.map(() => '?').join(', ')})`
  const insert = (rows: number) =>
    db.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`,
    )
  const one = insert(1)
  const many = insert(together)
  const waiting: Value[] = []
  const add = (...values: Values): void => {
    for (const value of values) waiting.push(value)
    if (waiting.length < together * columns.length) return
    many.run(waiting)
    waiting.length = 0
  }
  const flush = (): void => {
    for (let at = 0; at < waiting.length; at += columns.length) one.run(waiting.slice(at, at + columns.length))
    waiting.length = 0
  }
  return { add, flush }
}

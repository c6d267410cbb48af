/** Transactions that may stand inside another. */
import type { WritableDb } from './open.ts'

/**
 * Run work in the transaction that is open, or in one of its own. A savepoint inside a transaction would hold every older
 * page that the work changes in memory until its end; so what the work throws must end the whole transaction.
 */
export function inTransaction<T>(db: WritableDb, work: () => T): T {
  return db.inTransaction ? work() : db.transaction(work)()
}

/** A transaction that stays open while what it stores is waited for; the thread must store nothing else meanwhile. */
export type LongTransaction = {
  /** Does nothing while it is open. */
  begin: () => void
  /** `atEnd` runs as its last part; does nothing while it is closed. */
  commit: () => void
  rollback: () => void
}

export function longTransaction(db: WritableDb, atEnd: () => void): LongTransaction {
  const end = (how: 'COMMIT' | 'ROLLBACK') => {
    if (db.inTransaction) db.exec(how)
  }
  return {
    begin: () => {
      if (!db.inTransaction) db.exec('BEGIN IMMEDIATE')
    },
    commit: () => {
      if (db.inTransaction) atEnd()
      end('COMMIT')
    },
    rollback: () => end('ROLLBACK'),
  }
}

/** Troubles that pass: work that meets one pauses with its position kept, instead of failing. */
import { AppError, type ErrorReply } from '#api/errors.ts'

/** No room: SQLite says FULL or IOERR_WRITE for it, files ENOSPC, a quota or a size limit EDQUOT or EFBIG. */
const fullDisk = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT', 'EFBIG'])
const unreadable = new Set([
  'EIO',
  'ENXIO',
  'ENODEV',
  'ESTALE',
  'ENOTCONN',
  'EHOSTDOWN',
  'ETIMEDOUT',
  'SQLITE_IOERR_READ',
])

/** Errors of ours that pass when the listener has put things right. */
const passing = new Set<AppError['code']>(['disk-full', 'read-error', 'file-changed'])

/** Why work that threw this can go on later; null where it cannot. */
export function passingTrouble(thrown: unknown): ErrorReply | null {
  if (thrown instanceof AppError)
    return passing.has(thrown.code) ? { code: thrown.code, message: thrown.message } : null
  const code = String((thrown as { code?: unknown } | null)?.code ?? '')
  if (fullDisk.has(code)) {
    return {
      code: 'disk-full',
      message: 'The disk is full, so this is paused. Your library is usable. Make room, then go on.',
    }
  }
  if (unreadable.has(code)) return { code: 'read-error', message: unreadableMessage(code) }
  return null
}

/** What to say of a file that cannot be read just now. */
export function unreadableMessage(code: string): string {
  return `A file could not be read (${code}), so this is paused. Is its disk still connected? Connect it, then go on.`
}

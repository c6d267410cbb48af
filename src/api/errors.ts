/** Every code that an error may carry across the contract. The window translates codes; messages are plain English. */
export const errorCodes = [
  'artist-not-found',
  'bad-arguments',
  'cancelled',
  'disk-full',
  'export-failed',
  'file-changed',
  'file-not-found',
  'filter-not-found',
  'internal',
  'job-not-found',
  'job-running',
  'library-damaged',
  'library-in-use',
  'library-newer',
  'model-not-found',
  'no-model',
  'not-a-dataset',
  'nothing-to-learn',
  'offline',
  'permission-denied',
  'playlist-not-found',
  'preset-not-found',
  'read-error',
  'source-not-found',
  'too-large',
  'track-not-found',
  'training-diverged',
  'unknown-method',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What an error looks like once it has crossed a thread, a socket or a process. */
export type ErrorReply = { code: ErrorCode; message: string; suggestions?: string[] | undefined }

export type Reply<T> = { ok: true; value: T } | { ok: false; error: ErrorReply }

/**
 * The one error of the application. `message` says what was found, what was expected and what to do;
 * it never holds a path that the caller did not name, a stack or SQL.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly suggestions: string[] | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; suggestions?: string[] } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.suggestions = options.suggestions
  }
}

/** Turn anything thrown into the shape that crosses boundaries; an unforeseen fault keeps its details at home. */
export function toErrorReply(thrown: unknown): ErrorReply {
  if (thrown instanceof AppError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.suggestions === undefined ? {} : { suggestions: thrown.suggestions }),
    }
  }
  return { code: 'internal', message: 'Something went wrong inside Sidetrack. Your library is unchanged.' }
}

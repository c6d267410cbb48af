/** The one way in which a file as a whole is refused while it is opened or read. */
import type { FileKeyword } from './keywords.ts'

/** A file refused as a whole, with words for people. */
export type Refusal = { keyword: FileKeyword; message: string }

/** Carries a `Refusal` out of a stream; nothing of the file may be kept. */
export class RefusedFile extends Error {
  readonly refusal: Refusal

  constructor(keyword: FileKeyword, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RefusedFile'
    this.refusal = { keyword, message }
  }
}

/** True for the refusal among the results of `recognise`, `preview` and `readRows`. */
export function isRefusal(result: object): result is Refusal {
  return 'keyword' in result && 'message' in result
}

/** Runs `work`; a refused file comes back as its `Refusal`, every other error is thrown on. */
export async function orRefusal<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedFile) return error.refusal
    throw error
  }
}

/** What an import and the thread that reads for it say to each other. */
import type { OpenedPart } from './import-reader.ts'
import type { PackedBatch } from './packed-rows.ts'
import type { OpenOptions } from './parts.ts'
import type { Refusal } from './refusal.ts'

export type ToReader =
  | { type: 'open'; id: number; file: { path: string; shownName: string }; options: OpenOptions }
  | { type: 'read'; place: number }
  /** One batch more may be sent. */
  | { type: 'more' }

export type FromReader =
  /** It is opening files and alive. */
  | { type: 'tick' }
  | { type: 'opened'; id: number; parts: OpenedPart[] }
  | { type: 'batch'; batch: PackedBatch }
  | { type: 'refused'; refusal: Refusal }
  /** The part that was to be read is at its end. */
  | { type: 'end' }
  /** A fault that nobody foresaw. */
  | { type: 'failed'; error: Error }

/**
 * What may lie between the two: enough to keep both at work, while several thousand records are stored together. Batches
 * of tables are large, some 256 KiB of text each; those of documents are small, since little of these is kept.
 */
export const mostAhead = { batches: 8, bytes: 4 * 1024 * 1024 }

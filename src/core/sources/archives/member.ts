/** What every archive is to its readers: a row of members, read one after the other and never extracted. */
import { RefusedFile } from '../refusal.ts'

export type Member = {
  name: string
  kind: 'file' | 'link'
  /** Its content at once, where it is short and plain and can be had without waiting; null where not. */
  whole: () => Buffer | null
  /** Can be read once, before the next member is asked for; what is not read is passed over. */
  chunks: () => AsyncGenerator<Buffer>
  /** Leave what was not read unread, where it would be read for its checksum otherwise. */
  pass?: () => void
}

/** Bytes of the largest member that is handed over at once. */
export const LARGEST_WHOLE = 128 * 1024

/** Refuses an archive one of whose names leads out of it. */
export function checkName(name: string): void {
  // Nearly all names: nothing in them leads anywhere else.
  if (/^[\w-]/.test(name) && !name.includes('..') && name.charCodeAt(1) !== 0x3a) return
  const parts = name.split(/[/\\]/)
  if (!/^(?:[/\\]|[a-z]:)/i.test(name) && !parts.includes('..')) return
  const message = 'A name in this archive leads out of it, as no data set does. Nothing of it was read.'
  throw new RefusedFile('archive-path-traversal', message)
}

/** True for what systems leave beside files: folders for resources, lists of checksums, terms of use. */
export function isByTheWay(name: string): boolean {
  const base = name.split('/').at(-1) ?? ''
  if (name.startsWith('__MACOSX/') || base.startsWith('.')) return true
  return /^(?:copying|licen[cs]e|readme|thumbs\.db|desktop\.ini|sha\d*sums?|md5sums?)(?:\.(?:md|txt))?$|\.(?:md5|sha\d+)$/i.test(
    base,
  )
}

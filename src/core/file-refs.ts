/** Opaque names for files: clients hold refs, only hosts name paths, only the core opens them. */
import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { AppError } from '#api/errors.ts'
import type { FileRef } from '#api/schemas.ts'
import type { Container } from '#core/sources/archives/members.ts'

/** A file in an archive. */
export type Member = { container: Container; name: string }

/** `member`: what it names lies in the archive at `path`. */
type Grant = { path: string; shownName: string; member?: Member; use: 'read' | 'write' | 'download' }

/** A folder that the host was given at its start, for clients that cannot name any. */
export type OfferedFolder = { ref: FileRef; name: string }

export type FileRefs = {
  /** Offer a folder to every client. */
  offer: (path: string) => FileRef
  offered: () => OfferedFolder[]
  grant: (path: string, use: Grant['use'], shownName?: string, member?: Member) => FileRef
  /** Throws AppError file-not-found for a ref that was never granted for this use. */
  resolve: (ref: string, use: Grant['use']) => Grant
}

export function fileRefs(): FileRefs {
  const grants = new Map<string, Grant>()
  const folders: OfferedFolder[] = []
  const grant: FileRefs['grant'] = (path, use, shownName = basename(path), member) => {
    const ref = `f-${randomBytes(16).toString('hex')}`
    grants.set(ref, { path, shownName, use, ...(member === undefined ? {} : { member }) })
    return ref
  }
  return {
    grant,
    offer: (path) => {
      const ref = grant(path, 'read')
      folders.push({ ref, name: basename(path) })
      return ref
    },
    offered: () => [...folders],
    resolve: (ref, use) => {
      const grant = grants.get(ref)
      if (grant === undefined || grant.use !== use) {
        throw new AppError('file-not-found', 'This file is no longer at hand. Choose it again.')
      }
      return grant
    },
  }
}

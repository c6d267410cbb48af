/** Sums over the files of an import. read = kept + merged + set aside + rejected, always. */
import type { FileLedger } from '#api/schemas.ts'

export type Sum = { read: number; kept: number; merged: number; setAside: number; rejected: number }
export type Fate = 'rejected' | 'set-aside' | 'merged' | 'fixed'
export type Reason = { keyword: string; fate: Fate; count: number; files: { id: number; path: string }[] }

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

export function sumOf(files: FileLedger[]): Sum {
  const sum: Sum = { read: 0, kept: 0, merged: 0, setAside: 0, rejected: 0 }
  for (const file of files) {
    sum.read += file.read
    sum.kept += file.kept
    sum.merged += file.merged
    sum.setAside += file.setAside
    sum.rejected += total(file.rejected)
  }
  return sum
}

/** One line per keyword over all files, the most frequent first. */
function gather(files: FileLedger[], parts: readonly [Fate, (file: FileLedger) => Record<string, number>][]): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const file of files) {
    for (const [fate, countsOf] of parts) {
      for (const [keyword, count] of Object.entries(countsOf(file))) {
        if (count === 0) continue
        const key = `${fate} ${keyword}`
        const reason = reasons.get(key) ?? { keyword, fate, count: 0, files: [] }
        reason.count += count
        reason.files.push({ id: file.id, path: file.path })
        reasons.set(key, reason)
      }
    }
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count)
}

/** Why records are not in the library on their own. */
export const reasonsOf = (files: FileLedger[]): Reason[] =>
  gather(files, [
    ['set-aside', (file) => file.setAsides],
    ['merged', (file) => file.merges],
    ['rejected', (file) => file.rejected],
  ])

/** What was put right in records that were kept. Merges count as repairs too; they have their own line already. */
export const fixesOf = (files: FileLedger[]): Reason[] =>
  gather(files, [
    [
      'fixed',
      ({ repaired, merges }) => Object.fromEntries(Object.entries(repaired).filter(([name]) => !(name in merges))),
    ],
  ])

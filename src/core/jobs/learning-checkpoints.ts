/** Checkpoints of a job that learns: found again after a pause or a crash, and kept while it goes on. */
import { type Checkpoint, checkpointKeeper, readCheckpoint } from '#core/training/checkpoint.ts'
import type { Memory } from './control.ts'

export type LearningCheckpoints = {
  /** Where this very learning was cut short; null where it begins. */
  before: Checkpoint | null
  /** Keep the matrices after so many rounds; the last of them has a row an item. */
  keep: (round: number, matrices: Record<string, Float32Array>) => void
}

/** The checkpoints of what `key` says is learnt of `items` items; none for a job without a file of its own. */
export function learningCheckpoints(memory: Memory, key: string, items: number): LearningCheckpoints {
  if (memory.file === null) return { before: null, keep: () => {} }
  const before = readCheckpoint(memory.file, key)
  const began = performance.now()
  // Saved anew for how far the job is by now.
  const write = checkpointKeeper(memory.file, () => memory.save(memory.position))
  const keep: LearningCheckpoints['keep'] = (round, matrices) => {
    const seconds = (before?.seconds ?? 0) + (performance.now() - began) / 1000
    const columns = (Object.values(matrices).at(-1)?.length ?? 0) / items
    write({ key, round, seconds, matrices, columns })
  }
  return { before, keep }
}

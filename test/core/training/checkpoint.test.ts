import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sharedFloat32 } from '#core/math/shared.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '#core/training/checkpoint.ts'
import { temporaryFolder } from '../library.ts'

const path = join(temporaryFolder(), 'checkpoints', 'job-1.bin')
const finite = fc.float({ noNaN: true, noDefaultInfinity: true })

const some = (): Checkpoint => {
  const shared = sharedFloat32(12)
  shared.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12.5])
  return {
    key: 'this one',
    round: 3,
    seconds: 1.5,
    columns: 4,
    matrices: { userFactors: shared, itemFactors: Float32Array.of(1e-30, -1e30, 0, -0) },
  }
}

describe('a checkpoint', () => {
  test('property: comes back as it was written, number by number', () => {
    const shape = fc.record({
      columns: fc.integer({ min: 1, max: 9 }),
      rows: fc.array(fc.integer({ min: 0, max: 40 })),
    })
    fc.assert(
      fc.property(shape, fc.infiniteStream(finite), fc.string(), fc.nat(), ({ columns, rows }, numbers, key, round) => {
        const matrices = Object.fromEntries(
          rows.map((count, i) => [
            `matrix ${i}`,
            Float32Array.from({ length: count * columns }, () => numbers.next().value as number),
          ]),
        )
        const written = { key, round, seconds: 2, matrices, columns }
        writeCheckpoint(path, written)
        const read = readCheckpoint(path, key)
        expect(read).toEqual({ ...written, columns: rows.length === 0 ? 0 : columns })
      }),
      { numRuns: 50 },
    )
  })

  test('of other data or parameters is none, and neither is a missing one', () => {
    writeCheckpoint(path, some())
    expect(readCheckpoint(path, 'this one')).toEqual(some())
    expect(readCheckpoint(path, 'another one')).toBeNull()
    expect(readCheckpoint(`${path}.missing`, 'this one')).toBeNull()
  })

  test('with numbers that are none is refused', () => {
    writeCheckpoint(path, { ...some(), matrices: { itemFactors: Float32Array.of(1, Number.NaN, 3, 4) } })
    expect(readCheckpoint(path, 'this one')).toBeNull()
  })

  test('damaged in any byte or cut off anywhere is refused', () => {
    writeCheckpoint(path, some())
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] as number) ^ 0x21
      writeFileSync(path, damaged)
      expect([at, readCheckpoint(path, 'this one')]).toEqual([at, null])
    }
    for (let length = whole.length - 1; length >= 0; length -= 1) {
      writeFileSync(path, whole)
      truncateSync(path, length)
      expect([length, readCheckpoint(path, 'this one')]).toEqual([length, null])
    }
  })
})

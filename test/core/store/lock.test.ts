import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { lockOwner, takeLock } from '#core/store/lock.ts'
import { temporaryFolder } from '../library.ts'

const lockModule = new URL('../../../src/core/store/lock.ts', import.meta.url).href

/** A process that takes the lock, says whether it has it, and stays. */
async function holder(folder: string): Promise<{ has: boolean; pid: number; kill: () => Promise<void> }> {
  const script = `
    const { takeLock } = await import(${JSON.stringify(lockModule)})
    globalThis.lock = takeLock(${JSON.stringify(folder)}, 'command line')
    process.stdout.write(lock === null ? 'refused' : 'taken')
    setInterval(() => {}, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown]
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { has: String(said) === 'taken', pid: child.pid ?? 0, kill }
}

test('a library has one owner at a time, who is named', () => {
  const folder = temporaryFolder()
  const lock = takeLock(folder, 'window')
  expect(lock).not.toBeNull()
  expect(takeLock(folder, 'command line')).toBeNull()
  expect(lockOwner(folder)).toMatchObject({ pid: process.pid, host: 'window' })
  lock?.release()
})

test('a released lock is free, and nobody is named any more', () => {
  const folder = temporaryFolder()
  for (let round = 0; round < 5; round += 1) {
    const lock = takeLock(folder, 'window')
    expect(lock).not.toBeNull()
    lock?.release()
    expect(lockOwner(folder)).toBeNull()
  }
})

test('libraries in different folders do not know each other', () => {
  const locks = [takeLock(temporaryFolder(), 'window'), takeLock(temporaryFolder(), 'window')]
  expect(locks).not.toContain(null)
  for (const lock of locks) lock?.release()
})

test('another process is refused while the lock is held, and the other way round', async () => {
  const folder = temporaryFolder()
  const lock = takeLock(folder, 'window')
  const other = await holder(folder)
  expect(other.has).toBe(false)
  await other.kill()
  lock?.release()

  const owner = await holder(folder)
  expect(owner.has).toBe(true)
  expect(takeLock(folder, 'window')).toBeNull()
  expect(lockOwner(folder)).toMatchObject({ pid: owner.pid, host: 'command line' })
  await owner.kill()
})

test('a lock whose owner was killed is no lock', async () => {
  const folder = temporaryFolder()
  for (let round = 0; round < 2; round += 1) {
    const owner = await holder(folder)
    expect(owner.has).toBe(true)
    await owner.kill()
  }
  const lock = takeLock(folder, 'window')
  expect(lock).not.toBeNull()
  expect(lockOwner(folder)).toMatchObject({ pid: process.pid })
  lock?.release()
})

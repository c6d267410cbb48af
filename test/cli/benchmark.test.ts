/** The benchmark as a process: files in, one JSON line out, refusals with their exit codes; no library is touched. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { random32, uniform } from '#core/math/random.ts'
import { runCli } from './run-cli.ts'

let folder = ''
let files: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrack-benchmark-'))
  const train = join(folder, 'train.txt')
  const testFile = join(folder, 'test.txt')
  const next = random32(4)
  // Two groups of users with items of their own: what is hidden of a user is in the user's own group.
  const lines = Array.from({ length: 80 }, (_, user) => {
    const own = Array.from({ length: 20 }, (__, i) => i * 2 + (user % 2))
    const kept = own.filter(() => uniform(next) < 0.6)
    return { train: [user, ...kept], test: [user, ...own.filter((item) => !kept.includes(item)).slice(0, 3)] }
  })
  await writeFile(train, lines.map((line) => line.train.join(' ')).join('\n'))
  await writeFile(testFile, lines.map((line) => line.test.join(' ')).join('\n'))
  files = ['--train', train, '--test', testFile]
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const small = ['--set', 'factors=4', '--set', 'iterations=4']

describe('benchmark', () => {
  test('prints one JSON line with what was learned and what it found, and touches no library', async () => {
    const library = join(folder, 'library')
    const args = ['benchmark', ...files, '--model', 'als', ...small, '--k', '5', '--threads', '1', '--seed', '3']
    const { code, stdout } = await runCli([...args, '--library', library])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ model: 'als', users: 80, k: 5, threads: 1, seed: 3 })
    expect(result.parameters).toMatchObject({ factors: 4, iterations: 4, confidence: 'presence' })
    for (const name of ['trainSeconds', 'secondsPerIteration', 'peakMemoryMb']) expect(result[name]).toBeGreaterThan(0)
    // By chance 5 of about 28 unknown items are listed, so that recall were 0.18.
    for (const name of ['recall', 'ndcg', 'hitRate', 'mrr']) expect(result[name]).toBeGreaterThan(0.3)
    expect(result.precision).toBeGreaterThan(0.2)
    expect(result.interval.recall.low).toBeLessThan(result.recall)
    expect(existsSync(library)).toBe(false)
    const again = await runCli(args)
    expect(JSON.parse(again.stdout).ndcg).toBe(result.ndcg)
  })

  test('says in pairs what a hybrid gains over the member that counts most', async () => {
    const set = ['als.factors=4', 'als.iterations=4', 'alsCopies=2', 'svd.factors=4'].flatMap((each) => ['--set', each])
    const { gain, recall } = JSON.parse((await runCli(['benchmark', ...files, '--model', 'hybrid', ...set])).stdout)
    expect(gain.over).toBe('als')
    expect(gain.recall.low).toBeLessThanOrEqual(gain.recall.difference)
    expect(gain.recall.high).toBeGreaterThanOrEqual(gain.recall.difference)
    const alone = ['svdWeight=0', 'easeWeight=0', 'userknnWeight=0'].flatMap((each) => ['--set', each])
    const als = JSON.parse((await runCli(['benchmark', ...files, '--model', 'hybrid', ...set, ...alone])).stdout)
    expect(als.gain).toBeUndefined()
    expect(recall - als.recall).toBeCloseTo(gain.recall.difference, 10)
  })

  test('says words a second of Word2Vec', async () => {
    const args = ['benchmark', ...files, '--model', 'sgns', '--set', 'epochs=2', '--set', 'vectorSize=8']
    const result = JSON.parse((await runCli(args)).stdout)
    expect(result.model).toBe('sgns')
    expect(result.wordsPerSecond).toBeGreaterThan(0)
  })

  test.each<[string, () => string[], RegExp, number]>([
    ['no test file', () => files.slice(0, 2), /--test is missing/, 2],
    ['no model', () => files, /--model is missing/, 2],
    ['an unknown model', () => [...files, '--model', 'oracle'], /als, .*found "oracle"/, 2],
    ['an unknown setting', () => [...files, '--model', 'als', '--set', 'magic=1'], /no setting called "magic"/, 2],
    [
      'a setting out of bounds',
      () => [...files, '--model', 'als', '--set', 'factors=0'],
      /factors is a whole number/,
      2,
    ],
    ['minutes that are none', () => [...files, '--model', 'als', '--tune', 'soon'], /--tune expects minutes/, 2],
    ['k of none', () => [...files, '--model', 'als', '--k', '0'], /--k is a whole number from 1/, 2],
    [
      'a file that is not there',
      () => ['--train', 'none.txt', ...files.slice(2), '--model', 'als'],
      /no file "none.txt"/,
      4,
    ],
  ])('refuses %s in words', async (_, args, words, exitCode) => {
    const { code, stdout, stderr } = await runCli(['benchmark', ...args()])
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
    expect(stderr).toMatch(words)
  })
})

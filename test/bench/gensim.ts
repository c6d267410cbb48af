/** gensim's Word2Vec beside ours, and what both are compared on: files of `user item item …` lines. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Csr } from '../../src/core/math/csr.ts'
import { topK } from '../../src/core/math/vectors.ts'
import { dataPath } from '../data.ts'

const python = '/usr/bin/python3'
const peers = dataPath('..', 'peers')

/** Why gensim cannot run here, or null where it can. */
export function gensimMissing(): string | null {
  if (spawnSync(python, ['-c', 'import gensim, scipy'], { stdio: 'ignore' }).status === 0) return null
  return 'gensim is missing. On Debian: apt-get install --no-install-recommends python3-gensim python3-numpy python3-scipy'
}

export type GensimRun = { train_s: number; cpu_s: number; words: number; words_per_s: number; recall?: number }

/** Run one of the peers' scripts and return the JSON line that it prints. */
export function runPeer<T>(script: string, args: readonly string[]): T {
  const { status, stdout, stderr } = spawnSync(python, [join(peers, script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-500)}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as T
}

/** Each user's distinct items, as gensim is given them: users with one item have nothing to learn from, but are ranked for. */
export function readUserItems(path: string): Map<number, number[]> {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const users = new Map<number, number[]>()
  for (const line of text.split('\n')) {
    const [user, ...items] = line.trim().split(/\s+/).map(Number)
    if (user === undefined || items.length === 0) continue
    users.set(user, [...new Set([...(users.get(user) ?? []), ...items])])
  }
  return users
}

/** The users as rows by their numbers, in shared memory. */
export function matrixOf(users: Map<number, number[]>, rows: number, columns: number): Csr {
  const indptr = new Int32Array(new SharedArrayBuffer((rows + 1) * 4))
  for (let row = 0; row < rows; row += 1) indptr[row + 1] = (indptr[row] as number) + (users.get(row)?.length ?? 0)
  const indices = new Int32Array(new SharedArrayBuffer((indptr[rows] as number) * 4))
  for (const [row, items] of users) indices.set(items, indptr[row])
  return { rows, columns, indptr, indices, data: new Int32Array(indices.length).fill(1) }
}

export function countsOf(matrix: Csr): Int32Array {
  const counts = new Int32Array(matrix.columns)
  for (const column of matrix.indices) counts[column] = (counts[column] as number) + 1
  return counts
}

/** Mean share of a user's test items among the first 20 of all items but the train items. */
export function recallAt20(
  matrix: Csr,
  test: Map<number, number[]>,
  scorer: (row: number, out: Float32Array) => void,
): number {
  const scores = new Float32Array(matrix.columns)
  let sum = 0
  for (const [user, items] of test) {
    scorer(user, scores)
    for (let i = matrix.indptr[user] as number; i < (matrix.indptr[user + 1] as number); i += 1)
      scores[matrix.indices[i] as number] = Number.NEGATIVE_INFINITY
    const found = new Set(topK(scores, 20))
    sum += items.filter((item) => found.has(item)).length / items.length
  }
  return sum / test.size
}

/** Read a two-dimensional float32 array that numpy has saved. */
export function readNpy(path: string): Float32Array {
  const bytes = readFileSync(path)
  const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString('latin1')
  if (!header.includes("'<f4'") || header.includes('True'))
    throw new Error(`${path}: not float32 in C order: ${header}`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + bytes.readUInt16LE(8)))
}

/** Mean share of each item's ten nearest by cosine that two models have in common, over the given items. */
export function neighbourAgreement(a: Float32Array, b: Float32Array, size: number, items: readonly number[]): number {
  const left = nearestTen(a, size, items)
  const right = nearestTen(b, size, items)
  const shares = left.map((near, i) => near.filter((item) => right[i]?.includes(item)).length / 10)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function nearestTen(vectors: Float32Array, size: number, items: readonly number[]): number[][] {
  const lengths = items.map((item) => Math.hypot(...vectors.subarray(item * size, (item + 1) * size)) || 1)
  const scores = new Float32Array(items.length)
  return items.map((item, i) => {
    items.forEach((other, j) => {
      let sum = 0
      for (let k = 0; k < size; k += 1)
        sum += (vectors[item * size + k] as number) * (vectors[other * size + k] as number)
      scores[j] = i === j ? Number.NEGATIVE_INFINITY : sum / (lengths[j] as number)
    })
    return [...topK(scores, 10)]
  })
}
